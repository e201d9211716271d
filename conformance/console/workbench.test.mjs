// Tests the URL workbench of the console.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { assertAccessible, assertNoProblems, control, openConsole, startBrowser, startMock } from './support.mjs';

const browser = await startBrowser();
const coffee = readFileSync(new URL('../../examples/demo/coffee.png', import.meta.url)).toString('base64');

/** Opens the workbench of a server with a picture. */
async function openWorkbench(hash = '#/workbench') {
  const mock = await startMock();
  await control(mock, 'POST', 'seed', {
    files: [
      { path: '/coffee.png', content: coffee },
      { path: '/other/cup.png', content: coffee },
    ],
  });
  const page = await openConsole(browser, `${mock.url}/_mock/${hash}`, {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await page.getByLabel('URL', { exact: true }).waitFor();
  return { mock, page };
}

const url = (page) => page.getByLabel('URL', { exact: true });
const size = (page, text) => page.locator('.wb-facts dd').first().getByText(text, { exact: true }).waitFor();

/** Waits until the URL has a text. */
async function urlHas(page, text) {
  await page.waitForFunction((text) => document.querySelector('.wb-address textarea')?.value.includes(text), text);
}

/** Returns the text in the clipboard. */
const copied = (page) => page.evaluate(() => navigator.clipboard.readText());

/** Moves the focus with the Tab key until an element with this name has it. */
async function tabTo(page, name) {
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      return element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent;
    });
    if (focused === name) return;
  }
  assert.fail(`the Tab key does not reach ${name}`);
}

/** Adds a parameter to the picture with the keyboard. */
async function add(page, name) {
  await page.locator('body').focus();
  await tabTo(page, 'Parameter to add to the image');
  await choose(page, name);
  await page.keyboard.press('Enter');
}

/**
 * Chooses the first option of the focused list whose text begins with a text, with the arrow keys. To type the text is
 * not reliable: after a pause of a second, the browser begins a new text.
 */
async function choose(page, text) {
  const chosen = () => page.evaluate(() => document.activeElement.selectedOptions[0].text);
  await page.keyboard.press('Home');
  for (let i = 0; i < 120; i++) {
    if ((await chosen()).startsWith(text)) return;
    await page.keyboard.press('ArrowDown');
  }
  assert.fail(`the list has no ${text}`);
}

