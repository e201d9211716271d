// @ts-check
// The controls with which a value is edited, made from the forms that it can have.
import { el, newID } from './dom.js';
import {
  firstValue,
  indexOfForm,
  join,
  joinWords,
  listOf,
  nameOf,
  promptText,
  promptValue,
  rangeOf,
  split,
} from './workbench-forms.js';

/**
 * @typedef {import('./workbench-forms.js').Form} Form
 * @typedef {{label: string, describedBy?: string, examples?: string[], onChange: (value: string|null) => void}} Options
 */

/** A form for values that have none of the documented forms. @type {Form} */
const other = { kind: 'other' };

/**
 * Makes the controls for a value: the choice of a form, if there are several, and the controls of that form.
 * @param {Form[]} forms @param {string|null} value @param {Options} options @returns {HTMLElement}
 */
export function valueEditor(forms, value, options) {
  const choices = joinWords(forms);
  let index = indexOfForm(choices, value);
  if (index < 0) {
    if (choices.length > 1 || choices[0]?.kind === 'parts' || choices[0]?.kind === 'word') choices.push(other);
    index = choices.length - 1;
  }
  const place = el('span', { className: 'wb-controls' });
  const draw = () => place.replaceChildren(...controls(choices[index], value, options));
  draw();
  if (choices.length === 1) return place;
  const select = el(
    'select',
    {
      'aria-label': `${options.label}: kind of value`,
      className: 'wb-kind',
      onChange: () => {
        index = select.selectedIndex;
        value = choices[index] === other ? value : firstValue(choices[index], options.examples);
        draw();
        options.onChange(value);
      },
    },
    choices.map((form, i) => el('option', { selected: i === index }, form === other ? 'as in the URL' : nameOf(form))),
  );
  return el('span', { className: 'wb-value' }, select, place);
}

