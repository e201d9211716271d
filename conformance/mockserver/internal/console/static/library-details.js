// @ts-check
// The details of a file: preview, metadata, tags, custom metadata, versions, and what can be done with it.
import { account, api } from './api.js';
import {
  button, copyButton, definitions, el, errorBox, field, fill, formatBytes, formatTime, notify, showError,
} from './dom.js';
import { confirmDialog, openDialog } from './dialog.js';
import { folderField, newFolderHint } from './library-folder.js';
import { badges } from './library-list.js';
import { isPicture } from './library-load.js';
import { loadableURL, picture } from './library-picture.js';
import { showFields } from './library-fields.js';
import { showVersions } from './library-versions.js';
import { makeHash } from './router.js';

/**
 * @typedef {object} Actions
 * @property {() => void} close
 * @property {() => void} changed is called after a change that the list shows
 * @property {(file: File, name: string, folder: string) => void} upload uploads a new version
 *
 * @typedef {object} Context
 * @property {any} file
 * @property {import('./api.js').Account} account
 * @property {Actions} actions
 * @property {() => Promise<void>} reload
 * @property {AbortSignal} signal
 * @property {import('./library-fields.js').Draft} draft what was entered and is not saved
 */

/**
 * Shows the details of a file. Returns a function that stops it, with a function that reads the file again.
 * @param {HTMLElement} root
 * @param {string} id
 * @param {Actions} actions
 */
export function showDetails(root, id, actions) {
  const stopping = new AbortController();
  const { signal } = stopping;
  const draft = {};
  let loads = 0;
  const load = async () => {
    loads += 1;
    const turn = loads;
    try {
      const path = `v1/files/${encodeURIComponent(id)}/details`;
      const [known, file] = await Promise.all([account(), api('GET', path, undefined, { signal })]);
      if (turn !== loads) return; // the file is loaded again
      const focused = root.contains(document.activeElement) ? labelOf(document.activeElement) : undefined;
      showFile(root, { file, account: known, actions, reload: load, signal, draft });
      if (focused !== undefined) focusAgain(root, focused);
    } catch (error) {
      if (signal.aborted || turn !== loads) return;
      const failure = errorBox();
      fill(root, button('Close', actions.close, { icon: 'close' }), failure);
      showError(failure, error);
    }
  };
  load().then(() => {
    if (!signal.aborted) root.querySelector('h2')?.focus();
  });
  return Object.assign(() => stopping.abort(), { reload: load });
}

/** @param {Element|null} element */
function labelOf(element) {
  return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
}

/**
 * Moves the focus to the button that had it before the details were shown again.
 * @param {HTMLElement} root
 * @param {string} label
 */
function focusAgain(root, label) {
  const same = [...root.querySelectorAll('button')].find((element) => labelOf(element) === label);
  (same ?? root.querySelector('h2'))?.focus({ preventScroll: true });
}

/** @param {HTMLElement} root @param {Context} context */
function showFile(root, context) {
  const { file, account: known, actions } = context;
  const failure = errorBox();
  fill(root,
    el('div', { className: 'row between nowrap' },
      el('h2', { tabIndex: -1, className: 'filename' }, file.name),
      button('Close details', actions.close, { icon: 'close', iconOnly: true, class: 'plain' })),
    preview(file, known),
    el('p', { className: 'row' }, badges(file), el('span', { className: 'muted' }, file.filePath)),
    fileActions(context, failure), failure,
    facts(context),
    showFields(context),
    showVersions(context));
}

/** @param {any} file @param {import('./api.js').Account} known */
function preview(file, known) {
  const kind = /^(video|audio)\//.exec(file.mime ?? '')?.[1];
  if (kind && file.isPublished !== false) {
    const player = el(kind, { controls: true, preload: 'metadata', 'aria-label': file.name });
    loadableURL(file, '', known).then((url) => { player.src = url; }, () => {});
    return el('div', { className: 'preview' }, player);
  }
  return el('div', { className: 'preview' }, picture(file, 'w-640,h-480,c-at_max', `Preview of ${file.name}`, known));
}