/** Checks with go vet that a Go program compiles, and returns what it prints. */
function runGo(program) {
  const folder = mkdtempSync(path.join(tmpdir(), 'workbench-'));
  try {
    const file = path.join(folder, 'main.go');
    writeFileSync(file, program);
    const options = { cwd: new URL('../..', import.meta.url), encoding: 'utf8' };
    execFileSync('go', ['vet', file], options);
    return execFileSync('go', ['run', file], options).trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a picture with a text layer, made with the keyboard, and its code', async () => {
  const { page } = await openWorkbench();
  await urlHas(page, '/coffee.png');
  await add(page, 'Width');
  await page.keyboard.type('300');
  await add(page, 'Height');
  await page.keyboard.type('200');
  await add(page, 'Focus');
  await choose(page, 'left'); // in the list of words
  await urlHas(page, 'tr:w-300,h-200,fo-left/');
  await tabTo(page, 'Add text');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Fresh, every café'); // replaces the selected text
  await urlHas(page, 'ie-RnJlc2gsIGV2ZXJ5IGNhZsOp');
  await size(page, '300 × 200 pixels');
  await page.locator('.wb-report').getByText('w-300', { exact: true }).waitFor();
  await page.locator('.wb-report code').getByText('ie-Fresh, every café', { exact: true }).waitFor();
  await assertAccessible(page, 'workbench-text');

  await tabTo(page, 'Go');
  await tabTo(page, 'Copy');
  await page.keyboard.press('Enter');
  await page.getByText('Copied Go').waitFor();
  const program = await copied(page);
  assert.match(
    program,
    /urlbuilder\.Width\(300\)[^]*urlbuilder\.TextLayer\("Fresh, every café", urlbuilder\.LayerOptions\{/,
  );
  assert.equal(runGo(program), await url(page).inputValue());

  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('ArrowRight');
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  assert.match(await copied(page), /buildSrc\(\{[^]*src: "\/coffee.png",[^]*text: "Fresh, every café"/);
  await page.getByRole('tab', { name: 'JSON' }).click();
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  assert.equal(JSON.parse(await copied(page))[0].overlay.type, 'text');
  assertNoProblems(page);

  const { hash } = new URL(page.url());
  await page.reload();
  await urlHas(page, 'tr:w-300,h-200,fo-left,l-text');
  assert.equal(new URL(page.url()).hash, hash);
  await page.getByLabel('Text', { exact: true }).waitFor();
});

test('a broken URL, the place of its errors, and its repair', async () => {
  const { mock, page } = await openWorkbench();
  await urlHas(page, '/coffee.png');
  const broken = `${mock.urlEndpoint}/tr:w-300,q-180:rt-much,unknown-1/coffee.png`;
  await url(page).fill(broken);
  const quality = page.locator('.wb-item', { has: page.getByText('Quality', { exact: false }) }).first();
  await quality.getByText('Must be from 1 to 100.').waitFor();
  await page.locator('.wb-item').getByText('is not documented', { exact: false }).waitFor();
  await page.getByText('Status 400', { exact: false }).waitFor();
  await page.getByText('There is no code for a transformation with errors.').waitFor();
  await assertAccessible(page, 'workbench-error');
  const buttons = page.getByRole('button', { name: 'Show in the URL' });
  assert.equal(await buttons.count(), 2);
  await buttons.first().click();
  const marked = await url(page).evaluate((field) => field.value.slice(field.selectionStart, field.selectionEnd));
  assert.equal(marked, 'q-180');

  await url(page).fill(`${mock.urlEndpoint}/tr:w-300/missing.png`);
  await page.getByText('Status 404: Not Found (No file was found at the specified path)').waitFor();
  await url(page).fill(broken);

  await quality.getByLabel('Quality', { exact: true }).fill('80');
  await urlHas(page, 'tr:w-300,q-80:rt-much,unknown-1/coffee.png');
  await url(page).fill((await url(page).inputValue()).replace('rt-much', 'rt-90'));
  await page.getByText('Status 400', { exact: false }).waitFor({ state: 'hidden' });
  await page.locator('.wb-report').getByText('q-80').waitFor();
  assert.equal(await buttons.count(), 0);
  assertNoProblems(page, /status of 40[04]/);
});

test('steps, forms of values, conditions, other pictures and comparison', async () => {
  const { mock, page } = await openWorkbench();
  const transformation = 'w-300,bg-blurred_25_N15:e-shadow-bl-15_x-N10,t-true:if-ar_gt_1,rt-90,if-else,fl-h,if-end';
  await url(page).fill(`${mock.urlEndpoint}/coffee.png?updatedAt=1&tr=${transformation}`);
  await page.getByLabel('Shadow: blur', { exact: true }).waitFor();
  assert.equal(await page.getByLabel('Place of the transformation').inputValue(), 'query');
  assert.equal(await page.getByLabel('Shadow: x', { exact: true }).inputValue(), '-10');
  await page.getByLabel('Shadow: saturation', { exact: true }).fill('40');
  await page.getByLabel('Background: brightness', { exact: true }).fill('20');
  await urlHas(page, 'bg-blurred_25_20:e-shadow-bl-15_st-40_x-N10,t-true');
  await page.getByRole('button', { name: 'Move Step 2 up' }).click();
  await urlHas(page, '?tr=e-shadow-bl-15_st-40_x-N10,t-true:w-300');
  await page.getByRole('button', { name: 'Duplicate Step 2' }).click();
  await page.getByRole('button', { name: 'Remove Shadow' }).click();
  await urlHas(page, '?tr=t-true:w-300,bg-blurred_25_20:w-300,bg-blurred_25_20:if-');
  await page.getByLabel('Background: kind of value').first().selectOption('colour');
  await page.getByLabel('Background: colour picker').fill('#00ff7f');
  await urlHas(page, 'w-300,bg-00FF7F');
  await page.getByLabel('Place of the transformation').selectOption('path');
  await urlHas(page, 'tr:t-true:w-300');

  await page.getByLabel('Picture in the library').fill('/other/cup.png');
  await urlHas(page, '/other/cup.png');
  await page.locator('.wb-stage[aria-busy=false]').waitFor(); // else the original is not there
  assert.equal(await page.locator('.wb-sides').count(), 0);
  for (const mode of ['Beside the original', 'Slider']) {
    await page.getByLabel(mode, { exact: true }).check();
    assert.equal(await page.locator('.wb-stage img').count(), 2);
    await assertAccessible(page, `workbench-${mode === 'Slider' ? 'slider' : 'beside'}`);
  }
  assert.deepEqual(await page.locator('.wb-sides span').allTextContents(), ['← Original', 'Result →']);
  const original = page.locator('.wb-overlay').getByAltText('Original');
  const clip = () => original.evaluate((picture) => picture.style.clipPath);
  assert.match(await clip(), /^inset\(0(px)? 50% 0(px)? 0(px)?\)$/);
  await page.getByLabel('Part of the original that is shown').press('Home'); // nothing of the original
  assert.match(await clip(), /100%/);
  assertNoProblems(page);
});

test('a late answer does not replace what is written meanwhile', async () => {
  const { mock, page } = await openWorkbench();
  await urlHas(page, '/coffee.png');
  await size(page, '600 × 400 pixels');
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  const first = page.waitForRequest('**/_mock/explain');
  await page.route('**/_mock/explain', async (route) => {
    await held;
    await route.continue();
  }, { times: 1 });
  await url(page).fill(`${mock.urlEndpoint}/tr:w-100/coffee.png`);
  await first;
  await page.clock.install();
  await page.clock.pauseAt(new Date(Date.now() + 60_000)); // the next question waits
  await url(page).fill(`${mock.urlEndpoint}/tr:w-200/coffee.png`);
  const answered = page.waitForResponse('**/_mock/explain');
  release();
  await (await answered).finished();
  await page.evaluate(() => fetch('ui/icon.svg').then((response) => response.text())); // is answered later
  assert.equal(await page.locator('.wb-item').count(), 0, 'the forms show the earlier transformation');
  await page.clock.runFor(1000);
  await page.clock.resume();
  await page.getByLabel('Width', { exact: true }).waitFor();
  await size(page, '200 × 133 pixels');
  assertNoProblems(page);
});

test('a late picture does not replace a newer one', async () => {
  const { mock, page } = await openWorkbench();
  await size(page, '600 × 400 pixels'); // so that the next picture waits, not this one
  await page.evaluate(() => {
    const { decode } = HTMLImageElement.prototype;
    window.decoded = new Promise((resolve) => { window.goOn = resolve; });
    HTMLImageElement.prototype.decode = async function wait() {
      HTMLImageElement.prototype.decode = decode;
      window.waits = true;
      await decode.call(this);
      await window.decoded;
    };
  });
  await url(page).fill(`${mock.urlEndpoint}/tr:w-100/coffee.png`);
  await page.waitForFunction(() => window.waits);
  await url(page).fill(`${mock.urlEndpoint}/tr:w-200/coffee.png`);
  await size(page, '200 × 133 pixels');
  await page.evaluate(async () => {
    window.goOn();
    await new Promise((resolve) => { requestAnimationFrame(resolve); });
  });
  await size(page, '200 × 133 pixels');
  await page.waitForFunction(() => document.querySelector('.wb-stage img').naturalWidth === 200);
  assertNoProblems(page);
});

test('a library without pictures', async () => {
  const mock = await startMock();
  const page = await openConsole(browser, `${mock.url}/_mock/#/workbench`);
  await page.getByText('The library has no pictures yet.').waitFor();
  await assertAccessible(page, 'workbench-empty');
  await page.getByRole('button', { name: 'Use a sample picture' }).click();
  await size(page, '1200 × 800 pixels');
  assertNoProblems(page);
});

test('every parameter of the table has a form', async () => {
  const { mock, page } = await openWorkbench();
  const { parameters } = await control(mock, 'GET', 'parameters');
  const supported = parameters.filter(({ removed }) => !removed);
  const { problems, begun } = await page.evaluate(async (parameters) => {
    const { firstValue, indexOfForm, join, joinWords, split } = await import('./ui/workbench-forms.js');
    const { valueEditor } = await import('./ui/workbench-values.js');
    const problems = [];
    for (const { code, forms, examples = [] } of parameters) {
      for (const example of examples) {
        const choices = joinWords(forms);
        const value = example === '' ? null : example;
        const form = choices[indexOfForm(choices, value)];
        if (!form) problems.push(`${code}-${example} has no form`);
        const controls = valueEditor(forms, value, { label: code, onChange() {} });
        if (form?.kind !== 'flag' && !controls.querySelector('input, select')) problems.push(`${code} has no control`);
        const parts = form?.kind === 'parts' && split(form, example);
        const again = parts && join(form, parts);
        const same = (separator) => again.replaceAll(form.separators[0], separator) === example;
        if (parts && !form.separators.some(same)) problems.push(`${code}-${example} becomes ${again}`);
      }
    }
    const begun = parameters.map(({ code, forms, examples }) => [code, firstValue(forms[0], examples)]);
    return { problems, begun };
  }, supported);
  assert.deepEqual(problems, []);

  // The value with which a parameter is added is a right one.
  for (const [i, [code, value]] of begun.entries()) {
    if (!supported[i].places.includes('image')) continue;
    const chain = value === null ? code : `${code}-${value}`;
    const { errors } = await control(mock, 'POST', 'explain', { path: '/coffee.png', chain });
    const expected = code === 'n' ? 1 : 0; // the server has no named transformation: the page adds it without a name
    assert.equal(errors.length, expected, chain);
  }
  assertNoProblems(page);
});

test('whatever is added, no error is shown before something is entered', async () => {
  const { mock, page } = await openWorkbench();
  await urlHas(page, '/coffee.png');
  await page.getByRole('button', { name: 'Add picture' }).click();
  const layer = page.locator('.wb-layer');
  await layer.getByText('Choose a file of the library. Until then, it is left out of the URL.').waitFor();
  await size(page, '600 × 400 pixels');
  assert.equal(await page.locator('.error:visible').count(), 0);
  await assertAccessible(page, 'workbench-picture');
  await page.getByLabel('File in the library').pressSequentially('/other/cu', { delay: 5 });
  await page.getByLabel('Parameter to add to the image', { exact: true }).waitFor();
  assert.equal(await page.locator('.error:visible').count(), 0, 'a part of a path is no error');
  await page.getByLabel('File in the library').pressSequentially('p.png');
  await urlHas(page, 'tr:l-image,i-other@@cup.png,lfo-bottom_right,w-120,l-end/');
  await page.getByRole('button', { name: 'Remove Image layer' }).click();
  await urlHas(page, 'demo/coffee.png');

  const add = page.getByLabel('Parameter to add to the image', { exact: true });
  const codes = await add.locator('option').evaluateAll((all) => all.map(({ value }) => value).filter(Boolean));
  assert.ok(codes.length > 30);
  for (const code of codes) {
    await add.selectOption(code);
    const explained = page.waitForResponse('**/_mock/explain');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await (await explained).finished();
    await page.locator('.wb-item').first().waitFor();
    const shown = page.locator('.wb-address .error:visible, .wb-item > .error:visible');
    assert.deepEqual(await shown.allTextContents(), [], code);
    await page.locator('.wb-item').first().locator('.wb-actions').getByRole('button', { name: /^Remove/ }).click();
  }
  for (const name of ['Add text', 'Add colour block', 'Add condition']) {
    const explained = page.waitForResponse('**/_mock/explain');
    await page.getByRole('button', { name, exact: true }).first().click();
    await (await explained).finished();
    await page.waitForFunction(() => document.querySelector('.wb-stage').getAttribute('aria-busy') === 'false');
    assert.equal(await page.locator('.error:visible').count(), 0, name);
    if (name === 'Add text') {
      await page.getByLabel('Text', { exact: true }).fill('');
      await page.getByText('Write a text. Until then').waitFor();
    }
    await page.locator('.wb-item').first().locator('.wb-actions').first().getByRole('button', { name: /^Remove/ }).click();
  }
  assertNoProblems(page, /status of 403 .*c2pa-true/); // an account without this add-on
});

test('secrets of a URL are not in the address of the page', async () => {
  const { mock, page } = await openWorkbench();
  await urlHas(page, '/coffee.png');
  const { url: signed } = await control(mock, 'POST', 'sign', { url: `${mock.urlEndpoint}/tr:w-50/coffee.png?a=1` });
  assert.match(signed, /ik-s=/);
  await url(page).fill(signed.replace('ik-s=', 'ik-t=9999999999&ik-s='));
  await page.getByText('The signature is not in the address of this page').waitFor();
  const shown = new URLSearchParams(new URL(page.url()).hash.split('?')[1]).get('url');
  assert.equal(shown, `${mock.urlEndpoint}/tr:w-50/coffee.png?a=1`);
  await page.goto(`${mock.url}/_mock/#/workbench?url=${encodeURIComponent(signed)}`);
  await page.waitForURL((address) => !address.hash.includes('ik-s'));
  const { host } = new URL(mock.url);
  await url(page).fill(`http://${mock.privateKey}:@${host}/demo/tr:w-60/coffee.png?key=${mock.privateKey}`);
  await page.waitForURL((address) => address.hash.includes('w-60'));
  assert.ok(!page.url().includes(mock.privateKey), page.url());
  assertNoProblems(page, /status of 4\d\d/);
});

test('the path of a layer stays in base64 when something else changes', async () => {
  const { mock, page } = await openWorkbench();
  const path = encodeURIComponent(Buffer.from('/other/cup.png').toString('base64'));
  await url(page).fill(`${mock.urlEndpoint}/coffee.png?tr=l-image,ie-${path},w-100,l-end`);
  await page.getByLabel('File in the library').waitFor();
  await page.getByLabel('Width', { exact: true }).fill('90');
  await urlHas(page, `l-image,ie-${path},w-90,l-end`);
  await page.getByLabel('File in the library').focus();
  await page.getByLabel('Width', { exact: true }).fill('80');
  await urlHas(page, `l-image,ie-${path},w-80,l-end`);
  await page.getByRole('tab', { name: 'Go' }).click();
  const program = await page.getByRole('region', { name: 'Code', exact: true }).textContent();
  assert.equal(runGo(program), await url(page).inputValue());
  assertNoProblems(page);
});

/** Records a video of 64 by 48 pixels, and returns it in base64. */
const record = (page) => page.evaluate(async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 });
  const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: 'video/webm' });
  const parts = [];
  recorder.ondataavailable = ({ data }) => { if (data.size > 0) parts.push(data); };
  const stopped = new Promise((resolve) => { recorder.onstop = resolve; });
  recorder.start(10);
  for (let i = 0; parts.length < 3; i++) {
    canvas.getContext('2d').fillRect(i % 64, i % 48, 9, 9);
    await new Promise((resolve) => { requestAnimationFrame(resolve); });
  }
  recorder.stop();
  await stopped;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
});

test('the size of a video, and a response while a result is prepared', async () => {
  const mock = await startMock('-intermediate', '1h');
  const page = await openConsole(browser, `${mock.url}/_mock/#/workbench`);
  const files = [{ path: '/coffee.png', content: coffee }, { path: '/video.webm', content: await record(page) }];
  await control(mock, 'POST', 'seed', { files });
  await page.reload();
  await url(page).fill(`${mock.urlEndpoint}/video.webm`);
  await size(page, '64 × 48 pixels');
  await url(page).fill(`${mock.urlEndpoint}/tr:e-upscale/coffee.png`);
  await page.getByText('The asset is currently being prepared. Change or reload the page to try again.').waitFor();
  await url(page).fill(`${mock.urlEndpoint}/tr:w-20/video.webm`);
  await page.getByText('302, then 200', { exact: false }).waitFor();
  assertNoProblems(page);
});
