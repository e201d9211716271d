// Tests that web pages of other origins cannot use the control endpoints of the mock server under /_mock, and that pages of the server
// itself can. All servers are on this machine, which is the best case for an attacker.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { changes, helpers, reads } from './attacks.mjs';
import { control, open, snapshot, startBrowser, startMock, startSite, uploadFrom } from './support.mjs';

const browser = await startBrowser();

const attackerPort = await startSite((request, response) => {
  response.setHeader('Content-Type', 'text/html');
  response.end('<!DOCTYPE html><title>attacker</title><body>');
});

/** A service that is only reachable from this machine. */
const internal = { asked: 0 };
internal.port = await startSite((request, response) => {
  internal.asked++;
  response.end('internal');
});

/** Starts a mock server with a file, a request, a webhook target and a frozen clock. */
async function startFilled(...flags) {
  const mock = await startMock(...flags);
  await control(mock, 'PUT', 'clock', { frozen: true });
  await control(mock, 'POST', 'seed', { files: [{ path: '/kept.txt', text: 'kept' }] });
  await control(mock, 'PUT', 'webhooks/target', { url: 'http://127.0.0.1:1/', events: ['video.transformation.ready'] });
  await fetch(`${mock.urlEndpoint}/kept.txt`);
  mock.before = await snapshot(mock);
  return mock;
}

/** Runs an attempt in a page. Returns its value or error, and the statuses of the responses. There is at least one, that of a preflight. */
async function attempt(mock, page, base, run, ...args) {
  const statuses = [];
  const recordStatus = (status) => statuses.push(status);
  const firstResponse = once(mock.responses, 'control');
  mock.responses.on('control', recordStatus);
  const source = `(${run})(${[base, ...args].map((value) => JSON.stringify(value)).join()})`;
  const ended = await page.evaluate(source).then(
    (value) => ({ value }),
    (error) => ({ error: String(error) }),
  );
  await firstResponse;
  mock.responses.off('control', recordStatus);
  return { ...ended, statuses };
}

/** Fails if a page can use a control endpoint. */
async function assertPowerless(mock, page, base = mock.base) {
  await page.evaluate(helpers);
  for (const [name, run] of Object.entries(changes)) {
    const { statuses } = await attempt(mock, page, base, run);
    assert.equal(await snapshot(mock), mock.before, `${name} changes something`);
    for (const status of statuses) assert.equal(status, 403, name);
  }
  for (const path of ['', 'state', 'requests', 'faults', 'clock', 'webhooks', 'health']) {
    for (const [name, run] of Object.entries(reads)) {
      const { value } = await attempt(mock, page, base, run, path);
      assert.ok(!value, `${name} of ${path} reads ${value}`);
    }
  }
  assert.equal(await snapshot(mock), mock.before);
}

/** Fails unless a page of the server can use all control endpoints. */
async function assertPowerful(mock, page, base = mock.base) {
  await page.evaluate(helpers);
  const changed = await attempt(mock, page, base, changes['fetch with JSON']);
  assert.deepEqual(changed.statuses, [204], changed.error);
  const read = await attempt(mock, page, base, reads.fetch, 'state');
  assert.match(read.value ?? read.error, /"files":/);
}

test('a page of another origin cannot use the control endpoints', async (t) => {
  const mock = await startFilled();
  for (const host of ['127.0.0.1', 'localhost', 'attacker.localhost', 'attacker.test']) {
    await t.test(host, async () => assertPowerless(mock, await open(browser, `http://${host}:${attackerPort}/`)));
  }
  await t.test('without a referrer', async () => {
    const page = await open(browser, `http://localhost:${attackerPort}/`);
    await page.evaluate(() => {
      const meta = Object.assign(document.createElement('meta'), { name: 'referrer', content: 'no-referrer' });
      document.head.append(meta);
    });
    await assertPowerless(mock, page);
  });
  await t.test('under other names of this machine', async () => {
    const page = await open(browser, `http://attacker.localhost:${attackerPort}/`);
    await assertPowerless(mock, page, mock.at('attacker.localhost'));
  });
});

