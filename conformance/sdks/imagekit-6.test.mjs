// Tests imagekit@6.0.0, the last release of the classic SDK. It has one method for each operation that existed then.
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import test from 'node:test';
import ImageKit from 'imagekit-6';
import * as support from './support.mjs';
import { exists, gradient, missingID, mock, photo } from './support.mjs';

const hosts = support.redirectHTTPS('api.imagekit.io', 'upload.imagekit.io');

const options = { publicKey: mock.publicKey, privateKey: mock.privateKey, urlEndpoint: mock.urlEndpoint };
const client = new ImageKit(options);
const called = new Set();
const imagekit = support.recorded(client, called);

const folder = '/sdk-6';
const missing = { message: 'The requested file does not exist.' };
const withStatus = (status) => ({ message, $ResponseMetadata }) => message !== '' && $ResponseMetadata.statusCode === status;
const names = async (query) => (await imagekit.listFiles(query)).map(({ name }) => name);
const upload = (fileName, file = photo, more = {}) => imagekit.upload({ file, fileName, folder, useUniqueFileName: false, ...more });
let coffee; // file that most steps use
let season; // id of a custom metadata field

test('creates custom metadata fields', async () => {
  season = await imagekit.createCustomMetadataField({
    name: 'sdk6_season',
    label: 'Season (6)',
    schema: { type: 'SingleSelect', selectOptions: ['summer', 'winter'] },
  });
  assert.match(season.id, /\w+/);
  assert.equal(season.name, 'sdk6_season');
  assert.deepEqual(season.schema.selectOptions, ['summer', 'winter']);
  const listed = await imagekit.getCustomMetadataFields({ includeDeleted: false });
  assert.deepEqual(listed.find(({ id }) => id === season.id), { ...season });
  await assert.rejects(
    imagekit.createCustomMetadataField({ name: 'sdk6_season', label: 'Another label (6)', schema: { type: 'Text' } }),
    withStatus(400),
  );
});

test('uploads bytes with all options', async () => {
  coffee = await upload('coffee.png', photo, {
    tags: ['drink', 'hot'],
    customCoordinates: '10,10,200,150',
    customMetadata: { sdk6_season: 'winter' },
    isPrivateFile: false,
    isPublished: true,
    overwriteFile: true,
    overwriteAITags: true,
    overwriteTags: true,
    overwriteCustomMetadata: true,
    extensions: [{ name: 'google-auto-tagging', maxTags: 5, minConfidence: 80 }],
    webhookUrl: 'https://example.com/hook',
    transformation: { pre: 'w-600', post: [{ type: 'transformation', value: 'w-100' }, { type: 'transformation', value: 'h-100' }] },
    responseFields: ['tags', 'customCoordinates', 'isPrivateFile', 'isPublished', 'customMetadata', 'metadata', 'embeddedMetadata'],
  });
  assert.equal(coffee.filePath, `${folder}/coffee.png`);
  assert.deepEqual([coffee.fileType, coffee.width, coffee.height, coffee.size], ['image', 600, 400, photo.length]);
  assert.deepEqual(coffee.tags, ['drink', 'hot']);
  assert.deepEqual(coffee.customMetadata, { sdk6_season: 'winter' });
  assert.equal(coffee.customCoordinates, '10,10,200,150');
  assert.deepEqual([coffee.isPrivateFile, coffee.isPublished], [false, true]);
  assert.equal(coffee.metadata.format, 'png');
  assert.ok(coffee.extensionStatus['google-auto-tagging']);
  assert.equal(coffee.$ResponseMetadata.statusCode, 200);
  assert.match(coffee.$ResponseMetadata.headers['x-ik-requestid'], /\w+/);
  assert.deepEqual((await support.download(coffee.url)).bytes, photo);
});

test('uploads base64, a data URI, a URL and a stream', async () => {
  const sources = {
    base64: photo.toString('base64'),
    dataURI: `data:image/png;base64,${photo.toString('base64')}`,
    url: coffee.url,
    stream: createReadStream(support.photoPath),
  };
  for (const [source, file] of Object.entries(sources)) {
    const uploaded = await imagekit.upload({ file, fileName: `${source}.png`, folder: `${folder}/sources`, tags: 'drink,copy' });
    await support.assertStored(uploaded, source);
  }
});

test('refuses a file that fails a check', async () => {
  await upload('checked.png', photo, { checks: '"file.size" < "2mb"' });
  await assert.rejects(upload('big.png', photo, { checks: '"file.size" < "1kb"' }), withStatus(400));
  assert.deepEqual([await exists(`${folder}/checked.png`), await exists(`${folder}/big.png`)], [true, false]);
});

