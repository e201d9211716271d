// Reads a file with presets through types, and builds URLs with presets.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { buildSrc } from '@imagekit/javascript';
import { type Chain, presetReader } from '../presets.js';
import { presets } from '../types/presets.js';
import { mock, present, readJSON, upload } from './support.js';

const readPresets = presetReader(readJSON('../../../docs/transformations.schema.json'));
const file = readFileSync('../../../examples/presets/presets.json', 'utf8');

/** Returns the kinds of the layers in a chain. */
function layersOf(chain: Chain): string[] {
  return chain.flatMap((step) => {
    if ('if' in step) return [...layersOf(step.then), ...layersOf(step.else ?? [])];
    const { overlay } = step;
    if (overlay === undefined) return [];
    switch (overlay.type) {
      case 'text':
        return [`text ${overlay.text}`];
      case 'image':
      case 'video':
      case 'subtitle':
        return [`${overlay.type} ${overlay.input}`];
      case 'solidColor':
        return [`color ${overlay.color}`];
    }
  });
}

test('reads the presets of a file as typed chains', () => {
  const read = readPresets(file);
  assert.deepEqual([...read.keys()], ['thumbnail', 'banner', 'watermarked']);
  const chains = new Map(Object.entries(presets));
  const again = readPresets(JSON.stringify(presets));
  assert.deepEqual(again, chains);
  assert.deepEqual(layersOf(present(again.get('captioned'))), ['text Fresh, every day!', 'color FF000040']);
  assert.deepEqual(layersOf(present(again.get('adaptive'))), ['image /brand/logo.png']);
});

test('names the preset with a mistake', () => {
  const read = (chain: unknown) => () => readPresets(JSON.stringify({ wide: [{ width: 400 }], small: chain }));
  assert.throws(read([{ widht: 400 }]), /^Error: preset small: .*additional properties/);
  assert.throws(read([{ quality: 500 }]), /^Error: preset small: .*<= 100/);
  assert.throws(read('w-400'), /^Error: preset small: .*array/);
});

test('the SDK builds the URL of a preset, and the mock server delivers the picture', async () => {
  const { filePath = '' } = await upload('preset.png', '/typescript/presets');
  const chain = [{ width: 300, height: 100, format: 'png' }] satisfies Chain;
  const response = await fetch(buildSrc({ urlEndpoint: mock.urlEndpoint, src: filePath, transformation: chain }));
  assert.equal(response.status, 200);
  const picture = Buffer.from(await response.arrayBuffer());
  const [width, height] = [picture.readUInt32BE(16), picture.readUInt32BE(20)]; // in the header of a PNG file
  assert.deepEqual([width, height], [300, 100]);
});
