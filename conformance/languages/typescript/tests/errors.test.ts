// What a caller sees of errors: refused calls, rate limits, and responses that are not JSON.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { createImageKit, ImageKitError, unwrap } from '../client.js';
import { api, control, mock, photo, uploads } from './support.js';

afterEach(() => control('DELETE', 'faults'));

/** Makes the next request for an operation fail. */
const failNext = (operation: string, fault: object) => control('POST', 'faults', { operation, count: 1, ...fault });

/** Returns the error of a call. */
async function errorOf(call: Promise<unknown>): Promise<ImageKitError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ImageKitError) return error;
    throw error;
  }
  return assert.fail('the call has succeeded');
}

test('an error has the message, the reason, the status and the request id', async () => {
  const { data, error, response } = await api.PUT('/v1/files/rename', { body: { filePath: '/none.png', newFileName: 'a.png' } });
  assert.equal(data, undefined);
  assert.equal(response.status, 404);
  assert.deepEqual([error?.message, error?.reason], ['No file found in media library at filePath /none.png', 'FILE_MISSING']);

  const thrown = await errorOf(unwrap(api.GET('/v1/files', { params: { query: { searchQuery: 'tags IN [' } } })));
  assert.deepEqual([thrown.status, thrown.message, thrown.retryAfter], [400, thrown.body.message, 0]);
  assert.match(thrown.requestID ?? '', /./);
});

test('a wrong key is refused, and the key is not in the error', async () => {
  const other = createImageKit({ privateKey: 'private_other', apiURL: mock.url });
  const error = await errorOf(unwrap(other.api.GET('/v1/files')));
  assert.equal(error.status, 403);
  assert.ok(!JSON.stringify(error).includes('private_other'));
});

test('an error lists the files that do not exist', async () => {
  const fileIds = ['0'.repeat(24)];
  const { error } = await api.POST('/v1/files/batch/deleteByFileIds', { body: { fileIds } });
  assert.deepEqual(error?.missingFileIds, fileIds);
});

test('after status 429, retryAfter is the time to wait', async () => {
  await failNext('listFiles', { kind: 'rateLimit', rateLimitReset: '250ms' });
  const error = await errorOf(unwrap(api.GET('/v1/files')));
  assert.deepEqual([error.status, error.retryAfter], [429, 250]);
  assert.deepEqual(await unwrap(api.GET('/v1/files', { params: { query: { path: '/none' } } })), []);
});

test('an HTML page with status 502 is an error with a message', async () => {
  await failNext('listFiles', { kind: 'html', status: 502 });
  const { error, response } = await api.GET('/v1/files');
  assert.equal(response.status, 502);
  assert.match(error?.message ?? '', /^The response is not JSON: status 502, text\/html/);
});

test('an HTML page with status 200 is an error too', async () => {
  await failNext('upload', { kind: 'html', status: 200 });
  const error = await errorOf(unwrap(uploads.POST('/api/v1/files/upload', { body: { file: photo, fileName: 'a.png' } })));
  assert.match(error.message, /^The response is not JSON: status 200, text\/html/);
  assert.equal(error.status, 502);
});

test('a service error without a message of its own has the usual body', async () => {
  await failNext('getUsage', { kind: 'status', status: 503 });
  const query = { startDate: '2026-01-01', endDate: '2026-01-02' };
  const error = await errorOf(unwrap(api.GET('/v1/accounts/usage', { params: { query } })));
  assert.equal(error.status, 503);
  assert.ok(error.message.length > 0);
});

test('an incomplete response and a broken connection reject with an error of fetch', async () => {
  for (const kind of ['truncated', 'resetAfterBody']) {
    await failNext('listFiles', { kind });
    await assert.rejects(api.GET('/v1/files'), (error) => error instanceof TypeError || error instanceof SyntaxError);
  }
});

test('a call can be aborted', async () => {
  await failNext('listFiles', { kind: 'latency', latency: '1m' });
  await assert.rejects(api.GET('/v1/files', { signal: AbortSignal.timeout(20) }), { name: 'TimeoutError' });
});