test('lists and searches', async () => {
  const plain = async (query) => (await names(query)).map((name) => name.replace(/_\w+\./, '.'));
  const path = `${folder}/sources`;
  assert.deepEqual(await plain({ path, sort: 'ASC_NAME' }), ['base64.png', 'dataURI.png', 'stream.png', 'url.png']);
  assert.deepEqual(await plain({ path, sort: 'DESC_NAME', skip: 1, limit: 2 }), ['stream.png', 'dataURI.png']);
  assert.deepEqual(await plain({ path, fileType: 'non-image' }), []);
  assert.deepEqual(await plain({ path: folder, tags: ['hot', 'cold'] }), ['coffee.png']);
  assert.deepEqual(await plain({ path: folder, name: 'coffee.png' }), ['coffee.png']);
  assert.deepEqual(await names({ path: folder, type: 'folder' }), ['sources']);
  const all = await names({ path: folder, includeFolder: true, tags: 'ignored' }); // old parameters: type has replaced includeFolder
  assert.deepEqual(all.toSorted(), ['checked.png', 'coffee.png', 'sources']);
  const searchQuery = `path : "${folder}" AND tags IN ["drink"] AND "customMetadata.sdk6_season" = "winter" AND size < "2mb"`;
  assert.deepEqual(await plain({ searchQuery }), ['coffee.png']);
  await assert.rejects(imagekit.listFiles({ searchQuery: 'tags IN [' }), withStatus(400));
});

test('returns details, also with a callback', async () => {
  const details = await imagekit.getFileDetails(coffee.fileId);
  assert.deepEqual([details.type, details.filePath, details.mime], ['file', coffee.filePath, 'image/png']);
  assert.deepEqual(details.versionInfo, coffee.versionInfo);
  await new Promise((resolve, reject) => {
    imagekit.getFileDetails(coffee.fileId, (error, result) => (error ? reject(error) : resolve(result)));
  }).then((result) => assert.deepEqual({ ...result }, { ...details }));
});

test('changes and removes details, and unpublishes a file', async () => {
  const changed = await imagekit.updateFileDetails(coffee.fileId, {
    tags: ['espresso'],
    customCoordinates: '0,0,10,10',
    customMetadata: { sdk6_season: 'summer' },
    extensions: [{ name: 'google-auto-tagging', maxTags: 5, minConfidence: 80 }],
    webhookUrl: 'https://example.com/hook',
  });
  assert.deepEqual([changed.tags, changed.customCoordinates], [['espresso'], '0,0,10,10']);
  assert.deepEqual(changed.customMetadata, { sdk6_season: 'summer' });
  assert.ok(changed.extensionStatus['google-auto-tagging']);

  const nothing = { tags: null, customCoordinates: null, customMetadata: { sdk6_season: null } };
  const removed = await imagekit.updateFileDetails(coffee.fileId, nothing);
  assert.deepEqual([removed.tags, removed.customCoordinates, removed.customMetadata], [null, null, {}]);

  await imagekit.updateFileDetails(coffee.fileId, { publish: { isPublished: false, includeFileVersions: true } });
  assert.ok(!(await exists(coffee.filePath)));
  await imagekit.updateFileDetails(coffee.fileId, { publish: { isPublished: true } });
  assert.ok(await exists(coffee.filePath));
});

test('adds and removes tags of many files', async () => {
  const ids = [coffee.fileId, (await upload('tea.png')).fileId];
  const tags = () => Promise.all(ids.map(async (id) => (await imagekit.getFileDetails(id)).tags));
  assert.deepEqual((await imagekit.bulkAddTags(ids, ['hot', 'sweet'])).successfullyUpdatedFileIds, ids);
  assert.deepEqual(await tags(), [['hot', 'sweet'], ['hot', 'sweet']]);
  assert.deepEqual((await imagekit.bulkRemoveTags(ids, ['sweet'])).successfullyUpdatedFileIds, ids);
  assert.deepEqual(await tags(), [['hot'], ['hot']]);
  assert.deepEqual((await imagekit.bulkRemoveAITags(ids, ['Cup'])).successfullyUpdatedFileIds, ids);
  assert.deepEqual(await tags(), [['hot'], ['hot']]);
});

