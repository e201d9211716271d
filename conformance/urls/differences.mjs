// The deliberate differences between this library and the vendor's SDKs. Each has a reason and some of these members:
//
//   refused, when   for inputs for which `when` returns true, the library returns an error that matches `refused`
//   input           changes the input: the SDK builds the library's URL from the changed input
//   text            changes the text of the transformation, as the SDK writes it, to that of the library
//   url             changes the unsigned URL of the SDK to that of the library
//
// The functions are applied in the order above, and functions of the same name in the order of the list. `place` is the
// dialect and the position of the transformation.
import { newerNames, overlayNames } from './inputs.mjs';
import { currentText, isSigned, legacyText } from './reference.mjs';
import {
  changeParameters, changePath, changeSource, changeTexts, endpointOf, hasControl, inPath, inQuery, isLibraryPath,
  isSource, percent, positionOf, proxied, withInput, withoutSignature,
} from './changes.mjs';

const both = ['classic', 'current'];
const lonePercent = /%(?![0-9A-Fa-f]{2})/g;
const notUTF8 = 'NOTUTF8';
const emptySegment = 'EMPTYSEGMENT';

/** Characters that the library encodes in a transformation, but not everywhere. */
const unencoded = {
  'current path': /[^\w\-.~!$'()*+,;:@/&=%[\]|^]/gu,
  'current query': /[^\w\-.~!$'()*,;:@/?=%[\]|^`{}\\]/gu,
};

export const differences = [
  // Inputs that the library refuses.
  {
    id: 'control character', dialects: both, refused: /control characters|Src must be/,
    reason: 'names of files have none; the SDK removes line breaks and tabs, so the URL is that of another file',
    when: ({ input: { path, src, transformation } }) => hasControl([path, src, transformation]),
  },
  {
    id: 'fragment of a source', dialects: both, refused: /Src must not have a fragment/,
    reason: 'clients do not send fragments, and the SDK writes the query and the signature after it',
    when: ({ input }) => isSource(input) && input.src.includes('#'),
  },
  {
    id: 'host of a source', dialects: both, refused: /Src must be/,
    reason: 'browsers read another host from 127.1 or after three slashes, and some characters are not allowed in host names',
    when: ({ input }) => {
      const [, host] = /^https?:\/\/([^/?#]*)/.exec(input.src) ?? [];
      return isSource(input) && (new URL(input.src).host !== host || /[^\w.:[\]-]/.test(host));
    },
  },
  {
    id: 'signed source outside of the URL endpoint', dialects: both, refused: /Src cannot be signed/,
    reason: 'a signature covers the path after the URL endpoint; that of the SDK is always invalid',
    when: (vector) => !new URL(vector.input.src).href.startsWith(endpointOf(vector)),
  },
  {
    id: 'path that leaves the URL endpoint', dialects: both, refused: /leads out of the URL endpoint/,
    reason: 'the URL would belong to another account',
    when: ({ input }) => /(^|\/)(\.|%2e){2}([/?]|$)/i.test(input.path ?? input.src),
  },
  {
    id: 'dot segment in raw text', dialects: both, refused: /has a dot segment/,
    reason: 'clients resolve it in a path, which removes the transformation',
    when: ({ input: { transformation } }) => /(\.|%2e){1,2}\//i.test(JSON.stringify(transformation)),
  },
  {
    id: 'query parameter ik-s', dialects: both, refused: /is reserved for the signature/,
    reason: 'a URL with two signatures is ambiguous',
    when: ({ input: { queryParameters = {} } }) => 'ik-s' in queryParameters,
  },

  // The file.
  {
    id: 'source of a web proxy', dialects: both,
    reason: 'the service needs both slashes after the scheme, and a completely encoded source in a signed URL',
    input: (vector) => {
      const source = proxied(vector);
      if (!source || !isSigned(vector)) return vector;
      return { ...withInput(vector, { [vector.input.path ? 'path' : 'src']: '/PROXIED' }), source };
    },
    url: (url, place, vector) => {
      if (vector.source) return url.replace('PROXIED', () => encodeURIComponent(vector.source).replaceAll('%2A', '*'));
      return proxied(vector) ? url.replace(/(?<=.\/)(https?:)\/+/, '$1//') : url;
    },
  },
  {
    id: 'slash between endpoint and path', dialects: ['classic'],
    reason: 'the SDK writes two, or none',
    input: (vector) => {
      const endpoint = endpointOf(vector).replace(/\/$/, '');
      const slash = new URL(endpoint).pathname === '/' ? '' : '/'; // the SDK writes a slash in this case
      const { path } = vector.input;
      return withInput(vector, { urlEndpoint: endpoint, ...(path && { path: path.replace(/^\/?/, slash) || '.' }) });
    },
  },
  {
    id: 'dot segment at the end of a path', dialects: ['classic'],
    reason: 'browsers resolve it to a path that ends in a slash; the SDK drops the slash if there is a transformation',
    input: (vector) => changePath(vector, (path) => path.replace(/(^|\/)(\.\.?)$/, '$1$2/')),
  },
  {
    id: 'backslash in a path', dialects: both,
    reason: 'it is part of a name; the SDK writes a slash, so the URL is that of another file',
    input: (vector) => changePath(vector, (path) => path.replaceAll('\\', '%5C')),
  },
  {
    id: 'space at the end of a source', dialects: both,
    reason: 'it is part of the name or value; the SDK removes it',
    input: (vector) => changeSource(vector, (src) => src.replace(/ +$/, (spaces) => '%20'.repeat(spaces.length))),
  },
  {
    id: 'empty query of a source', dialects: ['current'],
    reason: 'a question mark without a query only makes another cache key',
    input: (vector) => changeSource(vector, (src) => src.replace(/^([^?]*)\?$/, '$1')),
  },
  {
    id: 'signature of a source', dialects: both,
    reason: 'it is not valid for the new URL',
    input: (vector) => changeSource(vector, withoutSignature),
  },
  {
    id: 'bytes of a source that are not UTF-8', dialects: both,
    reason: 'they are kept; the SDK writes U+FFFD, which is another value',
    input: (vector) => changeSource(vector, (src) => src.replace(/(?<=\?.*)%(FF|b1)/g, `${notUTF8}$1`)),
    url: (url, place, { input: { queryParameters } }) => {
      const isKept = place === 'current query' && !queryParameters; // otherwise it is decoded and encoded again
      const restore = (_, hex) => `%${isKept ? hex : hex.toUpperCase()}`;
      return inQuery(url, (query) => query.replace(new RegExp(`${notUTF8}(..)`, 'g'), restore));
    },
  },

  // The transformation.
  {
    id: 'slash in a value', dialects: both,
    reason: 'it would end a transformation in a path; the SDK writes it, so the URL is that of another file',
    input: (vector) => {
      if (positionOf(vector) === 'query') return vector;
      const keeps = (name) => name === 'raw' || (isLibraryPath(name) && `${vector.dialect} ${name}` !== 'classic ff');
      return changeTexts(vector, (name, text) => (keeps(name) ? text : text.replaceAll('/', '%2F')));
    },
  },
  {
    id: 'list of streaming resolutions', dialects: ['classic'],
    reason: 'a comma would start another parameter',
    input: (vector) => changeParameters(vector, (name, value) => {
      return [name, name === 'sr' ? [value].flat().join('_') : value];
    }),
  },
  {
    id: 'media library path that is not a string', dialects: ['current'],
    reason: 'the SDK throws a TypeError, or ignores false and 0',
    input: (vector) => changeParameters(vector, (name, value) => [name, isLibraryPath(name) ? String(value) : value]),
  },
  {
    id: 'raw text that is empty', dialects: both,
    reason: 'the SDK writes a separator with nothing next to it',
    input: (vector) => changeParameters(vector, (name, value) => [name, name === 'raw' && value === '' ? null : value]),
  },
  {
    id: 'raw text that is a hyphen', dialects: ['classic'],
    reason: 'raw text is written unchanged; the SDK writes the word raw',
    input: (vector) => changeParameters(vector, (name, value) => [name === 'raw' && value === '-' ? '-' : name, value]),
  },
  {
    id: 'names of version 7', dialects: ['classic'],
    reason: 'the library supports them in both dialects; version 6 writes names that the service does not support',
    input: (vector) => changeParameters(vector, (name, value) => {
      if (!newerNames.includes(name)) return [name, value];
      const text = currentText({ [name]: isLibraryPath(name) ? String(value) : value });
      return text ? [text, '-'] : [name, null]; // if the value is a hyphen, the SDK writes only the name
    }),
  },
  {
    id: 'overlay names of version 3', dialects: ['classic'],
    reason: 'only version 3 maps them; version 6 writes names that the service does not support',
    input: (vector) => changeParameters(vector, (name, value) => {
      return overlayNames.includes(name) ? [legacyText({ [name]: value }), '-'] : [name, value]; // see above
    }),
  },
  {
    id: 'empty step', dialects: ['classic'],
    reason: 'the service responds with 400; the SDK writes a colon with nothing next to it',
    input: (vector) => {
      const hasValue = (step) => Object.values(step ?? {}).some((value) => value !== null);
      return withInput(vector, { transformation: vector.input.transformation?.filter(hasValue) });
    },
  },
  {
    id: 'slashes in raw text', dialects: ['classic'],
    reason: 'raw text is written unchanged; the SDK joins it with the path, and replaces several slashes by one',
    text: (text, place) => (place === 'classic path' ? text.replace(/\/(?=\/)/g, `/${emptySegment}`) : text),
    url: (url) => url.replaceAll(emptySegment, ''),
  },
  {
    id: 'backslash in a transformation', dialects: ['classic'],
    reason: 'the SDK writes a slash, which ends a transformation in a path',
    text: (text, place) => (place === 'classic path' ? text.replaceAll('\\', '%5C') : text),
  },
  {
    id: 'encoding of a transformation', dialects: ['current'],
    reason: 'the SDK does not encode & and #, which end it, nor spaces and non-ASCII, which clients encode after it was signed',
    text: (text, place) => text.replace(unencoded[place], percent),
  },
  {
    id: 'dollar sign in a transformation', dialects: ['current'],
    reason: 'the SDK passes the text to String.replace, which expands $& and similar patterns',
    text: (text) => text.replaceAll('$', '$$$$'),
  },

  // All parts of the URL.
  {
    id: 'characters that RFC 3986 does not allow in a path', dialects: both,
    reason: 'servers, proxies and clients other than browsers refuse or rewrite them',
    url: (url) => inPath(url, (path) => path.replace(/[[\]|^]/g, percent)),
  },
  {
    id: 'characters that RFC 3986 does not allow in a query', dialects: ['current'],
    reason: 'servers, proxies and clients other than browsers refuse or rewrite them',
    url: (url) => inQuery(url, (query) => query.replace(/[[\]|^`{}\\]/g, percent)),
  },
  {
    id: 'percent sign that encodes nothing', dialects: both,
    reason: 'servers respond with 400',
    url: (url) => url.replace(lonePercent, '%25'),
  },
  {
    id: 'apostrophe in a query', dialects: ['current'],
    reason: 'browsers send %27, which makes the signature invalid',
    url: (url) => inQuery(url, (query) => query.replaceAll("'", '%27')),
  },
];
