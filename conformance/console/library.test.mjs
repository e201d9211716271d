// Tests the Library view of the console.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import {
  assertAccessible, assertNoProblems, control, openConsole, picturesLoaded, startBrowser, startMock,
} from './support.mjs';

const browser = await startBrowser();
const coffee = readFileSync(new URL('../../examples/demo/coffee.png', import.meta.url));
const square = `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80">
  <rect width="120" height="80" fill="teal"/>
</svg>`;

const file = (name, mimeType, content) => ({ name, mimeType, buffer: Buffer.from(content) });
const picture = (name) => file(name, 'image/png', coffee);

/** Uploads files with the button of the page, and waits until they are listed. */
async function upload(page, ...files) {
  await page.getByLabel('Files to upload').setInputFiles(files);
  for (const { name } of files) await card(page, name).waitFor();
  await page.getByRole('button', { name: 'Clear list' }).click();
}

const card = (page, name) => page.locator('.card').filter({ has: page.getByText(name, { exact: true }) });

/** Opens the details of a file. */
async function openDetails(page, name) {
  await card(page, name).click();
  await page.getByRole('heading', { name, exact: true }).waitFor();
}

/** Fills the only field of the dialog and submits it. */
async function answer(page, title, label, value, submit) {
  const dialog = page.getByRole('dialog', { name: title });
  await dialog.getByLabel(label).fill(value);
  await dialog.getByRole('button', { name: submit, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Returns the current versions of the stored files. */
async function storedFiles(mock) {
  const { files } = await control(mock, 'GET', 'state');
  return files.filter(({ type }) => type === 'file');
}

/** Returns the paths of the stored files. */
async function storedPaths(mock) {
  return (await storedFiles(mock)).map(({ filePath }) => filePath).sort();
}

test('upload, find, rename, move and delete files', async () => {
  const mock = await startMock();
  const page = await openConsole(browser, `${mock.url}/_mock/`);
  await page.getByText('This folder is empty').waitFor();
  await assertAccessible(page, 'library-empty');
  await page.getByRole('button', { name: 'Add a sample picture' }).click();
  await openDetails(page, 'sample.jpg');
  await assertAccessible(page, 'library-sample');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete file' }).click();
  await page.getByText('This folder is empty').waitFor();

  await upload(page, picture('coffee.png'), file('notes.txt', 'text/plain', 'some notes'));
  await picturesLoaded(page);
  const thumbnail = page.locator('.card img');
  assert.equal(await thumbnail.count(), 1, 'the text has no picture');
  assert.ok(await thumbnail.evaluate((image) => image.naturalWidth === 240), 'the server has made the thumbnail');
  assert.deepEqual(await storedPaths(mock), ['/coffee.png', '/notes.txt']);

  const search = page.getByLabel('Search the whole library');
  await search.fill('name : "cof"');
  await search.press('Enter');
  await page.getByText('Search results').waitFor();
  await card(page, 'notes.txt').waitFor({ state: 'detached' });
  await assertAccessible(page, 'library-search');
  assertNoProblems(page);

  await search.fill('name = "💡" & x');
  await search.press('Enter');
  await page.getByRole('alert').waitFor();
  assert.equal(await page.locator('mark').textContent(), '& x');
  assert.equal(await page.locator('.place').textContent(), 'name = "💡" & x');
  assertNoProblems(page, /status of 400 /);
  await search.fill('coffee');
  await search.press('Enter');
  const failure = page.getByRole('alert').filter({ hasText: 'unknown field coffee' });
  await failure.waitFor();
  assert.equal(await page.locator('mark').textContent(), 'coffee');
  await assertAccessible(page, 'library-search-error');
  assertNoProblems(page, /status of 400 .*searchQuery=coffee/);
  await page.getByRole('link', { name: 'name : "coffee"' }).click();
  await failure.waitFor({ state: 'hidden' });

  await openDetails(page, 'coffee.png');
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
  await answer(page, 'Rename coffee.png', 'New name', 'espresso.png', 'Rename');
  await page.getByRole('heading', { name: 'espresso.png' }).waitFor();
  await page.getByRole('button', { name: 'Move', exact: true }).click();
  await answer(page, 'Move espresso.png', 'Move to', '/menu/hot', 'Move');
  await page.getByText('/menu/hot/espresso.png', { exact: true }).waitFor();
  assert.deepEqual(await storedPaths(mock), ['/menu/hot/espresso.png', '/notes.txt']);
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await assertAccessible(page, 'library-dialog');
  await dialog.getByRole('button', { name: 'Delete file' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: 'espresso.png' }).waitFor({ state: 'detached' });
  assert.deepEqual(await storedPaths(mock), ['/notes.txt']);
  assertNoProblems(page);
});

test('compare and restore versions, and edit tags and custom metadata', async () => {
  const mock = await startMock();
  const page = await openConsole(browser, `${mock.url}/_mock/`);
  await upload(page, picture('cup.png'));
  await openDetails(page, 'cup.png');
  const flipped = await fetch(`${mock.urlEndpoint}/tr:w-300,fl-h,f-png/cup.png`);
  const input = page.getByLabel('File of the new version');
  await input.setInputFiles([file('other.png', 'image/png', new Uint8Array(await flipped.arrayBuffer()))]);
  const restore = page.getByRole('button', { name: 'Restore Version 1' });
  await restore.waitFor();
  await assertAccessible(page, 'library-details');
  await page.getByRole('button', { name: 'Compare versions' }).click();
  const versions = page.getByRole('dialog', { name: 'Versions of cup.png' });
  await versions.waitFor();
  const different = await versions.locator('strong').allTextContents();
  assert.ok(different.includes('300 × 200') && !different.includes('image/png'), `bold are ${different}`);
  await assertAccessible(page, 'library-versions');
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await restore.click();
  await page.getByRole('button', { name: 'Restore Version 2' }).waitFor();
  assert.equal((await storedFiles(mock))[0].versionInfo.name, 'Version 1');

  await page.getByRole('button', { name: 'New metadata field' }).click();
  await answer(page, 'New metadata field', 'Name', 'price', 'Create');
  const price = page.getByLabel('price', { exact: true });
  await price.fill('4.50');
  await page.getByLabel('Tags', { exact: true }).fill('hot, red');
  await page.getByRole('button', { name: 'Unpublish' }).click(); // shows the details again
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByRole('button', { name: 'Unpublish' }).waitFor();
  await price.waitFor();
  assert.equal(await page.getByLabel('Tags', { exact: true }).inputValue(), 'hot, red', 'what was entered is kept');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  const [changed] = await storedFiles(mock);
  assert.deepEqual([changed.tags, changed.customMetadata], [['hot', 'red'], { price: '4.50' }]);

  await page.getByText('Without it, a file of the same name gets a new version.').waitFor();
  await page.getByLabel('Files to upload').setInputFiles([picture('cup.png')]);
  await page.getByText('uploaded as Version 3 of the file with this name').waitFor();

  await page.getByRole('button', { name: 'Unpublish' }).click();
  await page.getByRole('button', { name: 'Publish', exact: true }).waitFor();
  assert.equal((await storedFiles(mock))[0].isPublished, false);
  await page.locator('.card .badge').getByText('draft').waitFor();
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByRole('button', { name: 'Unpublish' }).waitFor();
  assertNoProblems(page);
});

test('folders: create, enter, drop a file, rename and delete', async () => {
  const mock = await startMock();
  const page = await openConsole(browser, `${mock.url}/_mock/`);
  await page.getByRole('button', { name: 'New folder' }).click();
  await answer(page, 'New folder', 'Name', 'menu', 'Create');
  await page.getByRole('link', { name: 'menu', exact: true }).click();
  await page.getByText('This folder is empty').waitFor();
  await page.evaluate(() => {
    const transfer = new DataTransfer();
    for (const name of ['a.txt', 'b.txt']) transfer.items.add(new File([name], name, { type: 'text/plain' }));
    for (const type of ['dragover', 'drop']) {
      const event = new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true });
      document.querySelector('main').dispatchEvent(event);
    }
  });
  await card(page, 'b.txt').waitFor();
  assert.equal((await storedPaths(mock)).length, 2);
  await page.reload();
  await card(page, 'a.txt').waitFor();
  await assertAccessible(page, 'library-folder');
  await page.getByRole('button', { name: 'Rename folder' }).click();
  await answer(page, /^Rename/, 'New name', 'drinks', 'Rename');
  await page.getByRole('link', { name: 'drinks', exact: true }).click();
  await card(page, 'a.txt').waitFor();
  assert.deepEqual(await storedPaths(mock), ['/drinks/a.txt', '/drinks/b.txt']);
  await page.getByRole('button', { name: 'Delete folder' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete folder' }).click();
  await page.getByText('This folder is empty').waitFor();
  assert.deepEqual(await storedPaths(mock), []);
  assertNoProblems(page);
});

test('uploads: errors are shown, and a running upload can be cancelled', async () => {
  const mock = await startMock('-max-upload', '1000');
  const page = await openConsole(browser, `${mock.url}/_mock/`);
  await page.getByLabel('Files to upload').setInputFiles([picture('large.png'), file('small.txt', 'text/plain', 'x')]);
  await card(page, 'small.txt').waitFor();
  await page.getByRole('listitem').filter({ hasText: 'large.png' }).locator('.error').waitFor();
  await assertAccessible(page, 'library-upload-error');
  assertNoProblems(page, /status of 4\d\d .*upload/);

  await control(mock, 'POST', 'faults', { operation: 'upload', kind: 'latency', latency: '1h' });
  const sent = page.waitForRequest('**/files/upload');
  await page.getByLabel('Files to upload').setInputFiles([file('late.txt', 'text/plain', 'x')]);
  await sent;
  const aborted = page.waitForEvent('requestfailed');
  await page.getByRole('button', { name: 'Cancel the upload of late.txt' }).click();
  await aborted;
  await page.getByRole('listitem').filter({ hasText: 'late.txt' }).getByText('cancelled').waitFor();
  assert.deepEqual(await storedPaths(mock), ['/small.txt']);
  assertNoProblems(page);
});

test('uploads go on while another view is shown', async () => {
  const mock = await startMock();
  const page = await openConsole(browser, `${mock.url}/_mock/`);
  await control(mock, 'POST', 'faults', { operation: 'upload', kind: 'latency', latency: '1s' });
  await page.getByLabel('Files to upload').setInputFiles([file('slow.txt', 'text/plain', 'x')]);
  const uploaded = page.waitForResponse((response) => response.url().endsWith('/upload'));
  await page.getByRole('link', { name: 'Log', exact: true }).click();
  await page.getByRole('heading', { name: 'Log' }).waitFor();
  assert.equal((await uploaded).status(), 200);
  await page.getByRole('link', { name: 'Library' }).click();
  await card(page, 'slow.txt').waitFor();
  await page.getByRole('region', { name: 'Uploads' }).getByText('uploaded', { exact: true }).waitFor();
  assertNoProblems(page);
});

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
  assertNoProblems(page);
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
  const reported = page.problems.splice(0).join('\n');
  assert.match(reported, /Content-Security-Policy: script-src-attr/, 'the policy prevents what the page would miss');
  assert.doesNotMatch(reported, /^attacked$/m);
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

test('order, unique names, metadata, copies, deleted versions and moved folders', async () => {
  const mock = await startMock();
  await control(mock, 'POST', 'seed', {
    files: [{ path: '/a.txt', text: 'x' }, { path: '/b.txt', text: 'longer' }, { path: '/old/c.txt', text: 'x' }],
  });
  const page = await openConsole(browser, `${mock.url}/_mock/`);
  const names = () => page.locator('.card.file .name').allTextContents();
  const first = page.locator('.card.file .name').first();
  await first.getByText('a.txt').waitFor();
  assert.deepEqual(await names(), ['a.txt', 'b.txt']);
  await page.getByLabel('Order').selectOption('Largest');
  await first.getByText('b.txt').waitFor();
  assert.deepEqual(await names(), ['b.txt', 'a.txt']);

  await upload(page, picture('cup.png'));
  await openDetails(page, 'cup.png');
  await page.getByText('Metadata of the picture').click();
  await page.locator('.details pre').getByText('"width": 600').waitFor();
  await page.getByLabel('File of the new version').setInputFiles([picture('cup.png')]);
  await page.getByRole('button', { name: 'Delete Version 1' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete version' }).click();
  await page.getByRole('button', { name: 'Delete Version 1' }).waitFor({ state: 'detached' });
  await page.getByLabel('Unique names').check();
  await page.getByLabel('Files to upload').setInputFiles([picture('cup.png')]);
  await page.locator('.card').filter({ hasText: /^cup_.+\.png/ }).waitFor();
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await answer(page, 'Copy cup.png', 'Copy to', '/old', 'Copy');
  await page.goto(`${mock.url}/_mock/#/library/old`);
  await card(page, 'cup.png').waitFor();
  await page.getByRole('button', { name: 'Move folder' }).click();
  await answer(page, 'Move /old', 'Move to', '/new', 'Move');
  await page.getByRole('link', { name: 'old' }).click();
  await card(page, 'cup.png').waitFor();
  const paths = (await storedPaths(mock)).map((path) => path.replace(/_[^.]+/, '_unique'));
  const want = ['/a.txt', '/b.txt', '/cup.png', '/cup_unique.png', '/new/old/c.txt', '/new/old/cup.png'];
  assert.deepEqual(paths, want);
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

test('with the keyboard alone', async () => {
  const mock = await startMock();
  await control(mock, 'POST', 'seed', { files: [{ path: '/a.txt', text: 'x' }] });
  const page = await openConsole(browser, `${mock.url}/_mock/`);
  await card(page, 'a.txt').waitFor();
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'Skip to the content');
  await page.keyboard.press('Enter');
  for (let i = 0; i < 20 && !(await focused()).startsWith('a.txt'); i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'a.txt' }).waitFor();
  await page.waitForFunction(() => document.activeElement.textContent === 'a.txt');
  for (let i = 0; i < 5 && (await focused()) !== 'Rename'; i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('b.txt');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'b.txt' }).waitFor();
  await page.waitForFunction(() => document.activeElement.textContent === 'Rename');
  assert.deepEqual(await storedPaths(mock), ['/b.txt']);
  assertNoProblems(page);
});

test('private files and SVG, with a prefix, a control token, and another port than that of the server', async () => {
  const mock = await startMock('-prefix', '/below/here', '-control-token', 'secret');
  const upload = async (fileName, content, fields = {}) => {
    const form = new FormData();
    const all = { fileName, useUniqueFileName: 'false', ...fields };
    for (const [name, value] of Object.entries(all)) form.append(name, value);
    form.append('file', new Blob([content]));
    const headers = { Authorization: `Basic ${btoa(`${mock.privateKey}:`)}` };
    const response = await fetch(`${mock.url}/api/v1/files/upload`, { method: 'POST', body: form, headers });
    assert.equal(response.status, 200);
  };
  await upload('private.png', coffee, { isPrivateFile: 'true' });
  await upload('square.svg', square);
  const page = await openConsole(browser, `${mock.base}/?token=secret`);
  assert.equal(new URL(page.url()).search, '', 'the token is not in the address any more');
  await card(page, 'private.png').waitFor();
  await page.waitForFunction(() => [...document.images].filter((image) => image.naturalWidth > 0).length === 2);
  await assertAccessible(page, 'library-private');
  await openDetails(page, 'private.png');
  assertNoProblems(page);
});
