// @ts-check
// Uploads as a real web page does them: with parameters that a backend has signed, here the mock server itself.
import { APIError, base, account, control, errorOf, parseJSON } from './api.js';
import { announce, button, el, fill, formatBytes, icon, newID } from './dom.js';
import { makeHash } from './router.js';

/** How many files are uploaded at the same time. */
const parallel = 3;

/** @typedef {{fileName?: string, folder?: string, overwrite?: boolean}} Target */

/** @type {Uploads|undefined} */
let shared;

/**
 * Returns the uploads of the page, which go on while another view is shown.
 * @param {() => string} folder returns the folder that is shown
 * @param {(file: any) => void} uploaded is called after each upload
 */
export function pageUploads(folder, uploaded) {
  shared ??= new Uploads();
  Object.assign(shared, { folder, uploaded, listening: new AbortController() });
  return shared;
}

class Uploads {
  constructor() {
    this.folder = () => '/';
    this.uploaded = (/** @type {any} */ _file) => {};
    this.waiting = /** @type {Array<Upload>} */ ([]);
    this.running = /** @type {Set<Upload>} */ (new Set());
    this.total = 0;
    this.failed = 0;
    this.list = el('ul', { className: 'uploads' });
    this.unique = el('input', { type: 'checkbox', id: newID('unique') });
    this.clear = button('Clear list', () => this.clearDone());
    this.element = el('section', { className: 'panel stack', 'aria-label': 'Uploads', hidden: true },
      el('div', { className: 'row between' }, el('h2', {}, 'Uploads'), this.clear),
      this.list);
    this.listening = new AbortController();
  }

  /** Makes the button that opens the browser's dialog for files. */
  button() {
    const input = el('input', {
      type: 'file', multiple: true, hidden: true, 'aria-label': 'Files to upload',
      onChange: () => {
        this.add([...input.files]);
        input.value = '';
      },
    });
    const hint = el('span', { className: 'hint', id: newID('unique-hint') },
      'Without it, a file of the same name gets a new version.');
    this.unique.setAttribute('aria-describedby', hint.id);
    return el('span', { className: 'row' }, input,
      button('Upload', () => input.click(), { icon: 'upload', class: 'primary' }),
      el('label', { className: 'row check', htmlFor: this.unique.id }, this.unique, 'Unique names'), hint);
  }

  /** Uploads the files that are dropped on an element. @param {HTMLElement} target */
  acceptDrops(target) {
    const { signal } = this.listening;
    const mark = (/** @type {boolean} */ over) => target.classList.toggle('dropping', over);
    target.addEventListener('dragover', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      mark(true);
    }, { signal });
    target.addEventListener('dragleave', (event) => {
      if (!target.contains(/** @type {Node|null} */ (event.relatedTarget))) mark(false);
    }, { signal });
    target.addEventListener('drop', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      mark(false);
      this.add(droppedFiles(event.dataTransfer));
    }, { signal });
  }

  /** Adds files to the queue. @param {Array<File>} files @param {Target} [target] */
  add(files, target = {}) {
    for (const file of files) {
      const upload = new Upload(file, {
        folder: this.folder(), overwrite: !this.unique.checked, ...target,
      });
      upload.onAbort = () => this.end(upload);
      this.waiting.push(upload);
      this.list.append(upload.element);
      this.total += 1;
    }
    this.element.hidden = this.total === 0;
    this.startNext();
  }

  startNext() {
    while (this.running.size < parallel && this.waiting.length > 0) {
      const upload = /** @type {Upload} */ (this.waiting.shift());
      this.running.add(upload);
      upload.run()
        .then((file) => this.uploaded(file), () => { this.failed += upload.aborted ? 0 : 1; })
        .finally(() => this.end(upload));
    }
  }

  /** @param {Upload} upload */
  end(upload) {
    this.waiting = this.waiting.filter((other) => other !== upload);
    if (this.running.delete(upload)) this.startNext();
    if (this.running.size === 0 && this.waiting.length === 0) {
      announce(this.failed ? `Uploads finished, ${this.failed} failed` : 'All uploads finished');
    }
  }

  clearDone() {
    for (const item of this.list.querySelectorAll('.done')) item.remove();
    this.total = this.list.children.length;
    this.failed = 0;
    this.element.hidden = this.total === 0;
  }

  /** Ends the connection with the view, but not the uploads. */
  detach() {
    this.listening.abort();
    this.uploaded = () => {};
  }
}

