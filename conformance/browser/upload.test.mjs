// Tests that web pages upload with signed parameters from AuthHandler: with the vendor's SDK, which is served unchanged, and without an SDK.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { coffee, coffeeBytes, filesOf, openPage, startPages, startStopping } from './site.mjs';
import { control, open, startBrowser, startMock, startSite } from './support.mjs';

const browser = await startBrowser();
const mock = await startMock('-validate');
const site = await startPages(mock, '-upload-host', mock.url);

/** The size of a file that is larger than all buffers between a page and a server. */
const largeSize = 40 << 20;

/** Chooses a file of a size. The function runs in a page. */
function chooseLarge(size) {
  const chosen = new DataTransfer();
  chosen.items.add(new File([new Uint8Array(size)], 'large.bin'));
  document.querySelector('input').files = chosen.files;
}

/** Opens the upload page of a mock server without files and faults. */
async function openEmpty() {
  await control(mock, 'POST', 'reset', {});
  return openPage(browser, site);
}

/** Opens the upload page, with a large file that is chosen, for a proxy that stops uploads in the middle. */
async function openStopping() {
  await control(mock, 'POST', 'reset', {});
  const stopping = await startStopping(mock, 1 << 20);
  const page = await openPage(browser, await startPages(mock, '-upload-host', stopping.url));
  await page.evaluate(chooseLarge, largeSize);
  return { page, stopping };
}

/** Fails unless the only file of the mock server has a path and the bytes of the photograph. */
async function assertStored(path, { url }) {
  assert.deepEqual((await filesOf(mock)).map((file) => file.filePath), [path]);
  const response = await fetch(url);
  assert.ok(coffeeBytes().equals(Buffer.from(await response.arrayBuffer())), 'other bytes are delivered');
}

/** Runs a function of a module in a page with the chosen file. Returns its result or the error, and all progress events. */
function callModule(page, module, name, options = {}) {
  return page.evaluate(async ([module, name, { abort, ...options }]) => {
    const { [name]: run } = await import(module);
    const { requestTo } = await import('/pages/mock.mjs');
    const [file] = document.querySelector('input').files;
    const controller = new AbortController();
    const progress = [];
    const onProgress = ({ loaded, total }) => {
      progress.push({ loaded, total });
      if (abort) controller.abort(new Error(abort));
    };
    const { uploadHost } = document.querySelector('form').dataset;
    const target = module.endsWith('plain.mjs') ?
      { host: uploadHost, signal: controller.signal } : { xhr: requestTo(uploadHost), abortSignal: controller.signal };
    try {
      const result = await run(file, { onProgress, ...target, ...options });
      return { result, metadata: result.$ResponseMetadata, progress };
    } catch ({ name, message, reason, $ResponseMetadata: metadata }) {
      return { error: `${name}: ${message}`, reason: reason?.message, metadata, progress };
    }
  }, [`/pages/${module}`, name, options]);
}

/** Uploads the chosen file with the vendor's SDK. */
const uploadWithSDK = (page, options) => callModule(page, 'upload.mjs', 'uploadPhoto', options);

test('the form uploads a photograph', async () => {
  const page = await openEmpty();
  await page.setInputFiles('input', coffee);
  await page.click('text=Upload');
  await page.locator('output', { hasText: 'stored as /photos/coffee_' }).waitFor();
  assert.equal(await page.locator('progress').evaluate((progress) => progress.value), 1);
  const shown = await page.locator('img').evaluate(async (img) => {
    await img.decode();
    return { url: img.src, size: [img.naturalWidth, img.naturalHeight] };
  });
  assert.deepEqual(shown.size, [600, 400]);
  const [file] = await filesOf(mock);
  await assertStored(file.filePath, shown);
});

test('the button ends an upload in the middle', async () => {
  const { page, stopping } = await openStopping();
  await page.click('text=Upload');
  await page.waitForFunction(() => document.querySelector('progress').value > 0);
  assert.ok(await page.locator('progress').evaluate((progress) => progress.value) < 1);
  await page.click('text=Cancel');
  await page.locator('output', { hasText: 'ImageKitAbortError: Upload aborted' }).waitFor();
  assert.equal(await stopping.ended(), false);
  assert.deepEqual(await filesOf(mock), []);
});

test('uploads report their progress', async (t) => {
  for (const [module, name] of [['upload.mjs', 'uploadPhoto'], ['plain.mjs', 'uploadWithProgress']]) {
    await t.test(module, async () => {
      const page = await openEmpty();
      await page.evaluate(chooseLarge, largeSize);
      const { result, progress, error } = await callModule(page, module, name);
      assert.equal(error, undefined);
      assert.equal(result.size, largeSize);
      const sent = progress.map(({ loaded }) => loaded);
      assert.deepEqual(sent, sent.toSorted((a, b) => a - b));
      assert.ok(progress.length > 0);
      for (const { total } of progress) assert.equal(total, sent.at(-1));
      assert.ok(sent.at(-1) > largeSize, 'the total includes the other fields');
    });
  }
});

