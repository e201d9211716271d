import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createClient } from './generated/hey-api/client/index.js';
import * as sdk from './generated/hey-api/index.js';
import { testScenario } from './scenario.js';
import { uploadFile } from './upload-hey-api.js';

const client = createClient({
  baseUrl: 'https://api.imagekit.io',
  auth: () => `${process.env.IMAGEKIT_PRIVATE_KEY}:`,
  throwOnError: true,
});

testScenario('hey-api', {
  upload: async (...args) => (await uploadFile(...args)) ?? {},
  async list(tags) {
    const { data } = await sdk.listFiles<true>({ client, query: { tags } });
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

/** Reads the event of a webhook. It compiles because the type of an event determines the type of its data. */
function describe(event: sdk.Webhooks['body']): string | undefined {
  switch (event.type) {
    case 'file.created':
      return event.data.filePath;
    case 'file.deleted':
      return event.data.fileId;
    case 'upload.pre-transform.error':
      return event.data.transformation.error.reason;
    case 'video.transformation.ready':
      return event.data.asset.url;
    default:
      return event.id;
  }
}

test('hey-api: webhooks', () => {
  const { schemas } = JSON.parse(readFileSync('../../../docs/openapi/openapi.wire.json', 'utf8')).components;
  const events = Object.keys(schemas).filter((name) => /(?<!Webhook)Event$/.test(name));
  assert.equal(events.length, 12);
  for (const name of events) {
    assert.equal(typeof describe(schemas[name].examples[0]), 'string', name);
  }
});
