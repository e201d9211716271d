// @ts-check
// The shell: shows the view that the hash of the location names.
import { account } from './api.js';
import { copyButton, el, fill } from './dom.js';
import { go, makeHash, parseHash } from './router.js';
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
const views = { library, workbench, log };

const root = /** @type {HTMLElement} */ (document.getElementById('view'));
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

/** Shows in the header what a program needs to use the server. */
async function showAccount() {
  const known = await account();
  const rows = {
    'API and uploads': known.url, 'URL endpoint': known.urlEndpoint,
    'Private key': known.privateKey, 'Public key': known.publicKey,
  };
  const details = /** @type {HTMLDetailsElement} */ (document.getElementById('account'));
  const list = /** @type {HTMLElement} */ (details.querySelector('dl'));
  const close = () => { details.open = false; };
  document.addEventListener('click', ({ target }) => { if (!details.contains(/** @type {Node} */ (target))) close(); });
  details.addEventListener('keydown', ({ key }) => { if (key === 'Escape') close(); });
  fill(list, Object.entries(rows).map(([name, value]) => {
    const text = el('code', {}, value);
    const copy = copyButton(`Copy ${name}`, () => value, text, { iconOnly: true, class: 'plain' });
    return [el('dt', {}, name), el('dd', { className: 'row' }, text, copy)];
  }));
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
showAccount().catch((error) => showFailure(error.message));

/** Shows an error of the page itself. @param {string} message */
function showFailure(message) {
  root.prepend(el('p', { className: 'error', role: 'alert' }, message));
}
