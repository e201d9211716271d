// Tests the Control view of the console.
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  announced, assertAccessible, assertNoProblems, control, main, openConsole, row, startBrowser, startMock, upload,
} from './support.mjs';

const browser = await startBrowser();

/** Starts a mock server and opens a section of the view. */
async function openControl(section) {
  const mock = await startMock();
  const page = await openConsole(browser, `${mock.url}/_mock/#/control/${section}`);
  return { mock, page };
}

/** Presses a key until the element with a name has the focus. */
async function pressUntil(page, key, name) {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press(key);
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      return [element.getAttribute('aria-label'), element.labels?.[0]?.textContent, element.textContent].find(Boolean);
    });
    if (focused === name) return;
  }
  assert.fail(`${key} does not lead to ${name}`);
}

test('with the keyboard alone: a fault makes the next upload fail, and is removed', async () => {
  const mock = await startMock();
  const page = await openConsole(browser, `${mock.url}/_mock/#/log/requests`);
  await upload(mock);
  const link = page.getByRole('link', { name: '/api/v1/files/upload' });
  await link.waitFor();
  await link.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'POST /api/v1/files/upload' }).waitFor();
  await pressUntil(page, 'Tab', 'Add a fault for upload');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Add a fault' }).waitFor();
  await assertAccessible(page, 'control-faults-empty');
  assert.equal(await page.getByLabel('Operation', { exact: true }).inputValue(), 'upload');
  await pressUntil(page, 'Tab', 'Status');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('500');
  await pressUntil(page, 'Tab', 'Add fault');
  await page.keyboard.press('Enter');
  await announced(page, 'fault-1 added');
  await row(page, 'upload', 'status 500', '0 of 1', 'active').waitFor();

  const remove = page.getByRole('button', { name: 'Remove fault-1' });
  await remove.focus();
  assert.equal((await upload(mock)).status, 500);
  await row(page, 'upload', '1 of 1', 'used up').waitFor();
  assert.ok(await remove.evaluate((button) => button === document.activeElement), 'the row has the focus still');
  await page.getByRole('button', { name: 'Add fault' }).focus();
  await assertAccessible(page, 'control-faults');
  assert.equal((await upload(mock)).status, 200);
  await pressUntil(page, 'Shift+Tab', 'Remove fault-1');
  await page.keyboard.press('Enter');
  await page.getByText('There are no faults').waitFor();
  assert.deepEqual((await control(mock, 'GET', 'faults')).faults, []);
  await page.goto(`${mock.url}/_mock/#/log`);
  await row(page, 'hit by fault-1', '500').waitFor();
  assertNoProblems(page);
});

test('faults with other fields, and the errors of the form', async () => {
  const { mock, page } = await openControl('faults');
  const add = page.getByRole('button', { name: 'Add fault' });
  await page.getByLabel('Kind').selectOption('latency');
  await page.getByText('The server delays the operation').waitFor();
  await page.getByLabel('Latency').fill('5');
  await add.click();
  const failure = page.getByRole('alert').filter({ hasText: '"5" is not a duration' });
  await failure.waitFor();
  await assertAccessible(page, 'control-faults-error');
  await page.getByLabel('Latency').fill('5ms');
  await add.click();
  await failure.waitFor({ state: 'hidden' });
  await row(page, 'all', 'latency 5ms').waitFor();

  await page.getByLabel('Kind').selectOption('html');
  await page.getByText('More', { exact: true }).click();
  await page.getByLabel('Status').fill('503');
  await page.getByLabel('Headers').fill('X-Proxy: down\nRetry-After');
  await add.click();
  await page.getByText('"Retry-After" is not a header').waitFor();
  await page.getByLabel('Headers').fill('X-Proxy: down');
  await page.getByLabel('Executed').check();
  await page.getByLabel('Count').fill('');
  await add.click();
  await announced(page, 'fault-2 added');
  const [, { id, hits, ...fault }] = (await control(mock, 'GET', 'faults')).faults;
  assert.deepEqual({ id, hits }, { id: 'fault-2', hits: 0 });
  assert.deepEqual(fault, { kind: 'html', status: 503, executed: true, headers: { 'X-Proxy': 'down' } });
  await page.getByRole('button', { name: 'Remove all' }).click();
  await page.getByText('There are no faults').waitFor();
  assertNoProblems(page, /status of 400 .*faults/);
});