/** Returns the files of a drop, without folders. @param {DataTransfer|null} transfer */
function droppedFiles(transfer) {
  return [...(transfer?.items ?? [])]
    .filter((item) => item.kind === 'file' && !item.webkitGetAsEntry()?.isDirectory)
    .map((item) => /** @type {File} */ (item.getAsFile()));
}

class Upload {
  /** @param {File} file @param {Target} target */
  constructor(file, target) {
    this.file = file;
    this.target = target;
    this.name = target.fileName ?? file.name;
    this.request = new XMLHttpRequest();
    this.aborted = false;
    this.onAbort = () => {};
    this.progress = el('progress', { max: 1, value: 0, 'aria-label': `Upload of ${this.name}` });
    this.state = el('span', { className: 'muted' }, 'waiting');
    this.stopButton = button(`Cancel the upload of ${this.name}`, () => this.abort(), {
      icon: 'close', iconOnly: true, class: 'plain',
    });
    this.label = el('span', { className: 'name' }, this.name);
    this.element = el('li', {},
      icon('file'), this.label, this.progress, this.state, this.stopButton);
  }

  abort() {
    this.aborted = true;
    this.request.abort();
    this.finish('cancelled');
    this.onAbort();
  }

  /** Uploads the file and returns what the API answers. */
  async run() {
    try {
      const [known, signed] = await Promise.all([account(), control('GET', 'upload-parameters')]);
      if (this.aborted) throw new APIError(0, 'cancelled');
      this.state.textContent = `0 % of ${formatBytes(this.file.size)}`;
      const result = await this.post(this.form(known, signed));
      const version = result.versionInfo?.name ?? '';
      const isNew = version === '' || version === 'Version 1';
      const state = isNew ? 'uploaded' : `uploaded as ${version} of the file with this name`;
      this.finish(el('span', { className: 'badge ok' }, state), result);
      return result;
    } catch (error) {
      const { message } = /** @type {Error} */ (error);
      this.finish(this.aborted ? 'cancelled' : el('span', { className: 'error' }, message));
      throw error;
    }
  }

  /**
   * The file is the last field, so that the server can check the others before it has read the file.
   * @param {any} known
   * @param {any} signed
   */
  form(known, signed) {
    const form = new FormData();
    const fields = {
      publicKey: known.publicKey, ...signed, fileName: this.name, folder: this.target.folder,
      useUniqueFileName: String(!this.target.overwrite),
    };
    for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
    form.append('file', this.file);
    return form;
  }

  /** @param {FormData} form @returns {Promise<any>} */
  post(form) {
    const { request } = this;
    return new Promise((resolve, reject) => {
      request.upload.addEventListener('progress', ({ loaded, total }) => {
        this.progress.value = total ? loaded / total : 0;
        this.state.textContent = loaded < total ? `${Math.floor((100 * loaded) / total)} %` : 'processing';
      });
      request.addEventListener('load', () => {
        const value = parseJSON(request.responseText);
        if (request.status < 300) resolve(value);
        else reject(errorOf(request.status, value, request.responseText, request.getResponseHeader('X-Mock-Detail')));
      });
      request.addEventListener('error', () => reject(new APIError(0, 'The connection broke.')));
      request.addEventListener('abort', () => reject(new APIError(0, 'cancelled')));
      request.open('POST', `${base}api/v1/files/upload`);
      request.send(form);
    });
  }

  /** Shows how the upload has ended. @param {string|HTMLElement} state @param {any} [file] that was uploaded */
  finish(state, file) {
    if (file) {
      const folder = file.filePath.slice(0, file.filePath.lastIndexOf('/'));
      fill(this.label, el('a', { href: makeHash('library', folder, { file: file.fileId }) }, file.name));
    }
    this.element.classList.add('done');
    fill(this.state, state);
    this.progress.remove();
    this.stopButton.remove();
  }
}
