// @ts-check
// The versions of a file: list, restore, delete, and two of them side by side.
import { api } from './api.js';
import { button, definitions, el, errorBox, field, fill, formatBytes, formatTime, notify, showError } from './dom.js';
import { confirmDialog, showDialog } from './dialog.js';
import { picture } from './library-picture.js';

/** @typedef {import('./library-details.js').Context} Context */

/** Shows the versions. @param {Context} context */
export function showVersions(context) {
  const content = el('div', { className: 'stack' });
  const failure = errorBox();
  const section = el('section', { className: 'stack', 'aria-label': 'Versions' },
    el('h3', {}, 'Versions'), failure, content);
  api('GET', `v1/files/${context.file.fileId}/versions`, undefined, { signal: context.signal })
    .then((versions) => fill(content, list(context, versions, failure),
      versions.length > 1 && button('Compare versions', () => compare(context, versions))))
    .catch((error) => showError(failure, error));
  return section;
}

/** @param {any} version @param {Context} context */
function isCurrent(version, context) {
  return version.versionInfo?.id === context.file.versionInfo?.id;
}

/** @param {Context} context @param {Array<any>} versions newest first @param {HTMLElement} failure */
function list(context, versions, failure) {
  return el('ul', { className: 'versions' }, versions.map((version) => {
    const { name } = version.versionInfo;
    return el('li', {},
      el('span', { className: 'grow' }, name, ' ',
        el('span', { className: 'muted' }, `${formatBytes(version.size)}, ${formatTime(version.updatedAt)}`)),
      isCurrent(version, context)
        ? el('span', { className: 'badge ok' }, 'current')
        : [
          button('Restore', () => restore(context, version, failure), { 'aria-label': `Restore ${name}` }),
          button('Delete', () => remove(context, version), { 'aria-label': `Delete ${name}`, class: 'danger' }),
        ]);
  }));
}

/** @param {Context} context @param {any} version */
function path(context, version) {
  return `v1/files/${context.file.fileId}/versions/${encodeURIComponent(version.versionInfo.id)}`;
}

/** @param {Context} context @param {any} version @param {HTMLElement} failure */
async function restore(context, version, failure) {
  showError(failure);
  try {
    await api('PUT', `${path(context, version)}/restore`);
    notify(`${version.versionInfo.name} restored`);
    context.actions.changed();
    await context.reload();
  } catch (error) {
    showError(failure, error);
  }
}

/** @param {Context} context @param {any} version */
async function remove(context, version) {
  const title = `Delete ${version.versionInfo.name}?`;
  const deleted = await confirmDialog(title, 'The other versions stay.', 'Delete version',
    () => api('DELETE', path(context, version)), 'Version deleted');
  if (deleted) await context.reload();
}

/** Shows two versions side by side. @param {Context} context @param {Array<any>} versions newest first */
function compare(context, versions) {
  const choice = (/** @type {number} */ selected) => el('select', { onChange: () => update() },
    versions.map((version, i) => el('option', { value: i, selected: i === selected }, version.versionInfo.name)));
  const left = choice(1);
  const right = choice(0);
  const pair = el('div', { className: 'pair' });
  const update = () => {
    const [a, b] = [left, right].map((select) => versions[select.value]);
    fill(pair, figure(context, a, b), figure(context, b, a));
  };
  update();
  showDialog(`Versions of ${context.file.name}`, [
    el('div', { className: 'pair' }, field('Left', left), field('Right', right)), pair,
  ]);
}

/**
 * Makes the picture and the data of a version. What differs from the other version is bold.
 * @param {Context} context
 * @param {any} version
 * @param {any} other
 */
function figure(context, version, other) {
  const values = (/** @type {any} */ v) => ({
    Size: formatBytes(v.size),
    Pixels: v.width ? `${v.width} × ${v.height}` : '',
    Type: v.mime,
    Tags: (v.tags ?? []).join(', '),
    Changed: formatTime(v.updatedAt),
  });
  const others = /** @type {Record<string, any>} */ (values(other));
  const rows = Object.entries(values(version)).map(([name, value]) => /** @type {[string, any]} */ (
    [name, value && value !== others[name] ? el('strong', {}, value) : value]));
  const { name } = version.versionInfo;
  return el('figure', {},
    el('div', { className: 'preview' }, picture(version, 'w-800,h-600,c-at_max', name, context.account)),
    el('figcaption', {}, el('dl', {}, definitions(rows))));
}
