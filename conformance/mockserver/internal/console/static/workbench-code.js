// @ts-check
// The tabs with the transformation as URL, Go, JavaScript and JSON, and a button that copies.
import { announce, button, copyText, el, fill, newID } from './dom.js';

const names = ['URL', 'Go', 'JavaScript', 'JSON'];

export class Code {
  constructor() {
    this.current = 'Go';
    /** @type {Record<string, string>} */
    this.texts = {};
    /** @type {Record<string, string>} */
    this.problems = {};
    const id = newID('code');
    this.tabs = names.map((name) =>
      el(
        'button',
        {
          type: 'button',
          role: 'tab',
          id: `${id}-${name}`,
          'aria-controls': `${id}-panel`,
          onClick: () => this.select(name),
          onKeydown: (/** @type {KeyboardEvent} */ event) => this.move(event, name),
        },
        name,
      ),
    );
    this.text = el('code', {});
    this.copied = el('span', { className: 'muted', role: 'status' });
    this.copyButton = button('Copy', () => this.copy(), { icon: 'copy' });
    this.panel = el(
      'div',
      { role: 'tabpanel', id: `${id}-panel` },
      el('pre', { tabIndex: 0, role: 'region', 'aria-label': 'Code' }, this.text),
    );
    this.element = el(
      'section',
      { className: 'panel wb-code', 'aria-labelledby': `${id}-title` },
      el('h2', { id: `${id}-title` }, 'Code that makes this URL'),
      el(
        'div',
        { className: 'wb-code-head' },
        el('div', { role: 'tablist', 'aria-label': 'Language', className: 'wb-tabs' }, this.tabs),
        el('span', { className: 'row' }, this.copied, this.copyButton),
      ),
      this.panel,
    );
    this.draw();
  }

  /** Shows the code of a transformation. @param {any} explained */
  show(explained) {
    const { code, urls, errors } = explained;
    const problem = errors.length ? 'There is no code for a transformation with errors.' : '';
    const noJSON = code.jsonError ? `Not possible as JSON: ${code.jsonError}.` : '';
    this.texts = {
      URL: [urls.path && `in the path\n${urls.path}`, urls.query && `in the query\n${urls.query}`]
        .filter(Boolean)
        .join('\n\n'),
      Go: code.go ?? '',
      JavaScript: code.javascript ?? '',
      JSON: code.json ?? '',
    };
    this.problems = { URL: '', Go: problem, JavaScript: problem || noJSON, JSON: problem || noJSON };
    this.url = urls;
    this.draw();
  }

  /** @param {string} name */
  select(name) {
    this.current = name;
    this.draw();
  }

  /** Moves between the tabs with the arrow keys. @param {KeyboardEvent} event @param {string} name */
  move(event, name) {
    const steps = { ArrowRight: 1, ArrowLeft: -1 };
    const step = steps[/** @type {'ArrowRight'} */ (event.key)];
    if (!step) return;
    event.preventDefault();
    const next = (names.indexOf(name) + step + names.length) % names.length;
    this.select(names[next]);
    this.tabs[next].focus();
  }

  draw() {
    names.forEach((name, i) => {
      this.tabs[i].setAttribute('aria-selected', String(name === this.current));
      this.tabs[i].tabIndex = name === this.current ? 0 : -1;
    });
    this.panel.setAttribute('aria-labelledby', this.tabs[names.indexOf(this.current)].id);
    const text = this.texts[this.current];
    fill(this.text, text || this.problems[this.current] || '');
    this.copyButton.disabled = !text;
    this.copied.textContent = '';
  }

  async copy() {
    const text = this.current === 'URL' ? this.url?.path || this.url?.query || '' : this.texts[this.current];
    const done = await copyText(text);
    this.copied.textContent = done ? `Copied ${this.current}` : 'Not possible here: select the text and copy it';
    if (!done) announce('The browser does not allow copying');
  }
}
