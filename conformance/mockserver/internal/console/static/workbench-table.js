// @ts-check
// The table of parameters, and what it says about a parameter.
import { control } from './api.js';
import { el } from './dom.js';
import { joinWords, nameOf, rangeOf } from './workbench-forms.js';

/**
 * @typedef {{
 *   code: string, name?: string, description: string, url: string, examples?: string[], default?: string,
 *   places?: string[],
 *   exclusiveGroup?: string, removed?: string, forms: import('./workbench-forms.js').Form[],
 *   support: {values?: string, grade: string, note?: string}[],
 * }} Parameter
 */

export class Table {
  /** @param {Parameter[]} parameters */
  constructor(parameters) {
    this.parameters = parameters;
  }

  /**
   * Returns the entry of a parameter at a place.
   * @param {string} code
   * @param {string} place
   * @returns {Parameter|undefined}
   */
  find(code, place) {
    const entries = this.parameters.filter((each) => each.code === code);
    return entries.find(({ places }) => places?.includes(place)) ?? entries[0];
  }

  /** Returns the parameters at a place, by chapter of the documentation. @param {string} place */
  chapters(place) {
    const inside = this.parameters.filter(
      ({ code, places, removed }) => places?.includes(place) && !removed && !['i', 'ie'].includes(code),
    );
    /** @type {Map<string, Parameter[]>} */
    const chapters = new Map();
    for (const each of inside) chapters.set(chapterOf(each), [...(chapters.get(chapterOf(each)) ?? []), each]);
    return chapters;
  }
}

/** Loads the table. @param {AbortSignal} signal */
export async function loadTable(signal) {
  const { parameters } = await control('GET', 'parameters', undefined, { signal });
  return new Table(parameters);
}

/** @param {Parameter} parameter */
function chapterOf({ url }) {
  const { pathname, hash } = new URL(url);
  const chapter = pathname.split('/').pop() ?? '';
  const words = (chapter === 'transformations' && hash ? hash.slice(1) : chapter)
    .replaceAll('-', ' ')
    .replace(/^ai /, 'AI ');
  return words[0].toUpperCase() + words.slice(1);
}

/**
 * Returns the name of a parameter for people, such as "Aspect ratio".
 * @param {Parameter|undefined} entry
 * @param {string} code
 */
export function titleOf(entry, code) {
  if (!entry?.name) return code;
  const words = entry.name
    .replace(/^ai(?=[A-Z])/, 'AI ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/^ai /, 'AI ');
  return words[0].toUpperCase() + words.slice(1);
}

/**
 * Makes the text about a parameter: what it does, its values, and the documentation.
 * @param {Parameter} entry
 * @param {string} title
 */
export function aboutParameter(entry, title) {
  const values = joinWords(entry.forms).map(describe).join(', or ');
  const examples = (entry.examples ?? []).filter(Boolean);
  const hints = entry.forms.flatMap((form) => [
    form.description,
    ...(form.parts ?? []).map(({ name, description }) => description && `${name}: ${description}`),
  ]);
  return el(
    'details',
    { className: 'wb-about' },
    el('summary', {}, `About ${title}`, el('span', { className: 'muted' }, ` (${values})`)),
    el('p', {}, markdown(entry.description)),
    hints.filter(Boolean).map((hint) => el('p', {}, markdown(String(hint)))),
    entry.default && el('p', {}, 'Default: ', markdown(entry.default)),
    examples.length > 0 &&
      el(
        'p',
        {},
        'Examples: ',
        examples.flatMap((example, i) => [i > 0 && ', ', el('code', {}, example)]),
      ),
    el(
      'ul',
      {},
      entry.support.map(({ values: which, grade, note }) =>
        el('li', {}, `Rendered here: ${grade}`, which && ` for ${which}`, note && ` (${note})`),
      ),
    ),
    el('p', {}, el('a', { href: entry.url, target: '_blank', rel: 'noreferrer' }, `Documentation of ${title}`)),
  );
}

/** Describes the values of a form. @param {import('./workbench-forms.js').Form} form */
function describe(form) {
  if (form.kind === 'number') return rangeOf(form);
  const parts = (form.parts ?? []).map(({ name }) => name).join(', ');
  return parts ? `${form.prefix ? nameOf(form) + ' with ' : ''}${parts}` : nameOf(form);
}

/** Returns the parts of a text, with code between backticks. @param {string} text */
function markdown(text) {
  return text.split('`').map((part, i) => (i % 2 ? el('code', {}, part) : part));
}
