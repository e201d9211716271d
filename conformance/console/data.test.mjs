// Tests the console with unusual data: HTML, long and foreign names, many files; and the header.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { answer, card, coffee, openDetails, storedFiles, storedPaths } from './library.mjs';
import {
  assertAccessible, assertNoProblems, control, latePicture, openConsole, startBrowser, startMock,
} from './support.mjs';

const browser = await startBrowser();

test('names with spaces and characters of other languages', async () => {
  const mock = await startMock();
  const paths = ['/été 100%/a b#1?.txt', '/été 100%/über & drüber/日本.png'];
  await control(mock, 'POST', 'seed', {
    files: [{ path: paths[0], text: 'x' }, { path: paths[1], content: coffee.toString('base64') }],
  });
  const stored = await storedFiles(mock);
  const page = await openConsole(browser, `${mock.url}/_mock/`);
  for (const name of stored[1].filePath.split('/').slice(1, -1)) {
    await page.locator('.card.folder').getByText(name, { exact: true }).click();
    await page.getByRole('navigation', { name: 'Folder' }).getByRole('link', { name, exact: true }).waitFor();
  }
  await openDetails(page, stored[1].name);
  await page.reload();
  await page.waitForFunction(() => document.querySelector('.details .preview img')?.naturalWidth > 0);
  await page.getByRole('button', { name: 'Move', exact: true }).click();
  await answer(page, /^Move/, 'Move to', '/', 'Move');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.ok((await storedPaths(mock)).includes(`/${stored[1].name}`));
  assertNoProblems(page, latePicture);
});

test('the header has the keys and URLs', async () => {
  const mock = await startMock('-private-key', 'private_mine');
  const page = await openConsole(browser, `${mock.url}/_mock/`);
  await page.getByText('Keys and URLs').click();
  for (const text of [mock.url, mock.urlEndpoint, 'private_mine', mock.publicKey, 'whsec_mock_secret']) {
    await page.locator('.account').getByText(text, { exact: true }).waitFor();
  }
  await assertAccessible(page, 'account');
  await page.keyboard.press('Escape');
  await page.locator('.account dl').waitFor({ state: 'hidden' });
  await control(mock, 'PUT', 'webhooks/target', { url: 'http://127.0.0.1:1/' });
  await page.getByText('Keys and URLs').click();
  await page.getByText('hidden, because it is not the default').waitFor();
  assertNoProblems(page);
});

test('the header has a link to the API reference, if the server has it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reference-'));
  after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'index.html'), '<!DOCTYPE html><title>The reference</title>');
  const mock = await startMock('-docs', folder, '-prefix', '/below');
  const page = await openConsole(browser, `${mock.url}/_mock/`);
  const link = page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'API reference' });
  await link.waitFor();
  await assertAccessible(page, 'reference');
  await link.click();
  await page.waitForURL(`${mock.url}/_mock/docs/`);
  assert.equal(await page.title(), 'The reference');
  await page.goBack();
  await page.getByText('This folder is empty').waitFor();
  assertNoProblems(page, /favicon/);

  const without = await startMock();
  await page.goto(`${without.url}/_mock/`);
  await page.getByText('Keys and URLs').click();
  await page.getByText('not here: build it with make docs').waitFor();
  assert.ok(await link.isHidden());
  assertNoProblems(page);
});

