// @ts-check
// The choice of a picture of the library, with suggestions, and a sample if the library has none.
import { api, control } from './api.js';
import { el, fill } from './dom.js';

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
  return files.filter((/** @type {any} */ file) => /^(image|video)\//.test(file.mime ?? '') || file.fileType === 'image')
    .map((/** @type {any} */ file) => file.filePath);
}

/** Returns the path with which the workbench begins, or undefined. @param {AbortSignal} signal */
export async function firstFile(signal) {
  const files = await findFiles('', signal);
  return files.find((path) => path.includes(preferred)) ?? files[0];
}

/**
 * Makes the field for the path of a picture. It suggests files while one writes.
 * @param {(path: string) => void} choose is called with a path that the library has or that was entered
 * @param {AbortSignal} signal ends requests
 */
export function fileField(choose, signal) {
  const list = el('datalist', { id: 'wb-files' });
  /** @type {Set<string>} */
  let known = new Set();
  let timer = 0;
  let chosen = '';
  const offer = (/** @type {boolean} */ anyway) => {
    const path = input.value && `/${input.value.replace(/^\//, '')}`;
    if (!path || path === chosen || !(known.has(path) || anyway)) return;
    chosen = path;
    choose(path);
  };
  const suggest = async () => {
    const paths = await findFiles(known.has(input.value) ? '' : input.value, signal).catch(() => []);
    known = new Set([...known, ...paths]);
    fill(list, paths.map((path) => el('option', { value: path })));
    if (document.activeElement === input) offer(false);
  };
  const input = el('input', {
    type: 'text', list: 'wb-files', autocomplete: 'off', spellcheck: false, placeholder: 'Name of a picture',
    onFocus: () => {
      chosen = input.value;
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

/** Puts a sample into the library, and returns its path. @param {AbortSignal} signal */
export async function addSample(signal) {
  const drawing = draw();
  const content = drawing.toDataURL('image/png').replace(/^.*,/, '');
  const path = '/sample.png';
  await control('POST', 'seed', { files: [{ path, content }] }, { signal });
  return path;
}

/** Draws hills in the evening. */
function draw() {
  const [width, height] = [960, 640];
  const drawing = el('canvas', { width, height });
  const pen = /** @type {CanvasRenderingContext2D} */ (drawing.getContext('2d'));
  const sky = pen.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, '#274b8f');
  sky.addColorStop(0.6, '#f2a65a');
  sky.addColorStop(1, '#f9d29d');
  pen.fillStyle = sky;
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = '#fff3d0';
  pen.beginPath();
  pen.arc(690, 300, 70, 0, 2 * Math.PI);
  pen.fill();
  for (const [i, color] of ['#6b4f7b', '#4a3a63', '#2b2747'].entries()) {
    pen.fillStyle = color;
    pen.beginPath();
    pen.moveTo(0, height);
    for (let x = 0; x <= width; x += 8) {
      pen.lineTo(x, 380 + i * 80 + Math.sin(x / (150 - i * 25) + i * 2) * (55 - i * 10) + Math.sin(x / 47 + i) * 12);
    }
    pen.lineTo(width, height);
    pen.fill();
  }
  return drawing;
}
