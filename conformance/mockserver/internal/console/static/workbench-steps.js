// @ts-check
// The forms of the steps, and of their parameters, layers and conditions.
import { announce, append, button, el, field } from './dom.js';
import { adder } from './workbench-add.js';
import { aboutParameter, titleOf } from './workbench-table.js';
import { fileField } from './workbench-files.js';
import { canvas, missing, placeOf } from './workbench-model.js';
import { valueEditor } from './workbench-values.js';

/**
 * @typedef {import('./workbench-model.js').Item} Item
 * @typedef {import('./workbench-model.js').Step} Step
 * @typedef {import('./workbench-table.js').Table} Table
 * @typedef {{row: HTMLElement, error: HTMLElement, badge: HTMLElement}} Shown
 */

/** The name of the steps that are not in a layer or a condition. */
const outermost = 'Step';

export class StepsEditor {
  /**
   * @param {Table} table
   * @param {() => void} onChange is called when a value or the structure has changed
   * @param {AbortSignal} signal ends requests
   */
  constructor(table, onChange, signal) {
    this.table = table;
    this.signal = signal;
    this.onChange = onChange;
    this.element = el('div', {});
    /** @type {Step[]} */
    this.steps = [[]];
    this.asset = 'image';
    /** @type {Map<Item, Shown>} */
    this.shown = new Map();
    /** @type {Map<Step, HTMLElement>} */
    this.adders = new Map();
  }

  /** Shows other steps. @param {Step[]} steps @param {string} asset image or video */
  show(steps, asset) {
    this.steps = steps.length ? steps : [[]];
    this.asset = asset;
    this.draw();
  }

  draw() {
    this.shown.clear();
    this.adders.clear();
    this.element.replaceChildren(this.list(this.steps, this.asset, outermost));
    this.decorate();
  }

  /**
   * Shows a changed structure, and moves the focus to an item or a step, or else to the first step.
   * @param {string} message what has changed, for screen readers
   * @param {Item|Step} [target]
   */
  changed(message, target = this.steps[0]) {
    this.draw();
    announce(message);
    const item = Array.isArray(target) ? target[0] : target;
    const row = this.shown.get(item)?.row;
    const adder = this.adders.get(/** @type {Step} */ (target)) ?? this.element;
    const control = /** @type {any} */ (row ? valueControl(row) : adder.querySelector('.wb-add'));
    control?.focus();
    if (control?.select) control.select();
    this.onChange();
  }

  /** Shows what the server says about the items. */
  decorate() {
    for (const [item, { row, error, badge }] of this.shown) {
      const hint = !item.error && missing(item);
      const about = hint ? `${hint}. Until then, it is left out of the URL` : (item.error ?? item.remark);
      error.hidden = !about;
      error.className = hint ? 'hint' : item.error ? 'error' : 'notice';
      error.textContent = about ? `${about[0].toUpperCase()}${about.slice(1)}.` : '';
      row.classList.toggle('wb-wrong', Boolean(item.error));
      for (const control of row.querySelectorAll(':scope > .wb-head input, :scope > .wb-head select')) {
        control.setAttribute('aria-invalid', String(Boolean(item.error)));
      }
      badge.hidden = !item.grade || item.grade === 'exact' || Boolean(item.error);
      badge.className = `badge ${item.grade === 'not rendered' ? 'none' : item.grade}`;
      badge.textContent = item.grade ?? '';
      badge.title = item.note ?? '';
    }
  }

  /** @param {Step[]} steps @param {string} place @param {string} name of a step */
  list(steps, place, name) {
    if (steps.length === 0) steps.push([]);
    return el(
      'div',
      { className: 'wb-steps' },
      el(
        'ol',
        {},
        steps.map((step, i) => this.step(steps, step, i, place, name)),
      ),
      button(
        name === outermost ? 'Add a step' : `Add a step to ${name.replace(/:? step$/, '')}`,
        () => {
          steps.push([]);
          this.changed(`${name} ${steps.length} added`, steps.at(-1));
        },
        { icon: 'plus', class: 'plain', title: 'A step is applied to the result of the steps before it' },
      ),
    );
  }

  /** @param {Step[]} steps @param {Step} step @param {number} i @param {string} place @param {string} name */
  step(steps, step, i, place, name) {
    const title = `${name} ${i + 1}`;
    const isOnly = steps.length === 1 && (name !== outermost || step.length === 0);
    const actions = !isOnly && this.actions(steps, i, title, () => steps.splice(i + 1, 0, structuredClone(step)));
    const add = adder(this.table, place, step, (item, what) => {
      step.push(item);
      this.changed(`${what} added`, item);
    });
    this.adders.set(step, add);
    return el(
      'li',
      { className: 'wb-step' },
      (name === outermost || !isOnly) && el('div', { className: 'wb-step-head' }, el('h3', {}, title), actions),
      step.length > 0 &&
        el(
          'ul',
          {},
          step.map((item, j) => this.item(step, item, j, place)),
        ),
      add,
    );
  }

