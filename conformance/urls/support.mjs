// What both checks share: the Go half, random numbers with a seed, and a report that shows the shortest failures first.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';

/** URLS_SEED repeats a run, or makes another one; URLS_COUNT makes it longer. */
export const seed = number('URLS_SEED', 1);
export const count = (usual) => number('URLS_COUNT', usual);

function number(name, usual) {
  const value = Number(process.env[name] ?? usual);
  assert.ok(Number.isSafeInteger(value) && value >= 0, `${name} is not a number`);
  return value;
}

/** Runs the Go half, and returns what it writes. */
export function urls(args, input = '') {
  const out = execFileSync('go', ['run', '.', ...args], { cwd: import.meta.dirname, input, encoding: 'utf8', maxBuffer: 1 << 30 });
  return out.trimEnd().split('\n').map((line) => JSON.parse(line));
}

/** A generator of random numbers from 0 to 1 (mulberry32). */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The signature of a URL that is not signed yet, as the service computes it. */
export function signature(url, endpoint, expiry, key) {
  return createHmac('sha1', key).update(url.slice(endpoint.length) + expiry).digest('hex');
}

/** Fails with the shortest of the failures of each kind. Each has a kind and a text. */
export function assertNone(failures) {
  const shortest = new Map();
  for (const failure of failures) {
    const other = shortest.get(failure.kind);
    if (!other || failure.text.length < other.text.length) shortest.set(failure.kind, failure);
  }
  const report = [...shortest.values()].map(({ kind, text }) => `${kind}:\n${text}`).join('\n\n');
  assert.ok(failures.length === 0, `${failures.length} failures with seed ${seed}; the shortest of each kind:\n\n${report}`);
}
