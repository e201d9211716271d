// The scenario that runs with each generated client, and the connection to the mock server that ./run has started.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

/** A file as the generated types describe it, as far as the scenario reads it. */
interface Details {
  name?: string;
  tags?: string[] | null;
  customMetadata?: object;
  customCoordinates?: string | null;
}

/** An extension that the scenario uses. It fits the generated types of all clients. */
const extensions = [
  { name: 'google-auto-tagging' as const, maxTags: 5, minConfidence: 80 },
  { name: 'remove-bg' as const, options: { bg_color: 'white' } },
];

/** The calls of the scenario, made with a generated client. */
export interface Calls {
  upload(file: File, tags: string[], fields: Record<string, unknown>, list: typeof extensions): Promise<object>;
  /** Returns the ids of the files with at least one of the tags. */
  list(tags: string): Promise<(string | undefined)[]>;
  details(fileId: string): Promise<Details>;
  /** Sets tags and customCoordinates to null. */
  clear(fileId: string): Promise<Details>;
  remove(fileId: string): Promise<void>;
  /** Returns the message of the error for a file that does not exist. */
  failure(fileId: string): Promise<string | undefined>;
}

const account = { url: setting('MOCK_URL'), key: setting('IMAGEKIT_PRIVATE_KEY') };
const photo = readFileSync(setting('PHOTO'));

function setting(name: string): string {
  const value = process.env[name];
  assert.ok(value, `${name} is not set: start the tests with ./run`);
  return value;
}

/** The requests that the client has sent. */
const sent: Request[] = [];
const connect = globalThis.fetch;

// Clients use the hosts of the service. Their requests are sent to the mock server instead.
globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  const { origin, pathname, search } = new URL(request.url);
  const isUpload = pathname.endsWith('/files/upload');
  assert.equal(origin, isUpload ? 'https://upload.imagekit.io' : 'https://api.imagekit.io', pathname);
  sent.push(request.clone());
  const { method, headers } = request;
  const body = method === 'GET' ? null : await request.arrayBuffer();
  return connect(account.url + pathname + search, { method, headers, body });
};

/** Sends a request without the client. */
async function direct(method: string, path: string, body?: unknown) {
  const headers = { Authorization: `Basic ${btoa(`${account.key}:`)}`, 'Content-Type': 'application/json' };
  const response = await connect(account.url + path, { method, headers, body: JSON.stringify(body) });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return response.status === 204 ? undefined : response.json();
}

/** Runs the scenario with a client. The name makes tags and files different from those of other clients. */
export function testScenario(name: string, calls: Calls) {
  test(name, async () => {
    const field = `${name.replaceAll('-', '_')}_fields`;
    for (const [suffix, type] of [['text', 'Text'], ['price', 'Number'], ['sizes', 'MultiSelect']]) {
      const schema = { type, ...(type === 'MultiSelect' && { selectOptions: ['small', 'large, hot'] }) };
      const label = `${name} ${suffix}`;
      await direct('POST', '/v1/customMetadataFields', { name: `${field}_${suffix}`, label, schema });
    }
    const tags = [`${name}-coffee`, 'summer "24"', '100°'];
    const fields = {
      [`${field}_text`]: 'black, "hot" & \\ [object]\n☕',
      [`${field}_price`]: 4.5,
      [`${field}_sizes`]: ['small', 'large, hot'],
    };

    const stored = await upload(calls, name, tags, fields);
    assert.deepEqual(await calls.list(`${name}-coffee,other`), [stored.fileId]);
    const query = new URL(sent.at(-1)!.url).searchParams;
    assert.deepEqual(query.getAll('tags'), [`${name}-coffee,other`], 'one parameter with commas');
    assert.deepEqual(await calls.list('other'), []);

    const details = await calls.details(stored.fileId);
    assert.deepEqual([details.tags, details.customMetadata], [tags, fields]);

    const cleared = await calls.clear(stored.fileId);
    assert.deepEqual([cleared.tags, cleared.customCoordinates, cleared.customMetadata], [null, null, fields]);
    assert.equal((await direct('GET', `/v1/files/${stored.fileId}/details`)).tags, null);

    await calls.remove(stored.fileId);
    assert.equal(await calls.failure(stored.fileId), 'The requested file does not exist.');
  });
}

/** Uploads the photograph, and checks the request, the response, and what is stored. */
async function upload(calls: Calls, name: string, tags: string[], fields: Record<string, unknown>) {
  const source = new File([photo], `${name}.png`, { type: 'image/png' });
  const result = await calls.upload(source, tags, fields, extensions);
  assert.ok('fileId' in result && typeof result.fileId === 'string');
  const parts = await sent.at(-1)!.formData();
  const { file, ...texts } = Object.fromEntries(parts);
  assert.ok(file instanceof File && file.name === `${name}.png` && file.type === 'image/png');
  assert.deepEqual([...parts.keys()].sort(), Object.keys({ file, ...texts }).sort(), 'no part is repeated');
  assert.equal(texts.tags, tags.join(','));
  assert.deepEqual(JSON.parse(String(texts.customMetadata)), fields);
  assert.deepEqual(JSON.parse(String(texts.extensions)), extensions);

  const { tags: responseTags, customMetadata, extensionStatus } = result as Record<string, unknown>;
  assert.deepEqual([responseTags, customMetadata], [tags, fields], 'the fields that responseFields lists');
  assert.deepEqual(extensionStatus, { 'google-auto-tagging': 'pending', 'remove-bg': 'pending' });

  const stored = await direct('GET', `/v1/files/${result.fileId}/details`);
  assert.deepEqual([stored.tags, stored.customMetadata], [tags, fields]);
  const content = await (await connect(stored.url)).arrayBuffer();
  assert.ok(photo.equals(Buffer.from(content)), 'the stored bytes are those of the photograph');
  return { fileId: result.fileId };
}
