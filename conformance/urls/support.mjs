// Functions for both tests: they run the Go program, generate random numbers, and report failures.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

/** The seed and the number of the random inputs. The environment variables URLS_SEED and URLS_COUNT replace the defaults. */
export const seed = number('URLS_SEED', 1);
export const count = (usual) => number('URLS_COUNT', usual);

/** Whether the inputs are the default ones. */
export const isUsual = !process.env.URLS_SEED && !process.env.URLS_COUNT;

function number(name, usual) {
  const value = Number(process.env[name] || usual);
  assert.ok(Number.isSafeInteger(value) && value >= 0, `${name} is not a number`);
  return value;
}

/** Runs the Go program, and returns the values that it writes. */
export function urls(args, input = '') {
  const options = { cwd: import.meta.dirname, input, encoding: 'utf8', maxBuffer: 1 << 30 };
  const out = execFileSync('go', ['run', '.', ...args], options);
  return out.trimEnd().split('\n').map((line) => JSON.parse(line));
}

/** Returns a generator of random numbers from 0 to 1 (mulberry32). */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Fails if there are failures, and reports the shortest failure of each kind. A failure has a kind and a text. */
export function assertNone(failures) {
  const shortest = new Map();
  for (const failure of failures) {
    const other = shortest.get(failure.kind);
    if (!other || failure.text.length < other.text.length) shortest.set(failure.kind, failure);
  }
  const report = [...shortest.values()].map(({ kind, text }) => `\n\n${kind}:\n${text}`).join('');
  assert.equal(failures.length, 0, `${failures.length} failures, seed ${seed}; the shortest of each kind:${report}`);
}
