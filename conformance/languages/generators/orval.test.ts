import assert from 'node:assert/strict';
import * as sdk from './generated/orval/client.js';
import { testScenario } from './scenario.js';
import { uploadFile } from './upload-orval.js';

testScenario('orval', {
  upload: uploadFile,
  async list(tags) {
    const response = await sdk.listFiles({ tags });
    assert.equal(response.status, 200);
    return response.data.map((asset) => ('fileId' in asset ? asset.fileId : undefined));
  },
  async details(fileId) {
    const response = await sdk.getFileDetails(fileId);
    assert.equal(response.status, 200);
    return response.data;
  },
  async clear(fileId) {
    const response = await sdk.updateFileDetails(fileId, { tags: null, customCoordinates: null });
    assert.equal(response.status, 200);
    return response.data;
  },
  async remove(fileId) {
    const response = await sdk.deleteFile(fileId);
    assert.equal(response.status, 204);
  },
  async failure(fileId) {
    const response = await sdk.getFileDetails(fileId);
    return response.status === 404 ? response.data.message : undefined;
  },
});
