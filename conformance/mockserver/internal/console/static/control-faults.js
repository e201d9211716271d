// @ts-check
// The faults, and the form that adds one.
import { control } from './api.js';
import { announce, button, el, errorBox, fill, showError } from './dom.js';
import { faultForm } from './control-fault-form.js';
import { poll } from './poll.js';
import { liveTable } from './live-table.js';

const columns = [{ title: 'Operation' }, { title: 'Kind' }, { title: 'Hits' }, { title: 'Action' }];

/** Fields that have their own column. */
const ownColumns = ['id', 'operation', 'kind', 'hits', 'count'];

/**
 * Shows the section.
 * @param {HTMLElement} root @param {URLSearchParams} query @returns {import('./sections.js').Section}
 */
export function show(root, query) {
  const failure = errorBox();
  const empty = el('p', { className: 'empty', hidden: true }, 'There are no faults: all requests run normally.');
  /** @param {string} path @param {string} done */
  const remove = async (path, done) => {
    showError(failure);
    try {
      await control('DELETE', path);
      announce(done);
      heading.focus();
      polling.now();
    } catch (error) {
      showError(failure, error);
    }
  };
  const list = liveTable('Faults, newest first', columns, (fault) => [
    operationCell(fault), kindCell(fault), hitsCell(fault),
    button(`Remove ${fault.id}`, () => remove(`faults/${fault.id}`, `${fault.id} removed`), {
      icon: 'close', iconOnly: true, class: 'plain',
    }),
  ]);
  const heading = el('h2', { tabIndex: -1 }, 'Faults');
  const all = button('Remove all', () => remove('faults', 'All faults removed'), { hidden: true });
  const form = el('section', { className: 'panel details', 'aria-label': 'Add a fault' });
  fill(root, failure, el('div', { className: 'split has-form' },
    el('div', { className: 'stack list' },
      el('div', { className: 'row between' }, heading, all), list.table, empty), form));

  const polling = poll('faults', ({ faults }) => {
    list.show(faults);
    empty.hidden = faults.length > 0;
    list.table.hidden = all.hidden = faults.length === 0;
  }, (error) => showError(failure, error));
  faultForm(form, query.get('operation') ?? '', polling.now).catch((error) => showError(failure, error));
  return { stop: polling.stop };
}

/** @param {any} fault */
function operationCell(fault) {
  const operation = fault.operation && fault.operation !== '*' ? fault.operation : 'all';
  return [el('code', {}, operation), el('p', { className: 'hint' }, fault.id)];
}

/** @param {any} fault */
function kindCell(fault) {
  const fields = Object.entries(fault).filter(([name]) => !ownColumns.includes(name))
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`);
  return [el('span', {}, fault.kind), el('p', { className: 'hint' }, fields.join(', '))];
}

/** @param {any} fault */
function hitsCell({ hits, count }) {
  const usedUp = count > 0 && hits >= count;
  const state = el('span', { className: `badge ${usedUp ? '' : 'warning'}` }, usedUp ? 'used up' : 'active');
  return [`${hits}${count > 0 ? ` of ${count}` : ''} `, state];
}
