// Tests @imagekit/nodejs@7.11.0, the current SDK, which is generated from the vendor's description of the API.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createReadStream } from 'node:fs';
import test from 'node:test';
import ImageKit, { toFile } from '@imagekit/nodejs';
import * as support from './support.mjs';
import { exists, gradient, missingID, mock, photo } from './support.mjs';

const webhookSecret = 'whsec_sdk7';

// Only the base URL differs from a program that uses the service; uploads use it too. Without maxRetries: 0, the SDK would retry conflicts.
const client = new ImageKit({ privateKey: mock.privateKey, baseURL: mock.url, webhookSecret, maxRetries: 0 });
const called = new Set();
const imagekit = support.recorded(client, called);
const { urlEndpoint } = mock;

const folder = '/sdk-7';
const { BadRequestError, ConflictError, NotFoundError } = ImageKit;
const names = async (query) => (await imagekit.assets.list(query)).map(({ name }) => name);
const upload = async (fileName, bytes = photo, more = {}) =>
  imagekit.files.upload({ file: await toFile(bytes, fileName), fileName, folder, useUniqueFileName: false, ...more });
const withoutKey = { headers: { Authorization: null } }; // like a browser, which must not have the key
const day = (offset) => new Date(Date.now() + offset * 24 * 3600 * 1000).toISOString().slice(0, 10);
let coffee; // file that most steps use
let season; // id of a custom metadata field

test('creates custom metadata fields', async () => {
  season = await imagekit.customMetadataFields.create({
    name: 'sdk7_season',
    label: 'Season (7)',
    schema: { type: 'SingleSelect', selectOptions: ['summer', 'winter'], defaultValue: 'summer', isValueRequired: false },
  });
  assert.match(season.id, /\w+/);
  assert.deepEqual([season.name, season.schema.type], ['sdk7_season', 'SingleSelect']);
  const fields = await imagekit.customMetadataFields.list({ includeDeleted: false });
  assert.deepEqual(fields.find(({ id }) => id === season.id), season);
  await assert.rejects(
    imagekit.customMetadataFields.create({ name: 'sdk7_season', label: 'Another label (7)', schema: { type: 'Text' } }),
    BadRequestError,
  );
});

test('uploads bytes with all options', async () => {
  coffee = await upload('coffee.png', photo, {
    tags: ['drink', 'hot'],
    description: 'A cup.',
    customCoordinates: '10,10,200,150',
    customMetadata: { sdk7_season: 'winter' },
    isPrivateFile: false,
    isPublished: true,
    overwriteFile: true,
    overwriteAITags: true,
    overwriteTags: true,
    overwriteCustomMetadata: true,
    extensions: [{ name: 'google-auto-tagging', maxTags: 5, minConfidence: 80 }, { name: 'ai-auto-description' }],
    webhookUrl: 'https://example.com/hook',
    transformation: { pre: 'w-600', post: [{ type: 'transformation', value: 'w-100' }, { type: 'transformation', value: 'h-100' }] },
    responseFields: ['tags', 'customCoordinates', 'isPrivateFile', 'isPublished', 'customMetadata', 'metadata', 'embeddedMetadata'],
  });
  assert.equal(coffee.filePath, `${folder}/coffee.png`);
  assert.deepEqual([coffee.fileType, coffee.width, coffee.height, coffee.size], ['image', 600, 400, photo.length]);
  assert.deepEqual([coffee.tags, coffee.description], [['drink', 'hot'], 'A cup.']);
  assert.deepEqual(coffee.customMetadata, { sdk7_season: 'winter' });
  assert.deepEqual([coffee.customCoordinates, coffee.isPrivateFile, coffee.isPublished], ['10,10,200,150', false, true]);
  assert.equal(coffee.metadata.format, 'png');
  assert.ok(coffee.extensionStatus['google-auto-tagging']);
  assert.deepEqual((await support.download(coffee.url)).bytes, photo);
});

test('uploads base64, a URL, a stream and a response', async () => {
  const sources = {
    base64: photo.toString('base64'),
    url: coffee.url,
    stream: createReadStream(support.photoPath),
    response: await fetch(coffee.url),
  };
  for (const [source, file] of Object.entries(sources)) {
    const uploaded = await imagekit.files.upload({ file, fileName: `${source}.png`, folder: `${folder}/sources`, tags: ['drink', 'copy'] });
    await support.assertStored(uploaded, source);
  }
});

