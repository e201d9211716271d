// @ts-check
// The Control view: what changes how the server behaves, and its data.
import * as faults from './control-faults.js';
import * as server from './control-server.js';
import { showSections } from './sections.js';

const sections = {
  faults: { title: 'Faults', show: faults.show },
  server: { title: 'Clock and data', show: server.show },
};

/** Shows the view. @param {HTMLElement} root @param {import('./router.js').Params} params */
export function show(root, params) {
  return showSections(root, params, { view: 'control', title: 'Control', sections });
}
