import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unwrap } from '../../client.js';
import { api, eventually, photo, present, upload } from '../support.js';

const folder = '/typescript/files';

test('lists and searches', async () => {
  await upload('list-a.png', folder, { tags: ['drink', 'hot'] });
  await upload('list-b.png', folder, { tags: ['drink'] });
  const assets = await unwrap(api.GET('/v1/files', {
    params: { query: { path: folder, tags: ['hot', 'cold'], sort: 'ASC_NAME', fileType: 'image', limit: 10, skip: 0 } },
  }));
  assert.deepEqual(assets.map(({ name, type, tags }) => [name, type, tags]), [['list-a.png', 'file', ['drink', 'hot']]]);

  const searchQuery = 'name : "list-" AND tags IN ["drink"]';
  const found = await unwrap(api.GET('/v1/files', { params: { query: { searchQuery, sort: 'DESC_NAME' } } }));
  assert.deepEqual(found.map(({ filePath }) => filePath), [`${folder}/list-b.png`, `${folder}/list-a.png`]);

  const folders = await unwrap(api.GET('/v1/files', { params: { query: { path: '/typescript', type: 'folder' } } }));
  assert.ok(folders.some((asset) => asset.type === 'folder' && asset.folderPath === folder));
});

test('generates a search query', async () => {
  const body = { prompt: 'images of coffee', currentFolder: folder, timezone: 'Europe/Berlin' };
  const { searchQuery, fileType, isVersionIncludedInSearch } = await unwrap(api.POST('/v1/ai-filter-search', { body }));
  assert.ok(present(searchQuery).length > 0);
  assert.equal(typeof fileType, 'string');
  assert.equal(typeof isVersionIncludedInSearch, 'boolean');
});

test('returns, changes and removes details', async () => {
  const { fileId = '' } = await upload('details.png', folder, { tags: ['drink'], customCoordinates: '0,0,10,10' });
  const params = { path: { fileId } };
  const file = await unwrap(api.GET('/v1/files/{fileId}/details', { params }));
  assert.deepEqual([file.type, file.mime, file.width, file.height, file.size], ['file', 'image/png', 600, 400, photo.size]);
  assert.equal(file.versionInfo?.name, 'Version 1');
  assert.ok(new Date(present(file.createdAt)) <= new Date());

  const changed = await unwrap(api.PATCH('/v1/files/{fileId}/details', {
    params,
    body: {
      tags: ['espresso'],
      description: 'A small cup.',
      extensions: [{ name: 'google-auto-tagging', maxTags: 5, minConfidence: 80 }, { name: 'remove-bg' }],
      removeAITags: 'all',
      webhookUrl: 'https://example.com/hook',
    },
  }));
  assert.deepEqual([changed.tags, changed.description], [['espresso'], 'A small cup.']);
  assert.equal(changed.extensionStatus?.['google-auto-tagging'], 'pending');

  const removed = await unwrap(api.PATCH('/v1/files/{fileId}/details', {
    params,
    body: { tags: null, customCoordinates: null, removeAITags: ['Cup'] },
  }));
  assert.deepEqual([removed.tags, removed.customCoordinates], [null, null]);

  const publish = { isPublished: false, includeFileVersions: true };
  const unpublished = await unwrap(api.PATCH('/v1/files/{fileId}/details', { params, body: { publish } }));
  assert.equal(unpublished.isPublished, false);
});

test('copies, moves and renames a file', async () => {
  const { filePath: sourceFilePath = '' } = await upload('copy.png', folder);
  const copies = `${folder}/copies`;
  const names = async (path: string) => {
    const files = await unwrap(api.GET('/v1/files', { params: { query: { path } } }));
    return files.map(({ name }) => name);
  };
  await unwrap(api.POST('/v1/files/copy', { body: { sourceFilePath, destinationPath: copies, includeFileVersions: false } }));
  assert.deepEqual(await names(copies), ['copy.png']);
  await unwrap(api.POST('/v1/files/move', { body: { sourceFilePath, destinationPath: `${folder}/moved` } }));
  assert.deepEqual(await names(`${folder}/moved`), ['copy.png']);

  const body = { filePath: `${copies}/copy.png`, newFileName: 'renamed.png', purgeCache: true };
  const { purgeRequestId } = await unwrap(api.PUT('/v1/files/rename', { body }));
  assert.deepEqual(await names(copies), ['renamed.png']);
  assert.match(present(purgeRequestId), /./);
});

