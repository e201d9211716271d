// Makes the site from the sources that the Go program in this folder writes: node build.mjs SOURCES SITE
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Marked } from 'marked';

const [sources, site] = process.argv.slice(2);
const here = path.dirname(fileURLToPath(import.meta.url));

/** The pages, in the order of the navigation. Presets are a part of the transformations. */
const pages = [
  { name: 'index', title: 'Overview' },
  { name: 'api', title: 'API' },
  { name: 'transformations', title: 'Transformations' },
  { name: 'presets', title: 'Presets' },
  { name: 'webhooks', title: 'Webhooks' },
  { name: 'errors', title: 'Errors' },
];

/** Files outside the site are at this address. */
const repository = 'https://github.com/openimagekit/imagekit/blob/main/';

const source = (name) => readFile(path.join(sources, name), 'utf8');
const reference = JSON.parse(await source('reference.json'));
const problems = [];

await mkdir(site, { recursive: true });
for (const name of await readdir(site)) await rm(path.join(site, name), { recursive: true }); // not the folder: it may be in use
await cp(path.join(here, 'static'), site, { recursive: true });
await cp(path.join(here, 'node_modules/@scalar/api-reference/dist/browser/standalone.js'), path.join(site, 'scalar.js'));
for (const name of ['openapi.yaml', 'transformations.schema.json']) {
  await cp(path.join(sources, name), path.join(site, name));
}
await writeFile(path.join(site, 'reference.js'), `globalThis.reference = ${JSON.stringify(reference)};\n`);
const template = await readFile(path.join(here, 'static/page.html'), 'utf8');
const rendered = new Map();
for (const { name, title } of pages) {
  const page = name === 'api' ? apiPage() : renderPage(await source(`${name}.md`), name);
  rendered.set(`${name}.html`, page);
  await writeFile(path.join(site, `${name}.html`), fill(title, name, page));
}
await rm(path.join(site, 'page.html'));
const files = new Set(await readdir(site));
for (const [from, { links }] of rendered) links.forEach((link) => checkLink(from, link));
if (problems.length) {
  console.error(problems.join('\n'));
  process.exit(1);
}
console.log(`${path.relative(process.cwd(), site)}/index.html has links to all pages`);

/** Returns the page in which Scalar shows the document. static/api.js determines its anchors. */
function apiPage() {
  const scripts = ['scalar.js', 'reference.js', 'api.js'].map((name) => `<script src="${name}"></script>`);
  const tagged = (items) => Object.entries(items)
    .flatMap(([name, item]) => Object.values(item).filter(({ tags }) => tags)
      .map(({ tags, operationId }) => ({ name, operationId, tag: tags[0].toLowerCase().replaceAll(' ', '-') })));
  const anchors = new Set([
    ...tagged(reference.paths).map(({ tag, operationId }) => `tag/${tag}/${operationId}`),
    ...tagged(reference.webhooks).map(({ tag, name }) => `tag/${tag}/webhook/${name}`),
  ]);
  return { html: `<div id="reference"></div>\n${scripts.join('\n')}`, anchors, links: [], wide: true };
}

/** Renders Markdown. Anchors follow GitHub's rule. */
function renderPage(markdown, name) {
  const anchors = new Set();
  const links = [];
  const outline = [];
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const text = this.parser.parseInline(tokens);
        const plain = text.replace(/<[^>]*>/g, '').replace(/&\w+;|&#\d+;/g, '');
        const id = newAnchor(plain, anchors);
        if (depth === 2 || depth === 3) outline.push({ depth, id, text });
        return `<h${depth} id="${id}">${text}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const target = localTarget(href);
        links.push(target);
        return `<a href="${escape(target)}">${this.parser.parseInline(tokens)}</a>`;
      },
      table(token) {
        const cells = (row, tag) => row.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('');
        const rows = token.rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('\n');
        return `<div class="table" tabindex="0"><table>\n<thead><tr>${cells(token.header, 'th')}</tr></thead>\n<tbody>\n${rows}\n</tbody></table></div>\n`;
      },
      code({ text, lang }) {
        return `<pre tabindex="0"><code${lang ? ` class="${escape(lang)}"` : ''}>${escape(text)}</code></pre>\n`;
      },
    },
  });
  const body = marked.parse(markdown.replace(/<!-- Code generated .*? -->\s*/, ''));
  const contents = name === 'index' ? '' : `<nav class="outline" aria-label="On this page"><ul>\n${outline
    .map(({ depth, id, text }) => `<li class="depth${depth}"><a href="#${id}">${text.replace(/<\/?a[^>]*>/g, '')}</a></li>`)
    .join('\n')}\n</ul></nav>\n`;
  return { html: `${contents}<main>\n${body}</main>`, anchors, links: links.map((link) => (link.startsWith('#') ? `${name}.html${link}` : link)) };
}

/** Returns the anchor of a heading. A heading that occurs again gets a number. */
function newAnchor(text, anchors) {
  const base = text.toLowerCase().replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '').replaceAll(' ', '-');
  let anchor = base;
  for (let n = 1; anchors.has(anchor); n++) anchor = `${base}-${n}`;
  anchors.add(anchor);
  return anchor;
}

/** Returns the address of a link of the documents in docs, as a link of the site. */
function localTarget(href) {
  if (/^(https?:|#)/.test(href)) return href;
  const [file, anchor] = href.split('#');
  const name = file.replace(/\.md$/, '.html');
  const isLocal = pages.some((page) => `${page.name}.html` === name) || /^[\w.]+\.(json|yaml)$/.test(name);
  const target = isLocal ? name : new URL(file, `${repository}docs/`).href;
  return anchor ? `${target}#${anchor}` : target;
}

function checkLink(from, link) {
  if (/^https?:/.test(link)) return;
  const [file, anchor] = link.split('#');
  if (!files.has(file)) problems.push(`${from}: ${file} does not exist`);
  else if (anchor && !rendered.get(file)?.anchors.has(anchor)) problems.push(`${from}: ${file} has no anchor #${anchor}`);
}

function fill(title, name, page) {
  const navigation = pages.map((other) => {
    const current = other.name === name ? ' aria-current="page"' : '';
    return `<a href="${other.name}.html"${current}>${other.title}</a>`;
  });
  return template
    .replace('{{title}}', () => `${title} - ImageKit API reference`)
    .replace('{{class}}', page.wide ? 'wide' : 'text')
    .replace('{{navigation}}', () => navigation.join('\n'))
    .replace('{{content}}', () => page.html);
}

function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
