// Decides whether a list of differences explains why a result differs from that of the SDK.
import { expected, reference } from './reference.mjs';

/**
 * Returns the ids of the differences that explain a result, or a failure. A difference is only used if the URL cannot be
 * explained without it, so that a difference that no longer exists is reported as stale.
 */
export function explain(vector, ours, differences) {
  const theirs = reference(vector);
  if (ours.error) return explainError(vector, ours.error, theirs, differences);
  if (ours.url === theirs.url) return { ids: [] };
  const list = differences.filter(({ refused }) => !refused);
  const { url, active } = attempt(vector, list);
  const needed = (one) => attempt(vector, list.filter((other) => other !== one)).url !== url;
  const ids = url === ours.url ? [...active].filter(needed).map(({ id }) => id) : [];
  if (ids.length > 0) return { ids };
  return failure('another URL', { vector, theirs, expected: url, ours: ours.url });
}

function explainError(vector, error, theirs, differences) {
  if (theirs.url === '' || /Invalid URL/.test(theirs.error)) return { ids: [] }; // the SDK has no URL either
  const difference = differences.find(({ refused, when }) => refused?.test(error) && when(vector));
  if (difference) return { ids: [difference.id] };
  return failure(`refused: ${error.replace(/".*/, '')}`, { vector, theirs, ours: error });
}

function failure(kind, { vector: { config, input }, theirs, ...rest }) {
  const lines = { input: JSON.stringify({ ...config, ...input }), theirs: theirs.url ?? theirs.error, ...rest };
  const text = Object.entries(lines).map(([name, value]) => `  ${name.padEnd(9)}${value}`);
  return { ids: [], failure: { kind, text: text.join('\n') } };
}

function attempt(vector, list) {
  try {
    return expected(vector, list);
  } catch (error) {
    return { url: String(error) }; // version 7 of the SDK throws for some inputs
  }
}
