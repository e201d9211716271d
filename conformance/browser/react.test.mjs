// Tests that the vendor's SDKs for browsers, @imagekit/react and @imagekit/javascript, build the same src and srcset as package urlbuilder in
// the dialect Current, except for a list of deliberate differences. images.json has the images.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import test from 'node:test';
import { buildSrc, getResponsiveImageAttributes } from '@imagekit/javascript';
import { Image, ImageKitProvider, Video } from '@imagekit/react';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { differences } from './differences.mjs';
import { attributesOf } from './site.mjs';

const require = createRequire(import.meta.url);
const ts = require('typescript');
const table = readFileSync(new URL('images.json', import.meta.url), 'utf8');
const { urlEndpoint, images } = JSON.parse(table);
const ours = attributesOf(table);

/** Returns the attributes of the element in a markup of React. */
function attributes(markup) {
  const entities = { amp: '&', quot: '"', '#x27': "'", lt: '<', gt: '>' };
  const unescape = (text) => text.replace(/&(.*?);/g, (all, name) => entities[name] ?? assert.fail(`unknown entity ${all}`));
  return Object.fromEntries([...markup.matchAll(/ ([a-zA-Z]+)="([^"]*)"/g)].map(([, name, value]) => [name, unescape(value)]));
}

/** Renders an element of React as HTML, and returns the attributes of the image or video in it. */
const render = (...element) => attributes(renderToStaticMarkup(createElement(...element)));

function renderImage({ component, props }) {
  const { responsive, ...others } = props;
  const element = component === 'Video' ? createElement(Video, others) : createElement(Image, { ...props, alt: '' });
  return render(ImageKitProvider, { urlEndpoint }, element);
}

/** Returns the attributes of the SDK without React. */
function buildImage({ props: { responsive = true, ...options } }) {
  const all = { urlEndpoint, ...options };
  return responsive ? getResponsiveImageAttributes(all) : { src: buildSrc(all) };
}

const required = new Set();

for (const [i, image] of images.entries()) {
  test(image.name, () => {
    const react = renderImage(image);
    const plain = buildImage(structuredClone(image));
    assert.deepEqual([react.src, react.srcSet], [plain.src || undefined, plain.srcSet], 'the SDKs differ');

    const { src, srcSet = '', sizes, error } = ours[i];
    if (!image.difference) {
      assert.equal(error, undefined);
      assert.deepEqual([src, srcSet], [plain.src, plain.srcSet ?? '']);
      // React writes no sizes in place of its default value.
      assert.equal(sizes, react.sizes ?? (/ \d+w$/.test(srcSet) ? '100vw' : undefined));
      return;
    }
    required.add(image.difference);
    const { refused, change } = differences[image.difference];
    if (refused) {
      assert.ok(react.src, 'the SDK refuses it, too: the difference does not exist any more');
      assert.match(error, refused);
      return;
    }
    assert.notDeepEqual([src, srcSet], [plain.src, plain.srcSet ?? ''], 'the difference does not exist any more');
    const changed = [change(plain.src, 'src', plain.src), change(plain.srcSet ?? '', 'srcSet', plain.src)];
    assert.deepEqual([src, srcSet], changed);
  });
}

test('all differences are needed', () => {
  assert.deepEqual(Object.keys(differences).filter((id) => !required.has(id)), []);
});

test('the components of the documentation', () => {
  const source = readFileSync(new URL('site/pages/photo.jsx', import.meta.url), 'utf8');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { jsx: ts.JsxEmit.ReactJSX, module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const module = { exports: {} };
  new Function('require', 'module', 'exports', outputText)(require, module, module.exports);
  const { Menu, Photo } = module.exports;
  const props = { src: '/menu/coffee.jpg', sizes: '(min-width: 768px) 50vw, 100vw', transformation: [{ aspectRatio: '4-3' }] };
  const [built] = attributesOf(JSON.stringify({ urlEndpoint, images: [{ props }] }));
  assert.deepEqual(render(Menu), { src: built.src, srcSet: built.srcSet, sizes: props.sizes, alt: 'Coffee', loading: 'lazy' });
  assert.deepEqual(render(Photo, { attributes: built, alt: 'Coffee' }), render(Menu));
});
