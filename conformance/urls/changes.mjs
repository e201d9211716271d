// Functions for the list of differences that inspect and change vectors and URLs.

/** Percent-encodes every byte of a text. */
export const percent = (text) => Buffer.from(text).toString('hex').toUpperCase().replace(/../g, '%$&');

/** Changes the path of a URL, or its query with the question mark. */
export function inPath(url, change) {
  return url.replace(/^(https?:\/\/[^/?]*)([^?]*)/, (_, host, path) => host + change(path));
}
export const inQuery = (url, change) => url.replace(/\?.*/s, change);

/** Changes members of the input. */
export const withInput = (vector, members) => ({ ...vector, input: { ...vector.input, ...members } });

/** Reports whether the input is a complete URL. */
export const isSource = ({ src, path }) => !path && /^https?:\/\//.test(src);

/** The URL endpoint, with a slash at its end. */
export const endpointOf = ({ config, input }) => (input.urlEndpoint ?? config.urlEndpoint).replace(/\/*$/, '/');

/** Returns the position of the transformation: path or query. */
export function positionOf({ dialect, config, input }) {
  if (isSource(input)) return 'query';
  return input.transformationPosition ?? config.transformationPosition ?? (dialect === 'classic' ? 'path' : 'query');
}

/** Returns the source of a web proxy if the path of the input is one. */
export function proxied({ dialect, input }) {
  const path = dialect === 'classic' ? input.path : !isSource(input) && input.src;
  return path && /^\/?(https?:\/\/.*)/s.exec(path)?.[1];
}

/** Reports whether the value of a parameter in JSON is a path of the media library, in which a slash becomes @@. */
export const isLibraryPath = (name) => /^(defaultimage|fontfamily|di|ff)$/i.test(name);

/** Changes the path of the input or of its source. */
export function changePath(vector, change) {
  const { path, src } = vector.input;
  if (path) return withInput(vector, { path: change(path) });
  return withInput(vector, { src: isSource(vector.input) ? src.replace(/^[^?]*/, change) : change(src) });
}

/** Changes the input if it is a complete URL. */
export function changeSource(vector, change) {
  return isSource(vector.input) ? withInput(vector, { src: change(vector.input.src) }) : vector;
}

/** Removes the signature from a complete URL. */
export function withoutSignature(src) {
  const [, path, query] = /^([^?]*)(?:\?(.*))?$/s.exec(src);
  if (!/(^|&)ik-[st](=|&|$)/.test(query)) return src;
  const kept = query.split('&').filter((parameter) => !/^ik-[st](=|$)/.test(parameter));
  return kept.length > 0 ? `${path}?${kept.join('&')}` : path;
}

/** Changes the parameters of a chain, and of the chains in its layers. change returns the new name and value. */
export function changeParameters(vector, change) {
  return changeChain(vector, change, (settings) => settings);
}

/** Changes the texts of a chain: values of parameters and settings of layers. change takes a name and a text. */
export function changeTexts(vector, change) {
  const parameter = (name, value) => [name, eachText(name, value, change)];
  return changeChain(vector, parameter, (settings) => eachText('', settings, change));
}

function changeChain(vector, change, changeSettings) {
  const overlay = ({ text, input, transformation, ...settings }) => ({
    text, input, ...changeSettings(settings), transformation: chain(transformation),
  });
  const parameter = ([name, value]) => {
    if (value === null) return [name, value];
    return name === 'overlay' ? [name, overlay(value)] : change(name, value);
  };
  const chain = (steps) => steps?.map((step) => step && Object.fromEntries(Object.entries(step).map(parameter)));
  return withInput(vector, { transformation: chain(vector.input.transformation) });
}

/** Changes the texts in lists and objects. */
function eachText(name, value, change) {
  if (typeof value === 'string') return change(name, value);
  if (Array.isArray(value)) return value.map((one) => eachText(name, one, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, eachText(key, one, change)]));
}

/** Reports whether a text in lists and objects has a control character. */
export function hasControl(value) {
  if (typeof value === 'string') return /[\u0000-\u001f\u007f]/.test(value);
  return typeof value === 'object' && value !== null && Object.entries(value).some((member) => member.some(hasControl));
}
