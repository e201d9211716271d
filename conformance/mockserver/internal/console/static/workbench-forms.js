// @ts-check
// The forms of values: which one a value has, and how it is taken apart and put together. The server checks values.
import { fromBase64, toBase64 } from './workbench-model.js';

/**
 * @typedef {{
 *   name: string, label?: string, optional?: boolean, default?: string, description?: string, forms: Form[],
 * }} Part
 * @typedef {{
 *   kind: string, description?: string, words?: string[], min?: number, max?: number, exclusiveMin?: boolean,
 *   decimals?: number, pattern?: string, prefix?: string, separators?: string[], parts?: Part[], items?: Form[],
 *   minItems?: number, maxItems?: number,
 * }} Form
 */

/** Returns the forms with all words in one form. @param {Form[]} forms @returns {Form[]} */
export function joinWords(forms) {
  const words = forms.filter(({ kind }) => kind === 'word').flatMap((form) => form.words ?? []);
  const first = forms.findIndex(({ kind }) => kind === 'word');
  return forms
    .map((form, index) => (index === first ? { ...form, words: [...new Set(words)] } : form))
    .filter(({ kind }, index) => kind !== 'word' || index === first);
}

/** Returns the index of the form that a value has, or -1. @param {Form[]} forms @param {string|null} value */
export function indexOfForm(forms, value) {
  if (value === null) return forms.findIndex(({ kind }) => kind === 'flag');
  return forms.findIndex((form) => fits(form, value));
}

/** @type {Record<string, (value: string, form: Form) => boolean>} */
const tests = {
  flag: () => false,
  boolean: (value) => value === 'true' || value === 'false',
  word: (value, { words = [] }) => words.includes(value),
  number: (value) => /^[N-]?\d*\.?\d+$/.test(value),
  expression: (value) => /^[a-z]+_|_(add|sub|mul|div|mod|pow)_|^(i|b|c)(w|h|ar|du|dn)$/.test(value),
  color: (value) => /^([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8}|[a-z]+)$/i.test(value),
  prompt: (value) => /^prompte?-/.test(value),
  parts: (value, form) => split(form, value) !== undefined,
  list: (value, form) => listOf(form, value).every((item) => indexOfForm(form.items ?? [], item) >= 0),
  pattern: (value, form) => matches(form.pattern ?? '', value),
  base64: (value) => fromBase64(value) !== undefined,
};

/** @param {Form} form @param {string} value */
function fits(form, value) {
  return value !== '' && (tests[form.kind]?.(value, form) ?? true);
}

/** @param {string} pattern @param {string} value */
function matches(pattern, value) {
  try {
    return new RegExp(pattern).test(value);
  } catch {
    return true; // a pattern of Go that JavaScript does not have
  }
}

/** @param {Form} form @param {string} value */
export function listOf(form, value) {
  return value.split(form.separators?.[0] ?? '_').filter(Boolean);
}

/**
 * Takes the value of several parts apart. A part that is left out is empty. The result is undefined if the value has
 * other parts.
 * @param {Form} form @param {string} value @returns {string[]|undefined}
 */
export function split(form, value) {
  const parts = form.parts ?? [];
  for (const separator of form.separators ?? ['_']) {
    let rest = value;
    if (form.prefix) {
      if (value === form.prefix) return parts.map(() => '');
      if (!value.startsWith(form.prefix + separator)) continue;
      rest = value.slice(form.prefix.length + separator.length);
    }
    const values = parts.some(({ label }) => label) ? byLabel(parts, rest, separator) : inOrder(parts, rest, separator);
    if (values) return values;
  }
  return undefined;
}

