// Runs the examples, which docs/typescript.md shows.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { uploadParameters, uploadToken } from '../auth.js';
import { type Fields, uploadFile, uploadFileWithToken } from '../examples/browser.js';
import { presets, thumbnailOf } from '../examples/presets.js';
import { POST } from '../examples/webhook.js';
import { presetReader } from '../presets.js';
import { browser, control, mock, photo, present, readJSON, webhooksOf } from './support.js';

test('files.ts prints what docs/typescript.md shows', async () => {
  const env = { ...process.env, MOCK_URL: mock.url, IMAGEKIT_PRIVATE_KEY: mock.privateKey };
  const { stdout } = await promisify(execFile)(process.execPath, ['build/examples/files.js'], { env });
  const page = readFileSync('../../../docs/typescript.md', 'utf8');
  const [, shown] = /MOCK_URL=.* node build\/examples\/files\.js\n```\n\n```\n(.*?)```/s.exec(page) ?? [];
  assert.equal(stdout, present(shown, 'output in docs/typescript.md'));
});

test('browser.ts uploads with both versions of the API', async () => {
  const file = new File([photo], 'me.png', { type: 'image/png' });
  const first = await uploadFile(file, uploadParameters(mock), browser);
  assert.match('fileId' in first ? present(first.filePath) : '', /^\/users\/me_\w+\.png$/);
  const fields: Fields = { fileName: 'you.png', folder: '/users', tags: ['a', 'b'], useUniqueFileName: false };
  const second = await uploadFileWithToken(file, { fields, token: uploadToken(mock, fields) }, browser);
  assert.equal('fileId' in second && second.filePath, '/users/you.png');
});

test('webhook.ts answers webhooks of all types', async () => {
  const secret = 'whsec_example';
  process.env['IMAGEKIT_WEBHOOK_SECRET'] = secret;
  const received = await webhooksOf({ secret, scheme: 'standard' }, async () => {
    for (const event of ['file.created', 'file.deleted', 'upload.post-transform.error', 'video.transformation.ready']) {
      await control('POST', 'webhooks/send', { event });
    }
  });
  assert.equal(received.length, 4);
  for (const { body, headers } of received) {
    const send = (text: string) => POST(new Request('http://localhost/', { method: 'POST', body: text, headers }));
    assert.equal((await send(body)).status, 200);
    assert.equal((await send(`${body} `)).status, 401);
  }
});

test('presets.ts has presets, also as JSON', () => {
  assert.equal(
    thumbnailOf('https://ik.imagekit.io/demo', '/a.jpg'),
    'https://ik.imagekit.io/demo/a.jpg?tr=w-200,h-200,fo-auto:r-max',
  );
  const read = presetReader(readJSON('../../../docs/transformations.schema.json'))(JSON.stringify(presets));
  assert.deepEqual([...read.keys()], ['thumbnail', 'badge']);
});