test('refuses a file that fails a check', async () => {
  await upload('checked.png', photo, { checks: '"file.size" < "2mb"' });
  await assert.rejects(upload('big.png', photo, { checks: '"file.size" < "1kb"' }), BadRequestError);
  assert.deepEqual([await exists(`${folder}/checked.png`), await exists(`${folder}/big.png`)], [true, false]);
});

test('fails with a transformation for another kind of file', async () => {
  const transformation = { post: [{ type: 'abs', protocol: 'hls', value: 'sr-360' }] };
  await assert.rejects(upload('adaptive.png', photo, { transformation }), { status: 400, message: /post-transformation/ });
});

test('uploads once with a signature instead of the key', async () => {
  const parameters = { ...imagekit.helper.getAuthenticationParameters(), publicKey: mock.publicKey };
  const body = { ...parameters, file: photo.toString('base64'), fileName: 'v1.png', folder };
  const { fileId } = await imagekit.files.upload(body, withoutKey);
  assert.equal((await imagekit.files.get(fileId)).size, photo.length);
  await assert.rejects(imagekit.files.upload(body, withoutKey), { status: 400, message: /token/ });
});

test('uploads with a token that signs all fields (V2)', async () => {
  const { upload } = imagekit.beta.v2.files;
  const file = photo.toString('base64');
  const fields = { fileName: 'v2.png', folder, tags: 'drink,hot', useUniqueFileName: 'false' };
  const { fileId } = await upload({ ...fields, file, token: jsonWebToken(fields) }, withoutKey);
  assert.deepEqual((await imagekit.files.get(fileId)).tags, ['drink', 'hot']);
  const changed = { ...fields, tags: 'cold', file, token: jsonWebToken({ ...fields, fileName: 'another.png' }) };
  await assert.rejects(upload(changed, withoutKey), { status: 400, message: /token/ });
});

test('uploads with the key (V2)', async () => {
  const file = createReadStream(support.photoPath);
  const body = { file, fileName: 'v2-key.png', folder, tags: ['a', 'b'], responseFields: ['tags'] };
  const uploaded = await imagekit.beta.v2.files.upload(body);
  assert.deepEqual([uploaded.size, uploaded.tags], [photo.length, ['a', 'b']]);
});

/** Returns the token that a server makes for a browser which may upload exactly these fields. */
function jsonWebToken(fields) {
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: 'HS256', typ: 'JWT', kid: mock.publicKey };
  const signed = `${encode(header)}.${encode({ ...fields, iat: now, exp: now + 600 })}`;
  return `${signed}.${createHmac('sha256', mock.privateKey).update(signed).digest('base64url')}`;
}

test('lists and searches', async () => {
  const plain = async (query) => (await names(query)).map((name) => name.replace(/_\w+\./, '.'));
  const path = `${folder}/sources`;
  assert.deepEqual(await plain({ path, sort: 'ASC_NAME' }), ['base64.png', 'response.png', 'stream.png', 'url.png']);
  assert.deepEqual(await plain({ path, sort: 'DESC_NAME', skip: 1, limit: 2 }), ['stream.png', 'response.png']);
  assert.deepEqual(await plain({ path, fileType: 'non-image' }), []);
  assert.deepEqual(await names({ path: folder, type: 'folder' }), ['sources']);
  const searchQuery = `path : "${folder}" AND tags IN ["drink"] AND "customMetadata.sdk7_season" = "winter" AND createdAt > "1h"`;
  assert.deepEqual(await plain({ searchQuery }), ['coffee.png']);
  await assert.rejects(imagekit.assets.list({ searchQuery: 'tags IN [' }), BadRequestError);
});

test('returns details, also with the response', async () => {
  const { data, response } = await imagekit.files.get(coffee.fileId).withResponse();
  assert.deepEqual([data.type, data.filePath, data.mime, data.description], ['file', coffee.filePath, 'image/png', 'A cup.']);
  assert.deepEqual(data.versionInfo, coffee.versionInfo);
  assert.match(response.headers.get('x-ik-requestid'), /\w+/);
});

