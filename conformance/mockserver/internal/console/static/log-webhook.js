// @ts-check
// The details of a webhook event.
import { control } from './api.js';
import { announce, button, el, errorBox, fill, formatTime, showError } from './dom.js';
import { codeBlock, facts, statusBadge } from './log-format.js';

/** @type {Record<string, [string, string]>} */
const states = {
  queued: ['', 'being sent'], delivered: ['ok', 'delivered'], failed: ['danger', 'failed'],
  unsent: ['warning', 'no receiver'],
};

/** Shows the state of an event. @param {string} state */
export function stateBadge(state) {
  const [grade, text] = states[state] ?? ['', state];
  return el('span', { className: `badge ${grade}` }, text);
}

/**
 * Shows an event.
 * @param {HTMLElement} root @param {string} id
 * @param {{close: () => void, changed: () => void, focus: boolean}} actions
 */
export async function showWebhook(root, id, actions) {
  const failure = errorBox();
  const path = `webhooks/${encodeURIComponent(id)}`;
  const close = button('Close', actions.close, { icon: 'close', iconOnly: true, class: 'plain' });
  const version = root.dataset.shown;
  /** @type {any} */
  let event;
  try {
    event = await control('GET', path);
  } catch (error) {
    if (root.dataset.shown !== version) return;
    fill(root, el('div', { className: 'row between' }, el('h2', { tabIndex: -1 }, 'Event'), close), failure);
    showError(failure, error);
    return;
  }
  if (root.dataset.shown !== version) return; // another event is shown now
  const again = button('Send again', async () => {
    showError(failure);
    try {
      const { state } = await control('POST', `${path}/send`, {});
      announce(state === 'unsent' ? 'The event has no receiver' : 'The event is sent again');
      actions.changed();
    } catch (error) {
      showError(failure, error);
    }
  }, { class: 'primary' });
  const active = root.contains(document.activeElement) ? document.activeElement?.textContent : '';
  const other = active === 'Send again' ? 'button.primary' : '';
  const focused = actions.focus ? 'h2' : other;
  fill(root, el('div', { className: 'row between nowrap' }, el('h2', { tabIndex: -1 }, event.event), close),
    facts([
      ['State', stateBadge(event.state)],
      ['Time', `${formatTime(event.time)} (clock of the server)`],
      ['Id', el('code', {}, event.id)],
    ]),
    el('div', { className: 'row' },
      again, el('span', { className: 'hint' }, 'with the same id and payload, and a new signature')),
    event.state === 'unsent' && el('p', { className: 'notice' },
      'Nobody has received this event, so it has no signature. Set a receiver, then send it again.'),
    failure,
    event.attempts.length > 0 && el('h3', {}, 'Attempts'),
    event.attempts.length > 0 && el('ol', { className: 'attempts' }, event.attempts.map(attemptItem)),
    el('h3', {}, 'Payload'), codeBlock('payload', JSON.stringify(event.payload, null, 2)));
  if (focused) /** @type {HTMLElement} */ (root.querySelector(focused)).focus();
}

/** @param {any} attempt */
function attemptItem(attempt) {
  const verified = attempt.verified
    ? el('span', { className: 'badge ok' }, 'signature verifies')
    : el('span', { className: 'badge warning' }, 'signature does not verify');
  const headers = Object.entries(attempt.headers ?? {}).sort();
  const hidden = Object.values(attempt.headers ?? {}).includes('redacted');
  return el('li', { className: 'stack' },
    el('div', { className: 'row' },
      statusBadge(attempt.status), verified, el('span', { className: 'muted' }, formatTime(attempt.time))),
    attempt.error && el('p', { className: 'why' }, attempt.error),
    attempt.problem && el('p', { className: 'hint' },
      `A receiver with the current secret rejects it: ${attempt.problem}.`),
    facts([
      ['Endpoint', attempt.endpoint && el('code', {}, attempt.endpoint)],
      ...headers.map(([name, value]) => /** @type {[string, any]} */ ([name, el('code', {}, value)])),
    ]),
    hidden && el('p', { className: 'hint' },
      'The signature is hidden, because the server was started with a secret of its owner.'));
}
