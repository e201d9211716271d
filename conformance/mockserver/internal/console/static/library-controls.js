// @ts-check
// Controls for the values of custom metadata fields.
import { el, field } from './dom.js';

/**
 * A control and a function that returns its value: null if there is none.
 * @typedef {{element: any, read: () => any}} Control
 * @typedef {{name: string, element: HTMLElement, read: () => any, initial: any}} CustomControl
 */

/**
 * The types of fields, each with a function that makes a control.
 * @type {Record<string, (schema: any, value: any) => Control>}
 */
const makers = {
  Text: (schema, value) => input(value, (text) => text),
  Textarea: (schema, value) => textOf(el('textarea', { value: value ?? '', rows: 2 })),
  Number: (schema, value) => input(value, numberOf, { inputMode: 'decimal' }),
  Date: (schema, value) => input(value, (text) => text, { placeholder: '2026-03-01T12:00:00Z' }),
  Boolean: (schema, value) => select([true, false], [value], false),
  SingleSelect: (schema, value) => select(schema.selectOptions ?? [], [value], false),
  MultiSelect: (schema, value) => select(schema.selectOptions ?? [], value ?? [], true),
};

/** The names of the types. */
export const fieldTypes = Object.keys(makers);

/**
 * Makes the labelled control of a custom metadata field.
 * @param {any} definition as the API returns it
 * @param {any} value of the file
 * @returns {CustomControl}
 */
export function customControl({ name, label, description, schema }, value) {
  const { element, read } = (makers[schema.type] ?? makers.Text)(schema, value);
  return { name, element: field(label, element, description ?? name), read, initial: read() };
}

/** @param {any} element @returns {Control} */
function textOf(element) {
  return { element, read: () => element.value || null };
}

/**
 * @param {any} value @param {(text: string) => any} parse @param {Record<string, any>} [properties]
 * @returns {Control}
 */
function input(value, parse, properties = {}) {
  const element = el('input', { value: value ?? '', autocomplete: 'off', ...properties });
  return { element, read: () => (element.value.trim() === '' ? null : parse(element.value.trim())) };
}

/** Returns a number, or a text that is none as it is, so that the API says what is wrong. @param {string} text */
function numberOf(text) {
  return Number.isFinite(Number(text)) ? Number(text) : text;
}

/** @param {Array<any>} values @param {Array<any>} selected @param {boolean} multiple @returns {Control} */
function select(values, selected, multiple) {
  const options = values.map((value, i) =>
    el('option', { value: i, selected: selected.includes(value) }, String(value)));
  const element = el('select', { multiple }, !multiple && el('option', { value: '' }, 'not set'), options);
  const chosen = () => values.filter((_, i) => options[i].selected);
  return { element, read: () => (multiple && chosen().length > 0 ? chosen() : chosen()[0] ?? null) };
}