test('changes and removes details, and unpublishes a file', async () => {
  const changed = await imagekit.files.update(coffee.fileId, {
    tags: ['espresso'],
    customCoordinates: '0,0,10,10',
    customMetadata: { sdk7_season: 'summer' },
    description: 'A small cup.',
    extensions: [{ name: 'google-auto-tagging', maxTags: 5, minConfidence: 80 }],
    removeAITags: 'all',
    webhookUrl: 'https://example.com/hook',
  });
  assert.deepEqual([changed.tags, changed.customCoordinates, changed.description], [['espresso'], '0,0,10,10', 'A small cup.']);
  assert.deepEqual(changed.customMetadata, { sdk7_season: 'summer' });
  assert.ok(changed.extensionStatus['google-auto-tagging']);

  const nothing = { tags: null, customCoordinates: null, customMetadata: { sdk7_season: null } };
  const removed = await imagekit.files.update(coffee.fileId, nothing);
  assert.deepEqual([removed.tags, removed.customCoordinates, removed.customMetadata], [null, null, {}]);

  await imagekit.files.update(coffee.fileId, { publish: { isPublished: false, includeFileVersions: true } });
  assert.ok(!(await exists(coffee.filePath)));
  await imagekit.files.update(coffee.fileId, { publish: { isPublished: true } });
  assert.ok(await exists(coffee.filePath));
});

test('adds and removes tags of many files', async () => {
  const ids = [coffee.fileId, (await upload('tea.png')).fileId];
  const tags = () => Promise.all(ids.map(async (id) => (await imagekit.files.get(id)).tags));
  assert.deepEqual((await imagekit.files.bulk.addTags({ fileIds: ids, tags: ['hot', 'sweet'] })).successfullyUpdatedFileIds, ids);
  assert.deepEqual(await tags(), [['hot', 'sweet'], ['hot', 'sweet']]);
  assert.deepEqual((await imagekit.files.bulk.removeTags({ fileIds: ids, tags: ['sweet'] })).successfullyUpdatedFileIds, ids);
  assert.deepEqual(await tags(), [['hot'], ['hot']]);
  assert.deepEqual((await imagekit.files.bulk.removeAITags({ fileIds: ids, AITags: ['Cup'] })).successfullyUpdatedFileIds, ids);
  assert.deepEqual(await tags(), [['hot'], ['hot']]);
});

test('keeps versions, restores and deletes them', async () => {
  const [{ fileId, versionInfo: first }, second] = [await upload('latte.png', photo), await upload('latte.png', gradient)];
  assert.equal(second.fileId, fileId);
  const versions = await imagekit.files.versions.list(fileId);
  assert.deepEqual(versions.map(({ type }) => type).toSorted(), ['file', 'file-version']);
  assert.equal(versions.find(({ type }) => type === 'file').size, gradient.length);

  const old = await imagekit.files.versions.get(first.id, { fileId });
  assert.deepEqual([old.type, old.size, old.versionInfo], ['file-version', photo.length, first]);
  assert.deepEqual((await support.download(old.url)).bytes, photo, 'an older version has a separate URL');

  const restored = await imagekit.files.versions.restore(first.id, { fileId });
  assert.deepEqual([restored.type, restored.size], ['file', photo.length]);
  assert.deepEqual((await support.download(restored.url)).bytes, photo);

  await imagekit.files.versions.delete(second.versionInfo.id, { fileId });
  await assert.rejects(imagekit.files.versions.get(second.versionInfo.id, { fileId }), NotFoundError);
  assert.ok((await imagekit.files.versions.list(fileId)).every(({ size }) => size === photo.length));
});

