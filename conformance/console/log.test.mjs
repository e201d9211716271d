// Tests the Log view of the console.
import assert from 'node:assert/strict';
import test from 'node:test';
import { startSite } from '../browser/support.mjs';
import { assertAccessible, assertNoProblems, control, openConsole, startBrowser, startMock } from './support.mjs';

const browser = await startBrowser();

/** Starts a mock server and opens a section of the view. */
async function openLog(section, ...flags) {
  const mock = await startMock(...flags);
  const page = await openConsole(browser, `${mock.url}/_mock/#/log/${section}`);
  return { mock, page };
}

/** Uploads a text like a program on a server. Returns the response. */
async function upload(mock, name = 'a.txt') {
  const form = new FormData();
  form.append('file', new Blob(['some text']));
  form.append('fileName', name);
  const headers = { Authorization: `Basic ${btoa(`${mock.privateKey}:`)}` };
  return fetch(`${mock.url}/api/v1/files/upload`, { method: 'POST', headers, body: form });
}

/** Returns the row of a table that has all texts. */
const row = (page, ...texts) => texts.reduce((rows, text) => rows.filter({ hasText: text }), page.locator('tbody tr'));

/** What the view shows, without the announcements for screen readers. */
const main = (page) => page.getByRole('main');

/** The visible number of requests. */
const count = (page, text) => main(page).locator('.muted').getByText(text, { exact: true });

/** Waits until a screen reader gets a text. */
const announced = (page, text) => page.waitForFunction((want) => document.getElementById('announcer').textContent === want, text);

/** Starts a receiver of webhooks that responds with a status. */
async function startReceiver() {
  const receiver = { received: [], status: 200 };
  receiver.port = await startSite(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    receiver.received.push({ headers: request.headers, body });
    response.writeHead(receiver.status).end();
  });
  receiver.url = `http://127.0.0.1:${receiver.port}/hooks`;
  return receiver;
}

