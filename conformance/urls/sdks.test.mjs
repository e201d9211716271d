// Tests that the URLs of random inputs are equal to those of the vendor's SDKs, except for a list of deliberate differences.
import assert from 'node:assert/strict';
import test from 'node:test';

import { differences } from './differences.mjs';
import { explain } from './explain.mjs';
import { Inputs } from './inputs.mjs';
import { assertNone, count, isUsual, seed, urls } from './support.mjs';

for (const dialect of ['classic', 'current']) {
  test(`${dialect}: the vendor's URLs`, () => {
    const inputs = new Inputs(dialect, seed);
    const vectors = Array.from({ length: count(4000) }, () => inputs.vector());
    const results = urls(['-build'], vectors.map((vector) => JSON.stringify(vector)).join('\n'));
    const list = differences.filter(({ dialects }) => dialects.includes(dialect));
    const met = new Map(list.map(({ id }) => [id, 0]));
    const failures = [];
    for (const [i, vector] of vectors.entries()) {
      const { ids, failure } = explain(vector, results[i], list);
      for (const id of ids) met.set(id, met.get(id) + 1);
      if (failure) failures.push(failure);
    }
    console.log(`${vectors.length} inputs, seed ${seed}; number of inputs that need each difference:`, Object.fromEntries(met));
    assertNone(failures);
    const stale = [...met].filter(([, times]) => times === 0).map(([id]) => id);
    if (isUsual) assert.deepEqual(stale, [], 'differences that no input needs'); // with other inputs, rare differences may not occur
  });
}
