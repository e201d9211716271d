// What a browser sends for a URL that the builder makes is that URL, byte for byte: the signature is about these bytes.
import assert from 'node:assert/strict';
import test from 'node:test';

import { assertNone, count, seed, urls } from './support.mjs';

const lines = urls(['-generate', '-seed', `${seed}`, '-count', `${count(3000)}`]);
const results = lines.flatMap((line) => Object.entries(line.results).map(([place, result]) => ({ line, place, ...result })));
const built = results.filter(({ error }) => error === undefined);
console.log(`${lines.length} inputs, seed ${seed}: ${built.length} URLs, ${results.length - built.length} refused`);

/** A failure for the report. The kind is the place of the text in the sweep, or the generator. */
const failure = ({ line, place, url }, what) => ({ kind: line.name, text: `  ${place}: ${line.input}\n  ${url}\n  ${what}` });

const href = (url) => {
  try {
    return new URL(url).href;
  } catch {
    return 'not a URL';
  }
};

test('enough is built, and of every kind', () => {
  assert.ok(built.length >= 10_000 && built.length < results.length, `${built.length} URLs of ${results.length} inputs`);
  const used = new Set(built.flatMap(({ line }) => line.uses ?? []));
  const unused = new Set(lines.flatMap(({ uses = [] }) => uses).filter((name) => !used.has(name)));
  assert.deepEqual([...unused], [], 'functions that no URL was built with');
});

test('a result is a URL or an error', () => {
  assertNone(results.filter(({ url, error }) => (error === undefined ? !url : url || !error)).map((result) => failure(result, `error ${result.error}`)));
});

test('new URL(u).href is u', () => {
  assertNone(built.filter(({ url }) => href(url) !== url).map((result) => failure(result, href(result.url))));
});

test('a signature verifies', () => {
  assertNone(built.filter(({ verify }) => verify).map((result) => failure(result, result.verify)));
});

test('typed values are the same in both dialects and positions', () => {
  const failures = [];
  for (const line of lines.filter(({ same }) => same)) {
    const texts = Object.entries(line.results).map(([place, { url, error }]) => (error ? 'refused' : transformation(url, place)));
    if (new Set(texts).size > 1) failures.push({ kind: line.name, text: `  ${line.input}\n  ${Object.keys(line.results)}\n  ${JSON.stringify(texts)}` });
  }
  assertNone(failures);
});

/** The transformation of a URL as a server sees it: decoded once. */
function transformation(url, place) {
  const [path, query] = url.split('?');
  if (place.endsWith('query')) return new URLSearchParams(query).get('tr');
  const text = /\/tr:([^/]*)\/(?!.*\/tr:)/.exec(path)?.[1] ?? null;
  return text && new URLSearchParams(`tr=${text.replace(/[&+]/g, encodeURIComponent)}`).get('tr');
}
