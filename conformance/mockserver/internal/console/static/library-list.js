// @ts-check
// The cards of folders and files.
import { button, el, fill, formatBytes, icon } from './dom.js';
import { isPicture, maxFolders } from './library-load.js';
import { picture } from './library-picture.js';

/**
 * @callback HashOf
 * @param {Record<string, string>} changes of the query
 * @param {string} [path]
 * @returns {string}
 */

/**
 * Shows the items of a page.
 * @param {HTMLElement} root @param {import('./library-load.js').Page} page @param {HashOf} hash
 * @param {boolean} searched whether the items are results of a search
 * @param {() => void} addSample adds a picture to an empty folder
 */
export function showItems(root, page, hash, searched, addSample) {
  if (page.items.length === 0) {
    fill(root, el('div', { className: 'empty' }, searched
      ? el('p', {}, 'Nothing matches this search.')
      : [
        el('p', {}, 'This folder is empty. Drop files here, or press Upload.'),
        button('Add a sample picture', addSample),
      ]));
    return;
  }
  fill(root, page.moreFolders && el('p', { className: 'notice' },
    `Only the first ${maxFolders} folders are shown. A search such as type = "folder" AND name : "b" finds others.`),
  el('ul', { className: 'cards' }, page.items.map((item) => el('li', {},
    item.type === 'folder' ? folderCard(item, hash) : fileCard(item, hash, page.account, searched)))));
}

/** @param {any} folder @param {HashOf} hash */
function folderCard(folder, hash) {
  return el('a', { className: 'card folder', href: hash({ search: '', page: '', file: '' }, folder.folderPath) },
    icon('folder'), el('span', { className: 'name' }, folder.name));
}

/** @param {any} file @param {HashOf} hash @param {import('./api.js').Account} known @param {boolean} searched */
function fileCard(file, hash, known, searched) {
  const size = isPicture(file) && file.width ? `${file.width} × ${file.height}, ` : '';
  return el('a', { className: 'card file', href: hash({ file: file.fileId }), dataset: { file: file.fileId } },
    el('span', { className: 'thumbnail' }, picture(file, 'w-240,h-160,c-at_max', '', known, { loading: 'lazy' })),
    el('span', { className: 'name' }, file.name),
    searched && el('span', { className: 'muted' }, file.filePath),
    el('span', { className: 'muted' }, size, formatBytes(file.size)),
    badges(file));
}

/** Makes the marks of a file that is not public as usual. @param {any} file */
export function badges(file) {
  const texts = [
    file.isPublished === false && 'draft', file.isPrivateFile && 'private',
    file.type === 'file-version' && file.versionInfo?.name,
  ];
  return texts.filter(Boolean).map((text) => el('span', { className: 'badge' }, text));
}
