// @ts-check
// The receiver of webhooks that was set here or when the server was started.
import { control } from './api.js';
import { announce, button, copyButton, el, errorBox, fill, showError } from './dom.js';
import { openTarget, schemes } from './log-webhooks-forms.js';

/** Makes the panel. @param {() => void} changed is called after a change, so that the receiver is read again */
export function receiverPanel(changed) {
  const element = el('section', { className: 'panel stack', 'aria-label': 'Receiver' });
  const failure = errorBox();
  /** The receiver that was set here, and its secret. @type {{text: string, secret: string}|undefined} */
  let own;
  let shown = '';

  /** @param {any} target null if there is none */
  async function change(target) {
    const set = await openTarget(target ?? undefined);
    if (!set) return;
    const { secret, ...rest } = set;
    own = { text: JSON.stringify(rest), secret };
    shown = '';
    changed();
    show(rest);
  }

  async function remove() {
    showError(failure);
    try {
      await control('DELETE', 'webhooks/target');
      announce('Receiver removed');
      changed();
    } catch (error) {
      showError(failure, error);
    }
  }

  /** Shows a receiver, unless it is shown already. @param {any} target null if there is none */
  function show(target) {
    const text = JSON.stringify(target);
    if (text === shown) return;
    shown = text;
    const focused = element.contains(document.activeElement);
    const secret = own?.text === text ? own.secret : '';
    const set = button(target ? 'Change' : 'Set a receiver', () => change(target));
    fill(element,
      el('div', { className: 'row between' },
        el('div', { className: 'grow' }, el('h2', {}, 'Receiver'), description(target)),
        el('div', { className: 'row' }, set, target && button('Remove', remove))),
      secret && secretRow(secret), failure);
    if (focused) set.focus();
  }

  return { element, show };
}

/** @param {any} target */
function description(target) {
  if (!target) {
    return el('p', { className: 'muted' }, 'There is none, so that events are only listed here.',
      ' Webhook endpoints of the API receive their events as well.');
  }
  const { url, scheme, events, attempts } = target;
  const which = events.length === 0 ? 'all events' : events.join(', ');
  const most = attempts === 1 ? '1 attempt' : `at most ${attempts} attempts`;
  return el('p', {}, el('code', {}, url), ` ${schemes[scheme] ?? scheme}, ${which}, ${most}`);
}

/** @param {string} secret */
function secretRow(secret) {
  const code = el('code', {}, secret);
  return el('div', { className: 'success row' }, 'Secret (shown only now): ', code,
    copyButton('Copy secret', () => secret, code, { iconOnly: true, class: 'plain' }));
}
