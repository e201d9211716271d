// Tests the Log view of the console.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { startSite } from '../browser/support.mjs';
import {
  announced, assertAccessible, assertNoProblems, control, main, openConsole, row, startBrowser, startMock, upload,
} from './support.mjs';

const browser = await startBrowser();
const coffee = readFileSync(new URL('../../examples/demo/coffee.png', import.meta.url));

/** Starts a mock server and opens a section of the view. */
async function openLog(section, ...flags) {
  const mock = await startMock(...flags);
  const page = await openConsole(browser, `${mock.url}/_mock/#/log/${section}`);
  return { mock, page };
}

/** The visible number of requests. */
const count = (page, text) => main(page).locator('.muted').getByText(text, { exact: true });

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
  await page.waitForURL(/status=4&find=NONE.jpg/);
  await page.getByRole('link', { name: '/demo/none.jpg' }).click();
  await page.getByRole('heading', { name: 'GET /demo/none.jpg' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'GET /demo/none.jpg');
  await assertAccessible(page, 'log-request');
  await page.reload();
  await page.getByRole('heading', { name: 'GET /demo/none.jpg' }).waitFor();
  await count(page, '1 of 3 requests').waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  // The focus goes back to the row.
  await page.waitForFunction(() => document.activeElement.textContent.includes('none.jpg'));
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

test('webhooks: set a receiver, receive an event, repair the receiver and send the event again', async () => {
  const receiver = await startReceiver();
  const { mock, page } = await openLog('webhooks');
  await page.getByText('No events yet').waitFor();
  await control(mock, 'POST', 'webhooks/send', { event: 'file-version.deleted' });
  await page.getByRole('link', { name: 'file-version.deleted' }).click();
  await page.getByText('it has no signature. Set a receiver').waitFor();
  await page.getByRole('button', { name: 'Send again' }).click();
  await announced(page, 'The event has no receiver');
  await page.getByRole('button', { name: 'Close' }).click();
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
  await page.getByText(second.headers['webhook-signature']).first().waitFor();
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
  assertNoProblems(page);
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

test('the requests of the console are hidden until they are wanted', async () => {
  const mock = await startMock();
  await control(mock, 'POST', 'seed', {
    files: [{ path: '/a_b.png', content: coffee.toString('base64') }, { path: '/c.txt', text: 'x' }],
  });
  const page = await openConsole(browser, `${mock.url}/_mock/#/library`);
  await page.waitForFunction(() => document.querySelector('.card img')?.naturalWidth > 0); // one of its pictures
  await page.getByRole('link', { name: 'Log', exact: true }).click();
  const own = page.getByLabel("Show the console's own requests");
  await page.getByText('No requests yet').waitFor();
  await fetch(`${mock.urlEndpoint}/tr:w-30,l-text,ie-Pj4%2FPz8%3D,l-end/a_b.png?x=1&ik-s=0`);
  await count(page, '1 request').waitFor();
  await own.check();
  await row(page, 'console', '/v1/files', 'listFiles').first().waitFor();
  await row(page, 'console', 'deliver', 'a_b.png').first().waitFor();
  await page.waitForURL(/console=1/);
  assert.equal(await row(page, 'console', 'x=1').count(), 0);
  await assertAccessible(page, 'log-requests-console');
  await own.uncheck();
  await count(page, '1 request').waitFor();

  await page.getByRole('link', { name: '/demo/tr:w-30' }).click();
  await page.getByRole('link', { name: 'Open in the workbench' }).click();
  const field = page.getByLabel('URL', { exact: true });
  await field.waitFor();
  await page.waitForFunction(() => document.querySelector('.wb-facts dd')?.textContent.startsWith('30 × 20'));
  assert.equal(await field.inputValue(), `${mock.urlEndpoint}/tr:w-30,l-text,ie-Pj4%2FPz8%3D,l-end/a_b.png?x=1`);
  assertNoProblems(page, /status of 4\d\d/);
});

test('a receiver that a program sets is shown', async () => {
  const { mock, page } = await openLog('webhooks');
  await page.getByRole('button', { name: 'Set a receiver' }).waitFor();
  await control(mock, 'PUT', 'webhooks/target', { url: 'http://127.0.0.1:1/hooks', attempts: 2 });
  await page.getByText('http://127.0.0.1:1/hooks Standard Webhooks, all events, at most 2 attempts').waitFor();
  assert.equal(await page.locator('.success code').count(), 0, 'its secret is not shown');
  assertNoProblems(page);
});