test('keeps versions, restores and deletes them', async () => {
  const [{ fileId, versionInfo: first }, second] = [await upload('latte.png', photo), await upload('latte.png', gradient)];
  assert.equal(second.fileId, fileId);
  const versions = await imagekit.getFileVersions(fileId);
  assert.deepEqual(versions.map(({ type }) => type).toSorted(), ['file', 'file-version']);
  assert.equal(versions.find(({ type }) => type === 'file').size, gradient.length);

  const old = await imagekit.getFileVersionDetails({ fileId, versionId: first.id });
  assert.deepEqual([old.type, old.size, old.versionInfo], ['file-version', photo.length, first]);

  const restored = await imagekit.restoreFileVersion({ fileId, versionId: first.id });
  assert.deepEqual([restored.type, restored.size], ['file', photo.length]);
  assert.deepEqual((await support.download(restored.url)).bytes, photo);

  await imagekit.deleteFileVersion({ fileId, versionId: second.versionInfo.id });
  await assert.rejects(imagekit.getFileVersionDetails({ fileId, versionId: second.versionInfo.id }), withStatus(404));
  assert.ok((await imagekit.getFileVersions(fileId)).every(({ size }) => size === photo.length));
});

test('copies, moves and renames a file', async () => {
  await upload('mocha.png', photo);
  await upload('mocha.png', gradient);
  await imagekit.createFolder({ folderName: 'archive', parentFolderPath: folder });
  await imagekit.copyFile({ sourceFilePath: `${folder}/mocha.png`, destinationPath: `${folder}/archive`, includeFileVersions: true });
  const [copy] = await imagekit.listFiles({ path: `${folder}/archive` });
  assert.equal((await imagekit.getFileVersions(copy.fileId)).length, 2);
  assert.ok(await exists(`${folder}/mocha.png`));

  await imagekit.moveFile({ sourceFilePath: `${folder}/mocha.png`, destinationPath: `${folder}/moved` });
  assert.deepEqual([await exists(`${folder}/mocha.png`), await exists(`${folder}/moved/mocha.png`)], [false, true]);

  const rename = { filePath: `${folder}/moved/mocha.png`, newFileName: 'flat-white.png', purgeCache: true };
  const { purgeRequestId } = await imagekit.renameFile(rename);
  assert.deepEqual(await names({ path: `${folder}/moved` }), ['flat-white.png']);
  assert.match((await imagekit.getPurgeCacheStatus(purgeRequestId)).status, /^(Pending|Completed)$/);
  const quiet = await imagekit.renameFile({ filePath: `${folder}/moved/flat-white.png`, newFileName: 'ristretto.png' });
  assert.deepEqual({ ...quiet }, {});
  await assert.rejects(imagekit.moveFile({ sourceFilePath: `${folder}/none.png`, destinationPath: folder }), withStatus(404));
});

test('creates, copies, moves and deletes folders', async () => {
  const done = ({ jobId }) => support.completed(() => imagekit.getBulkJobStatus(jobId));
  await imagekit.createFolder({ folderName: 'menu', parentFolderPath: folder });
  await upload('cup.png', photo, { folder: `${folder}/menu` });
  await upload('cup.png', gradient, { folder: `${folder}/menu` });

  const copy = { sourceFolderPath: `${folder}/menu`, destinationPath: `${folder}/copies`, includeFileVersions: true };
  const copied = await done(await imagekit.copyFolder(copy));
  assert.equal(copied.type, 'COPY_FOLDER');
  const [cup] = await imagekit.listFiles({ path: `${folder}/copies/menu` });
  assert.equal((await imagekit.getFileVersions(cup.fileId)).length, 2);

  const moved = await done(await imagekit.moveFolder({ sourceFolderPath: `${folder}/menu`, destinationPath: `${folder}/moved` }));
  assert.equal(moved.type, 'MOVE_FOLDER');
  assert.deepEqual([await exists(`${folder}/menu/cup.png`), await exists(`${folder}/moved/menu/cup.png`)], [false, true]);

  await imagekit.deleteFolder(`${folder}/moved/menu`);
  assert.ok(!(await exists(`${folder}/moved/menu/cup.png`)));
  await assert.rejects(imagekit.deleteFolder(`${folder}/moved/menu`), {
    message: `No folder found with folderPath \`${folder}/moved/menu\`.`,
    reason: 'FOLDER_NOT_FOUND',
  });
});

test('returns metadata by id and by URL, and computes the distance of perceptual hashes', async () => {
  const byID = await imagekit.getFileMetadata(coffee.fileId);
  assert.deepEqual([byID.width, byID.height, byID.format, byID.size], [600, 400, 'png', photo.length]);
  assert.deepEqual({ ...(await imagekit.getFileMetadata(coffee.url)) }, { ...byID });
  const other = await imagekit.getFileMetadata((await upload('gradient.png', gradient)).fileId);
  assert.equal(imagekit.pHashDistance(byID.pHash, byID.pHash), 0);
  assert.ok(imagekit.pHashDistance(byID.pHash, other.pHash) > 0);
});

