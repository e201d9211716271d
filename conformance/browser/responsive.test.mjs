// Tests that Chromium loads the image of a srcset that it needs, and that this image has the size that the srcset says. Package htmlurl
// writes the page, and the mock server renders the images.
import assert from 'node:assert/strict';
import test from 'node:test';
import { coffeeBytes, openPage, startPages } from './site.mjs';
import { startBrowser, startMock } from './support.mjs';

const browser = await startBrowser();
const mock = await startMock();
const site = await startPages(mock);
const photo = { width: 1920, height: 1280 };

/** Stores the photograph of the demo, enlarged so that no image of the tests is larger. */
async function storePhoto(name) {
  const form = new FormData();
  form.append('file', new Blob([coffeeBytes()]), name);
  form.append('fileName', name);
  form.append('useUniqueFileName', 'false');
  form.append('transformation', JSON.stringify({ pre: `w-${photo.width}` }));
  const headers = { Authorization: `Basic ${btoa(`${mock.privateKey}:`)}` };
  const response = await fetch(`${mock.url}/api/v1/files/upload`, { method: 'POST', headers, body: form });
  const { width, height } = await response.json();
  assert.deepEqual({ width, height }, photo);
}

await storePhoto('photo.png');
await storePhoto('thumbnail.png');

/** Returns the URL that Chromium has chosen for an image, the natural width in CSS pixels, and the size of the picture in its own pixels. */
function loaded(page, selector) {
  return page.locator(selector).evaluate(async (img) => {
    await img.decode();
    const picture = new Image(); // without a srcset, whose descriptors change the natural size
    picture.src = img.currentSrc;
    await picture.decode();
    return {
      url: img.currentSrc,
      natural: img.naturalWidth,
      pixels: [picture.naturalWidth, picture.naturalHeight],
    };
  });
}

// Chromium chooses the smallest image that is large enough.
for (const { viewport, density, half, small } of [
  { viewport: 360, density: 1, half: 384, small: 256 },
  { viewport: 360, density: 2, half: 750, small: 640 },
  { viewport: 768, density: 1, half: 384, small: 256 },
  { viewport: 768, density: 2, half: 828, small: 640 },
  { viewport: 1280, density: 1, half: 640, small: 256 },
  { viewport: 1280, density: 2, half: 1920, small: 640 },
]) {
  test(`a window of ${viewport} pixels with density ${density}`, async (t) => {
    const context = await browser.newContext({ viewport: { width: viewport, height: 800 }, deviceScaleFactor: density });
    const page = await openPage(browser, site, '/responsive', context);
    const rendered = (width, name) => `${mock.urlEndpoint}/tr:w-${width},c-at_max/${name}`;
    const sizeOf = (width) => [width, Math.round(width * photo.height / photo.width)];
    await t.test('width descriptors', async () => {
      const { url, natural, pixels } = await loaded(page, '#half');
      assert.equal(url, rendered(half, 'photo.png'));
      assert.deepEqual(pixels, sizeOf(half));
      const width = viewport < 768 ? viewport : viewport / 2; // as sizes says
      assert.ok(Math.abs(natural - width) <= 1, `${natural} pixels, want ${width}`);
    });
    await t.test('density descriptors', async () => {
      const { url, natural, pixels } = await loaded(page, '#small');
      assert.equal(url, rendered(small, 'thumbnail.png'));
      assert.deepEqual(pixels, sizeOf(small));
      assert.equal(natural, small / density);
      assert.equal(await page.locator('#small').evaluate((img) => img.width), 200);
    });
    await context.close();
  });
}
