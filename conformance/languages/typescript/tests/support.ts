// The mock server, a client that records its calls, and small functions for the tests.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createImageKit, type Schemas, unwrap } from '../client.js';

/** The settings of the mock server that ./run has started. */
export const mock = {
  url: setting('MOCK_URL'),
  urlEndpoint: setting('MOCK_URL_ENDPOINT'),
  publicKey: setting('MOCK_PUBLIC_KEY'),
  privateKey: setting('MOCK_PRIVATE_KEY'),
};

function setting(name: string): string {
  return present(process.env[name], `${name} (start the tests with ./run)`);
}

/** A client of a server. */
export const { api, uploads } = createImageKit({ privateKey: mock.privateKey, apiURL: mock.url, uploadURL: mock.url });

/** A client of a browser, which must not have the private key. */
export const browser = createImageKit({ apiURL: mock.url, uploadURL: mock.url });

/** The methods and paths of the operations that have succeeded. */
export const succeeded = new Set<string>();

for (const client of [api, uploads, browser.uploads]) {
  client.use({
    onResponse({ request, response, schemaPath }) {
      if (response.ok) succeeded.add(`${request.method} ${schemaPath}`);
    },
  });
}

/** Returns a value, or fails if it is missing. Most properties of responses are optional in openapi.yaml. */
export function present<T>(value: T | null | undefined, name = 'value'): T {
  if (value === null || value === undefined) assert.fail(`there is no ${name}`);
  return value;
}

/** Returns the content of a JSON file, which must have the given type. */
export function readJSON<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** A photograph of 600 by 400 pixels. */
export const photo = new Blob([readFileSync('../../../examples/demo/coffee.png')], { type: 'image/png' });

/** Uploads the photograph, and returns the file. */
export async function upload(fileName: string, folder: string, fields: Partial<Schemas['UploadRequest']> = {}) {
  const body = { file: photo, fileName, folder, useUniqueFileName: false, ...fields };
  const result = await unwrap(uploads.POST('/api/v1/files/upload', { body }));
  if (!('fileId' in result)) assert.fail('the upload has been accepted, but the file does not exist yet');
  return result;
}

/** Returns the first result of a call that is not undefined. */
export async function eventually<T>(call: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < 2000; attempt++) {
    const result = await call();
    if (result !== undefined) return result;
    await sleep(25);
  }
  return assert.fail('there is still no result');
}

/** Sends a request to a control endpoint of the mock server. Returns its response, which must have the given type. */
export async function control<T>(method: string, path: string, body?: object): Promise<T | undefined> {
  const response = await fetch(`${mock.url}/_mock/${path}`, {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return response.status === 204 ? undefined : await response.json();
}

/** Calls act, and returns the bodies and headers of the webhooks that the mock server sends. */
export async function webhooksOf(target: { secret: string; scheme: 'standard' | 'legacy' }, act: () => Promise<unknown>) {
  const received: { body: string; headers: Headers }[] = [];
  const receiver = createServer(async (request, response) => {
    const headers = new Headers();
    for (const [name, values = []] of Object.entries(request.headersDistinct)) {
      for (const value of values) headers.append(name, value);
    }
    received.push({ headers, body: Buffer.concat(await request.toArray()).toString() });
    response.end();
  });
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  try {
    const address = receiver.address();
    if (typeof address !== 'object') assert.fail('the receiver has no port');
    await control('PUT', 'webhooks/target', { ...target, url: `http://127.0.0.1:${address?.port}/` });
    await act();
    await control('GET', 'webhooks?wait=true'); // waits until all webhooks are sent
  } finally {
    receiver.close();
    receiver.closeAllConnections();
    await control('DELETE', 'webhooks/target');
  }
  return received;
}
