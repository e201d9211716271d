// Tests the site in Chromium, from its folder and from the mock server.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { startBrowser, startMock } from '../../conformance/browser/support.mjs';

const folder = fileURLToPath(new URL('site/', import.meta.url));
const pages = readdirSync(folder).filter((name) => name.endsWith('.html'));
const reference = JSON.parse(readFileSync(`${folder}reference.js`, 'utf8').replace(/^globalThis\.reference = |;\n$/g, ''));
const operations = Object.values(reference.paths).flatMap((item) => Object.values(item)).filter(({ tags }) => tags);

const browser = await startBrowser();
const mock = await startMock('-docs', folder);
const places = { 'the folder': new URL('site/', import.meta.url).href, 'the mock server': `${mock.url}/_mock/docs/` };

/**
 * Opens a page of the site. The page has a property problems: errors in the browser's console, exceptions, violations of the
 * Content-Security-Policy, and requests for anything outside the site.
 */
async function open(site, path, options) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(300_000); // for slow machines
  const page = await context.newPage();
  page.problems = [];
  page.on('console', (message) => {
    if (message.type() === 'error') page.problems.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => page.problems.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(site) && !request.url().startsWith('data:')) page.problems.push(request.url());
  });
  await page.exposeFunction('reportViolation', (text) => page.problems.push(text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      // A library of Scalar tries whether it may compile code, and does without if not.
      if (event.blockedURI !== 'eval') window.reportViolation(`Content-Security-Policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  await page.goto(site + path);
  if (path.startsWith('api.html')) await page.getByText('ImageKit API', { exact: true }).first().waitFor();
  return page;
}

async function close(page) {
  assert.deepEqual(page.problems, []);
  await page.context().close();
}

const screenshot = (page, name) => page.screenshot({ path: fileURLToPath(new URL(`screenshots/${name}.png`, import.meta.url)) });

for (const [place, site] of Object.entries(places)) {
  test(`the other pages open from ${place}, and link to each other`, async () => {
    for (const name of pages.filter((page) => page !== 'api.html')) {
      const page = await open(site, name);
      const links = await page.locator('body > header nav a').evaluateAll((list) => list.map((link) => link.getAttribute('href')));
      assert.deepEqual(links.toSorted(), pages.toSorted(), name);
      const consoleLink = page.getByRole('link', { name: 'Console' });
      assert.equal(await consoleLink.isVisible(), place === 'the mock server', name);
      await screenshot(page, name.replace('.html', ''));
      await close(page);
    }
  });

  test(`search finds an operation from ${place}, whose Go example is shown`, async () => {
    const page = await open(site, 'api.html');
    await page.getByRole('search').waitFor(); // it handles the keys
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'search query' }).fill('getFileDetails');
    const title = operations.find(({ operationId }) => operationId === 'getFileDetails').summary;
    const found = page.getByRole('option').filter({ hasText: title });
    await found.waitFor();
    await screenshot(page, 'search');
    await found.click();
    await page.waitForURL(/#tag\/assets\/getFileDetails$/);
    await visible(page, title);
    await page.getByText('file, err := ik.GetFileDetails(ctx, fileID)').waitFor();
    await screenshot(page, 'operation');
    await close(page);
  });

  test(`a link to an operation works from ${place}`, async () => {
    const page = await open(site, 'errors.html');
    await page.getByRole('link', { name: 'PUT /v1/files/{fileId}/versions/{versionId}/restore' }).click();
    await visible(page, 'Makes an older version of a file the current one');
    await page.getByText('ik.RestoreFileVersion(ctx, fileID, versionID)').waitFor();
    await screenshot(page, 'link');
    await close(page);
  });
}

test('a link to a webhook shows it with the Go function that receives it', async () => {
  const page = await open(places['the folder'], 'webhooks.html');
  await page.getByRole('heading', { name: 'file.created' }).locator('xpath=following::a[1]').click();
  await visible(page, 'A file has been created');
  await page.getByText('func onFileCreated').waitFor();
  await screenshot(page, 'webhook');
  await close(page);
});

/** Waits until a heading is visible in the window. */
async function visible(page, name) {
  const heading = page.getByRole('heading', { name, exact: true });
  await heading.waitFor();
  await page.waitForFunction((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  }, await heading.elementHandle());
}

test('an upload has examples in three languages', async () => {
  const page = await open(places['the folder'], 'api.html#tag/upload/upload');
  const choice = page.getByRole('button', { name: 'Go', exact: true }).first();
  await choice.waitFor();
  await page.getByText('ik.Upload(ctx, imagekit.UploadRequest{').waitFor();
  await choice.click();
  const options = page.getByRole('option');
  await options.first().waitFor();
  assert.deepEqual(await options.allInnerTexts(), ['Go', 'curl', 'TypeScript']);
  await options.filter({ hasText: 'curl' }).click();
  await page.getByText("'customMetadata={\"price\": 4.5}'").waitFor();
  await screenshot(page, 'upload');
  await close(page);
});

test('the pages fit on narrow screens, in dark colours', async () => {
  for (const name of pages) {
    const page = await open(places['the folder'], name, { viewport: { width: 400, height: 800 }, colorScheme: 'dark' });
    await screenshot(page, `narrow-${name.replace('.html', '')}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), name);
    await page.context().close();
  }
});