test('builds URLs', async () => {
  assert.equal(imagekit.url({ path: coffee.filePath }), coffee.url);
  const transformation = [{ height: 100, width: 150 }, { rotation: 90 }];
  const urls = [
    imagekit.url({ path: coffee.filePath, transformation }),
    imagekit.url({ path: coffee.filePath, transformation, transformationPosition: 'query', queryParameters: { v: '1' } }),
    imagekit.url({ src: coffee.url, transformation }),
  ];
  for (const url of urls) await support.assertTransformed(url);
});

test('signs URLs', async () => {
  const secret = await upload('Käse & Brot 日本.txt', Buffer.from('two sugars'), { isPrivateFile: true });
  assert.equal((await support.download(secret.url)).status, 401);
  const limits = [
    {},
    { expireSeconds: 60 },
    { expireSeconds: 60, queryParameters: { v: '1' } },
    { transformation: [{ width: 10 }] },
    { transformation: [{ width: 10 }], transformationPosition: 'query' },
  ];
  for (const limit of limits) {
    const url = imagekit.url({ path: secret.filePath, signed: true, ...limit });
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

test('verifies webhooks of the legacy scheme', async () => {
  const secret = 'whsec_sdk6';
  const send = () => support.control('POST', 'webhooks/send', { event: 'video.transformation.accepted' });
  const [{ body, headers }] = await support.webhooksOf({ secret, scheme: 'legacy' }, send);
  const signature = headers['x-ik-signature'];
  const { timestamp, event } = imagekit.verifyWebhookEvent(body, signature, secret);
  assert.ok(Math.abs(Date.now() - timestamp) < 60_000);
  assert.equal(event.type, 'video.transformation.accepted');
  assert.throws(() => imagekit.verifyWebhookEvent(body, signature, 'whsec_other'), /Incorrect signature/);
});

test('changes and deletes custom metadata fields', async () => {
  const rules = { selectOptions: ['spring', 'summer', 'winter'] };
  const changed = await imagekit.updateCustomMetadataField(season.id, { label: 'Time of year (6)', schema: rules });
  assert.deepEqual([changed.name, changed.label], ['sdk6_season', 'Time of year (6)']);
  assert.deepEqual(changed.schema.selectOptions, rules.selectOptions);
  await imagekit.deleteCustomMetadataField(season.id);
  const ids = async (includeDeleted) => (await imagekit.getCustomMetadataFields({ includeDeleted })).map(({ id }) => id);
  assert.ok(!(await ids(false)).includes(season.id));
  assert.ok((await ids(true)).includes(season.id));
});

test('returns the errors of the service', async () => {
  const stranger = new ImageKit({ ...options, privateKey: 'private_wrong' });
  await assert.rejects(stranger.listFiles({}), ({ message, help, $ResponseMetadata }) => {
    assert.equal(message, 'Your account cannot be authenticated.');
    assert.match(help, /support@imagekit.io/);
    assert.equal($ResponseMetadata.statusCode, 403);
    return true;
  });
  await assert.rejects(imagekit.getFileDetails(missingID), missing);
  await assert.rejects(imagekit.getFileVersions(missingID), missing);
  await assert.rejects(imagekit.bulkDeleteFiles([coffee.fileId, missingID]), { missingFileIds: [missingID] });
  await assert.rejects(upload('x.png', photo, { customCoordinates: 'left' }), { message: /customCoordinates/ });
  await assert.rejects(imagekit.getBulkJobStatus('missing'), withStatus(404));
});

test('returns the rate limit after too many requests', async () => {
  await support.limitRate('getFileDetails');
  await assert.rejects(imagekit.getFileDetails(coffee.fileId), (error) => {
    assert.equal(error.$ResponseMetadata.statusCode, 429);
    assert.ok(error['X-RateLimit-Limit'] > 0);
    assert.ok(error['X-RateLimit-Interval'] > 0);
    assert.equal(error['X-RateLimit-Reset'], 20); // milliseconds
    return true;
  });
  await imagekit.getFileDetails(coffee.fileId);
});

test('deletes one file, many files, and the folder', async () => {
  await imagekit.deleteFile(coffee.fileId);
  await assert.rejects(imagekit.getFileDetails(coffee.fileId), missing);
  const ids = (await imagekit.listFiles({ path: folder })).map(({ fileId }) => fileId);
  assert.deepEqual((await imagekit.bulkDeleteFiles(ids)).successfullyDeletedFileIds, ids);
  await imagekit.deleteFolder(folder);
  assert.deepEqual(await names({ path: folder, type: 'all' }), []);
});

test('has no other method', () => {
  support.assertComplete(client, called);
  assert.deepEqual([...hosts].toSorted(), ['api.imagekit.io', 'upload.imagekit.io']);
});
