// @ts-check
// Calls to the API and to the control endpoints. All requests go to the origin of the page, also if the server knows
// itself under another URL.

/** The URL of the API, with a slash at the end. The page is at _mock/ below it. */
export const base = new URL('../', document.baseURI.replace(/[?#].*$/, '')).href;

/** An error response: of the API {"message", "help"}, or of a control endpoint. */
export class APIError extends Error {
  /** @param {number} status @param {string} message @param {any} [body] */
  constructor(status, message, body) {
    super(message);
    this.name = 'APIError';
    this.status = status;
    this.body = body;
  }
}

/**
 * The keys and URLs of the server. The webhook secret is missing if it is not the default one. docs says whether the
 * server has the API reference.
 * @typedef {{
 *   publicKey: string, privateKey: string, urlEndpoint: string, url: string, webhookSecret?: string, docs: boolean,
 * }} Account
 */

/** @type {Promise<Account>|undefined} */
let knownAccount;

/** Returns the keys and URLs of the server. @returns {Promise<Account>} */
export function account() {
  knownAccount ??= control('GET', 'account');
  knownAccount.catch(() => { knownAccount = undefined; });
  return knownAccount;
}

/**
 * Calls a control endpoint, such as control('PUT', 'clock', {frozen: true}).
 * @param {string} method @param {string} path without /_mock/ @param {any} [body]
 * @param {{signal?: AbortSignal}} [options]
 */
export function control(method, path, body, options) {
  return send(method, `${base}_mock/${path}`, body, { 'Content-Type': 'application/json' }, options?.signal);
}

/**
 * Calls an operation of the API with the private key, such as api('GET', 'v1/files', undefined, {query: {limit: 10}}).
 * @param {string} method @param {string} path without a leading slash @param {any} [body]
 * @param {{query?: Record<string, any>, signal?: AbortSignal}} [options] a query without undefined values
 */
export async function api(method, path, body, options = {}) {
  const { privateKey } = await account();
  const url = new URL(path, base);
  for (const [name, value] of Object.entries(options.query ?? {})) {
    if (value !== undefined && value !== '') url.searchParams.set(name, String(value));
  }
  /** @type {Record<string, string>} */
  const headers = { Authorization: `Basic ${btoa(`${privateKey}:`)}` };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  return send(method, url.href, body, headers, options.signal);
}

/**
 * @param {string} method @param {string} url @param {any} body @param {Record<string, string>} headers
 * @param {AbortSignal} [signal]
 */
async function send(method, url, body, headers, signal) {
  const init = { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) };
  const response = await fetch(url, init).catch((error) => {
    throw error.name === 'AbortError' ? error : new APIError(0, 'The server does not answer. Is it running?');
  });
  const text = await response.text();
  const value = parseJSON(text);
  if (!response.ok) throw errorOf(response.status, value, text, response.headers.get('X-Mock-Detail'));
  return value;
}

/** Returns the value of a JSON text, or undefined if it is none. @param {string} text @returns {any} */
export function parseJSON(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Returns the error of a response. The mock server adds a detail if the message of the service does not say what is
 * wrong.
 * @param {number} status @param {any} value @param {string} text @param {string|null} header X-Mock-Detail
 */
export function errorOf(status, value, text, header) {
  const detail = decodeHeader(header);
  const message = value?.message ?? (text ? text.slice(0, 300) : `status ${status}`);
  return new APIError(status, detail ? `${message} (${detail})` : message, value);
}

/** Returns a header of the mock server, in which all but ASCII is percent-encoded. @param {string|null} header */
export function decodeHeader(header) {
  try {
    return (header ?? '').replace(/(?:%[89A-F][0-9A-F])+/g, decodeURIComponent);
  } catch {
    return header ?? ''; // a long header is cut off, possibly within a character
  }
}

/**
 * Returns the URL under which this page can load a file: on the origin of the page, instead of the URL endpoint.
 * @param {string} url a delivery URL
 * @param {Account} known
 */
export function localURL(url, known) {
  const id = known.urlEndpoint.slice(known.url.length); // such as /demo
  return url.startsWith(known.urlEndpoint) ? base.slice(0, -1) + id + url.slice(known.urlEndpoint.length) : url;
}

/**
 * Returns a URL without what must not be in the address of the page, which the browser keeps in its history: the
 * signature and its time, a user and a password, and the private key.
 * @param {string} url @param {Account} account
 */
export function withoutSecrets(url, { privateKey }) {
  const [address, ...query] = url.split(/[?&]/);
  const kept = query.filter((each) => !/^ik-[st](=|$)/.test(each));
  const rest = address.replace(/^([a-z]+:\/\/)[^/]*@/i, '$1') + (kept.length ? `?${kept.join('&')}` : '');
  return rest.replaceAll(privateKey, '').replaceAll(encodeURIComponent(privateKey), '');
}
