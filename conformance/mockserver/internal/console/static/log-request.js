// @ts-check
// The details of a request.
import { account, withoutSecrets } from './api.js';
import { button, el, fill, formatBytes, formatTime } from './dom.js';
import { facts, roundDuration, statusBadge } from './log-format.js';
import { go, makeHash } from './router.js';

/**
 * Makes the hash of the list of requests with changes.
 * @param {URLSearchParams} query @param {Record<string, string|undefined>} changes
 */
export function hashOf(query, changes) {
  return makeHash('log', 'requests', { ...Object.fromEntries(query), ...changes });
}

/**
 * @param {HTMLElement} root
 * @param {any} entry undefined if the log does not have it any more
 * @param {URLSearchParams} query
 */
export function showRequest(root, entry, query) {
  root.dataset.shown = JSON.stringify(entry);
  const close = button('Close', () => go(hashOf(query, { request: undefined })), {
    icon: 'close', iconOnly: true, class: 'plain',
  });
  const heading = el('h2', { tabIndex: -1 }, entry ? `${entry.method} ${entry.path}` : 'Request');
  const active = root.contains(document.activeElement) ? document.activeElement : null;
  fill(root, el('div', { className: 'row between nowrap' }, heading, close),
    entry ? facts(rowsOf(entry)) : el('p', {}, 'The log does not have this request any more.'),
    entry?.operation && el('div', { className: 'row' }, links(entry)),
    entry && el('p', { className: 'hint' }, 'The log has no headers and no bodies. Secrets in queries are hidden.'));
  if (active) /** @type {HTMLElement} */ (root.querySelector(active.tagName === 'BUTTON' ? 'button' : 'h2')).focus();
}

/** @param {any} entry */
function links(entry) {
  const { operation } = entry;
  const workbench = operation === 'deliver' && el('a', { className: 'button' }, 'Open in the workbench');
  if (workbench) {
    account().then((known) => {
      workbench.href = makeHash('workbench', '/', { url: urlOf(entry, known) });
    }, () => workbench.remove());
  }
  const faults = makeHash('control', 'faults', { operation });
  return [
    workbench,
    el('a', { href: faults, className: 'button' }, `Add a fault for ${operation}`),
  ];
}

/**
 * Returns the URL of a delivery, without its signature.
 * @param {any} entry @param {import('./api.js').Account} known
 */
function urlOf({ path, rawPath, query }, known) {
  const pairs = Object.entries(query ?? {})
    .flatMap(([name, values]) => values.map((/** @type {string} */ value) => [name, value]));
  const search = pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
  const written = rawPath ?? encodeURI(path).replaceAll('?', '%3F').replaceAll('#', '%23');
  return withoutSecrets(`${known.url}${written}${search && `?${search}`}`, known);
}

/** @param {any} entry @returns {Array<[string, any]>} */
function rowsOf(entry) {
  const query = Object.entries(entry.query ?? {});
  return [
    ['Status', statusBadge(entry.status)],
    ['Error', entry.error],
    ['Fault', entry.fault && el('a', { href: makeHash('control', 'faults') }, entry.fault)],
    ['Operation', entry.operation],
    ['Sent by', entry.console && 'this console'],
    ...query.map(([name, values]) => /** @type {[string, any]} */ ([`?${name}`, el('code', {}, values.join(', '))])),
    ['Time', `${formatTime(entry.time)} (clock of the server)`],
    ['Duration', roundDuration(entry.duration)],
    ['Received', `${formatBytes(entry.bytesIn)} of the body`],
    ['Sent', `${formatBytes(entry.bytesOut)} of the body`],
    ['Request id', el('code', {}, entry.id)],
  ];
}
