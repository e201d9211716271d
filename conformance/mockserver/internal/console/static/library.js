// @ts-check
// The Library view: the folders and files of the mock server, through its public API. The location has the folder, the
// search, the page and the file whose details are open: #/library/folder?search=...&page=2&file=ID.
import { announce, button, el, errorBox, field, fill, formatBytes, showError } from './dom.js';
import { showDetails } from './library-details.js';
import { openFolderDialog, showFolderActions } from './library-folder.js';
import { load } from './library-load.js';
import { showItems } from './library-list.js';
import { drawSample } from './library-sample.js';
import { pageUploads } from './library-upload.js';
import { go, makeHash } from './router.js';

/** @typedef {import('./router.js').Params} Params */

/** Orders of files, as the API names them. The default is by name, and by relevance for searches. */
const orders = {
  '': 'Default', ASC_NAME: 'Name', DESC_UPDATED: 'Last changed', DESC_CREATED: 'Newest', ASC_CREATED: 'Oldest',
  DESC_SIZE: 'Largest',
};

/** Shows the view. @param {HTMLElement} root @param {Params} params */
export function show(root, params) {
  const view = new Library(root, params);
  return Object.assign(() => view.stop(), { update: (/** @type {Params} */ next) => view.update(next) });
}

class Library {
  /** @param {HTMLElement} root @param {Params} params */
  constructor(root, params) {
    this.params = params;
    this.loading = new AbortController();
    this.shownBar = '';
    this.soon = 0;
    /** @type {{reload?: () => void} & (() => void)} */
    this.stopDetails = () => {};
    this.uploads = pageUploads(() => this.params.path, (file) => this.afterUpload(file));
    this.searchError = errorBox();
    this.listError = errorBox();
    this.suggestion = el('div', { hidden: true });
    this.crumbs = el('nav', { 'aria-label': 'Folder' });
    this.actions = el('div', { className: 'row' });
    this.items = el('div', { className: 'items' });
    this.pager = el('nav', { className: 'row', 'aria-label': 'Pages' });
    this.details = el('aside', { className: 'panel details', 'aria-label': 'Details', hidden: true });
    this.list = el('section', { className: 'list stack', tabIndex: -1, 'aria-label': 'Files and folders' },
      this.listError, this.items, this.pager);
    this.build(root);
    this.uploads.acceptDrops(root);
    this.update(params, true);
  }

  /** @param {HTMLElement} root */
  build(root) {
    this.search = el('input', { type: 'search', spellcheck: false, autocomplete: 'off', className: 'mono' });
    this.order = el('select', { onChange: () => this.goTo({ sort: this.order.value, page: '' }) },
      Object.entries(orders).map(([value, text]) => el('option', { value }, text)));
    const onSubmit = (/** @type {Event} */ event) => this.submit(event);
    const form = el('form', { className: 'search', role: 'search', onSubmit },
      field('Search the whole library', this.search,
        'A searchQuery, such as name : "cof", tags IN ["red"], size > "1mb" or createdAt > "7d"'),
      el('button', { type: 'submit' }, 'Search'),
      field('Order', this.order));
    this.search.setAttribute('aria-errormessage', this.searchError.id);
    fill(root,
      el('h1', { className: 'visually-hidden' }, 'Library'),
      el('div', { className: 'row bar' }, this.crumbs, this.actions),
      form, this.searchError, this.suggestion, this.uploads.element,
      this.body = el('div', { className: 'library' }, this.list, this.details));
  }

  /** @param {Event} event */
  submit(event) {
    event.preventDefault();
    const search = this.search.value.trim();
    if (search === (this.params.query.get('search') ?? '')) this.reload();
    else this.goTo({ search, page: '', file: '' });
  }

  /**
   * Goes to the current location with other values in its query.
   * @param {Record<string, string>} changes
   * @param {string} [path]
   */
  goTo(changes, path = this.params.path) {
    go(this.hash(changes, path));
  }

  /** @param {Record<string, string>} changes @param {string} [path] */
  hash(changes, path = this.params.path) {
    return makeHash('library', path, { ...Object.fromEntries(this.params.query), ...changes });
  }

  /** Shows what has changed in the location. @param {Params} params @param {boolean} [first] */
  update(params, first = false) {
    const listOf = (/** @type {Params} */ { path, query }) =>
      [path, query.get('search'), query.get('page'), query.get('sort')].join('\n');
    const fileOf = (/** @type {Params} */ p) => p.query.get('file') ?? '';
    const [before, old] = [listOf(this.params), fileOf(this.params)];
    this.params = params;
    if (first || before !== listOf(params)) this.reload();
    if (first || old !== fileOf(params)) this.openFile(fileOf(params), old);
    this.markCurrent();
  }

  /** Reads the list. @param {{quiet?: boolean}} [options] quiet: the result is not announced */
  async reload({ quiet = false } = {}) {
    this.loading.abort();
    this.loading = new AbortController();
    const { signal } = this.loading;
    const { path, query } = this.params;
    const search = query.get('search') ?? '';
    const sort = query.get('sort') ?? '';
    this.search.value = search;
    this.order.value = sort;
    this.showBar(path, search, sort);
    this.clearErrors();
    this.items.setAttribute('aria-busy', 'true');
    const page = Math.max(1, Number(query.get('page')) || 1);
    try {
      const result = await load({ path, search, sort, page, signal });
      const text = this.showPage(result, page, search);
      if (!quiet) announce(text);
    } catch (error) {
      if (signal.aborted) return; // another list is loaded
      this.fail(error, search);
    }
    this.items.removeAttribute('aria-busy');
  }

