import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uploadParameters, uploadToken } from '../../auth.js';
import { type Schemas, unwrap } from '../../client.js';
import { browser, mock, photo, present, upload, uploads } from '../support.js';

const folder = '/typescript/uploads';

test('uploads with all kinds of fields', async () => {
  const file = await upload('coffee.png', folder, {
    tags: ['drink', 'hot'],
    customMetadata: {},
    extensions: [
      { name: 'google-auto-tagging', maxTags: 5, minConfidence: 80 },
      { name: 'ai-tasks', tasks: [{ type: 'yes_no', instruction: 'Is it a cup?', on_yes: { add_tags: ['cup'] } }] },
    ],
    transformation: { post: [{ type: 'transformation', value: 'w-100' }, { type: 'transformation', value: 'h-100' }] },
    responseFields: ['tags', 'metadata', 'isPublished'],
    checks: '"file.size" < "2mb"',
    isPrivateFile: false,
  });
  assert.deepEqual([file.filePath, file.size, file.tags], [`${folder}/coffee.png`, photo.size, ['drink', 'hot']]);
  assert.deepEqual([file.metadata?.format, file.isPublished], ['png', true]);
  assert.equal(file.extensionStatus?.['ai-tasks'], 'pending');
  const delivered = await fetch(present(file.url));
  assert.deepEqual(new Uint8Array(await delivered.arrayBuffer()), new Uint8Array(await photo.arrayBuffer()));
});

test('uploads the text of base64', async () => {
  const { size } = await upload('text.txt', folder, { file: btoa('two sugars') });
  assert.equal(size, 10);
});

test('uploads once with signed parameters', async () => {
  const body = { ...uploadParameters(mock), file: photo, fileName: 'signed.png', folder };
  const file = await unwrap(browser.uploads.POST('/api/v1/files/upload', { body }));
  assert.equal('size' in file && file.size, photo.size);
  const again = unwrap(browser.uploads.POST('/api/v1/files/upload', { body }));
  await assert.rejects(again, { name: 'ImageKitError', status: 400, message: /token/ });
});

test('uploads with a token for all fields (version 2)', async () => {
  const fields: Omit<Schemas['UploadV2Request'], 'file' | 'token'> = {
    fileName: 'token.png',
    folder,
    tags: ['drink', 'hot'],
    useUniqueFileName: false,
    responseFields: ['tags'],
    extensions: [{ name: 'remove-bg', options: { bg_color: 'white' } }],
    transformation: { pre: 'w-300' },
  };
  const token = uploadToken(mock, fields);
  const file = await unwrap(browser.uploads.POST('/api/v2/files/upload', { body: { ...fields, file: photo, token } }));
  assert.ok('fileId' in file);
  assert.deepEqual([file.filePath, file.width, file.tags], [`${folder}/token.png`, 300, ['drink', 'hot']]);

  const changed = { ...fields, folder: '/elsewhere', file: photo, token: uploadToken(mock, fields) };
  const refused = unwrap(browser.uploads.POST('/api/v2/files/upload', { body: changed }));
  await assert.rejects(refused, { status: 400, message: /does not match with the payload/ });
});

test('uploads with the private key (version 2)', async () => {
  const body = { file: photo, fileName: 'key.png', folder, tags: ['a', 'b'] };
  const file = await unwrap(uploads.POST('/api/v2/files/upload', { body }));
  assert.ok('fileId' in file);
  assert.match(present(file.filePath), /key_\w+\.png$/);
});

test('accepts a video that is transformed first', async () => {
  // An MP4 file with nothing but its type: the service answers before it has transformed a video.
  const file = new Blob([Uint8Array.of(0, 0, 0, 16), 'ftypisom', Uint8Array.of(0, 0, 0, 0)], { type: 'video/mp4' });
  const body = { file, fileName: 'pour.mp4', folder, transformation: { pre: 'w-100' } };
  const accepted = await unwrap(uploads.POST('/api/v1/files/upload', { body }));
  assert.ok(!('fileId' in accepted) && 'message' in accepted);
  assert.match(present(accepted.message), /./);
});