test('a page of another origin cannot open a control endpoint in a window', async () => {
  const mock = await startFilled();
  const page = await open(browser, `http://localhost:${attackerPort}/`);
  const [popup] = await Promise.all([page.waitForEvent('popup'), page.evaluate((base) => {
    window.popup = window.open(`${base}/state`);
  }, mock.base)]);
  await popup.waitForLoadState();
  assert.match(await popup.textContent('body'), /web pages of other origins/);
  const text = await page.evaluate(() => window.popup.document.body.textContent).catch(() => 'nothing');
  assert.equal(text, 'nothing');
});

test('a page cannot use the control endpoints under a name that an attacker resolves to this machine', async () => {
  const mock = await startFilled();
  const base = mock.at('rebound.test');
  const page = await open(browser, `${base}/health`); // a page of the same origin; the server serves it for every host
  for (const path of ['state', 'requests', 'clock', '']) {
    const { value } = await attempt(mock, page, base, reads.fetch, path);
    assert.match(value, /-allow-host/);
  }
  const { statuses } = await attempt(mock, page, base, changes['fetch with JSON']);
  assert.deepEqual(statuses, [403]);
  assert.equal(await snapshot(mock), mock.before);
});

test('a page under such a name cannot make the server send requests to itself or to other services', async () => {
  const mock = await startFilled();
  const base = mock.at('rebound.test');
  const page = await open(browser, `${base}/health`);
  const site = { ...mock, url: new URL(base).origin };
  const asked = internal.asked;
  for (const url of [`${mock.url}/_mock/state`, `http://127.0.0.1:${internal.port}/`]) {
    const uploaded = await uploadFrom(page, site, 'internal.txt', url);
    assert.equal(uploaded.status, 400, JSON.stringify(uploaded));
  }
  assert.equal(internal.asked, asked);
  const status = await page.evaluate(async ([key, endpoint]) => { // the API accepts every host
    const headers = { Authorization: `Basic ${btoa(`${key}:`)}`, 'Content-Type': 'application/json' };
    const body = JSON.stringify({ endpoint, events: ['file.created'] });
    return (await fetch('/v1/accounts/webhooks', { method: 'POST', headers, body })).status;
  }, [mock.privateKey, `${mock.url}/_mock/reset`]);
  assert.equal(status, 201);
  assert.equal((await uploadFrom(page, site, 'event.txt', 'x')).status, 200);
  const { webhooks } = await control(mock, 'GET', 'webhooks?wait=true');
  assert.deepEqual(webhooks.flatMap((event) => event.attempts.map((one) => one.status)), [403, 403, 403, 403, 403]);
  assert.equal((await control(mock, 'GET', 'state')).files.length, 2);
});

test('a page of another origin can upload and download, like with the service', async () => {
  const mock = await startFilled();
  const page = await open(browser, `http://attacker.test:${attackerPort}/`);
  const uploaded = await uploadFrom(page, mock, 'hello.txt', 'hello');
  assert.equal(uploaded.status, 200, uploaded.body.message);
  assert.ok(uploaded.id, 'the page can read headers of the response');
  assert.equal(await page.evaluate(async (url) => (await fetch(url)).text(), uploaded.body.url), 'hello');
  const refused = await page.evaluate(async (url) => {
    const response = await fetch(url, { method: 'POST', headers: { 'X-Asks-First': '1' }, body: new FormData() });
    return [response.status, await response.json()];
  }, `${mock.url}/api/v1/files/upload`);
  assert.equal(refused[0], 401, 'errors can be read too');
  const listed = await page.evaluate((url) => fetch(url).then(() => 'read', () => 'not read'), `${mock.url}/v1/files`);
  assert.equal(listed, 'not read');
});

test('a page of another origin cannot read other services through the server', async () => {
  const mock = await startFilled();
  const page = await open(browser, `http://attacker.test:${attackerPort}/`);
  for (const host of ['127.0.0.1', 'localhost']) {
    const uploaded = await uploadFrom(page, mock, 'internal.txt', `http://${host}:${internal.port}/`);
    assert.equal(uploaded.status, 400, JSON.stringify(uploaded));
  }
  assert.equal(internal.asked, 0);
});

