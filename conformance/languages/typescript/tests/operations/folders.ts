import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Schemas, unwrap } from '../../client.js';
import { api, eventually, present, upload } from '../support.js';

const folder = '/typescript/folders';

/** Waits until a job has ended. */
const completed = ({ jobId }: Schemas['FolderJob']) => eventually(async () => {
  const job = await unwrap(api.GET('/v1/bulkJobs/{jobId}', { params: { path: { jobId } } }));
  return job.status === 'Completed' ? job : undefined;
});

test('creates, copies, moves, renames and deletes folders', async () => {
  await unwrap(api.POST('/v1/folder', { body: { folderName: 'menu', parentFolderPath: folder } }));
  await upload('cup.png', `${folder}/menu`);

  const copy = { sourceFolderPath: `${folder}/menu`, destinationPath: `${folder}/copies`, includeVersions: true };
  const copied = await completed(await unwrap(api.POST('/v1/bulkJobs/copyFolder', { body: copy })));
  assert.equal(copied.type, 'COPY_FOLDER');

  const move = { sourceFolderPath: `${folder}/menu`, destinationPath: `${folder}/moved` };
  const moved = await completed(await unwrap(api.POST('/v1/bulkJobs/moveFolder', { body: move })));
  assert.equal(moved.type, 'MOVE_FOLDER');

  const rename = { folderPath: `${folder}/moved/menu`, newFolderName: 'drinks', purgeCache: true };
  const renamed = await completed(await unwrap(api.POST('/v1/bulkJobs/renameFolder', { body: rename })));
  assert.equal(renamed.type, 'RENAME_FOLDER');
  assert.match(present(renamed.purgeRequestId), /./);

  await unwrap(api.DELETE('/v1/folder', { body: { folderPath: `${folder}/moved/drinks` } }));
  const left = await unwrap(api.GET('/v1/files', { params: { query: { path: `${folder}/moved`, type: 'folder' } } }));
  assert.deepEqual(left, []);
});
