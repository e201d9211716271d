// @ts-check
// The workbench: a picture of the library, a transformation as forms and as a URL, and what the server makes of it. The
// URL is in the hash, so that a link shows the same.
import { account, control, withoutSecrets } from './api.js';
import { button, el, errorBox, field, fill, showError } from './dom.js';
import { makeHash } from './router.js';
import { Code } from './workbench-code.js';
import { addSample, fileField, firstFile } from './workbench-files.js';
import { stepsOf, textOf, update } from './workbench-model.js';
import { Picture } from './workbench-picture.js';
import { StepsEditor } from './workbench-steps.js';
import { loadTable } from './workbench-table.js';

const delay = 200; // milliseconds without a change, before the server is asked

/** The URL that was shown last. The view shows it again if the hash has none. */
let last = '';

/** Shows the view. @param {HTMLElement} root @param {import('./router.js').Params} params */
export function show(root, params) {
  const abort = new AbortController();
  const failure = errorBox();
  fill(root, el('h1', {}, 'Workbench'), failure, el('p', { className: 'muted', role: 'status' }, 'Loading…'));
  /** @type {Workbench|undefined} */
  let workbench;
  Promise.all([account(), loadTable(abort.signal)])
    .then(([known, table]) => {
      if (abort.signal.aborted) return undefined;
      workbench = new Workbench(known, table, abort.signal);
      fill(root, workbench.element);
      return workbench.open(params);
    })
    .catch((error) => showError(failure, error));
  const stop = () => {
    abort.abort();
    workbench?.stop();
  };
  return Object.assign(stop, {
    update: (/** @type {import('./router.js').Params} */ next) => {
      workbench?.open(next);
    },
  });
}

class Workbench {
  /**
   * @param {import('./api.js').Account} known
   * @param {import('./workbench-table.js').Table} table
   * @param {AbortSignal} signal
   */
  constructor(known, table, signal) {
    this.account = known;
    this.signal = signal;
    this.path = '';
    this.position = 'path';
    this.url = '';
    this.timer = 0;
    this.asked = 0;
    this.editor = new StepsEditor(table, () => this.later(() => this.explainSteps()), signal);
    this.picture = new Picture(known);
    this.code = new Code();
    this.remarks = el('ul', { className: 'wb-remarks', 'aria-live': 'polite' });
    this.error = errorBox();
    this.file = fileField((path) => { if (path) this.choose(path); }, signal);
    this.address = el('textarea', {
      rows: 2,
      spellcheck: false,
      className: 'mono',
      'aria-describedby': this.error.id,
      onInput: () => this.later(() => this.explainURL(this.address.value.trim())),
      onKeydown: (/** @type {KeyboardEvent} */ event) => event.key === 'Enter' && event.preventDefault(),
    });
    const move = () => {
      this.position = this.positions.value;
      this.explainSteps();
    };
    this.positions = el(
      'select',
      { onChange: move },
      el('option', { value: 'path' }, 'path of the URL'),
      el('option', { value: 'query' }, 'query parameter tr'),
    );
    this.empty = el('div', { className: 'notice', hidden: true });
    this.body = el('div', { hidden: true });
    this.element = this.layout();
  }

  layout() {
    const editor = el(
      'section',
      { className: 'panel wb-editor', 'aria-labelledby': 'wb-steps-title' },
      el('h2', { id: 'wb-steps-title' }, 'Transformation'),
      this.editor.element,
    );
    const results = el('div', { className: 'wb-results' }, this.picture.element, this.code.element);
    fill(
      this.body,
      el(
        'section',
        { className: 'panel wb-source', 'aria-label': 'Picture and URL' },
        el('div', {}, field('Picture in the library', this.file.input), this.file.list),
        el('div', {}, field('Place of the transformation', this.positions)),
        el(
          'div',
          { className: 'wb-address' },
          field('URL', this.address, 'Change it, or paste one of your own: it is explained and rendered.'),
          this.error,
          this.remarks,
        ),
      ),
      el('div', { className: 'wb-columns' }, editor, results),
    );
    const narrow = matchMedia('(max-width: 60rem)'); // as in workbench.css
    const arrange = () =>
      narrow.matches ? editor.before(this.picture.element) : results.prepend(this.picture.element);
    narrow.addEventListener('change', arrange, { signal: this.signal });
    arrange();
    return el('div', {}, el('h1', {}, 'Workbench'), this.empty, this.body);
  }

  stop() {
    clearTimeout(this.timer);
    this.picture.stop();
  }

  /** Opens what the hash says: a URL, a path, or the first picture. @param {import('./router.js').Params} params */
  async open({ path, query }) {
    const url = query.get('url');
    if (url !== null && url === this.url) return;
    if (url) await this.explainURL(url);
    else if (path !== '/') this.choose(path);
    else if (last) await this.explainURL(last);
    else await this.openFirst();
  }

  /** Shows the forms, when there is something to show. */
  begin() {
    this.empty.hidden = true;
    this.body.hidden = false;
  }

