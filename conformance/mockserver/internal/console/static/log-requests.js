// @ts-check
// The requests that the server has received.
import { account, control } from './api.js';
import { announce, button, el, errorBox, field, fill, showError } from './dom.js';
import { liveTable } from './live-table.js';
import { codeBlock, roundDuration, statusBadge, timeOfDay } from './log-format.js';
import { hashOf, showRequest } from './log-request.js';
import { poll } from './poll.js';
import { go, parseHash } from './router.js';

const columns = [
  { title: 'Time', class: 'wide-only' }, { title: 'Method' }, { title: 'Path' }, { title: 'Status' },
  { title: 'Duration', class: 'wide-only' }, { title: 'Operation', class: 'wide-only' },
];

const statuses = { '': 'all', 2: '2xx', 3: '3xx', 4: '4xx', 5: '5xx', 0: 'no response', fault: 'hit by a fault' };

/**
 * Shows the section.
 * @param {HTMLElement} root @param {URLSearchParams} query @returns {import('./sections.js').Section}
 */
export function show(root, query) {
  const failure = errorBox();
  const empty = el('div', { className: 'empty stack', hidden: true });
  const details = el('section', { className: 'panel details', 'aria-label': 'Request', hidden: true });
  const count = el('p', { className: 'muted' });
  const spokenCount = el('p', { className: 'visually-hidden', role: 'status' }); // changes with the filter only
  const filter = filterForm(applyForm);
  const list = liveTable('Requests, newest first', columns, (entry) => [
    timeOfDay(entry.time), entry.method, pathCell(entry, query), statusBadge(entry.status),
    roundDuration(entry.duration), entry.operation ?? '',
  ]);
  let received = 0; // from programs, and if they are shown, from the console
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
    el('div', { className: 'filters' }, filter.fields, el('div', { className: 'row' }, pause, clear), filter.console),
    failure, count, spokenCount, layout);

  /** Puts the filter into the hash. update shows it. */
  function applyForm() {
    go(hashOf(query, filter.read()), { replace: true });
    spokenCount.textContent = count.textContent;
  }

  function refresh() {
    const listed = (/** @type {any} */ entry) => !entry.console || query.has('console');
    received = list.filter(listed);
    const matching = list.filter((entry) => listed(entry) && matches(entry, query));
    const all = `${received} ${received === 1 ? 'request' : 'requests'}`;
    count.textContent = matching === received ? all : `${matching} of ${all}`;
    count.hidden = list.table.hidden = received === 0;
    empty.hidden = received > 0;
    const selected = query.get('request');
    list.select(selected);
    const entry = list.entry(selected);
    layout.classList.toggle('has-details', Boolean(selected));
    details.hidden = !selected;
    if (selected && details.dataset.shown !== JSON.stringify(entry)) showRequest(details, entry, query);
  }

  /** @param {URLSearchParams} changed */
  function update(changed) {
    const before = query.get('request');
    query = changed;
    filter.show(query);
    refresh();
    const selected = query.get('request');
    if (selected && selected !== before) details.querySelector('h2')?.focus();
    if (!selected && before) list.focus(before);
  }

  const polling = poll('requests', ({ requests }) => {
    list.show(requests);
    refresh();
  }, (error) => showError(failure, error));
  showExample(empty).catch((error) => showError(failure, error));
  update(query);
  return { stop: polling.stop, update };
}

/** Makes the fields of the filter. @param {() => void} onChange */
function filterForm(onChange) {
  const text = el('input', {
    type: 'search', autocomplete: 'off', placeholder: 'Part of a path, a query, an operation or an error',
    onInput: onChange,
  });
  const status = el('select', { onChange },
    Object.entries(statuses).map(([value, title]) => el('option', { value }, title)));
  const own = el('input', { type: 'checkbox', onChange });
  return {
    fields: [field('Find', text), field('Status', status)],
    console: el('label', { className: 'row check' }, own, 'Show the console\'s own requests'),
    /** Returns the filter for the hash. */
    read: () => ({ find: text.value, status: status.value, console: own.checked ? '1' : '' }),
    /** @param {URLSearchParams} query */
    show(query) {
      const find = query.get('find') ?? '';
      if (text.value !== find) text.value = find;
      status.value = query.get('status') ?? '';
      own.checked = query.has('console');
    },
  };
}

/** @param {any} entry @param {URLSearchParams} query */
function pathCell(entry, query) {
  const pairs = Object.entries(entry.query ?? {})
    .flatMap(([name, values]) => values.map((/** @type {string} */ value) => [name, value]));
  const search = new URLSearchParams(pairs).toString();
  const link = el('a', {
    href: hashOf(query, { request: entry.id }), className: 'path',
    // The filter may have changed since the row was made.
    onClick: () => { link.href = hashOf(parseHash(location.hash).params.query, { request: entry.id }); },
  }, entry.path, search && el('span', { className: 'muted' }, `?${decoded(search)}`));
  const why = (/** @type {string} */ text) => el('p', { className: 'why' }, text);
  return [
    link, entry.console && [' ', el('span', { className: 'badge' }, 'console')],
    entry.fault && why(`hit by ${entry.fault}`), entry.error && why(entry.error),
  ].flat();
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
  const isHit = Boolean(entry.fault);
  const hasStatus = status === ''
    || (status === 'fault' ? isHit : Math.floor(entry.status / 100) === Number(status));
  const { id, method, path, operation = '', error = '', fault = '' } = entry;
  const words = [id, method, path, operation, error, fault, JSON.stringify(entry.query ?? {})];
  return hasStatus && (find === '' || words.join('\n').toLowerCase().includes(find));
}

/** Shows how to send a request. @param {HTMLElement} root */
async function showExample(root) {
  const { url, privateKey } = await account();
  fill(root, el('p', {}, 'No requests yet. Requests of this page are not listed.'),
    codeBlock('an example of a request', `curl -u ${privateKey}: ${url}/v1/files`));
}
