// Functions for the scenarios: settings of the mock server, a redirect for SDKs with fixed hosts, and a record of the called methods.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';

/** The id of a file that does not exist. */
export const missingID = '0'.repeat(24);

/** The settings of the mock server that ./run has started. */
export const mock = {
  url: setting('MOCK_URL'),
  urlEndpoint: setting('MOCK_URL_ENDPOINT'),
  publicKey: setting('MOCK_PUBLIC_KEY'),
  privateKey: setting('MOCK_PRIVATE_KEY'),
};

function setting(name) {
  const value = process.env[name];
  assert.ok(value, `${name} is not set: start the scenarios with ./run`);
  return value;
}

/**
 * Connects HTTPS requests of this process to the mock server, without TLS. The requests are not changed. Only connections to the given
 * hosts of the service are allowed, so that no request leaves this machine. Returns the set of hosts that were connected to.
 */
export function redirectHTTPS(...hosts) {
  const { hostname, port } = new URL(mock.url);
  const connected = new Set();
  https.globalAgent.createConnection = ({ host }) => {
    assert.ok(hosts.includes(host), `connection to ${host}`);
    connected.add(host);
    return net.connect(port, hostname);
  };
  after(() => https.globalAgent.destroy()); // axios 1.21.1 never ends the request of an upload, so the process would not exit
  return connected;
}

const isResource = (value) => typeof value === 'object' && value !== null && '_client' in value;

/** Returns the names of all methods of a client and of its resources, such as files.bulk.delete. */
export function methodsOf(object, prefix = '') {
  const names = new Set();
  for (let level = object; level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    for (const key of Object.getOwnPropertyNames(level)) {
      if (key === 'constructor' || key === '_client') continue;
      if (typeof object[key] === 'function') names.add(prefix + key);
      if (isResource(object[key])) methodsOf(object[key], `${prefix}${key}.`).forEach((name) => names.add(name));
    }
  }
  return names;
}

/** Returns a client that adds the names of the called methods, also those of its resources, to a set. */
export function recorded(object, called, prefix = '') {
  return new Proxy(object, {
    get(target, key) {
      const value = target[key];
      if (isResource(value) && key !== '_client') return recorded(value, called, `${prefix}${key}.`);
      if (typeof value !== 'function') return value;
      return (...args) => {
        called.add(prefix + key);
        return value.apply(target, args); // not the proxy: calls by the SDK itself are not recorded
      };
    },
  });
}

/** Fails if a method was not called and has no reason for that, or if a method with a reason was called or does not exist. */
export function assertComplete(client, called, reasons = {}) {
  const names = [...methodsOf(client)];
  assert.ok(names.length > 0);
  assert.deepEqual(names.filter((name) => !called.has(name) && !(name in reasons)), [], 'methods that no step has called');
  assert.deepEqual(Object.keys(reasons).filter((name) => called.has(name) || !names.includes(name)), [], 'stale reasons');
  console.log(`${called.size} of ${names.length} methods called, ${Object.keys(reasons).length} left out with a reason`);
}

/** Polls a status until it is completed, and returns it. Jobs and purges take some time, like those of the service. */
export async function completed(getStatus) {
  for (const end = Date.now() + 100_000; ; await sleep(20)) {
    const job = await getStatus();
    if (job.status === 'Completed') return job;
    assert.ok(Date.now() < end, `still ${JSON.stringify(job)}`);
  }
}

/** Returns the response for a URL. */
export async function download(url) {
  const response = await fetch(url);
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

/** Reports whether a file is delivered at a path without a signature. */
export const exists = async (path) => (await download(mock.urlEndpoint + path)).status === 200;

/** Fails unless an upload of the photograph was stored under a unique name that begins with the name of its source. */
export async function assertStored(uploaded, source) {
  assert.match(uploaded.name, new RegExp(`^${source}_\\w+\\.png$`), 'names are unique unless asked otherwise');
  assert.deepEqual((await download(uploaded.url)).bytes, photo, source);
}

/** Fails unless a URL delivers an image, and the mock server reports no unknown parameter of its transformation. */
export async function assertTransformed(url) {
  const { status, headers } = await download(url);
  assert.equal(status, 200, url);
  assert.match(headers.get('content-type'), /^image\//);
  assert.doesNotMatch(headers.get('x-mock-transformation'), /unknown/);
}

/** Fails unless a text is delivered at a signed URL, but not with another signature. */
export async function assertSigned(url, text) {
  const { status, bytes } = await download(url);
  assert.equal(status, 200, url);
  assert.equal(bytes.toString(), text);
  assert.equal((await download(url.replace('ik-s=', 'ik-s=0'))).status, 401);
}

/** Sends a request to a control endpoint of the mock server. */
export async function control(method, path, body) {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(`${mock.url}/_mock/${path}`, { method, headers, body: body && JSON.stringify(body) });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return response.status === 204 ? undefined : response.json();
}

/** Makes the mock server refuse the next request for an operation with 429. */
export const limitRate = (operation) => control('POST', 'faults', { operation, kind: 'rateLimit', count: 1, rateLimitReset: '20ms' });

/** Calls act, and returns the headers and bodies of the webhooks that the mock server sends. */
export async function webhooksOf(target, act) {
  const received = [];
  const receiver = http.createServer(async (request, response) => {
    received.push({ headers: request.headers, body: Buffer.concat(await request.toArray()).toString() });
    response.end();
  });
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  try {
    await control('PUT', 'webhooks/target', { ...target, url: `http://127.0.0.1:${receiver.address().port}/` });
    await act();
    await control('GET', 'webhooks?wait=true'); // waits until all webhooks are sent
  } finally {
    receiver.close();
    receiver.closeAllConnections();
    await control('DELETE', 'webhooks/target');
  }
  return received;
}

/**
 * Uploads the photograph without the private key, like a browser that got authentication parameters from a server. Fails unless the
 * parameters are valid for exactly one upload. Returns the file.
 */
export async function uploadFromBrowserOnce(parameters) {
  const upload = (bytes) => {
    const form = new FormData();
    const fields = { ...parameters, file: new Blob([bytes]), fileName: 'browser.png' };
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    return fetch(`${mock.url}/api/v1/files/upload`, { method: 'POST', body: form });
  };
  // The second file is small: the server does not read it, and may close the connection while a large one is still sent.
  const [first, second] = [await upload(photo), await upload(gradient)];
  const file = await first.json();
  assert.equal(first.status, 200, file.message);
  assert.equal(second.status, 400);
  assert.match((await second.json()).message, /token/);
  return file;
}

/** A photograph of 600 by 400 pixels, as a path and as bytes. */
export const photoPath = fileURLToPath(new URL('../../examples/demo/coffee.png', import.meta.url));
export const photo = readFileSync(photoPath);

/** A grey picture of 64 by 64 pixels. */
export const gradient = picture(64, 64, (x, y) => 2 * (x + y));

/** Returns a grey picture in the PNG format. shade(x, y) returns a value from 0 to 255. */
function picture(width, height, shade) {
  const rows = Buffer.alloc((width + 1) * height); // each row begins with its filter; 0 is none
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + x + 1] = shade(x, y);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8; // bits; the other fields are 0: grey, no interlacing
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type, data) {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, checksum]);
}
