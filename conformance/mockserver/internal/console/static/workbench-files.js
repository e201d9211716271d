// @ts-check
// The choice of a picture of the library, with suggestions, and a sample if the library has none.
import { api, control } from './api.js';
import { el, fill, newID } from './dom.js';
import { drawSample } from './library-sample.js';

const most = 100;

/** The picture with which the workbench begins, if the library has it: that of the demo. */
const preferred = 'coffee';

/**
 * Returns the paths of pictures and videos in the library whose names contain a text.
 * @param {string} text @param {AbortSignal} signal @returns {Promise<string[]>}
 */
export async function findFiles(text, signal) {
  const words = text.split('/').pop()?.replace(/["\\]/g, '') ?? '';
  const query = { limit: most, searchQuery: words && `name : "${words}"` };
  const files = await api('GET', 'v1/files', undefined, { query, signal });
  return files
    .filter((/** @type {any} */ file) => /^(image|video)\//.test(file.mime ?? '') || file.fileType === 'image')
    .map((/** @type {any} */ file) => file.filePath);
}

/** Returns the path with which the workbench begins, or undefined. @param {AbortSignal} signal */
export async function firstFile(signal) {
  const files = await findFiles('', signal);
  return files.find((path) => path.includes(preferred)) ?? files[0];
}

/**
 * Makes the field for the path of a picture. It suggests files while one writes.
 * @param {(path: string) => void} choose is called with a path that the library has or that was entered, or without one
 *   when the field was emptied
 * @param {AbortSignal} signal ends requests
 * @param {string} [value] the first path
 */
export function fileField(choose, signal, value = '') {
  const list = el('datalist', { id: newID('wb-files') });
  /** @type {Set<string>} */
  let known = new Set();
  let timer = 0;
  let chosen = pathOf(value);
  const offer = (/** @type {boolean} */ anyway) => {
    const path = pathOf(input.value);
    if (path === chosen || !(known.has(path) || anyway)) return;
    chosen = path;
    choose(path);
  };
  const suggest = async () => {
    const paths = await findFiles(known.has(input.value) ? '' : input.value, signal).catch(() => []);
    known = new Set([...known, ...paths]);
    fill(
      list,
      paths.map((path) => el('option', { value: path })),
    );
    if (document.activeElement === input) offer(false);
  };
  const input = el('input', {
    type: 'text',
    list: list.id,
    value,
    autocomplete: 'off',
    spellcheck: false,
    placeholder: 'Name of a picture',
    onFocus: () => {
      chosen = pathOf(input.value);
      suggest();
    },
    onInput: () => {
      clearTimeout(timer);
      offer(false);
      timer = window.setTimeout(suggest, 200);
    },
    onChange: () => offer(true),
  });
  return { input, list };
}

/** Returns a path with a slash at its beginning, or an empty text. @param {string} text */
const pathOf = (text) => text && `/${text.replace(/^\//, '')}`;

/** Puts a sample into the library, and returns its path. @param {AbortSignal} signal */
export async function addSample(signal) {
  const sample = await drawSample();
  const bytes = new Uint8Array(await sample.arrayBuffer());
  const content = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  const path = `/${sample.name}`;
  await control('POST', 'seed', { files: [{ path, content }] }, { signal });
  return path;
}
