// @ts-check
// How the sections of the log show times, statuses and JSON.
import { copyButton, definitions, el } from './dom.js';

/** Formats the time of day in the browser's time zone, with milliseconds. @param {string} time */
export function timeOfDay(time) {
  const at = new Date(time);
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  const milliseconds = String(at.getMilliseconds()).padStart(3, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${milliseconds}`;
}

/** Rounds a duration of the server, such as 1.234567ms. @param {string} duration */
export function roundDuration(duration) {
  const rounded = (/** @type {string} */ number) => String(Number(Number(number).toPrecision(3)));
  return duration.replace(/\d+\.\d+/g, rounded).replace('µ', '\u00b5');
}

/** Shows an HTTP status. @param {number} status 0 if there was no response */
export function statusBadge(status) {
  if (!status) return el('span', { className: 'badge danger' }, 'no response');
  const grade = status >= 500 ? 'danger' : status >= 400 ? 'warning' : status < 300 ? 'ok' : '';
  return el('span', { className: `badge ${grade}` }, String(status));
}

/**
 * Shows a text with line breaks, such as JSON, with a button that copies it.
 * @param {string} label @param {string} text
 */
export function codeBlock(label, text) {
  const code = el('pre', { tabIndex: 0, role: 'group', 'aria-label': label }, text);
  const copy = copyButton(`Copy ${label}`, () => text, code, { iconOnly: true, class: 'plain' });
  return el('div', { className: 'code' }, code, copy);
}

/** Makes a list of names and values. @param {Array<[string, any]>} rows */
export function facts(rows) {
  return el('dl', {}, definitions(rows));
}