/** @param {Part[]} parts @param {string} text @param {string} separator */
function inOrder(parts, text, separator) {
  const tokens = text.split(separator);
  const long = parts.findIndex(({ forms }) =>
    forms.some(({ kind }) => ['list', 'prompt', 'expression'].includes(kind)),
  );
  const surplus = tokens.length - parts.length;
  if (surplus > 0) {
    if (long < 0) return undefined;
    tokens.splice(long, surplus + 1, tokens.slice(long, long + surplus + 1).join(separator));
  }
  if (parts.some(({ optional }, i) => !optional && !tokens[i])) return undefined;
  return parts.map((_, i) => tokens[i] ?? '');
}

/** @param {Part[]} parts @param {string} text @param {string} separator */
function byLabel(parts, text, separator) {
  const values = parts.map(() => '');
  let current = -1;
  for (const token of text.split(separator)) {
    const labelled = parts.findIndex(({ label }) => label && token.startsWith(label));
    if (labelled >= 0) {
      current = labelled;
      values[current] = token.slice(parts[current].label?.length);
    } else if (current >= 0) {
      values[current] += separator + token;
    } else {
      return undefined;
    }
  }
  return values;
}

/** Puts parts together. @param {Form} form @param {string[]} values @returns {string} */
export function join(form, values) {
  const separator = form.separators?.[0] ?? '_';
  const parts = form.parts ?? [];
  const labelled = parts.some(({ label }) => label);
  const written = [];
  for (const [i, { label = '', default: usual }] of parts.entries()) {
    if (values[i]) written.push(label + values[i]);
    else if (!labelled && values.slice(i + 1).some(Boolean)) written.push(usual ?? ''); // the later ones need it
  }
  return [form.prefix, ...written].filter((text) => text !== undefined && text !== '').join(separator);
}

/** Returns the text of a prompt. @param {string} value */
export function promptText(value) {
  const encoded = /^prompte-(.*)$/s.exec(value);
  return encoded ? (fromBase64(encoded[1]) ?? '') : value.replace(/^prompt-/, '');
}

/** @param {string} text */
export function promptValue(text) {
  return /^[\w.\- ]+$/.test(text) ? `prompt-${text}` : `prompte-${toBase64(text)}`;
}

/** Returns what a number can be, in words. @param {Form} form */
export function rangeOf({ min, max, exclusiveMin, decimals }) {
  const whole = decimals === 0 ? 'whole number' : 'number';
  if (min !== undefined && max !== undefined) return `${whole} from ${min} to ${max}`;
  if (min !== undefined) return exclusiveMin ? `${whole} greater than ${min}` : `${whole} from ${min}`;
  return max === undefined ? whole : `${whole} up to ${max}`;
}

/** @type {Record<string, string>} */
const kinds = {
  flag: 'no value',
  boolean: 'true or false',
  word: 'one of a list',
  number: 'number',
  expression: 'expression',
  color: 'colour',
  text: 'text',
  path: 'path',
  base64: 'base64',
  prompt: 'description',
};

/** Names a form, for people. @param {Form} form */
export function nameOf(form) {
  if (kinds[form.kind]) return kinds[form.kind];
  if (form.kind === 'parts') return form.prefix ? form.prefix.replaceAll('_', ' ') : 'several parts';
  if (form.kind === 'list') return 'several values';
  return (form.description ?? 'text').replace(/\.$/, '').toLowerCase();
}

/**
 * Returns the value with which a form begins.
 * @param {Form} form @param {string[]} [examples] @returns {string|null}
 */
export function firstValue(form, examples = []) {
  if (form.kind === 'flag') return null;
  const example = examples.find((value) => fits(form, value) && !(form.kind === 'word' && value === 'auto'));
  if (example !== undefined) return example;
  switch (form.kind) {
    case 'boolean':
      return 'true';
    case 'word':
      return form.words?.[0] ?? '';
    case 'number':
      return String(form.min ?? 0);
    case 'color':
      return 'FF0000';
    case 'parts':
      return join(
        form,
        (form.parts ?? []).map((part) => (part.optional ? '' : (firstValue(part.forms[0]) ?? ''))),
      );
    default:
      return '';
  }
}
