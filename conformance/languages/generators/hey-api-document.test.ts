import { createClient } from './generated/hey-api-document/client/index.js';
import * as sdk from './generated/hey-api-document/index.js';
import { testScenario } from './scenario.js';
import { uploadFile } from './upload-hey-api-document.js';

const client = createClient({
  baseUrl: 'https://api.imagekit.io',
  auth: () => `${process.env.IMAGEKIT_PRIVATE_KEY}:`,
  throwOnError: true,
});

testScenario('hey-api-document', {
  upload: async (...args) => (await uploadFile(...args)) ?? {},
  async list(tags) {
    const { data } = await sdk.listFiles<true>({ client, query: { tags: tags.split(',') } });
    return data.map((asset) => ('fileId' in asset ? asset.fileId : undefined));
  },
  details: async (fileId) => (await sdk.getFileDetails<true>({ client, path: { fileId } })).data,
  async clear(fileId) {
    const body = { tags: null, customCoordinates: null };
    return (await sdk.updateFileDetails<true>({ client, path: { fileId }, body })).data;
  },
  async remove(fileId) {
    await sdk.deleteFile({ client, path: { fileId } });
  },
  async failure(fileId) {
    const { error } = await sdk.getFileDetails<false>({ client, path: { fileId }, throwOnError: false });
    return error?.message;
  },
});

