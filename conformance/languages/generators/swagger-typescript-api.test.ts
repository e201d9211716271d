import { Api, type ErrorBody, type HttpResponse } from './generated/swagger-typescript-api/client.js';
import { testScenario } from './scenario.js';
import { uploadFile } from './upload-swagger-typescript-api.js';

const headers = { Authorization: `Basic ${btoa(`${process.env.IMAGEKIT_PRIVATE_KEY}:`)}` };
const client = new Api({ baseApiParams: { headers } });

testScenario('swagger-typescript-api', {
  upload: uploadFile,
  async list(tags) {
    const { data } = await client.v1.listFiles({ tags });
    return data.map((asset) => ('fileId' in asset ? asset.fileId : undefined));
  },
  details: async (fileId) => (await client.v1.getFileDetails(fileId)).data,
  async clear(fileId) {
    return (await client.v1.updateFileDetails(fileId, { tags: null, customCoordinates: null })).data;
  },
  async remove(fileId) {
    await client.v1.deleteFile(fileId);
  },
  async failure(fileId) {
    try {
      await client.v1.getFileDetails(fileId);
    } catch (response) {
      return (response as HttpResponse<unknown, ErrorBody>).error.message; // what is thrown has no type
    }
    return undefined;
  },
});
