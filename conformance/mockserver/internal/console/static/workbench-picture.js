// @ts-check
// The picture that a URL delivers, with what the server says about it, next to the original.
import { decodeHeader, localURL } from './api.js';
import { definitions, el, errorBox, fill, formatBytes, newID, showError } from './dom.js';

/**
 * @typedef {{
 *   url: string, blob: Blob, object: string, width: number, height: number, ms: number, status: string, type: string,
 *   report: string, notice: string,
 * }} Delivered
 */

export class Picture {
  /** @param {import('./api.js').Account} account */
  constructor(account) {
    this.account = account;
    this.abort = new AbortController();
    this.error = errorBox();
    this.facts = el('dl', { className: 'wb-facts' });
    this.report = el('div', { className: 'wb-report' });
    this.stage = el('div', { className: 'wb-stage', 'aria-busy': 'false' });
    this.split = el('input', {
      type: 'range',
      min: 0,
      max: 100,
      value: 50,
      'aria-label': 'Part of the original that is shown, from the left',
      onInput: () => this.clip(),
    });
    /** @type {Delivered|undefined} */
    this.result = undefined;
    /** @type {Delivered|undefined} */
    this.original = undefined;
    this.mode = 'result';
    this.element = el(
      'section',
      { className: 'panel wb-picture', 'aria-labelledby': 'wb-picture-title' },
      el('div', { className: 'wb-step-head' }, el('h2', { id: 'wb-picture-title' }, 'Picture'), this.modes()),
      this.error,
      this.stage,
      this.facts,
      this.report,
    );
  }

  modes() {
    const name = newID('mode');
    const choices = [
      ['result', 'Result'],
      ['beside', 'Beside the original'],
      ['slider', 'Slider'],
    ];
    return el(
      'fieldset',
      { className: 'wb-modes' },
      el('legend', { className: 'visually-hidden' }, 'Compare with the original'),
      choices.map(([mode, label]) =>
        el(
          'label',
          {},
          el('input', {
            type: 'radio',
            name,
            value: mode,
            checked: mode === this.mode,
            onChange: () => {
              this.mode = mode;
              this.draw();
            },
          }),
          ' ',
          label,
        ),
      ),
    );
  }

  stop() {
    this.abort.abort();
    this.result = replaced(this.result, undefined);
    this.original = replaced(this.original, undefined);
  }

  /**
   * Shows what a URL delivers. Earlier requests are cancelled.
   * @param {string} url @param {string} originalURL
   */
  async show(url, originalURL) {
    this.abort.abort();
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.stage.setAttribute('aria-busy', 'true');
    try {
      const result = await this.fetch(url, signal);
      this.result = replaced(this.result, result);
      showError(this.error);
      if (this.original?.url !== originalURL) {
        this.original = replaced(this.original, undefined);
        const original = await this.fetch(originalURL, signal).catch(() => undefined);
        if (signal.aborted) return;
        this.original = original;
      }
      this.draw();
    } catch (error) {
      if (signal.aborted) return;
      showError(this.error, error);
      this.element.classList.add('wb-old');
      fill(this.facts);
      fill(this.report);
    }
    if (!signal.aborted) this.stage.setAttribute('aria-busy', 'false');
  }

  /** @param {string} url @param {AbortSignal} signal @returns {Promise<Delivered>} */
  async fetch(url, signal) {
    const begin = performance.now();
    const response = await fetch(localURL(url, this.account), { signal, cache: 'no-store' });
    const blob = await response.blob();
    const ms = performance.now() - begin;
    if (!response.ok) {
      const text = (await blob.text()).trim().slice(0, 500);
      const [, reason = ''] = decodeHeader(response.headers.get('ik-error')).split(' - ');
      throw new Error(`Status ${response.status}: ${text}${reason && !text.includes(': ') ? ` (${reason})` : ''}`);
    }
    const object = URL.createObjectURL(blob);
    const type = response.headers.get('Content-Type') ?? '';
    const size = type.startsWith('image/') ? await sizeOf(object) : { width: 0, height: 0 };
    if (signal.aborted) {
      URL.revokeObjectURL(object);
      signal.throwIfAborted();
    }
    const report = decodeHeader(response.headers.get('X-Mock-Transformation'));
    const notice = response.headers.get('is-intermediate-response') === 'true' ? await blob.text() : '';
    const status = `${response.redirected ? '302, then ' : ''}${response.status}`;
    return { url, blob, object, ...size, ms, status, type, report, notice };
  }

