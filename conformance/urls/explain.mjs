// Whether a list of differences explains that a result is not the SDK's.
import { expected, reference } from './reference.mjs';

/**
 * Explains a result that is not the SDK's: the ids of the differences that it takes. A difference counts only if the result could not be
 * explained without it, so that one which is not needed any more becomes stale.
 */
export function explain(vector, ours, list) {
  const theirs = reference(vector);
  if (!ours.error && ours.url === theirs.url) return { ids: [] };
  const candidates = list.filter(({ refused }) => Boolean(refused) === Boolean(ours.error));
  const explains = (differences) => {
    if (ours.error) return differences.some(({ refused, when }) => refused.test(ours.error) && when(vector, theirs));
    return attempt(() => expected(vector, differences)) === ours.url;
  };
  const ids = candidates.filter((one) => !explains(candidates.filter((other) => other !== one))).map(({ id }) => id);
  if (explains(candidates) && ids.length > 0) return { ids };
  const kind = ours.error ? `refused: ${ours.error.replace(/".*/, '')}` : 'another URL';
  const wanted = ours.error ? '' : `\n  expected ${attempt(() => expected(vector, candidates))}`;
  const text = `  input    ${JSON.stringify({ ...vector.config, ...vector.input })}\n  theirs   ${theirs.url ?? theirs.error}${wanted}\n  ours     ${ours.error ?? ours.url}`;
  return { ids: [], failure: { kind, text } };
}

function attempt(call) {
  try {
    return call();
  } catch (error) {
    return String(error);
  }
}
