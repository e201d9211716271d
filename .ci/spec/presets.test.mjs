// Tests docs/transformations.schema.json, the JSON Schema of preset files, with Ajv and with the JSON language service of
// Visual Studio Code.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import languageService from 'vscode-json-languageservice';
import { parseDocument } from './completeness.mjs';

const { ClientCapabilities, getLanguageService, TextDocument } = languageService;

const fileOf = (path) => new URL(`../../${path}`, import.meta.url);
const read = (path) => JSON.parse(readFileSync(fileOf(path), 'utf8'));
const openapi = parseDocument(fileOf('openapi.yaml')).components.schemas;
const schema = read('docs/transformations.schema.json');
const ajv = new Ajv2020({ strict: true, allErrors: true });
const validate = ajv.addSchema(schema, 'presets').getSchema('presets'); // throws if the schema is not valid or not strict

/** Returns the errors in a file. Ajv also reports the conditions and choices that contain a mistake; they are left out. */
function errorsOf(value, check = validate) {
  if (check(value)) return [];
  const errors = check.errors.filter(({ keyword }) => !['if', 'anyOf', 'oneOf'].includes(keyword));
  return errors.map(({ instancePath, message, params }) => {
    const name = params.additionalProperty;
    return `${instancePath || '/'} ${message}${name === undefined ? '' : `: ${name}`}`;
  });
}

/** Returns the validator of a part of the schema. */
const validatorOf = (pointer) => ajv.getSchema(`presets#/$defs/${pointer}`);

// Valid preset files

for (const [name, value] of Object.entries({
  'a chain': [{ width: 400, height: 300 }, { rotation: 90 }],
  'chains with names': { thumbnail: [{ width: 400 }], 'a b': [{ w: 400, 'e-sharpen': true }] },
  'the address of the schema': { $schema: 'transformations.schema.json', thumbnail: [{ width: 400 }] },
  'no presets': {},
  'a chain without steps': [],
  expressions: [{ width: 'iw_div_2', height: 'ih_mul_0.5', x: 'N20', y: -20, density: 'idn_mul_2' }],
  'values of several parts': [{ shadow: 'bl-15_st-40_x-10_y-N5', border: 'ih_div_20_red', radius: '10_20_max_40', page: '2-4' }],
  'a layer of each kind': [
    { overlay: { type: 'text', text: 'Fresh', encoding: 'base64', transformation: [{ fontSize: 32, padding: '5_10' }] } },
    { overlay: { type: 'image', input: 'logo.png', layerMode: 'cutter', position: { x: 10, yCenter: 'bh_div_2' } } },
    { overlay: { type: 'video', input: '/ads/short.mp4', timing: { start: 5, duration: 10.5 } } },
    { overlay: { type: 'subtitle', input: 'en.srt', transformation: [{ color: 'yellow', fontOutline: '2_blue' }] } },
    { overlay: { type: 'solidColor', color: 'FF000050', transformation: [{ width: 'bw', gradient: true }] } },
  ],
  'a layer in a layer': [
    { overlay: { type: 'image', input: 'a.png', transformation: [{ overlay: { type: 'text', text: 'Fresh' } }] } },
  ],
  'conditions in conditions': [
    { if: 'ar_gt_1_and_w_gt_300', then: [{ if: 'h_lt_4', then: [{ blur: 5 }] }], else: [{ width: 300 }, { rotation: 'auto' }] },
  ],
  'text as in URLs': [{ width: 400, raw: 'e-contrast,rt-90' }],
})) {
  test(`is a preset file: ${name}`, () => assert.deepEqual(errorsOf(value), []));
}

test('examples/presets', () => assert.deepEqual(errorsOf(read('examples/presets/presets.json')), []));

test('docs/presets.md', () => {
  const [first] = /(?<=```json\n)[^`]*/.exec(readFileSync(fileOf('docs/presets.md'), 'utf8'));
  assert.deepEqual(errorsOf(JSON.parse(first)), []);
});

// In the editor

