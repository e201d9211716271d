// Runs the curl commands and the TypeScript examples of the reference with the mock server.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { control, startMock } from '../../conformance/browser/support.mjs';

const run = promisify(execFile);
const at = (name) => fileURLToPath(new URL(name, import.meta.url));
const text = await readFile(at('site/reference.js'), 'utf8');
const reference = JSON.parse(text.replace(/^globalThis\.reference = |;\n$/g, ''));
const samples = Object.values(reference.paths).flatMap((item) => Object.values(item))
  .flatMap(({ operationId, 'x-codeSamples': list = [] }) => list.map((sample) => ({ operationId, ...sample })));

const mock = await startMock('-validate');
const work = await mkdtemp(path.join(tmpdir(), 'reference-'));
after(() => rm(work, { recursive: true }));
await copyFile(at('../../examples/demo/coffee.png'), path.join(work, 'coffee.png'));
const env = { ...process.env, IMAGEKIT_PRIVATE_KEY: mock.privateKey };

/** Returns an example whose requests go to the mock server, and whose URLs are those of the mock server. */
const local = (source) => source.replaceAll(/https:\/\/(api|upload)\.imagekit\.io/g, mock.url)
  .replaceAll('https://ik.imagekit.io/demo', mock.urlEndpoint);

/** Operations that answer 400 instead of 404 if what their examples name does not exist. */
const answer400 = ['getPurgeCacheStatus', 'createURLEndpoint'];

/** Adds the custom metadata field that the uploads set. */
async function addField() {
  const response = await fetch(`${mock.url}/v1/customMetadataFields`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`${mock.privateKey}:`)}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'price', label: 'Price', schema: { type: 'Number' } }),
  });
  assert.equal(response.status, 201);
}

/** Returns the newest request that the mock server has received, and the stored files. */
async function result() {
  const { requests } = await control(mock, 'GET', 'requests');
  return { request: requests.at(-1), files: (await control(mock, 'GET', 'state')).files };
}

test('each curl command calls its operation with a valid request', async () => {
  const commands = samples.filter(({ label }) => label === 'curl');
  assert.equal(commands.length, 59);
  for (const { operationId, source } of commands) {
    await control(mock, 'POST', 'reset', {});
    if (operationId.startsWith('upload')) await addField();
    await run('bash', ['-ec', `${local(source)} --silent --show-error`], { cwd: work, env });
    const { request } = await result();
    assert.equal(request.operation, operationId);
    const isValid = request.status < 300 || request.status === (answer400.includes(operationId) ? 400 : 404);
    assert.ok(isValid, `${operationId}: ${request.status} ${request.error}`);
  }
});

test('the uploads store the same file', async () => {
  const uploads = samples.filter(({ operationId, label }) => operationId.startsWith('upload') && label !== 'Go');
  assert.equal(uploads.length, 4);
  for (const { operationId, label, source } of uploads) {
    await control(mock, 'POST', 'reset', {});
    await addField();
    if (label === 'curl') {
      await run('bash', ['-ec', `${local(source)} --silent --fail`], { cwd: work, env });
    } else {
      const options = { module: ts.ModuleKind.ES2022, target: ts.ScriptTarget.ES2022 };
      await writeFile(path.join(work, 'sample.mjs'), ts.transpile(local(source), options));
      await run('node', ['sample.mjs'], { cwd: work, env });
    }
    const { request, files } = await result();
    assert.equal(request.operation, operationId);
    const [{ tags, customMetadata, filePath, size }] = files;
    assert.deepEqual({ tags, customMetadata }, { tags: ['coffee', 'summer'], customMetadata: { price: 4.5 } });
    assert.match(filePath, /^\/menu\/drinks\/coffee_.*\.png$/);
    assert.equal(size, (await readFile(path.join(work, 'coffee.png'))).length);
  }
});
