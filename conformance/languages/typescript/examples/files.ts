// Uploads a file, changes it, and lists a folder.
import { createImageKit, ImageKitError, unwrap } from '../client.js';

const mock = process.env['MOCK_URL']; // such as http://127.0.0.1:8484; without it, the service is used
const { api, uploads } = createImageKit({
  privateKey: process.env['IMAGEKIT_PRIVATE_KEY'] ?? 'private_mock_key',
  ...(mock && { apiURL: mock, uploadURL: mock }),
});

const file = new Blob(['<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"/>'], { type: 'image/svg+xml' });
const uploaded = await unwrap(
  uploads.POST('/api/v1/files/upload', {
    body: { file, fileName: 'logo.svg', folder: '/shop', tags: ['logo', 'summer'], useUniqueFileName: false },
  }),
);
if (!('fileId' in uploaded) || !uploaded.fileId) throw new Error('The file is stored later.'); // only some videos
console.log('uploaded', uploaded.filePath, uploaded.size, 'bytes');

await unwrap(
  api.PATCH('/v1/files/{fileId}/details', {
    params: { path: { fileId: uploaded.fileId } },
    body: { description: 'Our logo', tags: null }, // null removes all tags
  }),
);

const assets = await unwrap(
  api.GET('/v1/files', { params: { query: { path: '/shop', type: 'all', sort: 'ASC_NAME', limit: 100 } } }),
);
for (const asset of assets) {
  if (asset.type === 'folder') console.log('folder', asset.folderPath);
  else console.log('file', asset.filePath, asset.description ?? '');
}

try {
  await unwrap(api.PUT('/v1/files/rename', { body: { filePath: '/shop/none.svg', newFileName: 'logo.svg' } }));
} catch (error) {
  if (!(error instanceof ImageKitError)) throw error; // the connection failed, or the response was not complete
  if (error.status === 429) console.log('repeat the call after', error.retryAfter, 'ms');
  else console.log('error', error.status, error.body.reason, error.message);
}
