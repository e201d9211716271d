// @ts-check
// The requests that the server has received.
import { account, control } from './api.js';
import { announce, button, el, errorBox, field, fill, formatBytes, formatTime, showError } from './dom.js';
import { codeBlock, facts, roundDuration, statusBadge, timeOfDay } from './log-format.js';
import { poll } from './poll.js';
import { liveTable } from './live-table.js';
import { go, makeHash, parseHash } from './router.js';

const columns = [
  { title: 'Time', class: 'wide-only' }, { title: 'Method' }, { title: 'Path' }, { title: 'Status' },
  { title: 'Duration', class: 'wide-only' }, { title: 'Operation', class: 'wide-only' },
];

const statuses = { '': 'all', 2: '2xx', 3: '3xx', 4: '4xx', 5: '5xx', 0: 'no response', fault: 'hit by a fault' };

/** Shows the section. @param {HTMLElement} root @param {URLSearchParams} query @returns {import('./log.js').Section} */
export function show(root, query) {
  const failure = errorBox();
  const empty = el('div', { className: 'empty stack', hidden: true });
  const details = el('section', { className: 'panel details', 'aria-label': 'Request', hidden: true });
  const count = el('p', { className: 'muted' });
  const spokenCount = el('p', { className: 'visually-hidden', role: 'status' }); // changes with the filter only
  const text = el('input', { type: 'search', autocomplete: 'off', placeholder: 'Part of a path, a query, an operation or an error', onInput: applyForm });
  const status = el('select', { onChange: applyForm }, Object.entries(statuses).map(([value, title]) => el('option', { value }, title)));
  status.value = '';
  const list = liveTable('Requests, newest first', columns, (entry) => [
    timeOfDay(entry.time), entry.method, pathCell(entry, query), statusBadge(entry.status), roundDuration(entry.duration), entry.operation ?? '',
  ]);
  let received = 0;
  const pause = button('Pause', () => {
    const on = pause.textContent === 'Pause';
    pause.textContent = on ? 'Resume' : 'Pause';
    polling.pause(on);
  });
  const clear = button('Clear', async () => {
    showError(failure);
    try {
      await control('DELETE', 'requests');
      polling.pause(false);
      pause.textContent = 'Pause';
      announce('The log is empty');
    } catch (error) {
      showError(failure, error);
    }
  });
  const layout = el('div', { className: 'split' },
    el('div', { className: 'stack list' }, list.table, empty), details);
  fill(root,
    el('div', { className: 'filters' }, field('Find', text), field('Status', status), el('div', { className: 'row' }, pause, clear)),
    failure, count, spokenCount, layout);

  /** Puts the filter into the hash. update shows it. */
  function applyForm() {
    go(hashOf(query, { find: text.value, status: status.value }), { replace: true });
    spokenCount.textContent = count.textContent;
  }

  function refresh() {
    const matching = list.filter((entry) => matches(entry, query));
    count.textContent = matching === received ? `${received} ${received === 1 ? 'request' : 'requests'}` : `${matching} of ${received} requests`;
    count.hidden = list.table.hidden = received === 0;
    empty.hidden = received > 0;
    const selected = query.get('request');
    list.select(selected);
    const entry = list.entry(selected);
    layout.classList.toggle('has-details', Boolean(selected));
    details.hidden = !selected;
    if (selected && details.dataset.shown !== JSON.stringify(entry)) showDetails(details, entry, query);
  }

  /** @param {URLSearchParams} changed */
  function update(changed) {
    const before = query.get('request');
    query = changed;
    if (text.value !== (query.get('find') ?? '')) text.value = query.get('find') ?? '';
    status.value = query.get('status') ?? '';
    refresh();
    const selected = query.get('request');
    if (selected && selected !== before) details.querySelector('h2')?.focus();
    if (!selected && before) list.focus(before);
  }

  const polling = poll('requests', ({ requests }) => {
    received = requests.length;
    list.show(requests);
    refresh();
  }, (error) => showError(failure, error));
  showExample(empty).catch((error) => showError(failure, error));
  update(query);
  return { stop: polling.stop, update };
}

