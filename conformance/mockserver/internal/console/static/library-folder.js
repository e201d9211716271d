// @ts-check
// Actions on folders.
import { api } from './api.js';
import { button, el, field, newID, notify } from './dom.js';
import { confirmDialog, openDialog } from './dialog.js';
import { folderPaths } from './library-load.js';

/** Asks for the name of a new folder and creates it. @param {string} parent @param {() => void} created */
export async function openFolderDialog(parent, created) {
  const name = el('input', { required: true, autocomplete: 'off' });
  const done = await openDialog({
    title: 'New folder',
    content: field('Name', name, `in ${parent}`),
    submit: 'Create',
    action: () => api('POST', 'v1/folder', { folderName: name.value, parentFolderPath: parent }),
    done: 'Folder created',
  });
  if (done) created();
}

/** The hint of a field for a folder that may not exist. */
export const newFolderHint = 'The path of a folder. It is created if it does not exist.';

/**
 * Makes a field for the path of a folder, which suggests those that exist.
 * @param {string} label @param {string} value @param {string} [hint]
 * @returns {{element: HTMLElement, input: any}}
 */
export function folderField(label, value, hint) {
  const options = el('datalist', { id: newID('folders') });
  const input = el('input', { required: true, value, list: options.id, autocomplete: 'off', className: 'mono' });
  folderPaths().then((paths) => options.append(...paths.map((path) => el('option', { value: path }))), () => {});
  return { element: el('div', {}, field(label, input, hint), options), input };
}

/** Makes the buttons for a folder. @param {string} path @param {(path: string) => void} goTo goes to another folder */
export function showFolderActions(path, goTo) {
  const parent = path.slice(0, path.lastIndexOf('/')) || '/';
  const name = path.slice(path.lastIndexOf('/') + 1);
  return [
    button('Rename folder', () => rename(path, parent, name, goTo)),
    button('Move folder', () => move(path, parent, goTo)),
    button('Delete folder', async () => {
      const deleted = await confirmDialog(`Delete ${path}?`, 'All files and folders in it are deleted too.',
        'Delete folder', () => api('DELETE', 'v1/folder', { folderPath: path }), 'Folder deleted');
      if (deleted) goTo(parent);
    }, { class: 'danger' }),
  ];
}

/** @param {string} path @param {string} parent @param {string} name @param {(path: string) => void} goTo */
async function rename(path, parent, name, goTo) {
  const input = el('input', { required: true, value: name, autocomplete: 'off' });
  const done = await openDialog({
    title: `Rename ${path}`,
    content: field('New name', input),
    submit: 'Rename',
    action: () => runJob('renameFolder', { folderPath: path, newFolderName: input.value }),
  });
  if (done) goTo(parent); // The API may have replaced characters of the new name.
}

/** @param {string} path @param {string} parent @param {(path: string) => void} goTo */
async function move(path, parent, goTo) {
  const { element, input } = folderField('Move to', parent, newFolderHint);
  const done = await openDialog({
    title: `Move ${path}`,
    content: element,
    submit: 'Move',
    action: () => runJob('moveFolder', { sourceFolderPath: path, destinationPath: input.value }),
  });
  if (done) goTo(input.value);
}

/** Starts a job and waits until it is finished. @param {string} type @param {any} body */
async function runJob(type, body) {
  const { jobId } = await api('POST', `v1/bulkJobs/${type}`, body);
  for (;;) {
    const { status } = await api('GET', `v1/bulkJobs/${encodeURIComponent(jobId)}`);
    if (status !== 'Pending') {
      notify(`The job has the status ${status}`);
      return;
    }
    await new Promise((resolve) => { setTimeout(resolve, 500); });
  }
}