const service = getLanguageService({
  clientCapabilities: ClientCapabilities.LATEST,
  schemaRequestService: async (uri) => readFileSync(fileURLToPath(uri), 'utf8'),
  workspaceContext: { resolveRelativePath: (path, resource) => new URL(path, resource).href },
});
service.configure({ schemas: [{ uri: fileOf('docs/transformations.schema.json').href, fileMatch: ['*.presets.json'] }] });

/** Opens a file in the editor. A vertical bar in the text is the position of the cursor. */
function open(text, uri = 'file:///shop.presets.json') {
  const document = TextDocument.create(uri, 'json', 1, text.replace('|', ''));
  const cursor = document.positionAt(Math.max(0, text.indexOf('|')));
  return { document, cursor, parsed: service.parseJSONDocument(document) };
}

async function diagnosticsOf(text, uri) {
  const { document, parsed } = open(text, uri);
  const diagnostics = await service.doValidation(document, parsed);
  return diagnostics.map(({ range, message }) => `${document.getText(range)}: ${message}`);
}

/** Returns the completions that the editor proposes, without quotation marks. */
async function completionsOf(text) {
  const { document, cursor, parsed } = open(text);
  const { items } = await service.doComplete(document, cursor, parsed);
  return items.map(({ label }) => label.replace(/^"|"$/g, ''));
}

async function hoverOf(text) {
  const { document, cursor, parsed } = open(text);
  const { contents } = await service.doHover(document, cursor, parsed);
  return [contents].flat().map((content) => content.value ?? content).join('\n').replaceAll('\\', '');
}