  async openFirst() {
    const path = await firstFile(this.signal).catch((error) => {
      this.begin();
      showError(this.error, error);
    });
    if (path) this.choose(path);
    if (path || !this.body.hidden) return;
    this.empty.hidden = false;
    const problem = errorBox();
    fill(
      this.empty,
      el(
        'p',
        {},
        'The library has no pictures yet. Upload one in the ',
        el('a', { href: makeHash('library') }, 'library'),
        ', or begin with a sample.',
      ),
      button('Use a sample picture', () => this.useSample().catch((error) => showError(problem, error)), {
        class: 'primary',
      }),
      problem,
    );
  }

  async useSample() {
    this.choose(await addSample(this.signal));
    /** @type {HTMLElement|null} */ (this.element.querySelector('.wb-adder select'))?.focus();
  }

  /** Shows another picture with the same transformation. @param {string} path */
  choose(path) {
    this.begin();
    this.path = path;
    this.file.input.value = path;
    if (this.editor.shown.size === 0) this.editor.show(this.editor.steps, assetOf(path));
    this.explainSteps();
  }

  /** Does something soon, unless there is another change before. @param {() => void} act */
  later(act) {
    this.asked += 1; // an earlier answer must not replace what is being written
    clearTimeout(this.timer);
    this.timer = window.setTimeout(act, delay);
  }

  /** Asks the server about the forms. */
  async explainSteps() {
    if (!this.path) return;
    const explained = await this.explain({
      path: this.path,
      chain: textOf(this.editor.steps),
      position: this.position,
    });
    if (!explained) return;
    update(this.editor.steps, stepsOf(explained.steps));
    const { urls } = explained;
    this.address.value = (this.position === 'query' ? urls.query || urls.path : urls.path || urls.query) ?? '';
    this.display(explained, this.address.value);
  }

  /** Asks the server about a URL. @param {string} url */
  async explainURL(url) {
    this.begin();
    if (!url) return;
    if (this.address.value.trim() !== url) this.address.value = url;
    const explained = await this.explain({ url });
    if (!explained) return;
    this.path = explained.path;
    this.file.input.value = explained.path;
    this.position = explained.position || this.position;
    this.positions.value = this.position;
    this.editor.show(stepsOf(explained.steps), assetOf(explained.path));
    const isOurs = url.startsWith(`${this.account.urlEndpoint}/`);
    this.display(explained, isOurs ? url : (explained.urls[this.position] ?? ''));
  }

  /** Returns the explanation, or undefined if there is an error or a later question. @param {any} question */
  async explain(question) {
    clearTimeout(this.timer);
    this.asked += 1;
    const { asked } = this;
    try {
      const explained = await control('POST', 'explain', question, { signal: this.signal });
      return asked === this.asked ? explained : undefined;
    } catch (error) {
      if (asked === this.asked) showError(this.error, error);
      return undefined;
    }
  }

  /** Shows an explanation, and the picture of a URL. @param {any} explained @param {string} url */
  display(explained, url) {
    this.url = withoutSecrets(this.address.value.trim(), this.account);
    this.begin();
    this.editor.decorate();
    this.code.show(explained);
    this.displayErrors(explained);
    const signed = explained.signed
      ? [
          'The URL is signed. A changed URL has no signature.',
          'The signature is not in the address of this page: a link to it opens the URL without one.',
        ]
      : [];
    const remarks = [...explained.remarks, ...signed];
    fill(this.remarks, remarks.map((remark) => el('li', {}, remark)));
    const original = explained.urls.query?.replace(/\?.*$/s, '') || this.account.urlEndpoint + explained.path;
    if (url) this.picture.show(url, original);
    last = this.address.value.trim();
    history.replaceState(null, '', makeHash('workbench', '/', { url: this.url }));
  }

  /** @param {any} explained */
  displayErrors({ errors }) {
    this.address.setAttribute('aria-invalid', String(errors.length > 0));
    showError(this.error, errors.length ? ' ' : undefined);
    if (!errors.length) return;
    fill(
      this.error,
      errors.map((/** @type {any} */ error) =>
        el(
          'span',
          { className: 'wb-problem' },
          `${error.step ? `Step ${error.step}: ` : ''}${error.message} `,
          this.placeButton(error),
        ),
      ),
    );
  }

  /** Makes a button that selects the place of an error in the URL. @param {any} error */
  placeButton(error) {
    const range = error.inUrl ?? this.rangeInAddress(error.place);
    return (
      range &&
      button(
        'Show in the URL',
        () => {
          this.address.focus();
          this.address.setSelectionRange(range.start, range.end);
        },
        { class: 'wb-link' },
      )
    );
  }

  /** Returns the place of a part of the transformation in the URL, if it is not encoded. @param {any} place */
  rangeInAddress(place) {
    const text = textOf(this.editor.steps);
    const start = place ? this.address.value.indexOf(text) : -1;
    return start < 0 ? undefined : { start: start + place.start, end: start + place.end };
  }
}

/** Returns the kind of a file: image or video. @param {string} path */
function assetOf(path) {
  return /\.(mp4|webm|mov|m4v|mkv|avi|ogv)$/i.test(path) ? 'video' : 'image';
}