  /** @param {any[]} list @param {number} i @param {string} title @param {() => void} [duplicate] */
  actions(list, i, title, duplicate) {
    const move = (/** @type {number} */ to) => {
      const [moved] = list.splice(i, 1);
      list.splice(to, 0, moved);
      this.changed(`${title} moved`, moved);
    };
    const icon = (/** @type {string} */ name) => ({ icon: name, iconOnly: true, class: 'plain' });
    return el(
      'span',
      { className: 'wb-actions' },
      button(`Move ${title} up`, () => move(i - 1), { ...icon('up'), disabled: i === 0 }),
      button(`Move ${title} down`, () => move(i + 1), { ...icon('down'), disabled: i === list.length - 1 }),
      duplicate &&
        button(
          `Duplicate ${title}`,
          () => {
            duplicate();
            this.changed(`${title} duplicated`, list[i + 1]);
          },
          icon('copy'),
        ),
      button(
        `Remove ${title}`,
        () => {
          list.splice(i, 1);
          this.changed(`${title} removed`, list[i] ?? list[i - 1]);
        },
        icon('close'),
      ),
    );
  }

  /** @param {Step} step @param {Item} item @param {number} i @param {string} place */
  item(step, item, i, place) {
    const error = el('p', { hidden: true, id: `wb-error-${this.shown.size}-${place.replaceAll(' ', '-')}` });
    const badge = el('span', { hidden: true });
    const row = el('li', { className: `wb-item wb-${item.type}` });
    this.shown.set(item, { row, error, badge });
    const makers = { param: this.param, layer: this.layer, condition: this.condition, raw: this.raw };
    /** @type {any} */ (makers[item.type]).call(this, { row, error, badge, item, step, i, place });
    return row;
  }

  /** @param {any} about */
  param({ row, error, badge, item, step, i, place }) {
    const entry = this.table.find(item.code, place);
    const title = titleOf(entry, item.code);
    const forms = entry?.forms ?? [{ kind: 'text' }];
    const editor = valueEditor(forms, item.value, {
      label: title,
      describedBy: error.id,
      examples: entry?.examples,
      onChange: (value) => {
        item.value = value;
        this.onChange();
      },
    });
    row.append(
      el(
        'div',
        { className: 'wb-head' },
        el('span', { className: 'wb-name' }, title, ' ', el('code', {}, item.code)),
        editor,
        badge,
        this.actions(step, i, title),
      ),
      error,
      entry ? aboutParameter(entry, title) : '',
    );
  }

  /** @param {any} about */
  raw({ row, error, badge, item, step, i }) {
    const title = 'Part of a URL';
    row.append(
      el(
        'div',
        { className: 'wb-head' },
        el('span', { className: 'wb-name' }, title),
        el('input', {
          type: 'text',
          value: item.text,
          'aria-label': title,
          'aria-describedby': error.id,
          onInput: (/** @type {any} */ e) => {
            item.text = e.target.value;
            this.onChange();
          },
        }),
        badge,
        this.actions(step, i, title),
      ),
      error,
    );
  }

  /** @param {any} about */
  layer({ row, error, badge, item, step, i }) {
    const place = placeOf(item);
    const title = `${place[0].toUpperCase()}${place.slice(1)}`;
    const set = (/** @type {string} */ input) => {
      item.input = input;
      this.onChange();
    };
    const file = fileField(set, this.signal, item.input);
    const control =
      item.kind === 'text'
        ? el('textarea', { value: item.input, rows: 1, onInput: () => set(control.value) })
        : file.input;
    control.setAttribute('aria-describedby', error.id);
    append(
      row,
      el(
        'div',
        { className: 'wb-head' },
        el('span', { className: 'wb-name' }, title, ' ', el('code', {}, `l-${item.kind}`)),
        badge,
        this.actions(step, i, title, () => step.splice(i + 1, 0, structuredClone(item))),
      ),
      error,
      item.input !== canvas && field(item.kind === 'text' ? 'Text' : 'File in the library', control),
      control === file.input && file.list,
      this.list(item.steps, place, `${title} step`),
    );
  }

  /** @param {any} about */
  condition({ row, error, badge, item, step, i, place }) {
    const input = el('input', { type: 'text', value: item.test, spellcheck: false, 'aria-describedby': error.id });
    input.addEventListener('input', () => {
      item.test = input.value;
      this.onChange();
    });
    row.append(
      el(
        'div',
        { className: 'wb-head' },
        el('span', { className: 'wb-name' }, 'Condition ', el('code', {}, 'if')),
        badge,
        this.actions(step, i, 'Condition', () => step.splice(i + 1, 0, structuredClone(item))),
      ),
      error,
      field(
        'If',
        input,
        'Such as ar_gt_1 or w_lte_400_and_h_lt_300: a property, eq, ne, gt, gte, lt or lte, and a number.',
      ),
      el('h4', {}, 'Then'),
      this.list(item.then, place, 'Then: step'),
      el('h4', {}, 'Else'),
      this.list(item.otherwise, place, 'Else: step'),
    );
  }
}

/** Returns the control with which a value is edited, or a button. @param {HTMLElement} row */
function valueControl(row) {
  const field = row.querySelector(':scope > .field :is(input, textarea), :scope > .wb-head > input');
  return (
    field ??
    row.querySelector('.wb-controls :is(input:not([type="color"]), select)') ??
    row.querySelector('button:enabled')
  );
}
