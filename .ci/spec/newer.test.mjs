// Compares openapi.yaml with two versions of a small SDK that was made for this test; see testdata.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseDocument } from './completeness.mjs';
import { additions, isNewer, report } from './newer.mjs';

const document = parseDocument(new URL('../../openapi.yaml', import.meta.url));
const root = (version) => fileURLToPath(new URL(`testdata/sdk-${version}/`, import.meta.url));
const registry = (newest) => ({ newest: () => newest, fetch: root });
const reported = (from) => report({ document, pinned: '1.0.0', root: root('1.0.0'), registry: from });

// The parts of version 1.1.0 that openapi.yaml lacks. This version also has ASC_DURATION, which openapi.yaml has.
const added = [
  'accounts.teams.get (no operationId known): missing in openapi.yaml',
  'accounts.webhooks.get response.retries: missing in openapi.yaml',
  "assets.list request.sort value 'ASC_COLOUR': missing in openapi.yaml",
  'assets.list request.after: missing in openapi.yaml',
  'assets.list response[].colours: missing in openapi.yaml',
  'webhook folder.created: missing in openapi.yaml',
  'accounts.webhooks.get (getWebhookEndpoint): released, so it is no longer experimental',
];

test('additions of a newer version', () => {
  assert.deepEqual(additions(document, root('1.0.0'), root('1.1.0')), added);
});

test('no additions in the same version', () => {
  assert.deepEqual(additions(document, root('1.1.0'), root('1.1.0')), []);
});

test('report of a newer version with additions', () => {
  const lines = reported(registry('1.1.0'));
  assert.match(lines[0], /^warning: npm has @imagekit\/nodejs 1\.1\.0; .* 1\.0\.0/);
  assert.deepEqual(lines.slice(1), added.map((line) => `warning: 1.1.0: ${line}`));
});

test('report of a newer version without additions', () => {
  const lines = reported({ newest: () => '1.0.1', fetch: () => root('1.0.0') });
  assert.equal(lines.length, 2);
  assert.match(lines[1], /has everything/);
});

test('report without a newer version', () => {
  for (const newest of ['1.0.0', '0.9.9']) {
    assert.deepEqual(reported(registry(newest)), ['npm has no @imagekit/nodejs newer than 1.0.0.']);
  }
});

test('an unreachable registry is only a warning', () => {
  const fails = () => { throw new Error('no network\nmore'); };
  assert.deepEqual(reported({ newest: fails }), [
    'warning: npm cannot find the newest version of @imagekit/nodejs: no network',
  ]);
  assert.match(reported({ newest: () => '1.1.0', fetch: fails })[1], /cannot be compared: no network$/);
});

test('unreadable types are only a warning', () => {
  const lines = reported({ newest: () => '1.1.0', fetch: () => root('nowhere') });
  assert.match(lines[1], /cannot be compared/);
});

test('versions are compared as numbers', () => {
  for (const [version, other, want] of [
    ['1.10.0', '1.9.9', true], ['2.0.0', '1.99.99', true], ['1.0.1', '1.0.0', true],
    ['1.0.0', '1.0.0', false], ['1.9.0', '1.10.0', false], ['1.0.0-beta.2', '1.0.0', false],
  ]) {
    assert.equal(isNewer(version, other), want, `${version} after ${other}`);
  }
});