  draw() {
    const { result, original } = this;
    if (!result) return;
    this.element.classList.remove('wb-old');
    const picture = (/** @type {Delivered} */ each, /** @type {string} */ alt) => this.view(each, alt);
    if (this.mode === 'beside' && original) {
      fill(
        this.stage,
        el(
          'div',
          { className: 'wb-beside' },
          el('figure', {}, picture(original, 'Original'), el('figcaption', {}, `Original, ${summary(original)}`)),
          el('figure', {}, picture(result, 'Result'), el('figcaption', {}, `Result, ${summary(result)}`)),
        ),
      );
    } else if (this.mode === 'slider' && original) {
      this.top = picture(original, 'Original');
      fill(
        this.stage,
        el('div', { className: 'wb-overlay' }, picture(result, 'Result'), this.top),
        el('p', { className: 'wb-sides' }, el('span', {}, '← Original'), el('span', {}, 'Result →')),
        this.split,
      );
      this.clip();
    } else {
      fill(this.stage, picture(result, 'Result'));
    }
    this.drawFacts();
    fill(this.report, reportList(result.report));
  }

  drawFacts() {
    if (this.result) fill(this.facts, definitions(factsOf(this.result, this.original)));
  }

  /** @param {Delivered} each @param {string} alt */
  view(each, alt) {
    if (each.type.startsWith('image/')) return el('img', { src: each.object, alt });
    if (each.type.startsWith('video/')) {
      const src = localURL(each.url, this.account);
      const video = el('video', { src, controls: true, 'aria-label': alt });
      video.addEventListener('loadedmetadata', () => {
        Object.assign(each, { width: video.videoWidth, height: video.videoHeight });
        this.drawFacts();
      });
      return video;
    }
    if (each.notice) return el('p', { className: 'muted' }, `${each.notice}. Change or reload the page to try again.`);
    return el('p', { className: 'muted' }, `A browser does not show ${each.type || 'this file'}.`);
  }

  /** Shows a part of the original above the result. */
  clip() {
    if (this.top) this.top.style.clipPath = `inset(0 ${100 - Number(this.split.value)}% 0 0)`;
  }
}

/**
 * Releases a picture, and returns the one that is shown instead.
 * @param {Delivered|undefined} old @param {Delivered|undefined} next
 */
function replaced(old, next) {
  if (old) URL.revokeObjectURL(old.object);
  return next;
}

/** @param {string} object @returns {Promise<{width: number, height: number}>} */
async function sizeOf(object) {
  const image = new Image();
  image.src = object;
  await image.decode().catch(() => {});
  return { width: image.naturalWidth, height: image.naturalHeight };
}

/** @param {Delivered} each */
const summary = (each) => `${each.width ? `${each.width} × ${each.height}, ` : ''}${formatBytes(each.blob.size)}`;

/**
 * @param {Delivered} result @param {Delivered|undefined} original
 * @returns {Array<[string, any]>}
 */
function factsOf(result, original) {
  return [
    ['Size', result.width ? `${result.width} × ${result.height} pixels` : 'unknown'],
    ['File size', formatBytes(result.blob.size)],
    ['Type', result.type],
    ['Status', `${result.status}, in ${Math.round(result.ms)} ms`],
    ['Original', original ? `${summary(original)}, ${original.type}` : 'is not delivered'],
  ];
}

/**
 * Makes the list of what was exact, approximate or not rendered.
 * @param {string} report the header X-Mock-Transformation
 */
function reportList(report) {
  const names = 'exact|approximate|not rendered|unknown|not documented';
  const groups = report.split(new RegExp(`(?:^|; )(?=(?:${names})(?:: |;|$))`)).filter(Boolean);
  if (groups.length === 0) return null;
  return [
    el('h3', {}, 'How it was rendered'),
    el(
      'ul',
      {},
      groups.map((group) => {
        const [name, items = ''] = split(group);
        const grade = { exact: 'exact', approximate: 'approximate' }[name] ?? 'none';
        return el(
          'li',
          {},
          el('span', { className: `badge ${grade}` }, name),
          items &&
            el(
              'ul',
              {},
              items.split(separator).map((item) => {
                const [, parameter, note] = /^(.*?)(?: \((.*)\))?$/.exec(item) ?? [item, item];
                return el('li', {}, el('code', {}, parameter), note && el('span', { className: 'muted' }, ` ${note}`));
              }),
            ),
        );
      }),
    ),
  ];
}

/** The comma between parameters. The text of a layer and a note can have commas, too. */
const separator = /, (?![^(]*\))(?=[a-z][a-z0-9]*-)/;

/** @param {string} group */
function split(group) {
  const i = group.indexOf(': ');
  return i < 0 ? [group] : [group.slice(0, i), group.slice(i + 2)];
}
