// Tests that a browser sends a URL of the builder unchanged. This is necessary because the signature covers its bytes.
import assert from 'node:assert/strict';
import test from 'node:test';

import { assertNone, count, seed, urls } from './support.mjs';

const lines = urls(['-generate', '-seed', `${seed}`, '-count', `${count(3000)}`]);
const results = lines.flatMap((line) => {
  return Object.entries(line.results).map(([place, result]) => ({ line, place, ...result }));
});
const built = results.filter(({ error }) => error === undefined);
console.log(`${lines.length} inputs, seed ${seed}: ${built.length} URLs, ${results.length - built.length} refused`);

/** Returns a failure for the report. Its kind is the name of the place or of the generator. */
function failure({ line, place, url }, what) {
  return { kind: line.name, text: `  ${place}: ${line.input}\n  ${url}\n  ${what}` };
}

const href = (url) => {
  try {
    return new URL(url).href;
  } catch {
    return 'not a URL';
  }
};

test('every function is used in enough URLs', () => {
  assert.ok(built.length >= 10_000, `only ${built.length} URLs`);
  assert.ok(built.length < results.length, 'nothing was refused');
  const used = new Set(built.flatMap(({ line }) => line.uses ?? []));
  const unused = new Set(lines.flatMap(({ uses = [] }) => uses).filter((name) => !used.has(name)));
  assert.deepEqual([...unused], [], 'functions that no URL uses');
});

test('a result is a URL or an error', () => {
  const wrong = results.filter(({ url, error }) => (error === undefined ? !url : url || !error));
  assertNone(wrong.map((result) => failure(result, `error ${result.error}`)));
});

test('new URL(u).href is u', () => {
  assertNone(built.filter(({ url }) => href(url) !== url).map((result) => failure(result, href(result.url))));
});

test('a signature verifies', () => {
  const signed = built.filter(({ verify }) => verify);
  assert.ok(signed.length >= 1000, `${signed.length} signed URLs`);
  assertNone(signed.filter(({ verify }) => verify !== '<nil>').map((result) => failure(result, result.verify)));
});

test('typed values are the same in both dialects and positions', () => {
  const failures = [];
  for (const line of lines.filter(({ same }) => same)) {
    const texts = Object.entries(line.results).map(([place, { url, error }]) => {
      return error ? 'refused' : transformation(url, place);
    });
    if (new Set(texts).size === 1) continue;
    failures.push(failure({ line, place: Object.keys(line.results), url: JSON.stringify(texts) }, 'are not the same'));
  }
  assertNone(failures);
});

/** Returns the transformation of a URL, decoded once like in a server. Endpoints can have one too, so the last one is used. */
function transformation(url, place) {
  const { pathname, searchParams } = new URL(url);
  if (place.endsWith('query')) return searchParams.get('tr');
  const [text] = pathname.split('/tr:').at(-1).split('/');
  return new URLSearchParams(`tr=${text.replace(/[&+]/g, encodeURIComponent)}`).get('tr');
}