/** @type {Record<string, (form: Form, value: string, options: Options) => HTMLElement[]>} */
const makers = {
  flag: () => [],
  boolean: (_, value, options) => [selectOf(['true', 'false'], value, options)],
  word: ({ words = [] }, value, options) => [selectOf(words, value, options)],
  number: numberControls,
  color: colorControls,
  prompt: (_, value, options) => [
    textInput(promptText(value), { ...options, onChange: (text) => options.onChange(promptValue(text ?? '')) }),
  ],
  path: (_, value, options) => [
    textInput(value.replaceAll('@@', '/'), {
      ...options,
      onChange: (text) => options.onChange((text ?? '').replace(/^\//, '').replaceAll('/', '@@')),
    }),
  ],
  parts: partControls,
  list: listControls,
};

/** @param {Form} form @param {string|null} value @param {Options} options */
function controls(form, value, options) {
  const make = makers[form.kind];
  return make ? make(form, value ?? '', options) : [textInput(value ?? '', options)];
}

/** @param {Options} options */
const naming = ({ label, describedBy }) => ({
  'aria-label': label,
  ...(describedBy && { 'aria-describedby': describedBy }),
});

/** @param {string} value @param {Options} options @param {Record<string, any>} [more] */
function textInput(value, options, more = {}) {
  const input = el('input', {
    type: 'text',
    value,
    spellcheck: false,
    autocomplete: 'off',
    ...naming(options),
    onInput: () => options.onChange(input.value),
    ...more,
  });
  return input;
}

/** @param {string[]} words @param {string} value @param {Options} options */
function selectOf(words, value, options) {
  const select = el(
    'select',
    { ...naming(options), onChange: () => options.onChange(select.value) },
    words.map((word) => el('option', { value: word, selected: word === value }, word)),
  );
  return select;
}

/**
 * A field for a number, with a slider if the range is small.
 * @param {Form} form
 * @param {string} value
 * @param {Options} options
 */
function numberControls(form, value, options) {
  const { min, max, decimals } = form;
  const step = decimals === 0 ? 1 : 'any';
  const isNumber = /^[N-]?\d*\.?\d+$/.test(value) || value === '';
  if (!isNumber) return [textInput(value, options)];
  const number = value.replace(/^N/, '-');
  const written = (/** @type {string} */ text) => text.replace(/^-/, 'N');
  const input = el('input', {
    type: 'number',
    value: number,
    min,
    max,
    step,
    inputMode: 'decimal',
    title: rangeOf(form),
    ...naming(options),
  });
  input.addEventListener('input', () => {
    if (slider) slider.value = input.value;
    options.onChange(written(input.value));
  });
  const small = min !== undefined && max !== undefined && max - min <= 1000;
  const slider =
    small &&
    el('input', {
      type: 'range',
      min,
      max,
      step: decimals === 0 ? 1 : (max - min) / 100,
      value: number,
      'aria-label': `${options.label}: slider`,
      onInput: () => {
        input.value = slider.value;
        options.onChange(written(slider.value));
      },
    });
  return slider ? [input, slider] : [input];
}

/**
 * A field for a colour, with the colour picker of the browser.
 * @param {Form} _
 * @param {string} value
 * @param {Options} options
 */
function colorControls(_, value, options) {
  const hex = (/** @type {string} */ text) => {
    const digits =
      /^([0-9a-f]{6})/i.exec(text)?.[1] ?? (/^[0-9a-f]{3}$/i.test(text) ? [...text].map((c) => c + c).join('') : '');
    return `#${(digits || namedColor(text) || '000000').toLowerCase()}`;
  };
  const input = textInput(value, {
    ...options,
    onChange: (text) => {
      picker.value = hex(text ?? '');
      options.onChange(text);
    },
  });
  const picker = el('input', {
    type: 'color',
    value: hex(value),
    'aria-label': `${options.label}: colour picker`,
    onInput: () => {
      const alpha = /^[0-9a-f]{8}$/i.test(input.value) ? input.value.slice(6) : '';
      input.value = picker.value.slice(1).toUpperCase() + alpha;
      options.onChange(input.value);
    },
  });
  return [picker, input];
}

/** Returns the six digits of a colour with a name. @param {string} name */
function namedColor(name) {
  const context = document.createElement('canvas').getContext('2d');
  if (!context || !/^[a-z]+$/.test(name)) return '';
  context.fillStyle = name;
  return String(context.fillStyle).slice(1);
}

/** @param {Form} form @param {string} value @param {Options} options */
function partControls(form, value, options) {
  const parts = form.parts ?? [];
  const values = split(form, value) ?? parts.map(() => '');
  return parts.map((part, i) => {
    const name = part.name + (part.optional ? ' (optional)' : '');
    const set = (/** @type {string|null} */ text) => {
      values[i] = text ?? '';
      options.onChange(join(form, values) || null);
    };
    const editor = optionalEditor(part, values[i], {
      label: `${options.label}: ${part.name}`,
      describedBy: options.describedBy,
      onChange: set,
    });
    return el(
      'span',
      { className: 'wb-part' },
      el('span', { className: 'wb-part-name', 'aria-hidden': 'true' }, name),
      editor,
    );
  });
}

/**
 * Makes the controls for a part. A select has a choice for no value if the part is optional.
 * @param {import('./workbench-forms.js').Part} part @param {string} value @param {Options} options
 */
function optionalEditor(part, value, options) {
  const [form] = part.forms;
  const onlyWords = part.forms.length === 1 && form.kind === 'word';
  if (part.optional && onlyWords) return selectOf(['', ...(form.words ?? [])], value, options);
  if (value === '') {
    // an empty field shows the first form
    const first = part.optional ? (part.forms.find(({ kind }) => kind !== 'word') ?? form) : form;
    const rest = part.forms.filter((each) => each !== first);
    return rest.length && !part.optional
      ? valueEditor(part.forms, firstValue(form), options)
      : el('span', { className: 'wb-controls' }, controls(first, '', options));
  }
  return valueEditor(part.forms, value, options);
}

/** @param {Form} form @param {string} value @param {Options} options */
function listControls(form, value, options) {
  const separator = form.separators?.[0] ?? '_';
  const words = form.items?.length === 1 && form.items[0].kind === 'word' ? (form.items[0].words ?? []) : [];
  if (words.length === 0 || words.length > 12)
    return [textInput(value, options, { title: `values with ${separator} between them` })];
  const chosen = new Set(listOf(form, value));
  const boxes = words.map((word) => {
    const id = newID('word');
    const box = el('input', {
      type: 'checkbox',
      id,
      checked: chosen.has(word),
      onChange: () => {
        if (box.checked) chosen.add(word);
        else chosen.delete(word);
        options.onChange(words.filter((each) => chosen.has(each)).join(separator));
      },
    });
    return el('span', { className: 'wb-check' }, box, el('label', { htmlFor: id }, word));
  });
  return [el('span', { role: 'group', className: 'wb-checks', ...naming(options) }, boxes)];
}
