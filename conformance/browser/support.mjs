// Functions for the tests: they start the mock server, other web servers, and the browser.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import http from 'node:http';
import { after } from 'node:test';
import { chromium } from 'playwright-core';

/** Returns an environment variable that ./run sets. */
export function setting(name) {
  const value = process.env[name];
  assert.ok(value, `${name} is not set: start the tests with ./run`);
  return value;
}

/**
 * Starts the mock server, which is stopped after the test. Browsers use it at base, through a proxy that does not change headers and emits
 * "control" with the status of each response of a control endpoint.
 */
export async function startMock(...flags) {
  const server = spawn(setting('MOCK_PROGRAM'), ['-addr', '127.0.0.1:0', ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  after(() => server.kill());
  let printed = '';
  for await (const text of server.stdout) {
    printed += text;
    if (/^webhook secret .*\n/m.test(printed)) break; // the last line that the server prints when it starts
  }
  const value = (name) => printed.match(new RegExp(`^${name} +(.*)$`, 'm'))?.[1];
  const url = value('API and uploads');
  assert.ok(url, `the mock server has not started: ${printed}`);
  const responses = new EventEmitter();
  const { port, pathname } = new URL(url);
  const front = await startSite((request, response) => {
    const { method, url: path, headers } = request;
    const forwarded = http.request({ host: '127.0.0.1', port, method, path, headers }, (forwardedResponse) => {
      if (path.includes('/_mock')) responses.emit('control', forwardedResponse.statusCode);
      response.writeHead(forwardedResponse.statusCode, forwardedResponse.headers);
      forwardedResponse.pipe(response);
    });
    forwarded.on('error', () => response.destroy()); // the server is stopped while the browser still loads something
    request.pipe(forwarded);
  });
  const prefix = pathname.replace(/\/$/, '');
  return {
    url,
    responses,
    /** Returns the URL of the control endpoints under a name of this machine. */
    at: (host) => `http://${host}:${front}${prefix}/_mock`,
    base: `http://${new URL(url).hostname}:${front}${prefix}/_mock`,
    urlEndpoint: value('URL endpoint'),
    privateKey: value('private key'),
    publicKey: value('public key'),
    token: value('control token'),
  };
}

/** Sends a request to a control endpoint from this program. Returns the JSON of the response, if it has a body. */
export async function control(mock, method, path, body) {
  const headers = { 'Content-Type': 'application/json', ...(mock.token && { Authorization: `Bearer ${mock.token}` }) };
  const response = await fetch(`${mock.url}/_mock/${path}`, { method, headers, body: body && JSON.stringify(body) });
  return response.status === 204 ? undefined : response.json();
}

/** Returns the state that control endpoints can change, as text. It includes the clock, which is frozen. */
export async function snapshot(mock) {
  const parts = ['state', 'faults', 'clock', 'webhooks', 'webhooks/target'];
  const values = await Promise.all(parts.map((path) => control(mock, 'GET', path)));
  const { requests } = await control(mock, 'GET', 'requests');
  return JSON.stringify([...values, requests[0]], null, 1); // browsers add requests for /favicon.ico
}

/** Starts another web server on a free loopback port, and returns the port. The server is stopped after the test. */
export async function startSite(handler) {
  const site = http.createServer(handler);
  await once(site.listen(0, '127.0.0.1'), 'listening');
  after(() => {
    site.close();
    site.closeAllConnections();
  });
  return site.address().port;
}

/**
 * Starts a browser that resolves all names ending in .test to this machine. An attacker can do that with DNS rebinding. The flags are those
 * of Chromium; --host-resolver-rules replaces the rule for names.
 */
export async function startBrowser(...flags) {
  const browser = await chromium.launch({
    executablePath: setting('CHROMIUM'),
    args: ['--no-sandbox', '--host-resolver-rules=MAP *.test 127.0.0.1', ...flags],
  });
  after(() => browser.close());
  console.log(`Chromium ${browser.version()}`);
  return browser;
}

/** Opens a page at a URL, in a new browser context unless one is given. The page is closed after the test. */
export async function open(browser, url, context) {
  const own = context ?? (await browser.newContext());
  own.setDefaultTimeout(300_000); // for slow machines; also applies to the windows that the page opens
  const page = await own.newPage();
  after(() => own.close());
  await page.goto(url);
  return page;
}

/** Returns parameters of an upload from a browser. An attacker can make them too, because the private key of the mock server is public. */
export function uploadParameters(mock) {
  const token = randomUUID();
  const expire = Math.floor(Date.now() / 1000) + 600;
  const signature = createHmac('sha1', mock.privateKey).update(token + expire).digest('hex');
  return { publicKey: mock.publicKey, token, expire, signature, useUniqueFileName: 'false' };
}

/** Uploads from a page. The file is a text or a URL. Returns the part of the response that the page can read. */
export function uploadFrom(page, mock, fileName, file) {
  const fields = { ...uploadParameters(mock), fileName, file };
  return page.evaluate(async ([url, fields]) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) {
      form.append(name, name === 'file' && !value.startsWith('http') ? new Blob([value]) : value);
    }
    const response = await fetch(url, { method: 'POST', body: form });
    return { status: response.status, id: response.headers.get('x-ik-requestid'), body: await response.json() };
  }, [`${mock.url}/api/v1/files/upload`, fields]);
}