test('deletes one file and many files', async () => {
  const [one, two, three] = [await upload('1.png', folder), await upload('2.png', folder), await upload('3.png', folder)];
  const nothing = await unwrap(api.DELETE('/v1/files/{fileId}', { params: { path: { fileId: present(one.fileId) } } }));
  assert.equal(nothing, undefined);
  const fileIds = [present(two.fileId), present(three.fileId)];
  const deleted = await unwrap(api.POST('/v1/files/batch/deleteByFileIds', { body: { fileIds } }));
  assert.deepEqual([deleted.successfullyDeletedFileIds, deleted.errors ?? []], [fileIds, []]);
});

test('changes tags of many files', async () => {
  const fileIds = [present((await upload('tags.png', folder, { tags: ['drink'] })).fileId)];
  const tagsOf = async (fileId = '') => {
    const { tags } = await unwrap(api.GET('/v1/files/{fileId}/details', { params: { path: { fileId } } }));
    return tags;
  };
  const added = await unwrap(api.POST('/v1/files/addTags', { body: { fileIds, tags: ['hot', 'sweet'] } }));
  assert.deepEqual(added.successfullyUpdatedFileIds, fileIds);
  assert.deepEqual(await tagsOf(fileIds[0]), ['drink', 'hot', 'sweet']);
  const removed = await unwrap(api.POST('/v1/files/removeTags', { body: { fileIds, tags: ['hot'] } }));
  assert.deepEqual(removed.successfullyUpdatedFileIds, fileIds);
  assert.deepEqual(await tagsOf(fileIds[0]), ['drink', 'sweet']);
  const cleared = await unwrap(api.POST('/v1/files/removeAITags', { body: { fileIds, AITags: ['Cup'] } }));
  assert.deepEqual(cleared.successfullyUpdatedFileIds, fileIds);
});

test('lists, restores and deletes versions', async () => {
  const { fileId = '', versionInfo } = await upload('versions.png', folder);
  await upload('versions.png', folder, { file: new Blob(['another version']) });
  const versions = await unwrap(api.GET('/v1/files/{fileId}/versions', { params: { path: { fileId } } }));
  assert.deepEqual(versions.map(({ type, size }) => [type, size]), [['file', 15], ['file-version', photo.size]]);

  const versionId = present(versionInfo?.id);
  const params = { path: { fileId, versionId } };
  const first = await unwrap(api.GET('/v1/files/{fileId}/versions/{versionId}', { params }));
  assert.deepEqual([first.type, first.size, first.versionInfo], ['file-version', photo.size, versionInfo]);
  const restored = await unwrap(api.PUT('/v1/files/{fileId}/versions/{versionId}/restore', { params }));
  assert.deepEqual([restored.type, restored.size], ['file', photo.size]);
  const second = present(versions[0]?.versionInfo?.id);
  await unwrap(api.DELETE('/v1/files/{fileId}/versions/{versionId}', { params: { path: { fileId, versionId: second } } }));
  assert.equal((await unwrap(api.GET('/v1/files/{fileId}/versions', { params: { path: { fileId } } }))).length, 1);
});

test('returns metadata by id and by URL', async () => {
  const { fileId = '', url = '' } = await upload('metadata.png', folder);
  const metadata = await unwrap(api.GET('/v1/files/{fileId}/metadata', { params: { path: { fileId } } }));
  assert.deepEqual([metadata.format, metadata.width, metadata.hasTransparency], ['png', 600, false]);
  assert.match(present(metadata.pHash), /^[0-9a-f]{16}$/);
  assert.equal(metadata.exif?.image?.Orientation, undefined);
  const same = await unwrap(api.GET('/v1/metadata', { params: { query: { url } } }));
  assert.deepEqual(same, metadata);
});

test('purges the cache', async () => {
  const { url = '' } = await upload('purge.png', folder);
  const { requestId = '' } = await unwrap(api.POST('/v1/files/purge', { body: { url } }));
  const params = { path: { requestId } };
  const done = await eventually(async () => {
    const { status } = await unwrap(api.GET('/v1/files/purge/{requestId}', { params }));
    return status === 'Completed' ? status : undefined;
  });
  assert.equal(done, 'Completed');
});
