// Tests the Library view of the console.
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  answer, card, coffee, file, openDetails, picture, storedFiles, storedPaths, upload,
} from './library.mjs';
import {
  assertAccessible, assertNoProblems, control, latePicture, openConsole, startBrowser, startMock,
} from './support.mjs';

const browser = await startBrowser();
const square = `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80">
  <rect width="120" height="80" fill="teal"/>
</svg>`;

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
  await page.waitForFunction(() => document.querySelector('.card img')?.naturalWidth === 240); // the server has made it
  assert.equal(await page.locator('.card img').count(), 1, 'the text has no picture');
  assert.deepEqual(await storedPaths(mock), ['/coffee.png', '/notes.txt']);

  const search = page.getByLabel('Search the whole library');
  await search.fill('name : "cof"');
  await search.press('Enter');
  await page.getByText('Search results').waitFor();
  await card(page, 'notes.txt').waitFor({ state: 'detached' });
  await assertAccessible(page, 'library-search');
  assertNoProblems(page, latePicture);

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
  assertNoProblems(page, latePicture);
});

test('compare and restore versions, and edit tags and custom metadata', async () => {
  const mock = await startMock();
  const page = await openConsole(browser, `${mock.url}/_mock/`);
  await upload(page, picture('cup.png'));
  await openDetails(page, 'cup.png');
  const flipped = await fetch(`${mock.urlEndpoint}/tr:w-300,fl-h,f-png/cup.png`);
  await control(mock, 'POST', 'clock', { advance: '1h' });
  const input = page.getByLabel('File of the new version');
  await input.setInputFiles([file('other.png', 'image/png', new Uint8Array(await flipped.arrayBuffer()))]);
  const restore = page.getByRole('button', { name: 'Restore Version 1' });
  await restore.waitFor();
  const times = (await page.locator('.versions .muted').allTextContents()).map((text) => text.replace(/^[^,]*, /, ''));
  assert.ok(Date.parse(times[0]) - Date.parse(times[1]) >= 3_600_000, `the versions are of ${times}`);
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
  let goOn;
  const typed = new Promise((resolve) => { goOn = resolve; });
  await page.route('**/v1/customMetadataFields', (route) => typed.then(() => route.continue()), { times: 1 });
  await page.getByRole('button', { name: 'Unpublish' }).click(); // shows the details again
  const publish = page.getByRole('button', { name: 'Publish', exact: true });
  await publish.waitFor();
  await page.getByLabel('Description').fill('A cup'); // before the custom metadata fields are there
  goOn();
  await price.waitFor();
  assert.equal(await price.inputValue(), '4.50', 'what was entered is kept');
  await publish.click();
  await page.getByRole('button', { name: 'Unpublish' }).waitFor();
  await price.waitFor();
  assert.equal(await page.getByLabel('Tags', { exact: true }).inputValue(), 'hot, red', 'what was entered is kept');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  const [changed] = await storedFiles(mock);
  assert.deepEqual([changed.tags, changed.customMetadata], [['hot', 'red'], { price: '4.50' }]);
  assert.equal(changed.description, 'A cup');

  await page.getByText('Without it, a file of the same name gets a new version.').waitFor();
  await page.getByLabel('Files to upload').setInputFiles([picture('cup.png')]);
  await page.getByText('uploaded as Version 3 of the file with this name').waitFor();

  await page.getByRole('button', { name: 'Unpublish' }).click();
  await page.getByRole('button', { name: 'Publish', exact: true }).waitFor();
  assert.equal((await storedFiles(mock))[0].isPublished, false);
  await page.locator('.card .badge').getByText('draft').waitFor();
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByRole('button', { name: 'Unpublish' }).waitFor();
  assertNoProblems(page, latePicture);
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
  for (const name of ['a.txt', 'b.txt']) await card(page, name).waitFor();
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
  await page.getByLabel('Files to upload').setInputFiles([
    file('large.png', 'image/png', coffee.subarray(0, 2000)), file('small.txt', 'text/plain', 'x'),
  ]);
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
  let goOn;
  const shown = new Promise((resolve) => { goOn = resolve; });
  await page.route('**/files/upload', (route) => shown.then(() => route.continue()));
  const uploaded = page.waitForResponse((response) => response.url().endsWith('/upload'));
  await page.getByLabel('Files to upload').setInputFiles([file('slow.txt', 'text/plain', 'x')]);
  await page.getByRole('link', { name: 'Log', exact: true }).click();
  await page.getByRole('heading', { name: 'Log' }).waitFor();
  goOn();
  assert.equal((await uploaded).status(), 200);
  await page.getByRole('link', { name: 'Library' }).click();
  await card(page, 'slow.txt').waitFor();
  await page.getByRole('region', { name: 'Uploads' }).getByText('uploaded', { exact: true }).waitFor();
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
  assertNoProblems(page, latePicture);
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
