// @ts-check
// The dialogs that set the receiver of webhooks and send an event.
import { control } from './api.js';
import { openDialog } from './dialog.js';
import { el, field } from './dom.js';

/** @type {Record<string, string>} */
export const schemes = { standard: 'Standard Webhooks', legacy: 'x-ik-signature (older)' };

/** Returns the types of events with their examples. @returns {Promise<Array<{event: string, example: any}>>} */
async function eventTypes() {
  return (await control('GET', 'webhooks/events')).events;
}

/**
 * Asks for a receiver and sets it.
 * @param {any} [target] the current one
 * @returns {Promise<any>} the new target with its secret, or undefined
 */
export async function openTarget(target) {
  const types = await eventTypes();
  const url = el('input', {
    type: 'url', required: true, value: target?.url ?? '', placeholder: 'http://localhost:3000/webhooks',
    autocomplete: 'off',
  });
  const scheme = el('select', {}, Object.entries(schemes).map(([value, title]) =>
    el('option', { value, selected: value === target?.scheme }, title)));
  const secret = el('input', { autocomplete: 'off', className: 'mono' });
  const attempts = el('input', { type: 'number', min: 1, max: 100, required: true, value: target?.attempts ?? 5 });
  const events = el('select', { multiple: true, size: 6 },
    types.map(({ event }) => el('option', { value: event, selected: target?.events.includes(event) }, event)));
  /** @type {any} */
  let changed;
  await openDialog({
    title: 'Receiver of webhooks',
    content: [
      field('URL', url), field('Signature', scheme),
      field('Secret', secret, 'If it is empty, the server makes a new one and shows it once.'),
      field('Attempts', attempts, 'until the receiver responds with a 2xx status'),
      field('Events', events, 'If none is selected, all are sent.'),
    ],
    submit: 'Set receiver',
    action: async () => {
      changed = await control('PUT', 'webhooks/target', {
        url: url.value, scheme: scheme.value, attempts: Number(attempts.value),
        events: [...events.selectedOptions].map((option) => option.value),
        ...(secret.value && { secret: secret.value }),
      });
    },
    done: 'Receiver set',
  });
  return changed;
}

/** Asks for an event and sends it. @returns {Promise<boolean>} */
export async function openSend() {
  const types = await eventTypes();
  const payload = el('textarea', { rows: 14, className: 'mono', spellcheck: false });
  const showExample = () => { payload.value = exampleOf(types, event.value); };
  const event = el('select', { onChange: showExample },
    types.map(({ event: name }) => el('option', { value: name }, name)));
  showExample();
  return openDialog({
    title: 'Send an event',
    content: [field('Event', event), field('Payload', payload, 'JSON. The server adds type, id and created_at.')],
    submit: 'Send',
    action: () => control('POST', 'webhooks/send', { event: event.value, payload: JSON.parse(payload.value) }),
    done: 'Event sent',
  });
}

/**
 * Returns the example of an event as text, without the fields that the server adds.
 * @param {Array<{event: string, example: any}>} types @param {string} event
 */
function exampleOf(types, event) {
  const { type, id, created_at: time, ...rest } = types.find((one) => one.event === event)?.example ?? {};
  return JSON.stringify(rest, null, 2);
}