/** Files with one mistake: the file, an error of Ajv (one of several if there are several kinds of values), the editor's diagnostic. */
const mistakes = {
  'misspelt name': [[{ widht: 400 }], '/0 must NOT have additional properties: widht', '"widht": Property widht is not allowed.'],
  'name of a style in a step': [[{ fontSize: 3 }], '/0 must NOT have additional properties: fontSize',
    '"fontSize": Property fontSize is not allowed.'],
  'code that is not known': [[{ zz: 4 }], '/0 must NOT have additional properties: zz', '"zz": Property zz is not allowed.'],
  'number that is too large': [[{ quality: 500 }], '/0/quality must be <= 100', '500: Value is above the maximum of 100.'],
  'number that is too small': [[{ width: 0 }], '/0/width must be > 0', '0: Value is below the exclusive minimum of 0.'],
  'value of a code': [[{ q: 500 }], '/0/q must be <= 100', '500: Value is above the maximum of 100.'],
  'fraction of an integer': [[{ blur: 1.5 }], '/0/blur must be integer', '1.5: Incorrect type. Expected "integer".'],
  'number in quotation marks': [[{ blur: '10' }], '/0/blur must be integer', '"10": Incorrect type. Expected "integer".'],
  'unknown word': [[{ crop: 'cover' }], '/0/crop must be equal to one of the allowed values',
    /^"cover": Value is not accepted\. Valid values: "force", "at_max", .*"maintain_ratio_no_enlarge"\.$/],
  'unknown word among other values': [[{ focus: 'nowhere' }], '/0/focus must be equal to one of the allowed values',
    /^"nowhere": Value is not accepted\. Valid values: "center", "top", .*"toothbrush"\.$/],
  'false for what is only true': [[{ grayscale: false }], '/0/grayscale must be equal to constant', 'false: Value must be true.'],
  'number out of range beside booleans': [[{ trim: 200 }], '/0/trim must be <= 99', '200: Value is above the maximum of 99.'],
  'text for a number or true': [[{ sharpen: 'x' }], '/0/sharpen must be number', '"x": Incorrect type. Expected "number".'],
  'height that is not streamed': [[{ streamingResolutions: ['721'] }],
    '/0/streamingResolutions/0 must be equal to one of the allowed values',
    '"721": Value is not accepted. Valid values: "240", "360", "480", "720", "1080", "1440", "2160".'],
  'neither number nor expression': [[{ width: 'wide' }], '/0/width must match pattern', /^"wide": /],
  'list of only three corners': [[{ radius: '1_2_3' }], '/0/radius must match pattern', /^"1_2_3": /],
  'colour with a hash sign': [[{ background: '#FFF' }], '/0/background must match pattern', /^"#FFF": String does not match the pattern/],
  'other separator': [[{ aspectRatio: '16:9' }], '/0/aspectRatio must match pattern', /^"16:9": String does not match the pattern/],
  'part with a label out of range': [[{ shadow: 'bl-16' }], '/0/shadow must match pattern', /^"bl-16": String does not match the pattern/],
  'part out of range': [[{ distort: 'a-361' }], '/0/distort must match pattern', /^"a-361": String does not match the pattern/],
  'unknown kind of layer': [[{ overlay: { type: 'audio', input: 'a.mp3' } }],
    '/0/overlay/type must be equal to one of the allowed values',
    '"audio": Value is not accepted. Valid values: "text", "image", "video", "subtitle", "solidColor".'],
  'layer without a kind': [[{ overlay: { input: 'a.png' } }], "/0/overlay must have required property 'type'",
    '"overlay": Missing property "type".'],
  'layer without an input': [[{ overlay: { type: 'image' } }], "/0/overlay must have required property 'input'",
    '"overlay": Missing property "input".'],
  'text in an image layer': [[{ overlay: { type: 'image', input: 'a.png', text: 'Fresh' } }],
    '/0/overlay must NOT have additional properties: text', '"text": Property text is not allowed.'],
  'style of a text in an image layer': [[{ overlay: { type: 'image', input: 'a.png', transformation: [{ fontSize: 3 }] } }],
    '/0/overlay/transformation/0 must NOT have additional properties: fontSize', '"fontSize": Property fontSize is not allowed.'],
  'effect of an image in a text layer': [[{ overlay: { type: 'text', text: 'Fresh', transformation: [{ blur: 3 }] } }],
    '/0/overlay/transformation/0 must NOT have additional properties: blur', '"blur": Property blur is not allowed.'],
  'word of a step in the position of a layer': [[{ overlay: { type: 'image', input: 'a.png', position: { focus: 'face' } } }],
    '/0/overlay/position/focus must be equal to one of the allowed values', /^"face": Value is not accepted\. Valid values: "center", /],
  'mistake in the second step': [[{ width: 400 }, { rotaton: 90 }], '/1 must NOT have additional properties: rotaton',
    '"rotaton": Property rotaton is not allowed.'],
  'mistake in the second preset': [{ a: [{ width: 400 }], b: [{ rotaton: 90 }] },
    '/b/0 must NOT have additional properties: rotaton', '"rotaton": Property rotaton is not allowed.'],
  'step instead of a chain': [{ thumbnail: { width: 400 } }, '/thumbnail must be array', '{"width":400}: Incorrect type. Expected "array".'],
  'text instead of a chain': [{ thumbnail: 'w-400' }, '/thumbnail must be array', '"w-400": Incorrect type. Expected "array".'],
  'text instead of a step': [['w-400'], '/0 must be object', '"w-400": Incorrect type. Expected "object".'],
  'text instead of a file': ['w-400', '/ must be object', '"w-400": Incorrect type. Expected "object".'],
  'condition without steps': [[{ if: 'ar_gt_1' }], "/0 must have required property 'then'", '{: Missing property "then".'],
  'steps without a condition': [[{ then: [{ width: 400 }] }], '/0 must NOT have additional properties: then',
    '"then": Property then is not allowed.'],
  'step instead of steps': [[{ if: 'ar_gt_1', then: { width: 400 } }], '/0/then must be array',
    '{"width":400}: Incorrect type. Expected "array".'],
  'parameter beside a condition': [[{ if: 'ar_gt_1', then: [{ width: 400 }], width: 300 }],
    '/0 must NOT have additional properties: width', '"width": Property width is not allowed.'],
  'malformed condition': [[{ if: 'ar > 1', then: [{ width: 400 }] }], '/0/if must match pattern', /^"ar > 1": String does not match the pattern/],
  'mistake under a condition': [[{ if: 'ar_gt_1', then: [{ width: 400 }], else: [{ crop: 'cover' }] }],
    '/0/else/0/crop must be equal to one of the allowed values', /^"cover": Value is not accepted\./],
};