/** @param {Context} context @param {HTMLElement} failure */
function fileActions({ file, actions, reload }, failure) {
  const { filePath } = file;
  const folder = filePath.slice(0, filePath.lastIndexOf('/')) || '/';
  const after = async () => {
    actions.changed();
    await reload();
  };
  const run = (/** @type {string} */ done, /** @type {() => Promise<any>} */ action) => async () => {
    showError(failure);
    try {
      await action();
      notify(done);
      await after();
    } catch (error) {
      showError(failure, error);
    }
  };
  const publish = (/** @type {boolean} */ isPublished) => () =>
    api('PATCH', `v1/files/${file.fileId}/details`, { publish: { isPublished } });
  return el('div', { className: 'row' },
    button('Rename', async () => { if (await rename(file)) await after(); }),
    button('Move', async () => { if (await moveOrCopy(file, folder, 'move')) await after(); }),
    button('Copy', async () => { if (await moveOrCopy(file, folder, 'copy')) await after(); }),
    file.isPublished === false
      ? button('Publish', run('Published', publish(true)))
      : button('Unpublish', run('Unpublished', publish(false))),
    newVersionButton(file, folder, actions),
    button('Delete', async () => {
      const deleted = await confirmDialog(`Delete ${file.name}?`, 'All its versions are deleted too.', 'Delete file',
        () => api('DELETE', `v1/files/${file.fileId}`), 'File deleted');
      if (!deleted) return;
      actions.changed();
      actions.close();
    }, { class: 'danger' }));
}

/** @param {any} file @param {string} folder @param {Actions} actions */
function newVersionButton(file, folder, actions) {
  const input = el('input', {
    type: 'file', hidden: true, 'aria-label': 'File of the new version',
    onChange: () => {
      actions.upload(input.files[0], file.name, folder);
      input.value = '';
    },
  });
  return [input, button('Upload new version', () => input.click(), { icon: 'upload' })];
}

/** @param {any} file */
function rename(file) {
  const input = el('input', { required: true, value: file.name, autocomplete: 'off' });
  return openDialog({
    title: `Rename ${file.name}`,
    content: field('New name', input),
    submit: 'Rename',
    action: () => api('PUT', 'v1/files/rename', { filePath: file.filePath, newFileName: input.value }),
    done: 'File renamed',
  });
}

/** @param {any} file @param {string} folder @param {'move'|'copy'} operation */
function moveOrCopy(file, folder, operation) {
  const verb = operation === 'move' ? 'Move' : 'Copy';
  const { element, input } = folderField(`${verb} to`, folder, newFolderHint);
  return openDialog({
    title: `${verb} ${file.name}`,
    content: element,
    submit: verb,
    action: () => api('POST', `v1/files/${operation}`, { sourceFilePath: file.filePath, destinationPath: input.value }),
    done: operation === 'move' ? 'File moved' : 'File copied',
  });
}

/** @param {Context} context */
function facts(context) {
  const { file } = context;
  const url = el('dd', { className: 'mono' }, file.url);
  const rows = {
    Type: file.mime ?? file.fileType,
    Size: `${formatBytes(file.size)} (${file.size} bytes)`,
    Pixels: file.width && `${file.width} × ${file.height}`,
    Duration: file.duration && `${file.duration} s`,
    Created: formatTime(file.createdAt),
    Changed: formatTime(file.updatedAt),
    'File id': file.fileId,
    Version: file.versionInfo && `${file.versionInfo.name} (${file.versionInfo.id})`,
  };
  return el('section', { className: 'stack' },
    el('h3', {}, 'File'),
    el('dl', {}, definitions(Object.entries(rows)), el('dt', {}, 'URL'), url),
    el('div', { className: 'row' }, copyButton('Copy URL', () => file.url, url), links(context)),
    metadata(context));
}

/** @param {Context} context */
function links({ file, account: known }) {
  const link = (/** @type {string} */ text, /** @type {Record<string, string>} */ properties) =>
    el('a', { className: 'button', ...properties }, text);
  const open = link('Open', { target: '_blank', rel: 'noopener' });
  loadableURL(file, '', known).then((url) => { open.href = url; }, () => open.remove());
  return [
    file.isPublished !== false && open,
    isPicture(file) && link('Open in the workbench', { href: makeHash('workbench', '/', { url: file.url }) }),
  ];
}

/** The metadata that the server has read from the file, loaded when it is opened. @param {Context} context */
function metadata({ file, signal }) {
  const content = el('div', {});
  const load = async () => {
    if (content.firstChild) return;
    const failure = errorBox();
    fill(content, failure);
    try {
      const value = await api('GET', `v1/files/${file.fileId}/metadata`, undefined, { signal });
      fill(content, el('pre', { tabIndex: 0 }, JSON.stringify(value, null, 2)));
    } catch (error) {
      showError(failure, error);
    }
  };
  return el('details', { onToggle: load }, el('summary', {}, 'Metadata of the picture'), content);
}
