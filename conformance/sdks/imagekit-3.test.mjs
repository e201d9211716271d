// Tests imagekit@3.0.3, the oldest SDK still in use. It uses paths that are no longer in the documentation of the API.
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import test from 'node:test';
import ImageKit from 'imagekit-3';
import * as support from './support.mjs';
import { gradient, missingID, mock, photo } from './support.mjs';

const hosts = support.redirectHTTPS('api.imagekit.io');

const options = {
  publicKey: mock.publicKey,
  privateKey: mock.privateKey,
  urlEndpoint: `${mock.urlEndpoint}/`, // signatures are only valid if the endpoint ends with a slash
};
const client = new ImageKit(options);
const called = new Set();
const imagekit = support.recorded(client, called);

const folder = '/sdk-3';
let coffee; // file that most steps use

test('uploads bytes, with repeated parts for lists', async () => {
  coffee = await imagekit.upload({
    file: photo,
    fileName: 'coffee.png',
    folder,
    useUniqueFileName: 'false', // this SDK cannot send a boolean in a form
    tags: ['drink', 'hot'],
    customCoordinates: '10,10,200,150',
    responseFields: ['tags', 'customCoordinates', 'isPrivateFile'],
  });
  assert.match(coffee.fileId, /\w+/);
  assert.equal(coffee.name, 'coffee.png');
  assert.equal(coffee.filePath, `${folder}/coffee.png`);
  assert.equal(coffee.fileType, 'image');
  assert.deepEqual([coffee.width, coffee.height, coffee.size], [600, 400, photo.length]);
  assert.deepEqual(coffee.tags, ['drink', 'hot']);
  assert.equal(coffee.customCoordinates, '10,10,200,150');
  assert.equal(coffee.isPrivateFile, false);
  assert.deepEqual((await support.download(coffee.url)).bytes, photo);
});

test('uploads base64, a URL and a stream', async () => {
  const sources = {
    base64: photo.toString('base64'),
    url: coffee.url,
    stream: createReadStream(support.photoPath),
  };
  for (const [source, file] of Object.entries(sources)) {
    const uploaded = await imagekit.upload({ file, fileName: `${source}.png`, folder, tags: 'drink,copy' });
    await support.assertStored(uploaded, source);
  }
});

test('uploads text and a private file', async () => {
  const notes = await imagekit.upload({ file: Buffer.from('two sugars'), fileName: 'notes.txt', folder, isPrivateFile: 'true' });
  assert.equal(notes.fileType, 'non-image');
  assert.equal((await support.download(notes.url)).status, 401);
});

test('lists and searches', async () => {
  const names = async (query) => (await imagekit.listFiles(query)).map((file) => file.name.replace(/_\w+\./, '.'));
  assert.deepEqual(await names({ path: folder, sort: 'ASC_NAME' }), ['base64.png', 'coffee.png', 'notes.txt', 'stream.png', 'url.png']);
  assert.deepEqual(await names({ path: folder, sort: 'DESC_NAME', skip: 1, limit: 2 }), ['stream.png', 'notes.txt']);
  assert.deepEqual(await names({ path: folder, fileType: 'non-image' }), ['notes.txt']);
  assert.deepEqual(await names({ path: folder, tags: 'hot,cold' }), ['coffee.png']);
  assert.deepEqual(await names({ path: folder, name: 'coffee.png' }), ['coffee.png']);
  assert.deepEqual(await names({ path: folder, searchQuery: 'tags IN ["copy"] AND size > "10kb"', sort: 'ASC_NAME' }), [
    'base64.png', 'stream.png', 'url.png',
  ]);
  assert.deepEqual(await names({ path: '/nowhere' }), []);
});

test('lists folders with its old parameter', async () => {
  const assets = await imagekit.listFiles({ path: '/', name: 'sdk-3', includeFolder: true });
  assert.deepEqual(assets.map(({ type, folderPath }) => [type, folderPath]), [['folder', folder]]);
});

test('returns details, also with a callback', async () => {
  const details = await imagekit.getFileDetails(coffee.fileId);
  assert.equal(details.filePath, coffee.filePath);
  assert.deepEqual(details.tags, ['drink', 'hot']);
  await new Promise((resolve, reject) => {
    imagekit.getFileDetails(coffee.fileId, (error, result) => (error ? reject(error) : resolve(result)));
  }).then((result) => assert.deepEqual(result, details));
});

