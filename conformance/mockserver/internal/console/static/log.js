// @ts-check
import { el, fill } from './dom.js';

/** Shows the view. @param {HTMLElement} root @param {import('./router.js').Params} params */
export function show(root, params) {
  fill(root, el('h1', {}, 'Log'), el('p', {}, params.path));
  return () => {};
}