/** Makes the hash of this section with changes. @param {URLSearchParams} query @param {Record<string, string|undefined>} changes */
function hashOf(query, changes) {
  return makeHash('log', 'requests', { ...Object.fromEntries(query), ...changes });
}

/** @param {any} entry @param {URLSearchParams} query */
function pathCell(entry, query) {
  const search = new URLSearchParams(Object.entries(entry.query ?? {}).flatMap(([name, values]) => values.map((/** @type {string} */ value) => [name, value]))).toString();
  const link = el('a', {
    href: hashOf(query, { request: entry.id }), className: 'path',
    // The filter may have changed since the row was made.
    onClick: () => { link.href = hashOf(parseHash(location.hash).params.query, { request: entry.id }); },
  }, entry.path, search && el('span', { className: 'muted' }, `?${decoded(search)}`));
  return [link, entry.fault && el('p', { className: 'why' }, `hit by ${entry.fault}`), entry.error && el('p', { className: 'why' }, entry.error)];
}

/** @param {string} search */
function decoded(search) {
  try {
    return decodeURIComponent(search.replaceAll('+', ' '));
  } catch {
    return search;
  }
}

/** @param {any} entry @param {URLSearchParams} query */
function matches(entry, query) {
  const status = query.get('status') ?? '';
  const find = (query.get('find') ?? '').toLowerCase();
  const hasStatus = status === '' || (status === 'fault' ? Boolean(entry.fault) : Math.floor(entry.status / 100) === Number(status));
  const { id, method, path, operation = '', error = '', fault = '' } = entry;
  const words = [id, method, path, operation, error, fault, JSON.stringify(entry.query ?? {})];
  return hasStatus && (find === '' || words.join('\n').toLowerCase().includes(find));
}

/** @param {HTMLElement} root @param {any} entry undefined if the log does not have it any more @param {URLSearchParams} query */
function showDetails(root, entry, query) {
  root.dataset.shown = JSON.stringify(entry);
  const close = button('Close', () => go(hashOf(query, { request: undefined })), { icon: 'close', iconOnly: true, class: 'plain' });
  const heading = el('h2', { tabIndex: -1 }, entry ? `${entry.method} ${entry.path}` : 'Request');
  const focused = root.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).tagName : '';
  fill(root, el('div', { className: 'row between nowrap' }, heading, close),
    entry ? facts(rowsOf(entry)) : el('p', {}, 'The log does not have this request any more.'),
    entry?.operation && el('a', { href: makeHash('log', 'faults', { operation: entry.operation }), className: 'button start' }, `Add a fault for ${entry.operation}`),
    entry && el('p', { className: 'hint' }, 'The log has no headers and no bodies. Secrets in queries are hidden.'));
  if (focused) /** @type {HTMLElement} */ (root.querySelector(focused === 'BUTTON' ? 'button' : 'h2')).focus();
}

/** @param {any} entry @returns {Array<[string, any]>} */
function rowsOf(entry) {
  return [
    ['Status', statusBadge(entry.status)],
    ['Error', entry.error],
    ['Fault', entry.fault && el('a', { href: makeHash('log', 'faults') }, entry.fault)],
    ['Operation', entry.operation],
    ...Object.entries(entry.query ?? {}).map(([name, values]) => /** @type {[string, any]} */ ([`?${name}`, el('code', {}, values.join(', '))])),
    ['Time', `${formatTime(entry.time)} (clock of the server)`],
    ['Duration', roundDuration(entry.duration)],
    ['Received', `${formatBytes(entry.bytesIn)} of the body`],
    ['Sent', `${formatBytes(entry.bytesOut)} of the body`],
    ['Request id', el('code', {}, entry.id)],
  ];
}

/** Shows how to send a request. @param {HTMLElement} root */
async function showExample(root) {
  const { url, privateKey } = await account();
  fill(root, el('p', {}, 'No requests yet. Requests of this page to control the server are not listed.'),
    codeBlock('an example of a request', `curl -u ${privateKey}: ${url}/v1/files`));
}
