// @ts-check
// The state that a link can keep is in the hash of the location: #/view/path?name=value.

/**
 * What a view gets: the rest of the path ("/" if there is none) and the query.
 * @typedef {{path: string, query: URLSearchParams}} Params
 */

/** Parses a hash. @param {string} hash @returns {{view: string, params: Params}} */
export function parseHash(hash) {
  const [, address = '', query = ''] = /^#\/?([^?]*)\??(.*)$/.exec(hash) ?? [];
  const [view, ...rest] = address.split('/');
  return { view, params: { path: `/${rest.map(decode).join('/')}`, query: new URLSearchParams(query) } };
}

/** @param {string} segment */
function decode(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/**
 * Makes a hash for a link. Empty values are left out of the query.
 * @param {string} view
 * @param {string} [path] such as /folder
 * @param {Record<string, string|undefined>} [query]
 */
export function makeHash(view, path = '/', query = {}) {
  const rest = path.split('/').filter(Boolean).map(encodeURIComponent).join('/');
  const kept = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(/** @type {any} */ (kept)).toString();
  return `#/${view}${rest && `/${rest}`}${search && `?${search}`}`;
}

/**
 * Goes to a hash. With replace, the browser's Back button skips the current one.
 * @param {string} hash
 * @param {{replace?: boolean}} [options]
 */
export function go(hash, options = {}) {
  if (options.replace) {
    history.replaceState(null, '', hash);
    window.dispatchEvent(new HashChangeEvent('hashchange'));
  } else {
    location.hash = hash;
  }
}