test('changes and removes tags and coordinates', async () => {
  const changed = await imagekit.updateFileDetails(coffee.fileId, { tags: ['espresso'], customCoordinates: '0,0,10,10' });
  assert.deepEqual(changed.tags, ['espresso']);
  assert.equal(changed.customCoordinates, '0,0,10,10');
  const removed = await imagekit.updateFileDetails(coffee.fileId, { tags: null, customCoordinates: null });
  assert.equal(removed.tags, null);
  assert.equal(removed.customCoordinates, null);
  assert.deepEqual(await imagekit.getFileDetails(coffee.fileId), removed);
});

test('returns metadata, and computes the distance of perceptual hashes', async () => {
  const other = await imagekit.upload({ file: gradient, fileName: 'gradient.png', folder });
  const [photoMetadata, gradientMetadata] = await Promise.all([coffee, other].map((file) => imagekit.getFileMetadata(file.fileId)));
  assert.deepEqual([photoMetadata.width, photoMetadata.height, photoMetadata.format], [600, 400, 'png']);
  assert.equal(photoMetadata.size, photo.length);
  assert.match(photoMetadata.pHash, /^[0-9a-f]{16}$/);
  assert.equal(imagekit.pHashDistance(photoMetadata.pHash, photoMetadata.pHash), 0);
  assert.ok(imagekit.pHashDistance(photoMetadata.pHash, gradientMetadata.pHash) > 0);
});

test('builds URLs', async () => {
  const plain = imagekit.url({ path: coffee.filePath });
  assert.equal(plain, coffee.url);
  const transformation = [{ height: 100, width: 150 }, { rotation: 90 }];
  const urls = [
    imagekit.url({ path: coffee.filePath, transformation, transformationPosition: 'path' }),
    imagekit.url({ path: coffee.filePath, transformation, transformationPosition: 'query' }),
    imagekit.url({ src: coffee.url, transformation }),
  ];
  for (const url of urls) await support.assertTransformed(url);
});

test('signs URLs', async () => {
  const [notes] = await imagekit.listFiles({ path: folder, fileType: 'non-image' });
  for (const limit of [{}, { expireSeconds: 60 }, { expireSeconds: 60, queryParameters: { v: '1' } }]) {
    const url = imagekit.url({ path: notes.filePath, signed: true, ...limit });
    await support.assertSigned(url, 'two sugars');
  }
});

test('authorizes one upload of a browser', async () => {
  const parameters = { ...imagekit.getAuthenticationParameters(), publicKey: mock.publicKey };
  const { fileId } = await support.uploadFromBrowserOnce({ ...parameters, folder });
  assert.equal((await imagekit.getFileDetails(fileId)).size, photo.length);
});

test('purges the cache', async () => {
  const { requestId } = await imagekit.purgeCache(coffee.url);
  await support.completed(() => imagekit.getPurgeCacheStatus(requestId));
});

test('returns the errors of the service', async () => {
  const stranger = new ImageKit({ ...options, privateKey: 'private_wrong' });
  await assert.rejects(stranger.listFiles({}), { message: 'Your account cannot be authenticated.' });
  await assert.rejects(imagekit.getFileDetails(missingID), { message: 'The requested file does not exist.' });
  await assert.rejects(imagekit.getPurgeCacheStatus('missing'), { message: /requestId/ });
  await assert.rejects(imagekit.bulkDeleteFiles([coffee.fileId, missingID]), { missingFileIds: [missingID] });
  const wrong = { file: photo, fileName: 'coffee.png', customCoordinates: 'left' };
  await assert.rejects(imagekit.upload(wrong), { message: /customCoordinates/ });
});

test('deletes one file and many', async () => {
  await imagekit.deleteFile(coffee.fileId);
  await assert.rejects(imagekit.getFileDetails(coffee.fileId), { message: 'The requested file does not exist.' });
  const ids = (await imagekit.listFiles({ path: folder })).map((file) => file.fileId);
  const { successfullyDeletedFileIds } = await imagekit.bulkDeleteFiles(ids);
  assert.deepEqual(successfullyDeletedFileIds, ids);
  assert.deepEqual(await imagekit.listFiles({ path: folder }), []);
});

test('has no other method', () => {
  support.assertComplete(client, called);
  assert.deepEqual([...hosts], ['api.imagekit.io'], 'uploads go there as well');
});