test('uploads end when they are aborted', async (t) => {
  for (const [module, name, expected] of [
    ['upload.mjs', 'uploadPhoto', { error: 'ImageKitAbortError: Upload aborted', reason: 'enough' }],
    ['plain.mjs', 'uploadWithProgress', { error: 'Error: enough', reason: undefined }],
  ]) {
    await t.test(module, async () => {
      const { page, stopping } = await openStopping();
      const { error, reason, progress } = await callModule(page, module, name, { abort: 'enough' });
      assert.deepEqual({ error, reason }, expected);
      assert.ok(progress[0].loaded < progress[0].total);
      assert.equal(await stopping.ended(), false);
      assert.deepEqual(await filesOf(mock), []);
    });
  }
});

test('a token cannot be used twice', async () => {
  const page = await openEmpty();
  await page.setInputFiles('input', coffee);
  const second = await page.evaluate(async () => {
    const { upload } = await import('/modules/@imagekit/javascript/dist/imagekit.esm.js');
    const { requestTo } = await import('/pages/mock.mjs');
    const auth = await (await fetch('/upload-auth')).json();
    const [file] = document.querySelector('input').files;
    const send = (fileName) => {
      return upload({ ...auth, file, fileName, xhr: requestTo(document.querySelector('form').dataset.uploadHost) });
    };
    await send('first.png');
    return send('second.png').catch(({ name, message, $ResponseMetadata: { statusCode } }) => ({ name, message, statusCode }));
  });
  assert.deepEqual(second, {
    name: 'ImageKitInvalidRequestError',
    message: 'Your request contains invalid token parameter. A token can be used only once.',
    statusCode: 400,
  });
  assert.deepEqual((await filesOf(mock)).map((file) => file.filePath.replace(/_.*/, '')), ['/first']);
});

test('responses have metadata', async () => {
  const page = await openEmpty();
  await page.setInputFiles('input', coffee);
  const options = { useUniqueFileName: false, tags: ['a', 'b'], responseFields: ['tags', 'isPrivateFile'] };
  const { result, metadata } = await uploadWithSDK(page, options);
  assert.deepEqual([result.tags, result.isPrivateFile], [['a', 'b'], false]);
  assert.equal(metadata.statusCode, 200);
  assert.ok(metadata.headers['x-ik-requestid'], 'the page can read headers of the response');
  await assertStored('/coffee.png', result);
});

test('failures have errors', async (t) => {
  for (const [name, { fault, options, error, statusCode, stored = 0 }] of Object.entries({
    'a field that is refused': {
      options: { customMetadata: { unknown: 1 } }, statusCode: 400, error: /^ImageKitInvalidRequestError: /,
    },
    'a response of a proxy': {
      fault: { kind: 'html', status: 413 }, error: /^SyntaxError: /,
    },
    'an error of the service': {
      fault: { kind: 'status', status: 503, message: 'try again' }, statusCode: 503, error: /^ImageKitServerError: try again$/,
    },
    'a connection that ends before the upload is stored': {
      fault: { kind: 'resetAfterBody' }, error: /^ImageKitUploadNetworkError: /,
    },
    'a connection that ends after the upload is stored': {
      fault: { kind: 'resetAfterExecution' }, error: /^ImageKitUploadNetworkError: /, stored: 1,
    },
  })) {
    await t.test(name, async () => {
      const page = await openEmpty();
      if (fault) await control(mock, 'POST', 'faults', { operation: 'upload', ...fault }); // browsers repeat requests
      await page.setInputFiles('input', coffee);
      const failed = await uploadWithSDK(page, options);
      assert.match(failed.error, error);
      assert.equal(failed.metadata?.statusCode, statusCode);
      assert.equal((await filesOf(mock)).length, stored);
    });
  }
});

test('an upload needs a user', async () => {
  const page = await openEmpty();
  await page.context().clearCookies();
  await page.setInputFiles('input', coffee);
  assert.equal((await uploadWithSDK(page)).error, 'Error: log in to upload');
  for (const name of ['uploadPhoto', 'uploadSigned', 'uploadWithProgress']) {
    assert.equal((await callModule(page, 'plain.mjs', name)).error, 'Error: log in to upload');
  }
  assert.deepEqual(await filesOf(mock), []);
});

