// Where this library deliberately does not do what the vendor's SDKs do. Each difference has a reason, and is one of
//
//   refused, when   an input for which the library returns this error, though the SDK returns a URL
//   input           the SDK would give the library's URL for the input that this function makes
//   text            ... if it wrote this text of the transformation
//   url             ... if it wrote this URL, before it is signed
//
// They are applied in this order. `place` is the dialect and the position of the transformation.

import { currentText } from './reference.mjs';
import { newerNames } from './inputs.mjs';

const both = ['classic', 'current'];

const percent = (text) => [...new TextEncoder().encode(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
const lonePercent = /%(?![0-9A-Fa-f]{2})/g;

/** Changes the part of a URL before its query, or from its query on. */
const inPath = (url, change) => url.replace(/^(https?:\/\/[^/?]*)([^?]*)/, (_, host, path) => host + change(path));
const inQuery = (url, change) => url.replace(/\?.*/s, change);

/** Changes some members of the input. */
const withInput = (vector, members) => ({ ...vector, input: { ...vector.input, ...members } });

/** Changes the path of the input, or that of the source. */
function changePath(vector, change) {
  const { path, src } = vector.input;
  if (path) return withInput(vector, { path: change(path) });
  return src ? withInput(vector, { src: src.replace(/^[^?]*/, change) }) : vector;
}

/** Changes each parameter of a chain, and of the layers in it: a name and a value become another name and value. */
function changeParameters(vector, change) {
  const chain = (steps) => steps?.map((step) => step && Object.fromEntries(Object.entries(step).map(([name, value]) => parameter(name, value))));
  const parameter = (name, value) => {
    if (value === null) return [name, value];
    if (name !== 'overlay') return change(name, value);
    return [name, { ...value, ...(value.transformation && { transformation: chain(value.transformation) }) }];
  };
  return withInput(vector, { transformation: chain(vector.input.transformation) });
}

const hasControl = (value) => {
  if (typeof value === 'string') return /[\u0000-\u001f\u007f]/.test(value);
  return typeof value === 'object' && value !== null && Object.entries(value).some((member) => member.some(hasControl));
};
const isSource = ({ src, path }) => !path && /^https?:\/\//.test(src);

const isLibraryPath = (name) => /^(defaultimage|fontfamily|di|ff)$/i.test(name);
const position = ({ dialect, config, input }) => {
  if (isSource(input)) return 'query';
  return input.transformationPosition ?? config.transformationPosition ?? (dialect === 'classic' ? 'path' : 'query');
};
const escapeSlashes = (name, value) => [name, name === 'raw' || isLibraryPath(name) ? value : eachText(value, (text) => text.replaceAll('/', '%2F'))];
const eachText = (value, change) => (Array.isArray(value) ? value.map((one) => eachText(one, change)) : typeof value === 'string' ? change(value) : value);

const marker = 'NOTUTF8';
const withoutSignature = (src) => src.replace(/(?<=[?&])ik-[st](=[^&]*)?(&|$)/g, '').replace(/[?&]$/, '');
const overlayNames = {
  overlayImage: 'oi', overlayX: 'ox', overlayY: 'oy', overlayFocus: 'ofo', overlayHeight: 'oh', overlayWidth: 'ow', overlayText: 'ot', overlayTextFontSize: 'ots',
  overlayTextFontFamily: 'otf', overlayTextColor: 'otc', overlayAlpha: 'oa', overlayTextTypography: 'ott', overlayBackground: 'obg', overlayImageTrim: 'oit',
};

export const differences = [
  {
    id: 'control character', dialects: both, refused: /control character|src must be/,
    reason: 'no file of the media library has one in its name; the SDK drops line ends, so that it asks for another file',
    when: ({ input: { path, src, transformation } }) => hasControl([path, src, transformation]),
  },
  {
    id: 'fragment', dialects: both, refused: /a fragment never reaches the service/,
    reason: 'everything behind it, a signature too, would be lost; the SDK writes the query before it',
    when: ({ input }) => isSource(input) && input.src.includes('#'),
  },
  {
    id: 'source cannot be signed', dialects: both, refused: /src cannot be signed/,
    reason: 'the service verifies the path behind the URL endpoint: the signature of a URL under another one never fits',
    when: ({ config, input }) => !input.src.startsWith((input.urlEndpoint ?? config.urlEndpoint).replace(/\/*$/, '/')),
  },
  {
    id: 'path climbs', dialects: both, refused: /climbs out/,
    reason: 'the URL would be one of another account, or of nobody',
    when: ({ input }) => /(^|\/)(\.|%2e){2}([/?]|$)/i.test(input.path ?? input.src),
  },
  {
    id: 'signature parameter', dialects: both, refused: /belongs to the signature/,
    reason: 'a second ik-s or ik-t makes the URL ambiguous',
    when: ({ input: { queryParameters = {} } }) => 'ik-s' in queryParameters || 'ik-t' in queryParameters,
  },
  {
    id: 'backslash in the path', dialects: both,
    reason: 'it is part of a name; the SDK writes a slash, which is another file',
    input: (vector) => changePath(vector, (path) => path.replaceAll('\\', '%5C')),
  },
  {
    id: 'backslash in a transformation', dialects: ['classic'],
    reason: 'likewise, in a path',
    text: (text, place) => (place === 'classic path' ? text.replaceAll('\\', '%5C') : text),
  },
  {
    id: 'media library path that is no text', dialects: ['current'],
    reason: 'the SDK fails, or drops false and 0',
    input: (vector) => changeParameters(vector, (name, value) => [name, isLibraryPath(name) ? String(value) : value]),
  },
  {
    id: 'slash in a value', dialects: both,
    reason: 'a slash would end the transformation in a path; the SDK lets it, and asks for another file',
    input: (vector) => (position(vector) === 'path' ? changeParameters(vector, escapeSlashes) : vector),
  },
  {
    id: 'space at the end of a source', dialects: both,
    reason: 'it is part of the value; the SDK drops it',
    input: (vector) => (isSource(vector.input) ? withInput(vector, { src: vector.input.src.replace(/ +$/, (spaces) => '%20'.repeat(spaces.length)) }) : vector),
  },
  {
    id: 'transformation is encoded', dialects: ['current'],
    reason: 'the SDK leaves spaces and non-ASCII characters, which every client encodes in its own way after the URL was signed, and & and #, which end it',
    text: (text, place) => text.replace(place.endsWith('path') ? /[^\w\-.~!$'()*+,;:@/&=%[\]|^]/gu : /[^\w\-.~!$'()*,;:@/?=%[\]|^`{}\\]/gu, percent),
  },
  {
    id: 'bytes that are no UTF-8', dialects: ['classic'],
    reason: 'they are kept; the SDK writes U+FFFD for them, which is another value',
    input: (vector) => (isSource(vector.input) ? withInput(vector, { src: vector.input.src.replace(/(?<=\?.*)%FF/g, marker) }) : vector),
    url: (url) => inQuery(url, (query) => query.replaceAll(marker, '%FF')),
  },
  {
    id: 'signature of a source', dialects: both,
    reason: 'it would not fit any more',
    input: (vector) => (isSource(vector.input) ? withInput(vector, { src: withoutSignature(vector.input.src) }) : vector),
  },
  {
    id: 'list of streaming resolutions', dialects: ['classic'],
    reason: 'a comma would begin another parameter',
    input: (vector) => changeParameters(vector, (name, value) => [name, name === 'sr' && Array.isArray(value) ? value.join('_') : value]),
  },
  {
    id: 'dollar sign', dialects: ['current'],
    reason: 'the SDK takes $& and the like for patterns of String.replace',
    text: (text) => text.replaceAll('$', '$$$$'),
  },
  {
    id: 'empty query of a source', dialects: ['current'],
    reason: 'it says nothing, but would be another key of a cache',
    input: (vector) => (isSource(vector.input) ? withInput(vector, { src: vector.input.src.replace(/\?$/, '') }) : vector),
  },
  {
    id: 'characters that RFC 3986 does not allow in a path', dialects: both,
    reason: 'servers and clients other than browsers refuse or rewrite them',
    url: (url) => inPath(url, (path) => path.replace(/[[\]|^]/g, percent)),
  },
  {
    id: 'characters that RFC 3986 does not allow in a query', dialects: ['current'],
    reason: 'likewise',
    url: (url) => inQuery(url, (query) => query.replace(/[[\]|^`{}\\]/g, percent)),
  },
  {
    id: 'lone percent sign', dialects: both,
    reason: 'it encodes nothing: servers answer 400',
    url: (url) => url.replace(lonePercent, '%25'),
  },
  {
    id: 'apostrophe in a query', dialects: ['current'],
    reason: 'browsers encode it before they send the URL, and the signature would not fit',
    url: (url) => inQuery(url, (query) => query.replaceAll("'", '%27')),
  },
  {
    id: 'path joined by one slash', dialects: ['classic'],
    reason: 'the SDK writes //, or none, where endpoint and path meet',
    input: (vector) => {
      const { config, input } = vector;
      const endpoint = (input.urlEndpoint ?? config.urlEndpoint).replace(/\/$/, '');
      const slash = new URL(endpoint).pathname === '/' ? '' : '/';
      return withInput(vector, { urlEndpoint: endpoint, ...(input.path && { path: input.path.replace(/^\/?/, slash) }) });
    },
  },
  {
    id: 'overlay names of version 3', dialects: ['classic'],
    reason: 'version 6 writes the long names, which the service does not know; old callers expect what version 3 made of them',
    input: (vector) => changeParameters(vector, (name, value) => [overlayNames[name] ?? name, value]),
  },
  {
    id: 'names of version 7', dialects: ['classic'],
    reason: 'version 6 writes the long names, which the service does not know',
    input: (vector) => changeParameters(vector, (name, value) => {
      if (!newerNames.includes(name)) return [name, value];
      const text = currentText({ [name]: isLibraryPath(name) ? String(value) : value });
      return text ? [text, '-'] : [name, null]; // a name whose value is - stands alone
    }),
  },
  {
    id: 'empty step', dialects: ['classic'],
    reason: 'it says nothing, and the service answers 400 to a transformation that is empty',
    input: (vector) => withInput(vector, { transformation: vector.input.transformation?.filter((step) => Object.values(step ?? {}).some((value) => value !== null)) }),
  },
];
