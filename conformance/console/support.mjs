// Functions for the tests of the console: they open it in the browser, and collect what is wrong with the page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after } from 'node:test';

export { control, startBrowser, startMock } from '../browser/support.mjs';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Opens the console in a new context, which is closed after the test. The page has a property problems: errors in the
 * browser's console, exceptions, and violations of the Content-Security-Policy.
 */
export async function openConsole(browser, url, options = {}) {
  const viewport = { width: 1280, height: 900 };
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce', ...options });
  after(() => context.close()); // the log and the control view ask the server as long as they are open
  context.setDefaultTimeout(300_000); // for slow machines; also applies to the windows that the page opens
  const page = await context.newPage();
  page.problems = [];
  page.on('console', (message) => {
    if (message.type() === 'error') page.problems.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => page.problems.push(String(error)));
  await page.exposeFunction('reportViolation', (text) => page.problems.push(text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      window.reportViolation(`Content-Security-Policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  await page.goto(url);
  await page.locator('main h1').waitFor({ state: 'attached' });
  return page;
}

/**
 * Fails if something was wrong with the page, and forgets the problems. The browser reports each response with an error
 * status; expected are patterns of problems that are no failures.
 */
export function assertNoProblems(page, ...expected) {
  const problems = page.problems.splice(0).filter((problem) => !expected.some((one) => one.test(problem)));
  assert.deepEqual(problems, []);
}

/** The problem of a picture that was requested before its file was renamed, moved, deleted or unpublished. */
export const latePicture = /status of 404 .*\/tr:.*updatedAt=/;

/** How a page is looked at: with all rules on a wide and on a narrow screen. Only contrast depends on the colours. */
const looks = [
  { colorScheme: 'light', size: 'wide', width: 1280 },
  { colorScheme: 'dark', size: 'wide', width: 1280, rules: ['color-contrast'] },
  { colorScheme: 'dark', size: 'narrow', width: 360 },
  { colorScheme: 'light', size: 'narrow', width: 360, rules: ['color-contrast'] },
];

/**
 * Fails if axe-core finds something that is not accessible, in light and dark, on a wide and on a narrow screen, or if
 * the page is wider than the screen. It writes screenshots whose names begin with the given one.
 */
export async function assertAccessible(page, name) {
  await page.evaluate(`window.axe ?? (() => {${axeSource}})()`);
  for (const { colorScheme, size, width, rules } of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 900 });
    await picturesLoaded(page);
    const state = `${name}, ${colorScheme}, ${size}`;
    const path = `screenshots/${name}-${colorScheme}-${size}.png`;
    await page.screenshot({ path, fullPage: size === 'narrow' });
    assert.deepEqual(await violations(page, rules), [], state);
    const fits = await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    assert.ok(fits, `${state}: it is wider than the screen`);
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** Returns what axe-core finds with some rules, or with all, a line for each element. */
async function violations(page, rules) {
  return page.evaluate(async (runOnly) => {
    const options = { resultTypes: ['violations'], ...(runOnly && { runOnly }) };
    const { violations: found } = await window.axe.run(document, options);
    return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
  }, rules);
}

/** Waits until all pictures are loaded, except those that the browser loads later because they are not visible. */
async function picturesLoaded(page) {
  await page.waitForFunction(() => [...document.images].every((image) => image.complete || image.loading === 'lazy'));
}

/** Uploads a text like a program on a server. Returns the response. */
export async function upload(mock, name = 'a.txt') {
  const form = new FormData();
  form.append('file', new Blob(['some text']));
  form.append('fileName', name);
  const headers = { Authorization: `Basic ${btoa(`${mock.privateKey}:`)}` };
  return fetch(`${mock.url}/api/v1/files/upload`, { method: 'POST', headers, body: form });
}

/** Returns the row of a table that has all texts. */
export const row = (page, ...texts) => texts.reduce((rows, text) => rows.filter({ hasText: text }), page.locator('tbody tr'));

/** What the view shows, without the announcements for screen readers. */
export const main = (page) => page.getByRole('main');

/** Waits until a screen reader gets a text. */
export const announced = (page, text) =>
  page.waitForFunction((want) => document.getElementById('announcer').textContent === want, text);