test('pages of other origins', async (t) => {
  await control(mock, 'POST', 'reset', {});
  const shopPort = await startSite((request, response) => { // passes requests on to the web site, to have the same pages
    fetch(site + request.url).then(async (answer) => {
      response.setHeader('Content-Type', answer.headers.get('Content-Type'));
      response.end(Buffer.from(await answer.arrayBuffer()));
    }).catch(() => response.destroy()); // the web site is stopped while the browser still loads something
  });
  const allowed = `http://www.shop.test:${shopPort}`;
  const apiHere = await startPages(mock, '-origin', allowed);
  const api = apiHere.replace('127.0.0.1', 'api.shop.test');
  const options = { authURL: `${api}/upload-auth`, useUniqueFileName: false };

  await t.test('an origin that is allowed', async () => {
    const context = await browser.newContext();
    await openPage(browser, api, '/upload', context); // logs in
    const page = await open(browser, `${allowed}/upload`, context);
    await page.setInputFiles('input', coffee);
    const { result, error } = await uploadWithSDK(page, options);
    assert.equal(error, undefined);
    await assertStored('/coffee.png', result);
  });
  await t.test('an origin that is not allowed', async () => {
    await control(mock, 'POST', 'reset', {});
    const context = await browser.newContext();
    await openPage(browser, api, '/upload', context); // logs in
    const other = `http://other.shop.test:${shopPort}`; // the same site, so the browser sends the cookie
    const page = await open(browser, `${other}/upload`, context);
    await page.setInputFiles('input', coffee);
    const failed = page.waitForEvent('requestfailed', (request) => request.url() === options.authURL);
    assert.equal((await uploadWithSDK(page, options)).error, 'TypeError: Failed to fetch');
    await failed;
    assert.deepEqual(await filesOf(mock), []);
    const headers = { Origin: other, Cookie: 'user=7' };
    const response = await fetch(`${apiHere}/upload-auth`, { headers });
    assert.deepEqual([response.status, await response.json()], [403, { message: 'this origin is not allowed' }]);
  });
});

test('pages upload without an SDK', async (t) => {
  for (const [name, path] of [
    ['uploadPhoto', /^\/coffee_[\w-]+\.png$/],
    ['uploadSigned', /^\/users\/7\/coffee_[\w-]+\.png$/],
    ['uploadWithProgress', /^\/coffee_[\w-]+\.png$/],
  ]) {
    await t.test(name, async () => {
      const page = await openEmpty();
      await page.setInputFiles('input', coffee);
      const { result, error } = await callModule(page, 'plain.mjs', name);
      assert.equal(error, undefined);
      assert.match(result.filePath, path);
      await assertStored(result.filePath, result);
    });
    await t.test(`${name}: the response of a proxy`, async () => {
      const page = await openEmpty();
      await control(mock, 'POST', 'faults', { kind: 'html', status: 502 });
      await page.setInputFiles('input', coffee);
      assert.equal((await callModule(page, 'plain.mjs', name)).error, 'Error: status 502');
    });
  }
  await t.test('abort', async () => {
    const { page, stopping } = await openStopping();
    const failed = page.evaluate(async () => {
      const { uploadPhoto } = await import('/pages/plain.mjs');
      const controller = new AbortController();
      window.controller = controller;
      const options = { host: document.querySelector('form').dataset.uploadHost, signal: controller.signal };
      return uploadPhoto(document.querySelector('input').files[0], options).catch((error) => error.name);
    });
    await stopping.stopped;
    await page.evaluate(() => window.controller.abort());
    assert.equal(await failed, 'AbortError');
    assert.equal(await stopping.ended(), false);
    assert.deepEqual(await filesOf(mock), []);
  });
});

test('the SDK does not support tokens of version 2', async () => {
  const page = await openEmpty();
  await page.setInputFiles('input', coffee);
  const error = await page.evaluate(async () => {
    const { upload } = await import('/modules/@imagekit/javascript/dist/imagekit.esm.js');
    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify({ uploadPayload: { fileName: 'coffee.png' } });
    const { token, fields } = await (await fetch('/upload-auth', { method: 'POST', headers, body })).json();
    const [file] = document.querySelector('input').files;
    return upload({ publicKey: 'public_mock_key', token, ...fields, file }).catch(({ message }) => message);
  });
  assert.match(error, /^Missing signature for upload/);
});

test('an unchanged page uploads to a mock server in place of the service', async () => {
  const secure = await startMock('-tls');
  const mapped = await startBrowser(
    `--host-resolver-rules=MAP upload.imagekit.io:443 127.0.0.1:${new URL(secure.url).port}`,
    '--ignore-certificate-errors',
  );
  const page = await openPage(mapped, await startPages(secure)); // without -upload-host
  await page.setInputFiles('input', coffee);
  await page.click('text=Upload');
  await page.locator('output', { hasText: 'stored as /photos/coffee_' }).waitFor();
  const delivered = await page.locator('img').evaluate(async (img) => {
    const bytes = await (await fetch(img.src)).arrayBuffer();
    return Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
  });
  assert.deepEqual(Buffer.from(delivered), createHash('sha256').update(coffeeBytes()).digest());
});
