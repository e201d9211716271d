// @ts-check
// Reads pages of the library.
import { account, api, localURL } from './api.js';

/** The number of files on a page. */
export const pageSize = 60;

/** The number of folders of a folder that are shown, which is the most that the API lists at once. */
export const maxFolders = 1000;

/**
 * @typedef {{items: Array<any>, more: boolean, moreFolders: boolean, account: import('./api.js').Account}} Page
 * moreFolders: there may be folders that are not in items
 */

/**
 * Reads one page of a folder, or of the results of a search in the whole library. The folders of a folder are on its
 * first page.
 * @param {{path: string, search: string, sort: string, page: number, signal: AbortSignal}} options
 * @returns {Promise<Page>}
 */
export async function load({ path, search, sort, page, signal }) {
  const files = { limit: pageSize + 1, skip: (page - 1) * pageSize, sort };
  const list = (/** @type {Record<string, any>} */ query) => api('GET', 'v1/files', undefined, { query, signal });
  const [known, found, folders] = await Promise.all([
    account(),
    list(search ? { ...files, searchQuery: search } : { ...files, path, sort: sort || 'ASC_NAME' }),
    search || page > 1 ? [] : list({ type: 'folder', path, sort: 'ASC_NAME', limit: maxFolders }),
  ]);
  return {
    items: [...folders, ...found.slice(0, pageSize)], more: found.length > pageSize,
    moreFolders: folders.length === maxFolders, account: known,
  };
}

/** Returns the paths of all folders, for fields in which one is chosen. @returns {Promise<string[]>} */
export async function folderPaths() {
  const folders = await api('GET', 'v1/files', undefined, { query: { searchQuery: 'type = "folder"', limit: 1000 } });
  return ['/', ...folders.map((/** @type {any} */ folder) => folder.folderPath)].sort();
}

/** Reports whether the server can make thumbnails of a file, and delivers it. @param {any} file */
export function isPicture(file) {
  return file.fileType === 'image' && file.isPublished !== false;
}

/**
 * Returns the URL of a rendition of a file, on the origin of this page. The API adds the version or the time of the
 * last change to the query of URLs, so that the browser does not show an older picture.
 * @param {any} file @param {string} transformation such as w-100, or an empty string for the original
 * @param {import('./api.js').Account} known
 */
export function renditionURL(file, transformation, known) {
  const url = file.url.startsWith(known.urlEndpoint) && transformation
    ? `${known.urlEndpoint}/tr:${transformation}${file.url.slice(known.urlEndpoint.length)}`
    : file.url;
  return localURL(url, known);
}
