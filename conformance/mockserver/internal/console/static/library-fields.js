// @ts-check
// The form for tags, description and custom metadata of a file.
import { api } from './api.js';
import { button, el, errorBox, field, fill, notify, showError } from './dom.js';
import { openDialog } from './dialog.js';
import { customControl, fieldTypes } from './library-controls.js';

/**
 * @typedef {import('./library-details.js').Context} Context
 * @typedef {import('./library-controls.js').CustomControl} CustomControl
 * @typedef {{tags?: string, description?: string, custom?: Record<string, any>}} Draft
 */

/** Shows the form. What was entered stays when the file is read again, until it is saved. @param {Context} context */
export function showFields(context) {
  const { file, draft } = context;
  const failure = errorBox();
  const tags = el('input', { value: draft.tags ?? textOfTags(file), autocomplete: 'off' });
  const description = el('textarea', { value: draft.description ?? file.description ?? '', rows: 2 });
  const custom = el('div', { className: 'stack' });
  /** @type {Array<CustomControl>} */
  let controls = [];
  const keep = () => {
    draft.tags = tags.value;
    draft.description = description.value;
    // The fields that are not loaded yet keep what was entered before.
    draft.custom = { ...draft.custom, ...Object.fromEntries(controls.map(({ name, read }) => [name, read()])) };
  };
  const form = el('form', {
    className: 'stack', onInput: keep, onSubmit: async (/** @type {Event} */ event) => {
      event.preventDefault();
      showError(failure);
      try {
        await api('PATCH', `v1/files/${file.fileId}/details`, changes(file, tags.value, description.value, controls));
        for (const name of /** @type {const} */ (['tags', 'description', 'custom'])) delete draft[name];
        notify('Saved');
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
    controls = fields.map((/** @type {any} */ one) => {
      const saved = customControl(one, ownValue(file.customMetadata, one.name));
      const entered = ownValue(draft.custom, one.name);
      return entered === undefined ? saved : { ...customControl(one, entered), initial: saved.initial };
    });
    fill(custom, controls.map((one) => one.element));
  }).catch((error) => showError(failure, error));
  const title = 'Tags and metadata';
  return el('section', { className: 'stack', 'aria-label': title }, el('h3', {}, title), form);
}

/**
 * Returns the body of the request: only what has changed.
 * @param {any} file @param {string} tags @param {string} description @param {Array<CustomControl>} controls
 */
function changes(file, tags, description, controls) {
  const list = splitList(tags);
  const customMetadata = Object.fromEntries(controls
    .map(({ name, read, initial }) => /** @type {[string, any]} */ ([name, [initial, read()]]))
    .filter(([, [before, after]]) => JSON.stringify(before) !== JSON.stringify(after))
    .map(([name, [, after]]) => [name, after]));
  return {
    ...(tags !== textOfTags(file) && { tags: list.length > 0 ? list : null }), // a tag may have commas
    ...(description !== (file.description ?? '') && { description }),
    ...(Object.keys(customMetadata).length > 0 && { customMetadata }),
  };
}

/**
 * Returns a value, but not what every object has, such as its constructor: the name can be any word.
 * @param {Record<string, any>|undefined} values @param {string} name
 */
const ownValue = (values, name) => (values && Object.hasOwn(values, name) ? values[name] : undefined);

/** Returns the text of the field for tags. @param {any} file */
const textOfTags = (file) => (file.tags ?? []).join(', ');

/** Splits a text at commas. @param {string} text */
function splitList(text) {
  return text.split(',').map((part) => part.trim()).filter(Boolean);
}

/** Adds the names of invalid fields to the message of an error. @param {any} error */
function withFields(error) {
  const textOf = (/** @type {any} */ value) => (typeof value === 'string' ? value : JSON.stringify(value));
  const fields = Object.entries(error.body?.errors ?? {}).map(([name, value]) => `${name}: ${textOf(value)}`);
  return fields.length > 0 ? new Error(`${error.message} ${fields.join('; ')}`) : error;
}

/** Asks for a new custom metadata field and creates it. */
function addField() {
  const name = el('input', { required: true, autocomplete: 'off', className: 'mono' });
  const label = el('input', { autocomplete: 'off' });
  const choices = el('input', { autocomplete: 'off' });
  const type = el('select', { onChange: () => { options.hidden = !type.value.endsWith('Select'); } },
    fieldTypes.map((value) => el('option', { value }, value)));
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
        ...(!options.hidden && { selectOptions: splitList(choices.value) }),
      },
    }),
    done: 'Metadata field created',
  });
}
