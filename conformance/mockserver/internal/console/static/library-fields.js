// @ts-check
// The form for tags, description and custom metadata of a file.
import { api } from './api.js';
import { announce, button, el, errorBox, field, fill, showError } from './dom.js';
import { openDialog } from './dialog.js';

/** @typedef {import('./library-details.js').Context} Context */

const types = ['Text', 'Textarea', 'Number', 'Date', 'Boolean', 'SingleSelect', 'MultiSelect'];

/** Shows the form. @param {Context} context */
export function showFields(context) {
  const { file } = context;
  const failure = errorBox();
  const tags = el('input', { value: (file.tags ?? []).join(', '), autocomplete: 'off' });
  const description = el('textarea', { value: file.description ?? '', rows: 2 });
  const custom = el('div', { className: 'stack' });
  /** @type {Array<{name: string, read: () => any, initial: any}>} */
  let controls = [];
  const form = el('form', {
    className: 'stack', onSubmit: async (/** @type {Event} */ event) => {
      event.preventDefault();
      showError(failure);
      try {
        await api('PATCH', `v1/files/${file.fileId}/details`, changes(file, tags.value, description.value, controls));
        announce('Saved');
        context.actions.changed();
        await context.reload();
      } catch (error) {
        showError(failure, withFields(error));
      }
    },
  }, field('Tags', tags, 'separated by commas'), field('Description', description), custom, failure,
  el('div', { className: 'row' }, el('button', { type: 'submit', className: 'primary' }, 'Save'),
    button('New metadata field', async () => { if (await addField()) await context.reload(); }, { icon: 'plus' })));

  api('GET', 'v1/customMetadataFields', undefined, { signal: context.signal }).then((fields) => {
    controls = fields.map((/** @type {any} */ one) => customControl(one, file.customMetadata?.[one.name]));
    fill(custom, controls.map((/** @type {any} */ one) => one.element));
  }).catch((error) => showError(failure, error));
  return el('section', { className: 'stack', 'aria-label': 'Tags and metadata' }, el('h3', {}, 'Tags and metadata'), form);
}

/**
 * Returns the body of the request: only what has changed.
 * @param {any} file @param {string} tags @param {string} description @param {Array<{name: string, read: () => any, initial: any}>} controls
 */
function changes(file, tags, description, controls) {
  const list = tags.split(',').map((tag) => tag.trim()).filter(Boolean);
  const customMetadata = Object.fromEntries(controls
    .map(({ name, read, initial }) => /** @type {[string, any]} */ ([name, [initial, read()]]))
    .filter(([, [before, after]]) => JSON.stringify(before) !== JSON.stringify(after))
    .map(([name, [, after]]) => [name, after]));
  return {
    ...(list.join() !== (file.tags ?? []).join() && { tags: list.length > 0 ? list : null }),
    ...(description !== (file.description ?? '') && { description }),
    ...(Object.keys(customMetadata).length > 0 && { customMetadata }),
  };
}

/** Adds the names of invalid fields to the message of an error. @param {any} error */
function withFields(error) {
  const fields = Object.entries(error.body?.errors ?? {}).map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return fields.length > 0 ? new Error(`${error.message} ${fields.join('; ')}`) : error;
}

/** Makes the control for a custom metadata field. @param {any} definition @param {any} value */
function customControl({ name, label, description, schema }, value) {
  const control = controlOf(schema, value);
  const initial = value ?? null;
  const read = () => control.read();
  return { name, initial: same(initial, read()) ? read() : initial, read, element: field(label, control.element, description ?? name) };
}

/** @param {any} a @param {any} b */
function same(a, b) {
  return a !== null && b !== null && String(a) === String(b);
}

/** @param {any} schema @param {any} value @returns {{element: HTMLElement, read: () => any}} */
function controlOf(schema, value) {
  const options = (/** @type {Array<any>} */ selected) => (schema.selectOptions ?? []).map((/** @type {any} */ option) => el('option', { value: String(option), selected: selected.includes(option) }, String(option)));
  const original = (/** @type {string} */ text) => (schema.selectOptions ?? []).find((/** @type {any} */ option) => String(option) === text) ?? null;
  switch (schema.type) {
    case 'Boolean': {
      const select = el('select', {}, ['', 'true', 'false'].map((text) => el('option', { value: text, selected: text === String(value ?? '') }, text || 'not set')));
      return { element: select, read: () => (select.value === '' ? null : select.value === 'true') };
    }
    case 'SingleSelect': {
      const select = el('select', {}, el('option', { value: '' }, 'not set'), options([value]));
      return { element: select, read: () => original(select.value) };
    }
    case 'MultiSelect': {
      const select = el('select', { multiple: true }, options(value ?? []));
      return { element: select, read: () => emptyToNull([...select.selectedOptions].map((option) => original(option.value))) };
    }
    case 'Textarea': {
      const area = el('textarea', { value: value ?? '', rows: 2 });
      return { element: area, read: () => area.value || null };
    }
    default: {
      const input = el('input', { value: value ?? '', autocomplete: 'off', inputMode: schema.type === 'Number' ? 'decimal' : 'text' });
      if (schema.type === 'Date') input.placeholder = '2026-03-01T12:00:00Z';
      return { element: input, read: () => inputValue(schema.type, input.value.trim()) };
    }
  }
}

/** Returns the value of a text field. A text that is no number is sent as it is, so that the API says what is wrong. @param {string} type @param {string} text */
function inputValue(type, text) {
  if (text === '') return null;
  return type === 'Number' && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** @param {Array<any>} list */
function emptyToNull(list) {
  return list.length > 0 ? list : null;
}

/** Asks for a new custom metadata field and creates it. */
function addField() {
  const name = el('input', { required: true, autocomplete: 'off', className: 'mono' });
  const label = el('input', { autocomplete: 'off' });
  const choices = el('input', { autocomplete: 'off' });
  const type = el('select', { onChange: () => { options.hidden = !type.value.endsWith('Select'); } },
    types.map((value) => el('option', { value }, value)));
  const options = field('Values to choose from', choices, 'separated by commas');
  options.hidden = true;
  return openDialog({
    title: 'New metadata field',
    content: [field('Name', name, 'as in customMetadata'), field('Label', label), field('Type', type), options],
    submit: 'Create',
    action: () => api('POST', 'v1/customMetadataFields', {
      name: name.value,
      label: label.value || name.value,
      schema: {
        type: type.value,
        ...(!options.hidden && { selectOptions: choices.value.split(',').map((/** @type {string} */ text) => text.trim()).filter(Boolean) }),
      },
    }),
    done: 'Metadata field created',
  });
}
