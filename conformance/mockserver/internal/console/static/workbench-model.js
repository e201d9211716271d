// @ts-check
// The transformation as the forms edit it, and its text. The server parses texts; nothing is parsed here.

/**
 * A parameter. Without a value, it is only its code. The error, the grade and the note come from the server.
 * @typedef {{type: 'param', code: string, value: string|null}} Param
 * @typedef {{type: 'raw', text: string}} Raw text that the forms cannot edit in parts
 * @typedef {{type: 'layer', kind: string, input: string, base64?: string, steps: Step[]}} Layer base64: the input that
 *   a URL has in base64, which stays so until it is changed
 * @typedef {{type: 'condition', test: string, then: Step[], otherwise: Step[]}} Condition
 * @typedef {(Param|Raw|Layer|Condition) & {error?: string, grade?: string, note?: string, remark?: string}} Item
 * @typedef {Item[]} Step
 */

/** The path of an image layer that is a block of one colour. */
export const canvas = 'ik_canvas';

/** Returns the steps that the server has explained, for the forms. @param {any[]} explained @returns {Step[]} */
export function stepsOf(explained) {
  return explained.map((step) => step.map(itemOf));
}

/** @param {any} node @returns {Item} */
function itemOf(node) {
  const about = { error: node.error, grade: node.grade, note: node.note, remark: node.remark };
  if (node.layer) {
    const [first = [], ...rest] = stepsOf(node.layer.steps ?? []);
    const settings = (node.layer.settings ?? []).map(itemOf);
    const steps = [[...settings, ...first], ...rest];
    const { input, encoding } = node.layer;
    const base64 = encoding === 'base64' ? input : undefined;
    return { type: 'layer', kind: node.code.replace('l-', ''), input, base64, steps, ...about };
  }
  if (node.condition) {
    const { if: test, then = [], else: otherwise = [] } = node.condition;
    return { type: 'condition', test, then: stepsOf(then), otherwise: stepsOf(otherwise), ...about };
  }
  if (node.code === 'raw' || (node.value === undefined && node.text !== node.code)) {
    return node.text === `${node.code}-`
      ? { type: 'param', code: node.code, value: '', ...about }
      : { type: 'raw', text: node.text, ...about };
  }
  return { type: 'param', code: node.code, value: node.value ?? null, ...about };
}

/**
 * Returns the text of steps, such as w-400,h-300:rt-90. Items that are not filled yet are left out.
 * @param {Step[]} steps @returns {string}
 */
export function textOf(steps) {
  return steps
    .map((step) => step.filter((item) => !missing(item)))
    .filter((step) => step.length > 0)
    .map((step) => step.map(itemText).join(','))
    .join(':');
}

/**
 * Returns what is to be done before an item has a meaning, or an empty text.
 * @param {Item} item @returns {string}
 */
export function missing(item) {
  switch (item.type) {
    case 'param':
      return item.value === '' ? 'Enter a value' : '';
    case 'layer':
      if (item.input !== '') return '';
      return item.kind === 'text' ? 'Write a text' : 'Choose a file of the library';
    case 'condition':
      if (item.test === '') return 'Write a comparison';
      return textOf(item.then) === '' ? 'Add a parameter to Then' : '';
    default:
      return item.text === '' ? 'Enter a part of a URL' : '';
  }
}

/** @param {Item} item @returns {string} */
function itemText(item) {
  switch (item.type) {
    case 'param':
      return item.value === null ? item.code : `${item.code}-${item.value}`;
    case 'layer':
      return layerText(item);
    case 'condition':
      return conditionText(item);
    default:
      return item.text;
  }
}

/** The codes of a layer's own parameters, in the order in which Go code for a layer writes them. */
const settings = ['lm', 'lx', 'ly', 'lxc', 'lyc', 'lfo', 'lap', 'lso', 'leo', 'ldu'];

/** Writes the layer's own parameters first. @param {Layer} layer */
function layerText(layer) {
  const [first = [], ...rest] = layer.steps;
  const own = layer.input === canvas ? ['bg', ...settings] : settings;
  const rank = (/** @type {Item} */ item) =>
    item.type === 'param' && own.includes(item.code) ? own.indexOf(item.code) : own.length;
  const sorted = first.filter((item) => !missing(item)).sort((a, b) => rank(a) - rank(b));
  const begin = [`l-${layer.kind}`, inputText(layer), ...sorted.map(itemText)].join(',');
  const text = textOf(rest);
  return `${begin}${text && `:${text}`},l-end`;
}

/** Returns the parameter with the text or the path of a layer, in base64 unless it is simple. @param {Layer} layer */
function inputText({ kind, input, base64 }) {
  const simple = kind === 'text' ? /^[\w.\- ]*$/ : /^[\w.\-/ ]*$/;
  if (input === base64 || !simple.test(input)) return `ie-${toBase64(input)}`;
  return `i-${kind === 'text' ? input : input.replace(/^\/|\/$/g, '').replaceAll('/', '@@')}`;
}

/** @param {Condition} condition */
function conditionText({ test, then, otherwise }) {
  const other = textOf(otherwise);
  return `if-${test},${textOf(then)},${other && `if-else,${other},`}if-end`;
}

/** Returns UTF-8 text in base64. @param {string} text */
export function toBase64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** Returns the text that is in base64, or undefined. @param {string} encoded */
export function fromBase64(encoded) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

/** Returns the place of the parameters in a layer, as in the table. @param {Layer} layer */
export function placeOf(layer) {
  if (layer.kind === 'image' && layer.input === canvas) return 'solid color layer';
  return layer.kind === 'subtitles' ? 'subtitle layer' : `${layer.kind} layer`;
}

/** @returns {Param} @param {string} code @param {string|null} value */
export const param = (code, value) => ({ type: 'param', code, value });

/** New layers that can be seen at once. @type {Record<string, () => Layer>} */
export const newLayers = {
  text: () => ({
    type: 'layer',
    kind: 'text',
    input: 'Your text',
    steps: [
      [param('fs', '32'), param('co', 'FFFFFF'), param('bg', '00000080'), param('pa', '12'), param('lfo', 'bottom')],
    ],
  }),
  picture: () => ({
    type: 'layer',
    kind: 'image',
    input: '',
    steps: [[param('w', '120'), param('lfo', 'bottom_right')]],
  }),
  block: () => ({
    type: 'layer',
    kind: 'image',
    input: canvas,
    steps: [[param('bg', 'FF000080'), param('w', 'bw_div_2'), param('h', '40'), param('lfo', 'top')]],
  }),
};

/** @returns {Condition} */
export const newCondition = () => ({ type: 'condition', test: 'ar_gt_1', then: [[param('w', '400')]], otherwise: [] });

/**
 * Takes over what the server says about each item. Of items with the same text, the first ones get what is said first.
 * @param {Step[]} steps @param {Step[]} explained
 */
export function update(steps, explained) {
  /** @type {Map<string, Item[]>} */
  const found = new Map();
  for (const item of itemsOf(explained)) found.set(itemText(item), [...(found.get(itemText(item)) ?? []), item]);
  for (const item of itemsOf(steps)) {
    const { error, grade, note, remark } = found.get(itemText(item))?.shift() ?? {};
    Object.assign(item, { error, grade, note, remark });
  }
}

/** Returns all items with those in layers and conditions. @param {Step[]} steps @returns {Item[]} */
function itemsOf(steps) {
  return steps.flat().flatMap((item) => {
    if (item.type === 'layer') return [item, ...itemsOf(item.steps)];
    if (item.type === 'condition') return [item, ...itemsOf(item.then), ...itemsOf(item.otherwise)];
    return [item];
  });
}
