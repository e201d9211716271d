import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unwrap } from '../../client.js';
import { api, present, upload } from '../support.js';

const day = (offset: number) => new Date(Date.now() + offset * 24 * 3600 * 1000).toISOString().slice(0, 10);

test('manages custom metadata fields', async () => {
  const field = await unwrap(api.POST('/v1/customMetadataFields', {
    body: {
      name: 'ts_season',
      label: 'Season (TypeScript)',
      schema: { type: 'SingleSelect', selectOptions: ['summer', 'winter'], defaultValue: 'summer' },
    },
  }));
  assert.deepEqual([field.name, field.schema.type], ['ts_season', 'SingleSelect']);
  assert.deepEqual(field.schema.selectOptions, ['summer', 'winter']);

  const { customMetadata } = await upload('season.png', '/typescript/settings', {
    customMetadata: { ts_season: 'winter' },
    responseFields: ['customMetadata'],
  });
  assert.equal(customMetadata?.['ts_season'], 'winter');

  const params = { path: { id: field.id } };
  const changed = await unwrap(api.PATCH('/v1/customMetadataFields/{id}', {
    params,
    body: { label: 'Time of year', schema: { selectOptions: ['spring', 'summer', 'winter'] } },
  }));
  assert.deepEqual([changed.label, changed.schema.selectOptions?.length], ['Time of year', 3]);

  const removed = await unwrap(api.DELETE('/v1/customMetadataFields/{id}', { params }));
  assert.equal(removed, undefined);
  const ids = async (query: { folderPath?: string; includeDeleted?: boolean }) =>
    (await unwrap(api.GET('/v1/customMetadataFields', { params: { query } }))).map(({ id }) => id);
  assert.ok(!(await ids({})).includes(field.id));
  assert.ok((await ids({ includeDeleted: true })).includes(field.id));
});

test('manages saved extensions', async () => {
  const saved = await unwrap(api.POST('/v1/saved-extensions', {
    body: {
      name: 'White (TypeScript)',
      description: 'Puts products on white.',
      config: { name: 'remove-bg', options: { bg_color: 'white' } },
    },
  }));
  assert.equal(saved.config?.name === 'remove-bg' && saved.config.options?.bg_color, 'white');
  const params = { path: { id: present(saved.id) } };
  assert.deepEqual(await unwrap(api.GET('/v1/saved-extensions/{id}', { params })), saved);
  const changed = await unwrap(api.PATCH('/v1/saved-extensions/{id}', { params, body: { name: 'On white' } }));
  assert.deepEqual([changed.name, changed.description], ['On white', 'Puts products on white.']);
  assert.ok((await unwrap(api.GET('/v1/saved-extensions'))).some(({ id }) => id === saved.id));
  await unwrap(api.DELETE('/v1/saved-extensions/{id}', { params }));
});

test('manages named transformations', async () => {
  const body = { name: 'ts_small', transformation: 'w-150,h-150', enabled: true };
  const created = await unwrap(api.POST('/v1/named-transformations', { body }));
  const params = { path: { id: created.id } };
  assert.deepEqual(await unwrap(api.GET('/v1/named-transformations/{id}', { params })), created);
  const changed = await unwrap(api.PATCH('/v1/named-transformations/{id}', { params, body: { transformation: 'w-100' } }));
  assert.deepEqual([changed.name, changed.transformation, changed.enabled], ['ts_small', 'w-100', true]);
  assert.ok((await unwrap(api.GET('/v1/named-transformations'))).some(({ id }) => id === created.id));
  await unwrap(api.DELETE('/v1/named-transformations/{id}', { params }));
});

test('manages origins and URL endpoints', async () => {
  const origin = await unwrap(api.POST('/v1/accounts/origins', {
    body: { type: 'S3', name: 'Products', bucket: 'products', prefix: 'raw/', accessKey: 'AKIAEXAMPLE', secretKey: 'secret' },
  }));
  assert.equal(origin.type === 'S3' && origin.bucket, 'products');
  const params = { path: { id: origin.id } };
  assert.deepEqual(await unwrap(api.GET('/v1/accounts/origins/{id}', { params })), origin);
  assert.ok((await unwrap(api.GET('/v1/accounts/origins'))).some(({ id }) => id === origin.id));
  const website = await unwrap(api.PUT('/v1/accounts/origins/{id}', {
    params,
    body: { type: 'WEB_FOLDER', name: 'Shop', baseUrl: 'https://shop.example.com/images' },
  }));
  assert.equal(website.type === 'WEB_FOLDER' && website.baseUrl, 'https://shop.example.com/images');

  const endpoint = await unwrap(api.POST('/v1/accounts/url-endpoints', {
    body: { description: 'Shop', urlPrefix: 'ts-shop', origins: [origin.id], urlRewriter: { type: 'CLOUDINARY' } },
  }));
  assert.deepEqual([endpoint.urlPrefix, endpoint.origins], ['ts-shop', [origin.id]]);
  assert.equal(endpoint.urlRewriter?.type === 'CLOUDINARY' && endpoint.urlRewriter.preserveAssetDeliveryTypes, false);
  const path = { id: endpoint.id };
  assert.deepEqual(await unwrap(api.GET('/v1/accounts/url-endpoints/{id}', { params: { path } })), endpoint);
  assert.ok((await unwrap(api.GET('/v1/accounts/url-endpoints'))).some(({ id }) => id === endpoint.id));
  const body = { description: 'Nothing', urlPrefix: 'ts-shop' };
  const changed = await unwrap(api.PUT('/v1/accounts/url-endpoints/{id}', { params: { path }, body }));
  assert.deepEqual([changed.description, changed.origins], ['Nothing', []]);
  await unwrap(api.DELETE('/v1/accounts/url-endpoints/{id}', { params: { path } }));
  await unwrap(api.DELETE('/v1/accounts/origins/{id}', { params }));
});

test('manages webhook endpoints', async () => {
  const created = await unwrap(api.POST('/v1/accounts/webhooks', {
    body: { endpoint: 'https://example.com/hook', events: ['file.created', 'file.deleted'], enabled: false },
  }));
  assert.match(created.secret, /^whsec_/);
  const params = { path: { id: created.id } };
  const got = await unwrap(api.GET('/v1/accounts/webhooks/{id}', { params }));
  assert.deepEqual([got.endpoint, got.events], ['https://example.com/hook', ['file.created', 'file.deleted']]);
  const changed = await unwrap(api.PATCH('/v1/accounts/webhooks/{id}', { params, body: { events: ['file.updated'] } }));
  assert.deepEqual([changed.events, changed.enabled], [['file.updated'], false]);
  assert.ok((await unwrap(api.GET('/v1/accounts/webhooks'))).some(({ id }) => id === created.id));
  await unwrap(api.DELETE('/v1/accounts/webhooks/{id}', { params }));
});

test('returns usage and usage analytics', async () => {
  const usage = await unwrap(api.GET('/v1/accounts/usage', { params: { query: { startDate: day(-1), endDate: day(1) } } }));
  assert.ok(present(usage.mediaLibraryStorageBytes) > 0);
  const query = { startDate: day(-1), endDate: day(0) };
  const analytics = await unwrap(api.GET('/v1/accounts/usage-analytics', { params: { query } }));
  assert.deepEqual([analytics.startDate, analytics.endDate], [query.startDate, query.endDate]);
  assert.equal(typeof analytics.cache.hitCount, 'number');
  assert.ok(analytics.browser.byRequests.every(({ requestCount }) => requestCount > 0));
});