test('an uploaded page cannot use the control endpoints', async (t) => {
  const script = (mock) => `
    const report = (text) => { document.documentElement.setAttribute('data-result', text); };
    const headers = { 'Content-Type': 'application/json' };
    Promise.allSettled([
      fetch('${mock.url}/_mock/state', { credentials: 'include' }).then((response) => response.text()),
      fetch('${mock.url}/_mock/reset', { method: 'POST', credentials: 'include', headers }),
    ]).then((all) => report(all.map((one) => one.status).join()), report);`;
  for (const [name, wrap] of Object.entries({
    'page.html': (text) => `<!DOCTYPE html><title>x</title><script>${text}</script>`,
    'picture.svg': (text) => `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script><![CDATA[${text}]]></script></svg>`,
  })) {
    await t.test(name, async () => {
      const mock = await startFilled();
      const attacker = await open(browser, `http://localhost:${attackerPort}/`);
      const uploaded = await uploadFrom(attacker, mock, name, wrap(script(mock)));
      assert.equal(uploaded.status, 200, uploaded.body.message);
      const page = await open(browser, uploaded.body.url);
      const root = page.locator('[data-result]');
      await root.waitFor({ state: 'attached' });
      assert.equal(await root.getAttribute('data-result'), 'rejected,rejected'); // the script runs, but cannot read anything
      const { files } = await control(mock, 'GET', 'state');
      assert.equal(files.length, 2);
    });
  }
});

test('pages of the server itself can use the control endpoints', async (t) => {
  await t.test('on a loopback address', async () => {
    const mock = await startFilled();
    for (const host of ['127.0.0.1', 'localhost', 'mock.localhost']) {
      const base = mock.at(host);
      await assertPowerful(mock, await open(browser, `${base}/clock`), base); // the console itself sends requests
    }
  });
  await t.test('under an allowed name', async () => {
    const mock = await startFilled('-allow-host', 'mine.test');
    const base = mock.at('mine.test');
    await assertPowerful(mock, await open(browser, `${base}/clock`), base);
  });
});

test('the token', async (t) => {
  const mock = await startFilled('-addr', '0.0.0.0:0', '-prefix', '/base');
  assert.ok(mock.token, 'it is printed');

  await t.test('is required', async () => {
    const page = await open(browser, `${mock.base}/`);
    assert.match(await page.textContent('body'), /control token/);
    const { statuses } = await attempt(mock, page, mock.base, changes['fetch with JSON']);
    assert.deepEqual(statuses, [401]);
    assert.equal(await snapshot(mock), mock.before);
  });

  await t.test('is exchanged for a cookie', async () => {
    const context = await browser.newContext();
    const page = await open(browser, `${mock.base}/clock?token=${mock.token}`, context);
    assert.equal(page.url(), `${mock.base}/clock`);
    assert.match(await page.textContent('body'), /"now"/);
    const [cookie] = await context.cookies(`${mock.base}/`);
    assert.deepEqual([cookie.path, cookie.httpOnly, cookie.sameSite], ['/base/_mock', true, 'Strict']);
    assert.equal(await page.evaluate('document.cookie'), '');

    const attacker = await open(browser, `http://localhost:${attackerPort}/`, context); // the same site, so the browser sends the cookie
    await assertPowerless(mock, attacker);

    const other = await startFilled('-addr', '0.0.0.0:0', '-prefix', '/base'); // on another port; cookies do not depend on the port
    await assertPowerful(other, await open(browser, `${other.base}/clock?token=${other.token}`, context));
    await assertPowerful(mock, page);
  });

  await t.test('is valid in a link on any page, and is removed from the history', async () => {
    const page = await open(browser, `http://attacker.test:${attackerPort}/`);
    const link = (url) => page.evaluate((href) => {
      const a = Object.assign(document.createElement('a'), { href, textContent: 'link' });
      document.body.append(a);
      a.click();
    }, url);
    await link(`${mock.base}/clock?token=wrong`);
    await page.waitForURL(`${mock.base}/**`);
    assert.match(await page.textContent('body'), /web pages of other origins/);
    await page.goBack();
    await link(`${mock.base}/clock?token=${mock.token}`);
    await page.waitForURL(`${mock.base}/clock`);
    assert.match(await page.textContent('body'), /"frozen"/);
    await page.goBack();
    assert.equal(page.url(), `http://attacker.test:${attackerPort}/`);
  });
});
