// @ts-check
// The Log view: what the server has received and sent.
import * as requests from './log-requests.js';
import * as webhooks from './log-webhooks.js';
import { showSections } from './sections.js';

const sections = {
  requests: { title: 'Requests', show: requests.show },
  webhooks: { title: 'Webhooks', show: webhooks.show },
};

/** Sections that were in this view. Links to them still work. */
const moved = { faults: 'control', server: 'control' };

/** Shows the view. @param {HTMLElement} root @param {import('./router.js').Params} params */
export function show(root, params) {
  return showSections(root, params, { view: 'log', title: 'Log', sections, moved });
}
