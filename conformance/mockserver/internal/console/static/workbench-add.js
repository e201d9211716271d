// @ts-check
// The controls that add a parameter, a layer or a condition to a step.
import { button, el } from './dom.js';
import { firstValue } from './workbench-forms.js';
import { newCondition, newLayers, param } from './workbench-model.js';
import { titleOf } from './workbench-table.js';

/**
 * @param {import('./workbench-table.js').Table} table
 * @param {string} place
 * @param {import('./workbench-model.js').Step} step
 * @param {(item: import('./workbench-model.js').Item, what: string) => void} add
 */
export function adder(table, place, step, add) {
  const used = new Set(step.map((item) => (item.type === 'param' ? item.code : '')));
  const groups = [...table.chapters(place)].map(([chapter, parameters]) => {
    const options = parameters
      .filter(({ code }) => !used.has(code))
      .map((entry) => el('option', { value: entry.code }, `${titleOf(entry, entry.code)} (${entry.code})`));
    return options.length > 0 && el('optgroup', { label: chapter }, options);
  });
  const select = el(
    'select',
    {
      className: 'wb-add',
      'aria-label': `Parameter to add to the ${place}`,
      onKeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key !== 'Enter' || !select.value) return;
        event.preventDefault(); // else the key opens a list that gets the focus
        choose();
      },
    },
    el('option', { value: '' }, 'Choose a parameter'),
    groups,
  );
  const choose = () => {
    const entry = table.find(select.value, place);
    if (!entry) {
      select.focus();
      return;
    }
    const [form] = entry.forms;
    const isOfAccount = entry.code === 'n'; // the name in the example does not exist here
    const value = isOfAccount ? '' : firstValue(form, entry.examples);
    add(param(entry.code, value), titleOf(entry, entry.code));
  };
  return el(
    'div',
    { className: 'wb-adder' },
    el('span', { className: 'row' }, select, button('Add', choose, { icon: 'plus' })),
    el(
      'span',
      { className: 'row' },
      layersAt(place).map(([name, label]) => button(label, () => add(newLayers[name](), label))),
    ),
    isPlaceOfConditions(place) &&
      step.length === 0 &&
      button('Add condition', () => add(newCondition(), 'Condition'), { class: 'plain' }),
  );
}

/** Returns the layers that a place can have. @param {string} place */
function layersAt(place) {
  const all = [
    ['text', 'Add text'],
    ['picture', 'Add picture'],
    ['block', 'Add colour block'],
  ];
  return ['image', 'video', 'image layer', 'video layer'].includes(place) ? all : [];
}

/** @param {string} place */
const isPlaceOfConditions = (place) => place === 'image';