test('copies, moves and renames a file', async () => {
  await upload('mocha.png', photo);
  await upload('mocha.png', gradient);
  await imagekit.folders.create({ folderName: 'archive', parentFolderPath: folder });
  await imagekit.files.copy({ sourceFilePath: `${folder}/mocha.png`, destinationPath: `${folder}/archive`, includeFileVersions: true });
  const [copy] = await imagekit.assets.list({ path: `${folder}/archive` });
  assert.equal((await imagekit.files.versions.list(copy.fileId)).length, 2);
  assert.ok(await exists(`${folder}/mocha.png`));

  await imagekit.files.move({ sourceFilePath: `${folder}/mocha.png`, destinationPath: `${folder}/moved` });
  assert.deepEqual([await exists(`${folder}/mocha.png`), await exists(`${folder}/moved/mocha.png`)], [false, true]);

  const renamed = await imagekit.files.rename({ filePath: `${folder}/moved/mocha.png`, newFileName: 'flat-white.png', purgeCache: true });
  assert.deepEqual(await names({ path: `${folder}/moved` }), ['flat-white.png']);
  assert.match((await imagekit.cache.invalidation.get(renamed.purgeRequestId)).status, /^(Pending|Completed)$/);
  await upload('cortado.png', photo, { folder: `${folder}/moved` });
  await assert.rejects(imagekit.files.rename({ filePath: `${folder}/moved/cortado.png`, newFileName: 'flat-white.png' }), ConflictError);
  await assert.rejects(imagekit.files.copy({ sourceFilePath: `${folder}/none.png`, destinationPath: folder }), NotFoundError);
});

test('creates, copies, moves, renames and deletes folders', async () => {
  const done = ({ jobId }) => support.completed(() => imagekit.folders.job.get(jobId));
  await imagekit.folders.create({ folderName: 'menu', parentFolderPath: folder });
  await upload('cup.png', photo, { folder: `${folder}/menu` });
  await upload('cup.png', gradient, { folder: `${folder}/menu` });

  const copy = { sourceFolderPath: `${folder}/menu`, destinationPath: `${folder}/copies`, includeVersions: true };
  const copied = await done(await imagekit.folders.copy(copy));
  assert.equal(copied.type, 'COPY_FOLDER');
  const [cup] = await imagekit.assets.list({ path: `${folder}/copies/menu` });
  assert.equal((await imagekit.files.versions.list(cup.fileId)).length, 2);

  const moved = await done(await imagekit.folders.move({ sourceFolderPath: `${folder}/menu`, destinationPath: `${folder}/moved` }));
  assert.equal(moved.type, 'MOVE_FOLDER');
  assert.deepEqual([await exists(`${folder}/menu/cup.png`), await exists(`${folder}/moved/menu/cup.png`)], [false, true]);

  const rename = { folderPath: `${folder}/moved/menu`, newFolderName: 'drinks', purgeCache: true };
  const renamed = await done(await imagekit.folders.rename(rename));
  assert.equal(renamed.type, 'RENAME_FOLDER');
  assert.match((await imagekit.cache.invalidation.get(renamed.purgeRequestId)).status, /^(Pending|Completed)$/);
  assert.ok(await exists(`${folder}/moved/drinks/cup.png`));

  await imagekit.folders.delete({ folderPath: `${folder}/moved/drinks` });
  assert.ok(!(await exists(`${folder}/moved/drinks/cup.png`)));
  await assert.rejects(imagekit.folders.delete({ folderPath: `${folder}/moved/drinks` }), ({ status, error }) => {
    assert.deepEqual([status, error.reason], [404, 'FOLDER_NOT_FOUND']);
    return true;
  });
});

test('returns metadata by id and by URL', async () => {
  const metadata = await imagekit.files.metadata.get(coffee.fileId);
  assert.deepEqual([metadata.width, metadata.height, metadata.format, metadata.size], [600, 400, 'png', photo.length]);
  assert.match(metadata.pHash, /^[0-9a-f]{16}$/);
  assert.deepEqual(await imagekit.files.metadata.getFromURL({ url: coffee.url }), metadata);
});

test('builds URLs', async () => {
  assert.equal(imagekit.helper.buildSrc({ urlEndpoint, src: coffee.filePath }), coffee.url);
  const transformation = [{ height: 100, width: 150, overlay: { type: 'text', text: 'Käse & Brot' } }, { rotation: 90 }];
  const text = imagekit.helper.buildTransformationString(transformation);
  assert.match(text, /^h-100,w-150,l-text,.*,l-end:rt-90$/);
  const urls = [
    imagekit.helper.buildSrc({ urlEndpoint, src: coffee.filePath, transformation, queryParameters: { v: 1 } }),
    imagekit.helper.buildSrc({ urlEndpoint, src: coffee.filePath, transformation, transformationPosition: 'path' }),
    imagekit.helper.buildSrc({ urlEndpoint, src: coffee.url, transformation }),
  ];
  for (const url of urls) {
    assert.ok(url.includes(text), url);
    await support.assertTransformed(url);
  }
});

