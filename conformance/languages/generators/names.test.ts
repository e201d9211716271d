import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

// The libraries of TypeScript declare the types and variables of browsers and of the language.
const libraries = dirname(fileURLToPath(import.meta.resolve('typescript')));
const declaration = /^\s*(?:interface|declare \w+|type) (\w+)/gm;
const declared = readdirSync(libraries)
  .filter((name) => /^lib\..*\.d\.ts$/.test(name))
  .flatMap((name) => [...readFileSync(join(libraries, name), 'utf8').matchAll(declaration)])
  .map((match) => match[1]);
const document = JSON.parse(readFileSync('../../../docs/openapi/openapi.wire.json', 'utf8'));

test('no schema of the wire variant has the name of a type of browsers', () => {
  assert.ok(declared.includes('File') && declared.includes('Map'));
  const { schemas } = document.components;
  assert.ok('FileDetails' in schemas);
  assert.deepEqual(Object.keys(schemas).filter((name) => declared.includes(name)), []);
});
