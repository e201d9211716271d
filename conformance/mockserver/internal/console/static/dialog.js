// @ts-check
// Modal dialogs with a form.
import { button, el, errorBox, fill, newID, notify, showError } from './dom.js';

/**
 * Opens a dialog and returns a promise that resolves when it is closed: true after the action, otherwise false. If the
 * action fails, the dialog shows the error and stays open.
 * @param {object} options
 * @param {string} options.title
 * @param {any} [options.content] elements between the title and the buttons
 * @param {string} options.submit the label of the button that runs the action
 * @param {boolean} [options.danger] whether the action destroys something
 * @param {() => any} options.action
 * @param {string} [options.done] what is shown after the action
 * @returns {Promise<boolean>}
 */
export function openDialog({ title, content, submit, danger, action, done }) {
  return new Promise((resolve) => {
    const failure = errorBox();
    const heading = el('h2', { id: newID('dialog') }, title);
    const run = el('button', { type: 'submit', className: danger ? 'danger' : 'primary' }, submit);
    const dialog = el('dialog', { 'aria-labelledby': heading.id, onClose: () => finish(false) });
    const form = el('form', {
      className: 'stack', onSubmit: async (/** @type {Event} */ event) => {
        event.preventDefault();
        showError(failure);
        run.disabled = true;
        try {
          await action();
          if (done) notify(done);
          finish(true);
        } catch (error) {
          run.disabled = false;
          showError(failure, error);
        }
      },
    }, heading, content, failure, el('div', { className: 'row end' }, button('Cancel', () => dialog.close()), run));

    /** @param {boolean} result */
    function finish(result) {
      resolve(result);
      if (dialog.open) dialog.close(); // also moves the focus back
      dialog.remove();
    }
    fill(dialog, form);
    open(dialog);
    form.querySelector('input, select, textarea')?.focus();
  });
}

/** Opens a dialog above the page. @param {any} dialog */
function open(dialog) {
  document.body.append(dialog);
  dialog.showModal();
}

/** Shows something in a dialog that is as wide as the page allows. @param {string} title @param {any} content */
export function showDialog(title, content) {
  const heading = el('h2', { id: newID('dialog') }, title);
  const dialog = el('dialog', { className: 'wide', 'aria-labelledby': heading.id, onClose: () => dialog.remove() },
    el('div', { className: 'stack' },
      el('div', { className: 'row between' }, heading, button('Close', () => dialog.close(), { icon: 'close' })),
      content));
  open(dialog);
}

/**
 * Asks before something is destroyed.
 * @param {string} title @param {string} text @param {string} submit @param {() => any} action @param {string} [done]
 */
export function confirmDialog(title, text, submit, action, done) {
  return openDialog({ title, content: el('p', {}, text), submit, danger: true, action, done });
}
