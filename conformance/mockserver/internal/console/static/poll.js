// @ts-check
// Polling of control endpoints.
import { base, errorOf, parseJSON } from './api.js';

const interval = 1000;

/**
 * Asks a control endpoint once a second, and calls onData when its response has changed. A hidden page does not ask.
 * @param {string} path without /_mock/
 * @param {(data: any) => void} onData
 * @param {(error?: any) => void} onError is called with an error that differs from the last one, and without an error
 *   when the server answers again
 */
export function poll(path, onData, onError) {
  const controller = new AbortController();
  let tag = '';
  let asking = false;
  let again = false;
  let paused = false;
  let reported = '';
  /** @type {number|undefined} */
  let timer;

  async function ask() {
    clearTimeout(timer);
    again = asking;
    if (asking || paused || document.hidden || controller.signal.aborted) return;
    asking = true;
    try {
      const data = await changes();
      if (controller.signal.aborted) return;
      report();
      if (data !== undefined) onData(data);
    } catch (error) {
      if (!controller.signal.aborted) report(error);
    } finally {
      asking = false;
      timer = setTimeout(ask, again ? 0 : interval);
    }
  }

  /** @param {any} [error] */
  function report(error) {
    const message = String(error?.message ?? '');
    if (message !== reported) onError(error);
    reported = message;
  }

  /** Returns the response, or undefined if it is the same as the last one. */
  async function changes() {
    const headers = tag ? { 'If-None-Match': tag } : undefined;
    const init = { headers, cache: /** @type {const} */ ('no-store'), signal: controller.signal };
    const response = await fetch(`${base}_mock/${path}`, init).catch(() => {
      throw new Error('The server does not answer. Is it running?');
    });
    if (response.status === 304) return undefined;
    const text = await response.text();
    if (!response.ok) throw errorOf(response.status, parseJSON(text), text, null);
    tag = response.headers.get('ETag') ?? '';
    return JSON.parse(text);
  }

  document.addEventListener('visibilitychange', ask);
  ask();
  return {
    /** Asks at once. */
    now: ask,
    /** Stops asking, or begins again. @param {boolean} on */
    pause(on) {
      paused = on;
      ask();
    },
    stop() {
      controller.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', ask);
    },
  };
}
