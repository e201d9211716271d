// Builds URLs with the vendor's SDKs, and applies differences to them.
import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import { mock } from 'node:test';

import { endpointOf, positionOf } from './changes.mjs';
import { now, privateKey } from './inputs.mjs';

const require = createRequire(new URL('../sdks/package.json', import.meta.url));
const Legacy = require('imagekit-3');
const Classic = require('imagekit-6');
const { ImageKit: Current } = require('@imagekit/nodejs');

mock.timers.enable({ apis: ['Date'], now: now * 1000 });

/** Returns the result of the SDK of the vector's dialect: a URL or an error. */
export function reference({ dialect, config, input }) {
  try {
    const argument = structuredClone(input); // version 7 modifies its argument
    if (dialect === 'classic') return { url: new Classic(config).url(argument) };
    return { url: new Current(config).helper.buildSrc(argument) };
  } catch (error) {
    return { error: `${error.name}: ${error.message}` };
  }
}

// Replaces the transformation in a URL until its text is final.
const placeholder = 'TRANSFORMATION';

/** Encode the text of a transformation like the SDKs. Version 7 expands dollar signs as patterns of String.replace. */
const encode = {
  'classic path': (text) => {
    const url = new URL('https://x');
    url.pathname = text.replace(/\/+/g, '/'); // the SDK joins it as a path
    return url.pathname.slice(1).replaceAll('$', '$$$$');
  },
  'classic query': (text) => new URLSearchParams({ tr: text }).toString().slice('tr='.length),
  'current path': (text) => text,
  'current query': (text) => text,
};

/**
 * Returns the URL of the SDK after all differences of a list were applied, and the differences that changed the input, the
 * text of the transformation, or the unsigned URL.
 */
export function expected(original, list) {
  const active = new Set();
  const apply = (kind, value, ...more) => {
    for (const difference of list.filter((one) => one[kind])) {
      const before = JSON.stringify(value);
      value = difference[kind](value, ...more);
      if (JSON.stringify(value) !== before) active.add(difference);
    }
    return value;
  };
  const vector = apply('input', structuredClone(original));
  const place = `${vector.dialect} ${positionOf(vector)}`;
  const text = apply('text', transformationText(vector), place);
  const unsigned = { ...vector.input, transformation: text ? [{ raw: placeholder }] : [], signed: false, expiresIn: 0 };
  const { url } = reference({ ...vector, input: unsigned });
  if (!url) return { url, active };
  return { url: sign(apply('url', url.replace(placeholder, encode[place](text)), place, vector), vector), active };
}

/** Returns the text of a transformation like the SDK writes it, without encoding. */
function transformationText({ dialect, config, input: { transformation } }) {
  if (dialect === 'current') return new Current(config).helper.buildTransformationString(transformation);
  const url = new Classic(config).url({ path: '/', transformation, transformationPosition: 'query' });
  return new URL(url).searchParams.get('tr') ?? '';
}

/** Returns the text of version 7 for one step. */
export const currentText = (step) => new Current({ privateKey }).helper.buildTransformationString([step]);

/** Returns the text of version 3 for one step. */
export function legacyText(step) {
  const config = { publicKey: 'public_test', privateKey, urlEndpoint: 'https://x' };
  const url = new Legacy(config).url({ path: '/', transformation: [step], transformationPosition: 'query' });
  return new URL(url).searchParams.get('tr');
}

/** Reports whether the URL of the vector is signed. */
export const isSigned = ({ input }) => input.signed === true || input.expiresIn > 0;

function sign(url, vector) {
  if (!isSigned(vector)) return url;
  const { dialect, config, input } = vector;
  const seconds = Math.max(parseInt(dialect === 'classic' ? input.expireSeconds : input.expiresIn, 10) || 0, 0);
  const expiry = seconds ? now + seconds : 9999999999;
  const text = url.slice(endpointOf(vector).length) + expiry;
  const signature = createHmac('sha1', config.privateKey).update(text).digest('hex');
  return `${url}${url.includes('?') ? '&' : '?'}${seconds ? `ik-t=${expiry}&` : ''}ik-s=${signature}`;
}