test('names and values with HTML are shown as text, in all views', async () => {
  const mock = await startMock();
  const html = '<img src=x onerror=attacked()>';
  await control(mock, 'POST', 'seed', {
    customMetadataFields: [{ name: 'note', label: html, schema: { type: 'Text' } }],
    files: [{
      path: '/a.html', text: `<script>document.title = 'attacked ' + origin</script>`, tags: [html],
      customMetadata: { note: html },
    }],
  });
  const deleted = { event: 'file.deleted', payload: { data: { fileId: html } } };
  const event = await control(mock, 'POST', 'webhooks/send', deleted);
  await control(mock, 'POST', 'faults', { operation: 'listFiles', kind: 'status', status: 503, count: 1, message: html });
  await fetch(`${mock.url}/${encodeURIComponent(html)}?${encodeURIComponent(html)}=${encodeURIComponent(html)}`);
  const page = await openConsole(browser, `${mock.url}/_mock/`);
  await page.exposeFunction('attacked', () => page.problems.push('attacked'));
  await page.getByText(html).first().waitFor(); // the message of the fault
  await page.getByRole('button', { name: 'Try again' }).click();
  await openDetails(page, 'a.html');
  assert.equal(await page.getByRole('button', { name: 'Try again' }).count(), 0);
  await page.getByText(html, { exact: true }).waitFor(); // the label
  assert.equal(await page.getByLabel('Tags', { exact: true }).inputValue(), html);
  const [opened] = await Promise.all([
    page.context().waitForEvent('page'), page.getByRole('link', { name: 'Open', exact: true }).click(),
  ]);
  await opened.waitForFunction(() => document.title.startsWith('attacked'));
  assert.equal(await opened.title(), 'attacked null', 'a delivered document has no access to the origin of the page');
  assert.equal(await opened.evaluate(() => window.opener), null);
  await opened.close();

  for (const [hash, text] of [
    ['#/log/requests', html], [`#/log/webhooks?event=${event.id}`, html], ['#/control/faults', html],
    [`#/library/${encodeURIComponent(html)}`, html], [`#/library?search=${encodeURIComponent(html)}`, html],
    [`#/workbench?url=${encodeURIComponent(`javascript:attacked()//${html}`)}`, 'Steps'],
    [`#/workbench?url=${encodeURIComponent(`${mock.urlEndpoint}/tr:${html}/a.jpg`)}`, html],
  ]) {
    await page.goto(`${mock.url}/_mock/${hash}`);
    if (text !== 'Steps') await page.getByText(text).first().waitFor();
    assert.equal(await page.locator('img[src=x], main a[href^=javascript]').count(), 0, hash);
  }
  await page.goto(`${mock.url}/_mock/#/constructor`);
  await page.waitForURL(/#\/library$/);
  assertNoProblems(page, /status of 4\d\d/, /status of 503/);

  await page.evaluate((markup) => document.body.insertAdjacentHTML('beforeend', markup), html);
  await page.waitForFunction(() => document.querySelector('img[src=x]').complete);
  const isPrevented = (text) => text.startsWith('Content-Security-Policy: script-src-attr');
  while (!page.problems.some(isPrevented)) { // the policy prevents what the page would miss
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  assert.ok(!page.problems.splice(0).includes('attacked'));
});

test('pages of a folder', async () => {
  const mock = await startMock();
  const files = Array.from({ length: 65 }, (_, i) => ({ path: `/many/${String(i).padStart(2, '0')}.txt`, text: 'x' }));
  await control(mock, 'POST', 'seed', { files });
  const page = await openConsole(browser, `${mock.url}/_mock/#/library/many`);
  await card(page, '00.txt').waitFor();
  assert.equal(await page.locator('.card').count(), 60);
  await page.getByRole('button', { name: 'Next page' }).click();
  await card(page, '64.txt').waitFor();
  assert.equal(await page.locator('.card').count(), 5);
  await page.goBack();
  await card(page, '00.txt').waitFor();
  assertNoProblems(page);
});

test('many folders', async () => {
  const mock = await startMock();
  const files = Array.from({ length: 1001 }, (_, i) => ({ path: `/${1000 + i}/a.txt`, text: 'x' }));
  await control(mock, 'POST', 'seed', { files });
  const page = await openConsole(browser, `${mock.url}/_mock/`);
  await page.getByText('Only the first 1000 folders are shown').waitFor();
  assert.equal(await page.locator('.card').count(), 1000);
  await page.getByLabel('Search the whole library').fill('type = "folder" AND name : "200"');
  await page.keyboard.press('Enter');
  await page.getByText('Search results').waitFor();
  await page.waitForFunction(() => document.querySelectorAll('.card').length === 1);
  await card(page, '2000').waitFor();
  assertNoProblems(page);
});

test('long names and values fit, and only what was changed is saved', async () => {
  const mock = await startMock();
  const long = 'w'.repeat(300);
  const name = `${long.slice(0, 200)}.txt`;
  const tags = ['red, or blue', ' ', long, '__proto__', '\u202egpj'];
  await control(mock, 'POST', 'seed', {
    customMetadataFields: [{ name: '__proto__', label: long, schema: { type: 'Text' } }],
    files: [{ path: `/${name}`, text: 'x', tags }],
  });
  await control(mock, 'POST', 'faults', { operation: 'upload', kind: 'status', status: 503, message: long });
  const page = await openConsole(browser, `${mock.url}/_mock/`);
  await openDetails(page, name);
  await page.getByLabel('Description').fill('more');
  assert.equal(await page.getByLabel(long, { exact: true }).inputValue(), '');
  await page.getByLabel(long, { exact: true }).fill('value');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  const [saved] = await storedFiles(mock);
  assert.deepEqual([saved.tags, saved.description], [tags, 'more']);
  assert.deepEqual(Object.entries(saved.customMetadata), [['__proto__', 'value']]);
  await assertAccessible(page, 'library-long');
  const cut = await page.locator('.details').evaluate((panel) => panel.scrollWidth > panel.clientWidth);
  assert.ok(!cut, 'the details are wider than their panel');
  await page.goto(`${mock.url}/_mock/#/control/faults`);
  await page.getByText(long).waitFor();
  await assertAccessible(page, 'control-long');
  assertNoProblems(page);
});
