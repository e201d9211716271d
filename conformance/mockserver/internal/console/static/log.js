// @ts-check
// The Log view: requests, webhooks, faults, and the clock and the data of the server. Each section is a module.
import { el, fill } from './dom.js';
import { go, makeHash } from './router.js';
import * as faults from './control-faults.js';
import * as requests from './log-requests.js';
import * as server from './control-server.js';
import * as webhooks from './log-webhooks.js';

/**
 * A section fills the root element. It returns functions that stop it and that show other parameters.
 * @typedef {{stop: () => void, update?: (query: URLSearchParams) => void}} Section
 * @typedef {{title: string, show: (root: HTMLElement, query: URLSearchParams) => Section}} SectionModule
 */

/** @type {Record<string, SectionModule>} */
const sections = {
  requests: { title: 'Requests', show: requests.show },
  webhooks: { title: 'Webhooks', show: webhooks.show },
  faults: { title: 'Faults', show: faults.show },
  server: { title: 'Clock and data', show: server.show },
};

/** Shows the view. @param {HTMLElement} root @param {import('./router.js').Params} params */
export function show(root, params) {
  const links = Object.entries(sections).map(([name, { title }]) => el('a', { href: makeHash('log', name), dataset: { section: name } }, title));
  const body = el('div', { className: 'stack' });
  /** @type {Section|undefined} */
  let shown;
  let shownName = '';

  /** @param {import('./router.js').Params} to */
  function update({ path, query }) {
    const name = path.split('/')[1] || 'requests';
    if (!Object.hasOwn(sections, name)) {
      go(makeHash('log'), { replace: true });
      return;
    }
    if (name === shownName && shown?.update) {
      shown.update(query);
      return;
    }
    shown?.stop();
    shownName = name;
    for (const link of links) {
      if (link.dataset.section === name) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    fill(body);
    shown = sections[name].show(body, query);
  }

  fill(root, el('h1', { className: 'visually-hidden' }, 'Log'),
    el('nav', { className: 'sections', 'aria-label': 'Sections of the log' }, links), body);
  update(params);
  return Object.assign(() => shown?.stop(), { update });
}