test('signs URLs', async () => {
  const secret = await upload('Käse & Brot 日本.txt', Buffer.from('two sugars'), { isPrivateFile: true });
  assert.equal((await support.download(secret.url)).status, 401);
  const limits = [
    { signed: true },
    { expiresIn: 60 },
    { expiresIn: 60, queryParameters: { v: '1' } },
    { signed: true, transformation: [{ width: 10 }] },
    { signed: true, transformation: [{ width: 10 }], transformationPosition: 'path' },
  ];
  for (const limit of limits) {
    const url = imagekit.helper.buildSrc({ urlEndpoint, src: secret.filePath, ...limit });
    await support.assertSigned(url, 'two sugars');
  }
});

test('purges the cache', async () => {
  const { requestId } = await imagekit.cache.invalidation.create({ url: coffee.url });
  await support.completed(() => imagekit.cache.invalidation.get(requestId));
});

test('manages saved extensions, and uses one in an upload', async () => {
  const description = 'Puts products on white.';
  const config = { name: 'remove-bg', options: { bg_color: 'white' } };
  const saved = await imagekit.savedExtensions.create({ name: 'White (7)', description, config });
  assert.deepEqual([saved.name, saved.description, saved.config], ['White (7)', description, config]);
  assert.deepEqual(await imagekit.savedExtensions.get(saved.id), saved);
  const changed = await imagekit.savedExtensions.update(saved.id, { name: 'On white (7)' });
  assert.deepEqual([changed.name, changed.config], ['On white (7)', config]);
  assert.ok((await imagekit.savedExtensions.list()).some(({ id, name }) => id === saved.id && name === 'On white (7)'));
  await upload('product.png', photo, { extensions: [{ name: 'saved-extension', id: saved.id }] });
  await imagekit.savedExtensions.delete(saved.id);
  await assert.rejects(imagekit.savedExtensions.get(saved.id), NotFoundError);
});

test('manages named transformations, and uses one in a URL', async () => {
  const created = await imagekit.namedTransformations.create({ name: 'sdk7_small', transformation: 'w-150,h-150', enabled: true });
  assert.deepEqual([created.name, created.transformation, created.enabled], ['sdk7_small', 'w-150,h-150', true]);
  const url = imagekit.helper.buildSrc({ urlEndpoint, src: coffee.filePath, transformation: [{ named: 'sdk7_small' }] });
  assert.match(url, /tr=n-sdk7_small$/);
  assert.equal((await support.download(url)).status, 200);
  await assert.rejects(imagekit.namedTransformations.create({ name: 'sdk7_small', transformation: 'w-1' }), ConflictError);
  assert.deepEqual(await imagekit.namedTransformations.get(created.id), created);
  const changed = await imagekit.namedTransformations.update(created.id, { transformation: 'w-100' });
  assert.deepEqual([changed.name, changed.transformation], ['sdk7_small', 'w-100']);
  assert.ok((await imagekit.namedTransformations.list()).some(({ id }) => id === created.id));
  await imagekit.namedTransformations.delete(created.id);
  await assert.rejects(imagekit.namedTransformations.get(created.id), NotFoundError);
  assert.equal((await support.download(url)).status, 400, 'the named transformation does not exist any more');
});

