// Checks whether a list of differences explains why a result differs from that of the SDK.
import { expected, reference } from './reference.mjs';

/**
 * Returns the ids of the differences that explain a result, or a failure. A difference is only used if the URL cannot be
 * explained without it, so that a difference that no longer exists is reported as stale.
 */
export function explain(vector, actual, differences) {
  const sdk = reference(vector);
  if (actual.error) return explainError(vector, actual.error, sdk, differences);
  if (actual.url === sdk.url) return { ids: [] };
  const list = differences.filter(({ refused }) => !refused);
  const { url, active } = attempt(vector, list);
  const needed = (one) => attempt(vector, list.filter((other) => other !== one)).url !== url;
  const ids = url === actual.url ? [...active].filter(needed).map(({ id }) => id) : [];
  if (ids.length > 0) return { ids };
  return failure('another URL', { vector, sdk, expected: url, actual: actual.url });
}

function explainError(vector, error, sdk, differences) {
  if (sdk.url === '' || /Invalid URL/.test(sdk.error)) return { ids: [] }; // the SDK has no URL either
  const difference = differences.find(({ refused, when }) => refused?.test(error) && when(vector));
  if (difference) return { ids: [difference.id] };
  return failure(`refused: ${error.replace(/".*/, '')}`, { vector, sdk, actual: error });
}

function failure(kind, { vector: { config, input }, sdk, ...rest }) {
  const lines = { input: JSON.stringify({ ...config, ...input }), sdk: sdk.url ?? sdk.error, ...rest };
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
