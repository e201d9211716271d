// @ts-check
// Small functions that make elements. Texts become text nodes, so that data never becomes HTML.

const svgNamespace = 'http://www.w3.org/2000/svg';

/**
 * Makes an element. Properties whose name begins with "on" are listeners; those with a dash, "role", "for" and other
 * names that are no DOM property are attributes. Children that are null, undefined or false are left out.
 * @param {string} tag
 * @param {Record<string, any>} [properties]
 * @param {...(Node|string|number|null|undefined|false|Array<any>)} children
 * @returns {any} the element
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) setProperty(element, name, value);
  append(element, children);
  return element;
}

/** @param {HTMLElement} element @param {string} name @param {any} value */
function setProperty(element, name, value) {
  if (value === undefined || value === null) return;
  if (name.startsWith('on')) {
    element.addEventListener(name.slice(2).toLowerCase(), value);
  } else if (name === 'dataset') {
    Object.assign(element.dataset, value);
  } else if (name in element && !name.includes('-') && !['list', 'form'].includes(name)) {
    /** @type {any} */ (element)[name] = value;
  } else {
    element.setAttribute(name, String(value));
  }
}

/**
 * Appends children. Those that are null, undefined or false are left out.
 * @param {Element} element @param {...any} children
 */
export function append(element, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
}

/** Replaces the children of an element. @param {Element} element @param {...any} children */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
}

/** Makes one of the icons of index.html. It is hidden from screen readers. @param {string} name */
export function icon(name) {
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(svgNamespace, 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.append(use);
  return svg;
}

/**
 * Makes a button. Without a text, the label is its accessible name.
 * @param {string} label
 * @param {(event: Event) => any} onClick
 * @param {{icon?: string, iconOnly?: boolean, class?: string, [property: string]: any}} [options]
 */
export function button(label, onClick, options = {}) {
  const { icon: name, iconOnly, class: className = '', ...properties } = options;
  return el('button', {
    type: 'button', className, onClick, ...(iconOnly && { 'aria-label': label, title: label }), ...properties,
  }, name && icon(name), !iconOnly && label);
}

let ids = 0;

/** Returns an id that no other element has. @param {string} prefix */
export function newID(prefix) {
  ids += 1;
  return `${prefix}-${ids}`;
}

/**
 * Makes a labelled field: the label, the control, and optionally a hint below it.
 * @param {string} label
 * @param {HTMLElement} control such as an input
 * @param {string} [hint]
 */
export function field(label, control, hint) {
  control.id ||= newID('field');
  const help = hint ? el('p', { id: `${control.id}-hint`, className: 'hint' }, hint) : null;
  if (help) control.setAttribute('aria-describedby', help.id);
  return el('div', { className: 'field' }, el('label', { htmlFor: control.id }, label), control, help);
}

/**
 * Makes a place for errors, which screen readers announce. showError fills it.
 * @returns {HTMLElement}
 */
export function errorBox() {
  return el('p', { className: 'error', role: 'alert', id: newID('error'), hidden: true });
}

/** Shows an error in an errorBox, or clears the box. @param {HTMLElement} box @param {any} [error] */
export function showError(box, error) {
  if (error?.name === 'AbortError') return;
  box.textContent = error ? String(error.message ?? error) : '';
  box.hidden = !error;
}

/** Tells a screen reader what has happened. @param {string} text */
export function announce(text) {
  const place = document.getElementById('announcer');
  if (!place) return;
  place.textContent = '';
  requestAnimationFrame(() => { place.textContent = text; });
}

let hiding = 0;

/** Tells everybody for some seconds what has been done. @param {string} text */
export function notify(text) {
  const place = document.getElementById('announcer');
  announce(text);
  place?.classList.remove('visually-hidden');
  clearTimeout(hiding);
  hiding = setTimeout(() => place?.classList.add('visually-hidden'), 5000);
}

/**
 * Makes the rows of a dl. Rows whose value is null, undefined, false or empty are left out.
 * @param {Array<[string, any]>} rows
 */
export function definitions(rows) {
  const filled = rows.filter(([, value]) => ![null, undefined, false, ''].includes(value));
  return filled.map(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]);
}

/** Formats a number of bytes. @param {number} bytes */
export function formatBytes(bytes) {
  if (!(bytes >= 1000)) return `${bytes ?? 0} ${bytes === 1 ? 'byte' : 'bytes'}`;
  const units = ['kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 'bytes';
  while (value >= 1000 && units.length) {
    value /= 1000;
    unit = /** @type {string} */ (units.shift());
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** Formats a time of the API in the time zone of the browser. @param {string} time */
export function formatTime(time) {
  return time ? new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' }) : '';
}

/**
 * Makes a button that copies a text. Where the browser does not let pages copy, it selects the text of the element.
 * @param {string} label @param {() => string} text @param {HTMLElement} [element] that shows the text
 * @param {Record<string, any>} [options] of the button
 */
export function copyButton(label, text, element, options) {
  return button(label, async () => {
    if (await copyText(text())) {
      notify('Copied');
      return;
    }
    if (element) getSelection()?.selectAllChildren(element);
    notify('The browser does not let this page copy. The text is selected instead.');
  }, { icon: 'copy', ...options });
}

/**
 * Writes to the clipboard, and returns whether that was possible. Browsers allow the modern way only on pages of this
 * machine and with HTTPS.
 * @param {string} text
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const focused = /** @type {HTMLElement|null} */ (document.activeElement);
    const area = el('textarea', { value: text, className: 'visually-hidden' });
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    focused?.focus();
    return done;
  }
}