test('manages origins and URL endpoints', async () => {
  const { origins, urlEndpoints } = imagekit.accounts;
  const bucket = { type: 'S3', name: 'Products 7', bucket: 'products', prefix: 'raw/', accessKey: 'AKIAEXAMPLE', secretKey: 'secret' };
  const origin = await origins.create(bucket);
  assert.deepEqual([origin.type, origin.name, origin.bucket, origin.prefix], ['S3', 'Products 7', 'products', 'raw/']);
  assert.ok(!('secretKey' in origin) && !('accessKey' in origin), 'secrets never come back');
  assert.deepEqual(await origins.get(origin.id), origin);
  assert.ok((await origins.list()).some(({ id }) => id === origin.id));
  const website = await origins.update(origin.id, { type: 'WEB_FOLDER', name: 'Shop 7', baseUrl: 'https://shop.example.com/images' });
  assert.deepEqual([website.id, website.type, website.baseUrl], [origin.id, 'WEB_FOLDER', 'https://shop.example.com/images']);

  const urlRewriter = { type: 'AKAMAI' };
  const endpoint = await urlEndpoints.create({ description: 'Shop 7', urlPrefix: 'shop7', origins: [origin.id], urlRewriter });
  assert.deepEqual([endpoint.urlPrefix, endpoint.origins, endpoint.urlRewriter], ['shop7', [origin.id], urlRewriter]);
  assert.deepEqual(await urlEndpoints.get(endpoint.id), endpoint);
  const signed = imagekit.helper.buildSrc({ urlEndpoint: `${urlEndpoint}/shop7`, src: coffee.filePath, signed: true });
  assert.deepEqual((await support.download(signed)).bytes, photo);
  assert.ok((await urlEndpoints.list()).some(({ id }) => id === endpoint.id));
  await assert.rejects(origins.delete(origin.id), ConflictError);
  const changed = await urlEndpoints.update(endpoint.id, { description: 'Nothing (7)', urlPrefix: 'shop7' });
  assert.equal(changed.description, 'Nothing (7)');

  await urlEndpoints.delete(endpoint.id);
  await assert.rejects(urlEndpoints.get(endpoint.id), NotFoundError);
  assert.equal((await support.download(signed)).status, 404);
  await origins.delete(origin.id);
  await assert.rejects(origins.get(origin.id), NotFoundError);
});

test('returns usage and usage analytics', async () => {
  const usage = await imagekit.accounts.usage.get({ startDate: day(-1), endDate: day(1) });
  assert.ok(usage.mediaLibraryStorageBytes >= photo.length, `${usage.mediaLibraryStorageBytes}`);
  assert.ok(usage.bandwidthBytes >= photo.length, `${usage.bandwidthBytes}`);
  const analytics = await imagekit.accounts.usageAnalytics.get({ startDate: day(-1), endDate: day(0) });
  assert.deepEqual([analytics.startDate, analytics.endDate], [day(-1), day(0)]);
  assert.ok(analytics.requestCount > 0);
  await assert.rejects(imagekit.accounts.usage.get({ startDate: day(0), endDate: day(-1) }), BadRequestError);
});

test('verifies webhooks', async () => {
  let fileId;
  const received = await support.webhooksOf({ secret: webhookSecret, events: ['file.created', 'file.deleted'] }, async () => {
    ({ fileId } = await upload('short-lived.png'));
    await imagekit.files.delete(fileId);
  });
  const events = received.map(({ body, headers }) => imagekit.webhooks.unwrap(body, { headers }));
  assert.deepEqual(events.map(({ type, data }) => [type, data.fileId]), [['file.created', fileId], ['file.deleted', fileId]]);
  const [{ body, headers }] = received;
  assert.throws(() => imagekit.webhooks.unwrap(body.replace(fileId, 'other'), { headers }), /signature/i);
  assert.throws(() => imagekit.webhooks.unwrap(body, { headers, key: 'whsec_other' }), /signature/i);
  assert.deepEqual(imagekit.webhooks.unsafeUnwrap(body), events[0]);
});

test('changes and deletes custom metadata fields', async () => {
  const rules = { selectOptions: ['spring', 'summer', 'winter'] };
  const changed = await imagekit.customMetadataFields.update(season.id, { label: 'Time of year (7)', schema: rules });
  assert.deepEqual([changed.name, changed.label, changed.schema.selectOptions], ['sdk7_season', 'Time of year (7)', rules.selectOptions]);
  await imagekit.customMetadataFields.delete(season.id);
  const ids = async (includeDeleted) => (await imagekit.customMetadataFields.list({ includeDeleted })).map(({ id }) => id);
  assert.ok(!(await ids(false)).includes(season.id));
  assert.ok((await ids(true)).includes(season.id));
});