  /** @param {import('./library-load.js').Page} result @param {number} page @param {string} search */
  showPage(result, page, search) {
    const count = result.items.length;
    const { activeElement } = document;
    const focused = this.items.contains(activeElement) ? activeElement?.getAttribute('href') : undefined;
    showItems(this.items, result, this.hash.bind(this), search !== '',
      async () => this.uploads.add([await drawSample()]));
    const label = `${count} ${count === 1 ? 'item' : 'items'}`;
    const size = result.items.reduce((sum, item) => sum + (item.size ?? 0), 0);
    const severalPages = page > 1 || result.more;
    this.pager.hidden = count === 0 && !severalPages;
    const turn = (/** @type {string} */ text, /** @type {number} */ to, /** @type {boolean} */ disabled) =>
      severalPages && button(text, () => this.goTo({ page: String(to) }), { disabled });
    fill(this.pager,
      turn('Previous page', page - 1, page <= 1),
      el('span', { className: 'muted' }, severalPages && `Page ${page}, `, label, size > 0 && `, ${formatBytes(size)}`),
      turn('Next page', page + 1, !result.more));
    this.markCurrent();
    if (focused !== undefined) this.focusItem(focused);
    return search ? `${label} found` : label;
  }

  /** @param {any} error @param {string} search */
  fail(error, search) {
    fill(this.items, !search && button('Try again', () => this.reload()));
    fill(this.pager);
    showError(search ? this.searchError : this.listError, error);
    this.search.setAttribute('aria-invalid', String(search !== ''));
    if (search) this.explain(error, search);
  }

  /**
   * Shows where the error is, and offers the search that a plain word probably means.
   * @param {Error} error
   * @param {string} search
   */
  explain(error, search) {
    const at = Number(/at character (\d+)/i.exec(error.message)?.[1] ?? 0) - 1;
    const query = `name : "${search}"`;
    const characters = [...search]; // as the server counts them
    fill(this.suggestion,
      at >= 0 && el('p', { className: 'mono place' }, characters.slice(0, at).join(''),
        el('mark', {}, characters.slice(at).join('') || ' ')),
      !/["\[\]=:<>]/.test(search) &&
        el('p', {}, 'Search for names that begin with it: ', el('a', { href: this.hash({ search: query }) }, query)));
    this.suggestion.hidden = false;
  }

  clearErrors() {
    showError(this.searchError);
    showError(this.listError);
    this.search.removeAttribute('aria-invalid');
    this.suggestion.hidden = true;
  }

  /**
   * Shows where the user is, and the buttons for it.
   * @param {string} path
   * @param {string} search
   * @param {string} sort which links keep
   */
  showBar(path, search, sort) {
    const shown = [path, search, sort].join('\n');
    if (this.shownBar === shown) return; // keep the focus
    this.shownBar = shown;
    const names = path.split('/').filter(Boolean);
    const crumb = (/** @type {string} */ name, /** @type {string} */ to, /** @type {boolean} */ last) => {
      const href = this.hash({ search: '', page: '', file: '' }, to);
      return el('li', {}, el('a', { href, 'aria-current': last ? 'location' : undefined }, name));
    };
    fill(this.crumbs, el('ol', { className: 'crumbs' },
      crumb('Library', '/', names.length === 0 && !search),
      names.map((name, i) => crumb(name, `/${names.slice(0, i + 1).join('/')}`, i === names.length - 1 && !search)),
      search && el('li', { 'aria-current': 'location' }, 'Search results')));
    fill(this.actions,
      this.uploads.button(),
      button('New folder', () => openFolderDialog(path, () => this.reload({ quiet: true })), { icon: 'plus' }),
      names.length > 0 && !search && showFolderActions(path, (to) => this.goTo({ page: '', file: '' }, to)));
  }

  /** @param {string} id @param {string} old the file that was open before */
  openFile(id, old) {
    this.stopDetails();
    this.details.hidden = !id;
    this.body.classList.toggle('has-details', id !== '');
    fill(this.details);
    if (!id) {
      if (old) (this.linkTo(old) ?? this.list).focus();
      return;
    }
    this.stopDetails = showDetails(this.details, id, {
      close: () => this.goTo({ file: '' }),
      changed: () => this.reload({ quiet: true }),
      upload: (file, name, folder) => this.uploads.add([file], { fileName: name, folder, overwrite: true }),
    });
  }

  /** @param {string} id */
  linkTo(id) {
    const links = [.../** @type {NodeListOf<HTMLElement>} */ (this.items.querySelectorAll('[data-file]'))];
    return id ? links.find((link) => link.dataset.file === id) : undefined;
  }

  /** Focuses the item with a link, or the list. @param {string|null|undefined} href */
  focusItem(href) {
    const links = [...this.items.querySelectorAll('a')];
    (links.find((link) => link.getAttribute('href') === href) ?? this.list).focus({ preventScroll: true });
  }

  /** Marks the file whose details are open. */
  markCurrent() {
    for (const link of this.items.querySelectorAll('[data-file]')) link.removeAttribute('aria-current');
    this.linkTo(this.params.query.get('file') ?? '')?.setAttribute('aria-current', 'true');
  }

  /** @param {any} file */
  afterUpload(file) {
    clearTimeout(this.soon); // one reload for uploads that end together
    this.soon = setTimeout(() => this.reload({ quiet: true }), 100);
    if (file.fileId === this.params.query.get('file')) this.stopDetails.reload?.();
  }

  stop() {
    this.loading.abort();
    clearTimeout(this.soon);
    this.stopDetails();
    this.uploads.detach();
  }
}

