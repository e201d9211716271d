// @ts-check
// Pictures of files.
import { control, localURL } from './api.js';
import { el, icon } from './dom.js';
import { isPicture, renditionURL } from './library-load.js';

/**
 * Makes the picture of a file, rendered by the server; an icon for files that are no pictures or are not delivered.
 * @param {any} file @param {string} transformation such as w-100
 * @param {string} alt the text for those who do not see it; empty beside the file's name
 * @param {import('./api.js').Account} known
 * @param {Record<string, any>} [properties] of the img element
 */
export function picture(file, transformation, alt, known, properties = {}) {
  if (!isPicture(file)) return icon('file');
  const img = el('img', { alt, decoding: 'async', ...properties });
  const giveUp = () => img.replaceWith(icon('file'));
  img.addEventListener('error', giveUp);
  if (file.isPrivateFile) loadableURL(file, transformation, known).then((url) => { img.src = url; }, giveUp);
  else img.src = renditionURL(file, transformation, known);
  return img;
}

/**
 * Returns the URL under which this page can load a rendition of a file. That of a private file is signed.
 * @param {any} file @param {string} transformation such as w-100, or an empty string for the original
 * @param {import('./api.js').Account} known
 * @returns {Promise<string>}
 */
export async function loadableURL(file, transformation, known) {
  const url = renditionURL(file, transformation, known);
  return file.isPrivateFile ? signed(url, known) : url;
}

/**
 * Signs a URL of this page's origin, as private files need it.
 * @param {string} url @param {import('./api.js').Account} known
 */
async function signed(url, known) {
  const local = localURL(known.urlEndpoint, known);
  const result = await control('POST', 'sign', { url: known.urlEndpoint + url.slice(local.length) });
  return localURL(result.url, known);
}