test('sends any request with the methods of HTTP', async () => {
  const body = { folderName: 'verbs', parentFolderPath: folder };
  await imagekit.post('/v1/folder', { body });
  const [created] = await imagekit.get('/v1/files', { query: { path: folder, name: 'verbs', type: 'folder' } });
  assert.equal(created.folderPath, `${folder}/verbs`);
  await imagekit.delete('/v1/folder', { body: { folderPath: `${folder}/verbs` } });
  assert.deepEqual((await imagekit.patch(`/v1/files/${coffee.fileId}/details`, { body: { tags: ['patched'] } })).tags, ['patched']);
  await imagekit.put('/v1/files/rename', { body: { filePath: coffee.filePath, newFileName: 'renamed.png' } });
  const { name } = await imagekit.request({ method: 'get', path: `/v1/files/${coffee.fileId}/details` });
  assert.equal(name, 'renamed.png');
});

test('returns the errors of the service', async () => {
  const stranger = imagekit.withOptions({ privateKey: 'private_wrong' });
  await assert.rejects(stranger.assets.list(), ({ status, message, error, headers }) => {
    assert.deepEqual([status, message], [403, '403 Your account cannot be authenticated.']);
    assert.match(error.help, /support@imagekit.io/);
    assert.match(headers.get('x-ik-requestid'), /\w+/);
    return true;
  });
  await assert.rejects(imagekit.assets.list({}, withoutKey), ImageKit.AuthenticationError);
  await assert.rejects(imagekit.files.get(missingID), { message: '404 The requested file does not exist.' });
  await assert.rejects(imagekit.files.get(missingID), NotFoundError);
  await assert.rejects(imagekit.files.bulk.delete({ fileIds: [coffee.fileId, missingID] }), ({ status, error }) => {
    assert.deepEqual([status, error.missingFileIds], [404, [missingID]]);
    return true;
  });
  await assert.rejects(upload('x.png', photo, { customCoordinates: 'left' }), { status: 400, message: /customCoordinates/ });
  await assert.rejects(imagekit.folders.job.get('missing'), NotFoundError);
});

test('returns the rate limit after too many requests, or retries', async () => {
  await support.limitRate('getFileDetails');
  await assert.rejects(imagekit.files.get(coffee.fileId), ImageKit.RateLimitError);
  const failures = [{ kind: 'rateLimit', rateLimitReset: '20ms' }, { kind: 'status', status: 503 }, { kind: 'resetBeforeBody' }];
  for (const failure of failures) {
    await support.control('POST', 'faults', { operation: 'getFileDetails', count: 1, ...failure });
    assert.equal((await imagekit.files.get(coffee.fileId, { maxRetries: 1 })).fileId, coffee.fileId);
  }
});

test('deletes one file, many files, and the folder', async () => {
  await imagekit.files.delete(coffee.fileId);
  await assert.rejects(imagekit.files.get(coffee.fileId), NotFoundError);
  const fileIds = (await imagekit.assets.list({ path: folder })).map(({ fileId }) => fileId);
  assert.deepEqual((await imagekit.files.bulk.delete({ fileIds })).successfullyDeletedFileIds, fileIds);
  await imagekit.folders.delete({ folderPath: folder });
  assert.deepEqual(await names({ path: folder, type: 'all' }), []);
});

test('has no other method', () => {
  const hook = 'for subclasses';
  const step = 'private: a step of every request';
  support.assertComplete(client, called, {
    fetch: 'an option of the caller, not a method',
    prepareOptions: hook,
    prepareRequest: hook,
    authHeaders: hook,
    validateHeaders: hook,
    defaultQuery: hook,
    stringifyQuery: hook,
    defaultIdempotencyKey: hook,
    makeStatusError: hook,
    buildURL: step,
    buildRequest: step,
    buildHeaders: step,
    buildBody: step,
    makeRequest: step,
    methodRequest: step,
    fetchWithTimeout: step,
    shouldRetry: step,
    retryRequest: step,
    calculateDefaultRetryTimeoutMillis: step,
    getUserAgent: step,
    _makeAbort: step,
  });
});