for (const [name, [value, ajvError, diagnostic]] of Object.entries(mistakes)) {
  test(`mistake: ${name}`, async () => {
    const errors = errorsOf(value);
    assert.ok(errors.some((error) => error.startsWith(ajvError)), errors.join('\n'));
    const paths = new Set(errors.map((error) => error.split(' ')[0]));
    assert.equal(paths.size, 1, `the errors are in one place:\n${errors.join('\n')}`);
    const diagnostics = await diagnosticsOf(JSON.stringify(value));
    assert.equal(diagnostics.length, 1, diagnostics.join('\n'));
    if (typeof diagnostic === 'string') assert.equal(diagnostics[0], diagnostic);
    else assert.match(diagnostics[0], diagnostic);
  });
}

const steps = Object.keys(openapi.Transformation.properties);

for (const [text, ...want] of [
  ['[{|}]', ...steps, 'if'],
  ['[{"wi|"}]', 'width', 'height'],
  ['{"thumbnail": [{"width": 1, |}]}', ...steps.filter((name) => name !== 'width')],
  ['[{"crop": |}]', ...openapi.Transformation.properties.crop.enum],
  ['[{"crop": "|"}]', ...openapi.Transformation.properties.crop.enum],
  ['[{"focus": "|"}]', 'top_left', 'face', 'toothbrush'],
  ['[{"trim": |}]', 'true', 'false'],
  ['[{"width": |}]', '400', 'iw_div_2', 'auto'],
  ['[{"overlay": {"|"}}]', 'type'],
  ['[{"overlay": {"type": "|"}}]', 'text', 'image', 'video', 'subtitle', 'solidColor'],
  ['[{"overlay": {"type": "text", |}}]', ...Object.keys(openapi.TextOverlay.properties).filter((name) => name !== 'type')],
  ['[{"overlay": {"type": "text", "text": "a", "transformation": [{|}]}}]', ...Object.keys(openapi.TextOverlayTransformation.properties)],
  ['[{"overlay": {"type": "image", "input": "a", "position": {"focus": |}}}]', 'center', 'bottom_right'],
  ['[{"if": |}]', 'ar_gt_1'],
  ['[{"if": "ar_gt_1", |}]', 'then', 'else'],
]) {
  test(`completion: ${text}`, async () => {
    const labels = await completionsOf(text);
    for (const label of want) assert.ok(labels.includes(label), `${label} in ${labels.join(', ')}`);
    assert.equal(new Set(labels).size, labels.length, `no label twice in ${labels.join(', ')}`);
  });
}

for (const [text, ...unwanted] of [
  ['[{|}]', 'w', 'text', 'fontSize', 'overlayText', 'then'],
  ['[{"overlay": {"type": "image", |}}]', 'text', 'color', 'width'],
  ['[{"if": "ar_gt_1", |}]', 'width', 'overlay'],
]) {
  test(`no completion: ${text}`, async () => {
    const labels = await completionsOf(text);
    for (const label of unwanted) assert.ok(!labels.includes(label), `${label} in ${labels.join(', ')}`);
  });
}

const text = (description) => description.trim().split('\n')[0].slice(0, 40);

for (const [file, ...want] of [
  ['[{"wi|dth": 400}]', text(openapi.Transformation.properties.width.description), 'In URLs: w', 'https://imagekit.io/docs/'],
  ['[{"w|": 400}]', text(openapi.Transformation.properties.width.description)],
  ['[{"crop": "for|ce"}]', text(openapi.Transformation.properties.crop.description)],
  ['[{"overlay": {"type": "text", "te|xt": "Fresh"}}]', text(openapi.TextOverlay.properties.text.description)],
  ['[{"i|f": "ar_gt_1", "then": []}]', text(openapi.TransformationCondition.description)],
  ['{"thumb|nail": [{"width": 400}]}', text(openapi.TransformationChain.description)],
]) {
  test(`hover: ${file}`, async () => {
    const hover = await hoverOf(file);
    for (const part of want) assert.ok(hover.includes(part), `${part} in:\n${hover}`);
  });
}

