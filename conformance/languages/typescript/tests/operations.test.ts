// Calls every operation of openapi.yaml.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import './operations/uploads.js';
import './operations/files.js';
import './operations/folders.js';
import './operations/settings.js';
import { succeeded } from './support.js';

// Tests run in the order of their files above, so this one is the last.
test('each operation of openapi.yaml has succeeded', () => {
  const document: { paths: Record<string, Record<string, { operationId?: string }>> } =
    parse(readFileSync('../../../openapi.yaml', 'utf8'));
  const operations = new Map<string, string>();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, { operationId }] of Object.entries(methods)) {
      if (operationId) operations.set(`${method.toUpperCase()} ${path}`, operationId);
    }
  }
  assert.ok(operations.size > 50, `only ${operations.size} operations`);
  const missing = [...operations].filter(([call]) => !succeeded.has(call)).map(([, id]) => id);
  assert.deepEqual(missing, [], 'operations that no test calls with success');
});
