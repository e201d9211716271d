// @ts-check
// The form that adds a fault. The server describes the kinds of faults and their fields.
import { control } from './api.js';
import { el, errorBox, field, fill, newID, notify, showError } from './dom.js';

/** @typedef {{kind: string, summary: string, fields: string[], required?: string}} Kind */
/**
 * @typedef {{
 *   name: string, type: string, summary: string, minimum?: number, maximum?: number, exclude?: number[],
 * }} Field
 */

/** What fields of the form have at first. */
const initial = /** @type {Record<string, string>} */ ({
  count: '1', status: '503', latency: '2s', interval: '100ms', contentType: 'text/html',
});

/**
 * Shows the form.
 * @param {HTMLElement} root @param {string} operation that is selected at first
 * @param {() => void} added is called when a fault was added
 */
export async function faultForm(root, operation, added) {
  const [{ operations }, { kinds, fields }] = await Promise.all([
    control('GET', 'operations'), control('GET', 'faults/kinds'),
  ]);
  const failure = errorBox();
  const select = el('select', {}, el('option', { value: '' }, 'All operations and downloads'),
    operations.map((/** @type {any} */ one) =>
      el('option', { value: one.id, selected: one.id === operation }, `${one.id}: ${one.summary}`)));
  const kind = el('select', { onChange: showKind },
    kinds.map((/** @type {Kind} */ one) => el('option', { value: one.kind }, one.kind)));
  const summary = el('p', { className: 'hint', id: 'fault-kind' });
  kind.setAttribute('aria-describedby', summary.id);
  const more = el('div', { className: 'stack' });
  /** @type {Array<{name: string, read: () => any}>} */
  let controls = [];

  function showKind() {
    const known = kinds.find((/** @type {Kind} */ one) => one.kind === kind.value);
    summary.textContent = `The server ${known.summary}.`;
    const names = [known.required, 'count', ...known.fields, 'latency', 'after'].filter(Boolean);
    const made = [...new Set(names)].map((name) =>
      controlOf(fields.find((/** @type {Field} */ one) => one.name === name), name === known.required));
    controls = made;
    const [first, rest] = [made.filter(({ main }) => main), made.filter(({ main }) => !main)];
    fill(more, first.map(({ element }) => element),
      el('details', {}, el('summary', {}, 'More'),
        el('div', { className: 'stack' }, rest.map(({ element }) => element))));
  }

  const form = el('form', {
    className: 'stack', onSubmit: async (/** @type {Event} */ event) => {
      event.preventDefault();
      showError(failure);
      try {
        const fault = await control('POST', 'faults', faultOf(select.value, kind.value, controls));
        notify(`${fault.id} added`);
        added();
      } catch (error) {
        showError(failure, error);
      }
    },
  }, field('Operation', select), el('div', { className: 'stack tight' }, field('Kind', kind), summary), more, failure,
  el('div', { className: 'row' }, el('button', { type: 'submit', className: 'primary' }, 'Add fault')));
  fill(root, el('h2', {}, 'Add a fault'), form);
  showKind();
}

/** @param {string} operation @param {string} kind @param {Array<{name: string, read: () => any}>} controls */
function faultOf(operation, kind, controls) {
  const values = controls.map(({ name, read }) => [name, read()]).filter(([, value]) => value !== undefined);
  return { ...(operation && { operation }), kind, ...Object.fromEntries(values) };
}

const labels = /** @type {Record<string, string>} */ ({
  after: 'After', count: 'Count', latency: 'Latency', status: 'Status', message: 'Message', retryAfter: 'Retry-After',
  rateLimitReset: 'X-RateLimit-Reset', headers: 'Headers', executed: 'Executed', bytes: 'Bytes', interval: 'Interval',
  contentType: 'Content-Type',
});

/**
 * Makes the control of a field. It is below "More" unless main is true.
 * @param {Field} description @param {boolean} required
 * @returns {{name: string, main: boolean, element: HTMLElement, read: () => any}}
 */
function controlOf({ name, type, summary, minimum, maximum, exclude }, required) {
  const main = required || name === 'count';
  const value = main ? initial[name] ?? '' : '';
  const label = labels[name] ?? name;
  switch (type) {
    case 'integer': {
      const input = el('input', { type: 'number', min: minimum ?? 0, max: maximum, required, value });
      const range = maximum ? `; ${minimum} to ${maximum}${exclude ? ` except ${exclude.join(', ')}` : ''}` : '';
      const read = () => (input.value === '' ? undefined : Number(input.value));
      return { name, main, element: field(label, input, summary + range), read };
    }
    case 'boolean': {
      const input = el('input', { type: 'checkbox' });
      return { name, main, element: checkbox(label, input, summary), read: () => input.checked || undefined };
    }
    case 'headers': {
      const area = el('textarea', { rows: 2, className: 'mono', placeholder: 'X-Name: value', spellcheck: false });
      return { name, main, element: field(label, area, `${summary}, one a line`), read: () => headersOf(area.value) };
    }
    default: {
      const placeholder = type === 'duration' ? '1.5s' : '';
      const input = el('input', { required, value, autocomplete: 'off', placeholder });
      const hint = type === 'duration' ? `${summary}; such as 250ms, 1.5s or 2m` : summary;
      return { name, main, element: field(label, input, hint), read: () => input.value.trim() || undefined };
    }
  }
}

/** Makes a labelled check box with a hint. @param {string} label @param {HTMLElement} input @param {string} hint */
function checkbox(label, input, hint) {
  const help = el('p', { className: 'hint', id: newID('hint') }, hint);
  input.setAttribute('aria-describedby', help.id);
  return el('div', { className: 'field' }, el('label', { className: 'row' }, input, label), help);
}

/** Parses lines "Name: value". @param {string} text */
function headersOf(text) {
  const lines = text.split('\n').map((line) => line.trim()).filter(Boolean);
  if (lines.length === 0) return undefined;
  return Object.fromEntries(lines.map((line) => {
    const colon = line.indexOf(':');
    if (colon < 1) throw new Error(`"${line}" is not a header; write Name: value`);
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  }));
}
