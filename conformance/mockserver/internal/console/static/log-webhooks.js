// @ts-check
// The webhook events, their receiver, and a form that sends one.
import { control } from './api.js';
import { announce, button, el, errorBox, fill, showError } from './dom.js';
import { liveTable } from './live-table.js';
import { timeOfDay } from './log-format.js';
import { openSend } from './log-webhooks-forms.js';
import { receiverPanel } from './log-webhooks-receiver.js';
import { showWebhook, stateBadge } from './log-webhook.js';
import { poll } from './poll.js';
import { go, makeHash } from './router.js';

const columns = [
  { title: 'Time', class: 'wide-only' }, { title: 'Event' }, { title: 'State' },
  { title: 'Attempts', class: 'wide-only' },
];

/**
 * Shows the section.
 * @param {HTMLElement} root @param {URLSearchParams} query @returns {import('./sections.js').Section}
 */
export function show(root, query) {
  const failure = errorBox();
  const receiver = receiverPanel(() => polling.now());
  const empty = el('p', { className: 'empty', hidden: true },
    'No events yet. Upload, change or delete a file, or send an example.');
  const details = el('section', { className: 'panel details', 'aria-label': 'Event', hidden: true });
  const list = liveTable('Webhook events, newest first', columns, (entry) => [
    timeOfDay(entry.time), el('a', { href: makeHash('log', 'webhooks', { event: entry.id }) }, entry.event),
    stateBadge(entry.state), attemptsText(entry),
  ]);
  const layout = el('div', { className: 'split' }, el('div', { className: 'stack list' }, list.table, empty), details);
  const clear = button('Clear', async () => {
    showError(failure);
    try {
      await control('DELETE', 'webhooks');
      polling.now();
      announce('The list is empty');
    } catch (error) {
      showError(failure, error);
    }
  });
  const send = button('Send an event', async () => { if (await openSend()) polling.now(); }, { class: 'primary' });
  fill(root, receiver.element, el('div', { className: 'row' }, send, clear), failure, layout);

  /** @param {boolean} [focus] */
  function refresh(focus) {
    const selected = query.get('event');
    list.select(selected);
    layout.classList.toggle('has-details', Boolean(selected));
    details.hidden = !selected;
    const version = JSON.stringify([selected, list.entry(selected)]);
    if (!selected) return;
    if (details.dataset.shown === version) {
      if (focus) details.querySelector('h2')?.focus();
      return;
    }
    details.dataset.shown = version;
    showWebhook(details, selected, {
      close: () => go(makeHash('log', 'webhooks')), changed: polling.now, focus: Boolean(focus),
    });
  }

  const polling = poll('webhooks?payload=false&target=true', ({ webhooks, target }) => {
    receiver.show(target);
    list.show(webhooks);
    empty.hidden = webhooks.length > 0;
    list.table.hidden = clear.disabled = webhooks.length === 0;
    refresh();
  }, (error) => showError(failure, error));
  refresh();
  return {
    stop: polling.stop,
    update(changed) {
      const before = query.get('event');
      query = changed;
      refresh(true);
      if (before && !query.get('event')) list.focus(before);
    },
  };
}

/** @param {any} entry */
function attemptsText({ attempts }) {
  const last = attempts.at(-1);
  if (!last) return '';
  return `${attempts.length}, last ${last.status ? `status ${last.status}` : 'without a response'}`;
}
