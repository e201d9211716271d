// Functions for the tests of pages: they start the web site in the folder site, and a proxy that stops uploads.
import { spawn, spawnSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { after } from 'node:test';
import { control, open, setting, startSite } from './support.mjs';

/** The photograph of the demo: 600 x 400 pixels. */
export const coffee = new URL('../../examples/demo/coffee.png', import.meta.url).pathname;

/** Returns the bytes of the photograph. */
export const coffeeBytes = () => readFileSync(coffee);

/** Starts the web site for a mock server, which is stopped after the test, and returns its URL. */
export async function startPages(mock, ...flags) {
  const env = {
    ...process.env,
    IMAGEKIT_PRIVATE_KEY: mock.privateKey,
    IMAGEKIT_PUBLIC_KEY: mock.publicKey,
    IMAGEKIT_URL_ENDPOINT: mock.urlEndpoint,
  };
  const site = spawn(setting('SITE_PROGRAM'), flags, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  after(() => site.kill());
  for await (const printed of site.stdout) return String(printed).trim();
  throw new Error('the web site has not started');
}

/** Returns the attributes of the images in a table, which package urlbuilder builds. */
export function attributesOf(table) {
  const { status, stdout } = spawnSync(setting('SITE_PROGRAM'), ['-images'], {
    input: table, encoding: 'utf8', stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`site -images ended with status ${status}`);
  return JSON.parse(stdout);
}

/** Opens a page of the web site for a user who is logged in. */
export async function openPage(browser, site, path = '/upload', context) {
  const page = await open(browser, `${site}/login`, context);
  await page.goto(site + path);
  return page;
}

/** Returns the files of the mock server, as it stores them. */
export const filesOf = async (mock) => (await control(mock, 'GET', 'state')).files;

/**
 * Starts a proxy of the mock server that passes on only the first bytes of an upload. stopped is a promise for the moment when it has passed
 * them on; a client can end the upload before that. The function ended waits until the client has ended the connection, and returns whether
 * the upload is complete.
 */
export async function startStopping(mock, bytes) {
  const events = new EventEmitter();
  const upload = { isEnding: false };
  const { hostname, port } = new URL(mock.url);
  const proxyPort = await startSite((request, response) => {
    const { method, url, headers } = request;
    const forwarded = http.request({ host: hostname, port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    request.on('end', () => forwarded.end());
    if (method !== 'POST') return void request.resume();
    upload.request = request;
    let passed = 0;
    request.on('data', (piece) => {
      if (passed >= bytes) return;
      forwarded.write(piece);
      passed += piece.length;
      if (passed < bytes) return;
      if (!upload.isEnding) request.pause();
      events.emit('stopped');
    });
    response.on('close', () => forwarded.destroy());
    forwarded.on('close', () => events.emit('closed', request.complete));
  });
  const stopped = once(events, 'stopped');
  const closed = once(events, 'closed');
  return {
    url: `http://127.0.0.1:${proxyPort}`,
    stopped,
    ended: async () => {
      upload.isEnding = true;
      upload.request?.resume(); // the end of a connection is seen after all that was sent before
      const [isComplete] = await closed;
      return isComplete;
    },
  };
}
