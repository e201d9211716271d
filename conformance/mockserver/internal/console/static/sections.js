// @ts-check
// Views that consist of sections, such as the log. Each section is a module.
import { el, fill } from './dom.js';
import { go, makeHash } from './router.js';

/**
 * A section fills the root element. It returns functions that stop it and that show other parameters.
 * @typedef {{stop: () => void, update?: (query: URLSearchParams) => void}} Section
 * @typedef {{title: string, show: (root: HTMLElement, query: URLSearchParams) => Section}} SectionModule
 */

/**
 * Shows a view with links to its sections. The path of the hash names the section: #/view/section.
 * @param {HTMLElement} root
 * @param {import('./router.js').Params} params
 * @param {object} about
 * @param {string} about.view its name in the hash
 * @param {string} about.title
 * @param {Record<string, SectionModule>} about.sections the first one is the default
 * @param {Record<string, string>} [about.moved] other views that have sections which were in this one
 */
export function showSections(root, params, { view, title, sections, moved = {} }) {
  const links = Object.entries(sections).map(([name, section]) =>
    el('a', { href: makeHash(view, name), dataset: { section: name } }, section.title));
  const body = el('div', { className: 'stack' });
  /** @type {Section|undefined} */
  let shown;
  let shownName = '';

  /** @param {import('./router.js').Params} to */
  function update({ path, query }) {
    const name = path.split('/')[1] || Object.keys(sections)[0];
    if (!Object.hasOwn(sections, name)) {
      const other = Object.hasOwn(moved, name);
      const hash = other ? makeHash(moved[name], name, Object.fromEntries(query)) : makeHash(view);
      queueMicrotask(() => go(hash, { replace: true })); // after this view is shown
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

  fill(root, el('h1', { className: 'visually-hidden' }, title),
    el('nav', { className: 'sections', 'aria-label': `Sections of ${title}` }, links), body);
  update(params);
  return Object.assign(() => shown?.stop(), { update });
}