test('the requests are listed live, found, explained, paused and cleared', async () => {
  const { mock, page } = await openLog('');
  await page.getByText('No requests yet').waitFor();
  await assertAccessible(page, 'log-requests-empty');
  await upload(mock);
  await row(page, 'POST', '/api/v1/files/upload', '200', 'upload').waitFor();
  await fetch(`${mock.urlEndpoint}/none.jpg?tr=w-100`);
  await fetch(`${mock.url}/v1/files?limit=0`, { headers: { Authorization: `Basic ${btoa(`${mock.privateKey}:`)}` } });
  await row(page, '/demo/none.jpg?tr=w-100', '404', 'deliver', 'No file was found at the specified path').waitFor();
  await row(page, 'GET', '/v1/files?limit=0', '400', 'limit').waitFor();
  assert.match(await page.locator('tbody tr').first().textContent(), /listFiles/, 'the newest is first');
  assert.equal(await row(page, '_mock').count(), 0, 'the requests of the page are not listed');

  await page.getByLabel('Status').selectOption('4xx');
  await count(page, '2 of 3 requests').waitFor();
  await page.getByLabel('Find').fill('NONE.jpg');
  await count(page, '1 of 3 requests').waitFor();
  assert.match(page.url(), /status=4&find=NONE.jpg/);
  await page.getByRole('link', { name: '/demo/none.jpg' }).click();
  await page.getByRole('heading', { name: 'GET /demo/none.jpg' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'GET /demo/none.jpg');
  await assertAccessible(page, 'log-request');
  await page.reload();
  await page.getByRole('heading', { name: 'GET /demo/none.jpg' }).waitFor();
  await count(page, '1 of 3 requests').waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  assert.match(await page.evaluate(() => document.activeElement.textContent), /none.jpg/, 'the focus goes back to the row');
  await page.getByLabel('Find').fill('');
  await page.getByLabel('Status').selectOption('all');
  await assertAccessible(page, 'log-requests');

  await page.getByRole('button', { name: 'Pause' }).click();
  await upload(mock, 'b.txt');
  await page.getByRole('button', { name: 'Resume' }).click();
  await count(page, '4 requests').waitFor();
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByText('No requests yet').waitFor();
  assert.deepEqual((await control(mock, 'GET', 'requests')).requests, []);
  assertNoProblems(page);
});

/** Counts the requests of a page for the log from now on. */
function countPolls(page) {
  const polls = { count: 0 };
  page.on('request', (request) => { if (request.url().endsWith('/_mock/requests')) polls.count += 1; });
  return polls;
}

test('a hidden page does not ask', async () => {
  const { mock, page } = await openLog('');
  await page.clock.install();
  const polls = countPolls(page);
  await page.reload();
  await page.getByText('No requests yet').waitFor();
  while (polls.count < 3) await page.clock.runFor(1000);
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await page.waitForLoadState('networkidle');
  polls.count = 0;
  await upload(mock);
  for (let i = 0; i < 5; i++) await page.clock.runFor(1000);
  assert.equal(polls.count, 0);
  await page.evaluate(() => {
    delete document.hidden;
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await row(page, 'upload').waitFor();
  assertNoProblems(page);
});

test('with the keyboard alone: a fault makes the next upload fail, and is removed', async () => {
  const { mock, page } = await openLog('requests');
  await upload(mock);
  const link = page.getByRole('link', { name: '/api/v1/files/upload' });
  await link.waitFor();
  await link.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'POST /api/v1/files/upload' }).waitFor();
  await pressUntil(page, 'Tab', 'Add a fault for upload');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Add a fault' }).waitFor();
  await assertAccessible(page, 'log-faults-empty');
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
  await assertAccessible(page, 'log-faults');
  assert.equal((await upload(mock)).status, 200);
  await pressUntil(page, 'Shift+Tab', 'Remove fault-1');
  await page.keyboard.press('Enter');
  await page.getByText('There are no faults').waitFor();
  assert.deepEqual((await control(mock, 'GET', 'faults')).faults, []);
  await page.goto(`${mock.url}/_mock/#/log`);
  await row(page, 'hit by fault-1', '500').waitFor();
  assertNoProblems(page);
});

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

test('faults with other fields, and the errors of the form', async () => {
  const { mock, page } = await openLog('faults');
  const add = page.getByRole('button', { name: 'Add fault' });
  await page.getByLabel('Kind').selectOption('latency');
  await page.getByText('The server delays the operation').waitFor();
  await page.getByLabel('Latency').fill('5');
  await add.click();
  const failure = page.getByRole('alert').filter({ hasText: '"5" is not a duration' });
  await failure.waitFor();
  await assertAccessible(page, 'log-faults-error');
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
  const { mock, page } = await openLog('faults');
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

test('webhooks: set a receiver, receive an event, repair the receiver and send the event again', async () => {
  const receiver = await startReceiver();
  const { mock, page } = await openLog('webhooks');
  await page.getByText('No events yet').waitFor();
  await page.getByRole('button', { name: 'Set a receiver' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('URL').fill(receiver.url);
  await dialog.getByLabel('Attempts').fill('1');
  await assertAccessible(page, 'log-webhooks-receiver');
  await dialog.getByRole('button', { name: 'Set receiver' }).click();
  await page.getByText(`${receiver.url} Standard Webhooks, all events, 1 attempt`).waitFor();
  assert.match(await page.locator('.success code').textContent(), /^whsec_/);

  receiver.status = 500;
  await upload(mock);
  await row(page, 'file.created', 'failed').waitFor();
  await page.getByRole('link', { name: 'file.created' }).click();
  await page.getByText('the receiver responded with 500').waitFor();
  await page.getByText('signature verifies').waitFor();
  assert.equal(JSON.parse(await page.getByRole('group', { name: 'payload' }).textContent()).type, 'file.created');
  await assertAccessible(page, 'log-webhook');

  receiver.status = 200;
  await page.getByRole('button', { name: 'Send again' }).click();
  await row(page, 'file.created', 'delivered').waitFor();
  await page.locator('.attempts li').nth(1).waitFor();
  const [first, second] = receiver.received;
  assert.equal(first.body, second.body);
  assert.equal(first.headers['webhook-id'], second.headers['webhook-id']);
  assert.ok(await page.getByText(second.headers['webhook-signature']).first().isVisible());
  await page.getByRole('button', { name: 'Close' }).click();

  await page.getByRole('button', { name: 'Send an event' }).click();
  await dialog.getByLabel('Event').selectOption('video.transformation.ready');
  await dialog.getByLabel('Payload').fill('{');
  await dialog.getByRole('button', { name: 'Send' }).click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel('Event').selectOption('file.deleted');
  await assertAccessible(page, 'log-webhooks-send');
  await dialog.getByRole('button', { name: 'Send' }).click();
  await row(page, 'file.deleted', 'delivered').waitFor();
  assert.equal(JSON.parse(receiver.received[2].body).type, 'file.deleted');
  await assertAccessible(page, 'log-webhooks');

  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Set a receiver' }).waitFor();
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByText('No events yet').waitFor();
  assertNoProblems(page, /status of 404 .*webhooks\/target/);
});

test('the signature of a secret of the owner is hidden', async () => {
  const receiver = await startReceiver();
  const { mock, page } = await openLog('webhooks', '-webhook-url', receiver.url, '-webhook-secret', 'whsec_private');
  await control(mock, 'PUT', 'clock', { advance: '1h' });
  await upload(mock);
  await row(page, 'file.created', 'delivered').waitFor();
  await page.getByRole('link', { name: 'file.created' }).click();
  await page.getByText('signature does not verify').waitFor();
  await page.getByText('outside the tolerance of 5m0s').waitFor();
  await page.getByText('The signature is hidden').waitFor();
  assert.ok(!(await page.content()).includes(receiver.received[0].headers['webhook-signature']));
  await assertAccessible(page, 'log-webhook-hidden');
  assertNoProblems(page);
});

test('the clock is moved, frozen and set', async () => {
  const { mock, page } = await openLog('server');
  const hourAhead = async () => new Date((await control(mock, 'GET', 'clock')).now).getTime() - Date.now() > 3_590_000;
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
  await assertAccessible(page, 'log-server');
  assertNoProblems(page, /status of 400 .*clock/);
});

test('files are added from JSON, and the server is reset', async () => {
  const { mock, page } = await openLog('server');
  await page.getByRole('button', { name: 'Add files' }).click();
  await page.getByText('1 file added').waitFor();
  const [file] = (await control(mock, 'GET', 'state')).files;
  assert.deepEqual([file.filePath, file.tags], ['/menu/today.txt', ['menu']]);
  await page.getByLabel('Files as JSON').fill('{"files": [{"path": "/a.txt"}]}');
  await page.getByRole('button', { name: 'Add files' }).click();
  await page.getByRole('alert').filter({ hasText: 'a.txt' }).waitFor();

  await page.getByRole('button', { name: 'Reset the server' }).click();
  const dialog = page.getByRole('dialog', { name: 'Reset the server?' });
  await assertAccessible(page, 'log-reset');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  assert.equal((await control(mock, 'GET', 'state')).files.length, 1, 'nothing happens without the confirmation');
  await page.getByRole('button', { name: 'Reset the server' }).click();
  await dialog.getByRole('button', { name: 'Reset', exact: true }).click();
  await main(page).getByText('The server has its initial state.').waitFor();
  assert.deepEqual((await control(mock, 'GET', 'state')).files, []);
  assertNoProblems(page, /status of 400 .*seed/);
});

test('the page says when the server does not answer, and goes on when it does', async () => {
  const { mock, page } = await openLog('requests');
  await page.getByText('No requests yet').waitFor();
  await page.route('**/_mock/requests', (route) => route.abort());
  const failure = page.getByRole('alert').filter({ hasText: 'The server does not answer' });
  await failure.waitFor();
  await page.unroute('**/_mock/requests');
  await failure.waitFor({ state: 'hidden' });
  await upload(mock);
  await row(page, 'upload').waitFor();
  assertNoProblems(page, /ERR_FAILED/);
});
