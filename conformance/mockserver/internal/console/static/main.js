// @ts-check
// The shell: shows the view that the hash of the location names.
import { account, control } from './api.js';
import { copyButton, el, fill } from './dom.js';
import { go, makeHash, parseHash } from './router.js';
import * as controlView from './control.js';
import * as library from './library.js';
import * as log from './log.js';
import * as workbench from './workbench.js';

/**
 * A view fills the root element and returns a function that stops it. If this function has a property update, the shell
 * calls update(params) instead of starting the view again when only the parameters change.
 * @typedef {{update?: (params: import('./router.js').Params) => void} & (() => void)} Stop
 * @typedef {{show: (root: HTMLElement, params: import('./router.js').Params) => Stop}} View
 */

/** @type {Record<string, View>} */
const views = { library, workbench, log, control: controlView };

const root = /** @type {HTMLElement} */ (document.getElementById('view'));
const referenceLink = /** @type {HTMLAnchorElement} */ (document.getElementById('reference'));
/** @type {Stop|undefined} */
let stop;
let shown = '';

function showHash() {
  const { view, params } = parseHash(location.hash);
  if (!Object.hasOwn(views, view)) {
    go(makeHash('library'), { replace: true });
    return;
  }
  if (view === shown && stop?.update) {
    stop.update(params);
    return;
  }
  stop?.();
  fill(root);
  const changed = shown !== '' && view !== shown;
  shown = view;
  markTab(view);
  root.className = `view-${view}`;
  stop = views[view].show(root, params);
  if (changed) root.focus({ preventScroll: true });
}

/** @param {string} view */
function markTab(view) {
  for (const link of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-view]'))) {
    const current = link.dataset.view === view;
    if (current) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
    if (current) document.title = `${link.textContent} - ImageKit mock server`;
  }
}

/** Prepares the part of the header that shows what a program needs to use the server. */
function prepareAccount() {
  const details = /** @type {HTMLDetailsElement} */ (document.getElementById('account'));
  const list = /** @type {HTMLElement} */ (details.querySelector('dl'));
  details.addEventListener('toggle', () => {
    if (details.open) showAccount(list).catch((error) => showFailure(error.message));
  });
  const close = () => { details.open = false; };
  document.addEventListener('click', ({ target }) => { if (!details.contains(/** @type {Node} */ (target))) close(); });
  details.addEventListener('keydown', ({ key }) => { if (key === 'Escape') close(); });
}

/** Shows the keys and URLs. @param {HTMLElement} list */
async function showAccount(list) {
  /** @type {import('./api.js').Account} */
  const known = await control('GET', 'account'); // the webhook secret changes with the receiver
  const rows = {
    'API and uploads': known.url, 'URL endpoint': known.urlEndpoint,
    'Private key': known.privateKey, 'Public key': known.publicKey, 'Webhook secret': known.webhookSecret,
  };
  fill(list, Object.entries(rows).map(([name, value]) => {
    if (!value) return [el('dt', {}, name), el('dd', {}, 'hidden, because it is not the default')];
    const text = el('code', {}, value);
    const copy = copyButton(`Copy ${name}`, () => value, text, { iconOnly: true, class: 'plain' });
    return [el('dt', {}, name), el('dd', { className: 'row' }, text, copy)];
  }), el('dt', {}, 'API reference'), el('dd', {}, known.docs
    ? el('a', { href: referenceLink.href }, referenceLink.href)
    : ['not here: build it with ', el('code', {}, 'make docs'), ' and start the server with ',
      el('code', {}, '-docs docs/reference/site')]));
}

/** Shows the link to the API reference, if the server has it. */
async function showReferenceLink() {
  const { docs } = await account();
  referenceLink.hidden = !docs;
}

document.querySelector('.skip')?.addEventListener('click', (event) => {
  event.preventDefault(); // the hash names the view
  root.focus();
});
window.addEventListener('hashchange', showHash);
window.addEventListener('error', (event) => showFailure(event.message));
window.addEventListener('unhandledrejection', ({ reason }) => {
  if (reason?.name !== 'AbortError') showFailure(String(reason?.message ?? reason));
});
showHash();
prepareAccount();
showReferenceLink().catch(() => {}); // the view shows the error

/** Shows an error of the page itself. @param {string} message */
function showFailure(message) {
  root.prepend(el('p', { className: 'error', role: 'alert' }, message));
}