test('every kind of faults can be added with the values of the form', async () => {
  const { mock, page } = await openControl('faults');
  await page.getByLabel('Kind').waitFor(); // the kinds come from the server
  const kinds = await page.getByLabel('Kind').locator('option').allTextContents();
  assert.ok(kinds.length > 10);
  for (const [i, kind] of kinds.entries()) {
    await page.getByLabel('Kind').selectOption(kind);
    await page.getByRole('button', { name: 'Add fault' }).click();
    await announced(page, `fault-${i + 1} added`);
  }
  const { faults } = await control(mock, 'GET', 'faults');
  assert.deepEqual(faults.map(({ kind }) => kind), kinds);
  assertNoProblems(page);
});

test('the clock is moved, frozen and set', async () => {
  const { mock, page } = await openControl('server');
  const hourAhead = async () => new Date((await control(mock, 'GET', 'clock')).now).getTime() - Date.now() > 3_000_000;
  await page.getByText('with the time of this computer').waitFor();
  await page.getByLabel('Advance by').fill('an hour');
  await page.getByRole('button', { name: 'Advance', exact: true }).click();
  await page.getByRole('alert').filter({ hasText: 'duration' }).waitFor();
  await page.getByLabel('Advance by').fill('1h');
  await page.getByRole('button', { name: 'Advance', exact: true }).click();
  await page.getByText('about 1 hour ahead of this computer').waitFor();
  assert.ok(await hourAhead());
  await page.getByLabel('Set to').fill('2030-01-02T03:04:05Z');
  await page.getByRole('button', { name: 'Freeze' }).click();
  await page.getByRole('button', { name: 'Let it run' }).waitFor();
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await main(page).getByText('2030-01-02 03:04:05 UTC').waitFor();
  await page.getByRole('button', { name: '+ 1 day' }).click();
  await main(page).getByText('2030-01-03 03:04:05 UTC').waitFor();
  assert.deepEqual(await control(mock, 'GET', 'clock'), { now: '2030-01-03T03:04:05.000Z', frozen: true });
  await assertAccessible(page, 'control-server');
  assertNoProblems(page, /status of 400 .*clock/);
});

test('files are added from JSON, and the server is reset', async () => {
  const { mock, page } = await openControl('server');
  await page.getByRole('button', { name: 'Add files' }).click();
  await page.getByText('1 file added').waitFor();
  const [file] = (await control(mock, 'GET', 'state')).files;
  assert.deepEqual([file.filePath, file.tags], ['/menu/today.txt', ['menu']]);
  await page.getByLabel('Files as JSON').fill('{"files": [{"path": "/a.txt"}]}');
  await page.getByRole('button', { name: 'Add files' }).click();
  await page.getByRole('alert').filter({ hasText: 'a.txt' }).waitFor();

  await page.getByRole('button', { name: 'Reset the server' }).click();
  const dialog = page.getByRole('dialog', { name: 'Reset the server?' });
  await assertAccessible(page, 'control-reset');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  assert.equal((await control(mock, 'GET', 'state')).files.length, 1, 'nothing happens without the confirmation');
  await page.getByRole('button', { name: 'Reset the server' }).click();
  await dialog.getByRole('button', { name: 'Reset', exact: true }).click();
  await main(page).getByText('The server has its initial state.').waitFor();
  assert.deepEqual((await control(mock, 'GET', 'state')).files, []);
  assertNoProblems(page, /status of 400 .*seed/);
});

test('links to sections that were in the log still work', async () => {
  const mock = await startMock();
  const page = await openConsole(browser, `${mock.url}/_mock/#/log/faults?operation=upload`);
  await page.waitForURL(/#\/control\/faults\?operation=upload$/);
  await page.getByRole('heading', { name: 'Add a fault' }).waitFor();
  assert.equal(await page.getByLabel('Operation', { exact: true }).inputValue(), 'upload');
  assert.equal(await page.locator('nav [aria-current=page]').first().textContent(), 'Control');
  await page.goto(`${mock.url}/_mock/#/log/server`);
  await page.waitForURL(/#\/control\/server$/);
  await page.getByRole('heading', { name: 'Clock' }).waitFor();
  await page.getByRole('link', { name: 'Control' }).click();
  await page.getByRole('heading', { name: 'Add a fault' }).waitFor();
  await page.getByRole('link', { name: 'Log', exact: true }).click();
  await page.getByText('No requests yet').waitFor();
  assertNoProblems(page);
});
