// @ts-check
// Tables whose newest entry is on top, and that change while they are read.
import { el } from './dom.js';

/**
 * Makes a table of entries. Rows stay the same elements, so that the focus and the selection are kept.
 * @param {string} label @param {Array<{title: string, class?: string}>} columns
 * @param {(entry: any) => Array<any>} cells returns what the cells of a row have
 */
export function liveTable(label, columns, cells) {
  const body = el('tbody');
  const table = el('table', { className: 'live', 'aria-label': label },
    el('thead', {}, el('tr', {},
      columns.map((column) => el('th', { scope: 'col', className: column.class }, column.title)))), body);
  /** @type {Map<string, {row: any, text: string, entry: any}>} */
  const rows = new Map();

  /** @param {any} entry */
  function add(entry) {
    const row = el('tr', {}, columns.map((column) => el('td', { className: column.class })));
    body.prepend(row);
    rows.set(entry.id, { row, text: '', entry });
  }

  /** @param {any} entry */
  function refresh(entry) {
    const known = /** @type {any} */ (rows.get(entry.id));
    const text = JSON.stringify(entry);
    if (known.text === text) return;
    const focused = known.row.contains(document.activeElement);
    cells(entry).forEach((content, i) => known.row.cells[i].replaceChildren(...[content].flat().filter(Boolean)));
    if (focused) known.row.querySelector('a, button')?.focus();
    Object.assign(known, { text, entry });
  }

  return {
    table,
    /** Shows entries, oldest first. @param {Array<any>} entries */
    show(entries) {
      const ids = new Set(entries.map(({ id }) => id));
      for (const [id, { row }] of rows) {
        if (ids.has(id)) continue;
        row.remove();
        rows.delete(id);
      }
      for (const entry of entries) {
        if (!rows.has(entry.id)) add(entry);
        refresh(entry);
      }
    },
    /** Hides the rows that do not match, and returns how many do. @param {(entry: any) => boolean} matches */
    filter(matches) {
      let count = 0;
      for (const { row, entry } of rows.values()) {
        row.hidden = !matches(entry);
        if (!row.hidden) count += 1;
      }
      return count;
    },
    /** Marks the row of the entry that is shown elsewhere. @param {string|null} id */
    select(id) {
      for (const [known, { row }] of rows) {
        row.classList.toggle('selected', known === id);
        const link = row.querySelector('a');
        if (known === id) link?.setAttribute('aria-current', 'true');
        else link?.removeAttribute('aria-current');
      }
    },
    /** Moves the focus to the link of an entry. @param {string|null} id */
    focus: (id) => rows.get(id ?? '')?.row.querySelector('a')?.focus(),
    /** Returns an entry. @param {string|null} id */
    entry: (id) => rows.get(id ?? '')?.entry,
  };
}