test('$schema names the schema', async () => {
  const uri = fileOf('examples/presets/presets.json').href; // no setting names this file
  const file = readFileSync(fileURLToPath(uri), 'utf8');
  assert.deepEqual(await diagnosticsOf(file, uri), []);
  const changed = file.replace('"width"', '"widht"');
  assert.deepEqual(await diagnosticsOf(changed, uri), ['"widht": Property widht is not allowed.']);
  assert.deepEqual(await diagnosticsOf(changed.replace(/"\$schema".*/, ''), uri), []);
});

// Agreement with openapi.yaml and the vectors

test('each schema of the language is in the file', () => {
  const reachable = new Set();
  const visit = (node) => {
    if (node === null || typeof node !== 'object') return;
    for (const [key, value] of Object.entries(node)) {
      const name = key === '$ref' && value.split('/').at(-1);
      if (!name) visit(value);
      else if (!reachable.has(name)) {
        reachable.add(name);
        visit(openapi[name]);
      }
    }
  };
  visit({ $ref: '#/components/schemas/TransformationChain' });
  assert.deepEqual(Object.keys(schema.$defs).sort(), [...reachable].sort());
});

for (const name of Object.keys(schema.$defs)) {
  test(`examples of openapi.yaml: ${name}`, () => {
    const { examples = [], properties = {} } = openapi[name];
    for (const example of examples) assert.deepEqual(errorsOf(example, validatorOf(name)), [], JSON.stringify(example));
    for (const [property, { examples: values = [] }] of Object.entries(properties)) {
      const check = validatorOf(`${name}/properties/${property}`);
      for (const value of values) assert.deepEqual(errorsOf(value, check), [], `${property}: ${JSON.stringify(value)}`);
    }
  });
}

/** Vectors whose transformations have only documented names, but are not presets, with reasons. They test how the SDKs treat odd values. */
const noPresets = new Map(Object.entries({
  'transformation/null-step': 'null is not a step',
  'classic/value/null-is-skipped': 'null is not a value',
  'current/tr/null-and-empty-steps-dropped': 'null is neither a step nor a value',
  'classic-more/transformation/01': 'a width with a space',
  'classic-more/transformation/03': 'an empty width',
  'current-more/transformation/01': 'an empty width',
  'classic-more/transformation/06': 'a negative width',
  'classic-more/transformation/09': 'a list instead of a number',
  'current-more/transformation/03': 'false and text instead of true',
  'current-more/transformation/05': 'numbers instead of text for resolutions',
  'current-more/overlay/01': 'text instead of a layer',
  'current/tr/border-background': 'an opacity below 1: the service takes percent',
  'url-ours/transformation/newer-names-in-classic': 'an opacity below 1: the service takes percent',
  'current/tr/trim-empty-means-true': 'empty text instead of true',
  'current/tr/ai-flags-on': 'text instead of true',
  'current/tr/ai-flags-off': 'false and text instead of true',
  'current/tr/effects-on': 'text instead of true',
  'current/tr/dash-is-a-plain-value': 'hyphens instead of values',
  'current/overlay/without-input-is-dropped': 'a layer without its content',
  'current/overlay/without-type-is-dropped': 'a layer without a type',
  'url-ours/transformation/leaves-path': 'a name of a named transformation with characters other than letters, digits and _',
  'current/tr/ai-change-background-and-edit': 'two AI transformations in a step',
}));

test('vectors', () => {
  const valid = [];
  const refused = new Map();
  for (const name of readdirSync(fileOf('conformance/vectors')).filter((file) => /^(url|transformation).*\.json$/.test(file))) {
    for (const { id, input } of read(`conformance/vectors/${name}`).vectors) {
      if (input.transformation === undefined) continue;
      const errors = errorsOf(input.transformation);
      if (errors.length === 0) valid.push(id);
      else if (!errors.some((error) => error.includes('must NOT have additional properties'))) refused.set(id, errors);
    }
  }
  for (const [id, errors] of refused) assert.ok(noPresets.has(id), `${id}: ${errors.join('\n')}`);
  for (const id of noPresets.keys()) assert.ok(refused.has(id), `${id} is listed, but is a valid preset`);
  assert.ok(valid.length > 100, `only ${valid.length} are presets`);
});
