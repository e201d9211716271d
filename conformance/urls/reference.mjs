// The vendor's SDKs, and what they would give if some things about them were different.
import { createRequire } from 'node:module';
import { mock } from 'node:test';

import { now, privateKey } from './inputs.mjs';
import { signature } from './support.mjs';

const require = createRequire(new URL('../sdks/package.json', import.meta.url));
const Classic = require('imagekit-6');
const { ImageKit: Current } = require('@imagekit/nodejs');

mock.timers.enable({ apis: ['Date'], now: now * 1000 });

/** What the SDK of the vector's dialect makes of its input: a URL or an error. */
export function reference({ dialect, config, input }) {
  try {
    const argument = structuredClone(input); // version 7 writes into it
    if (dialect === 'classic') return { url: new Classic(config).url(argument) };
    return { url: new Current(config).helper.buildSrc(argument) };
  } catch (error) {
    return { error: `${error.name}: ${error.message}` };
  }
}

// What stands for the transformation until its text is final.
const placeholder = 'TRANSFORMATION';

/** How the SDKs write the text of a transformation; version 7 takes dollar signs for patterns. */
const encode = {
  'classic path': (text) => {
    const url = new URL('https://x');
    url.pathname = text;
    return url.pathname.slice(1).replaceAll('$', '$$$$');
  },
  'classic query': (text) => new URLSearchParams({ tr: text }).toString().slice('tr='.length),
  'current path': (text) => text,
  'current query': (text) => text,
};

/**
 * The URL that the SDK would give if all of a list of differences were true of it. A difference changes the input, the text of the
 * transformation, or the URL before it is signed.
 */
export function expected(original, list) {
  const apply = (name, value, ...more) => list.reduce((changed, difference) => difference[name]?.(changed, ...more) ?? changed, value);
  const vector = apply('input', structuredClone(original));
  const place = placeOf(vector);
  const text = apply('text', transformationText(vector), place);
  const unsigned = { ...vector.input, transformation: text ? [{ raw: placeholder }] : [], signed: false, expiresIn: 0 };
  const { url } = reference({ ...vector, input: unsigned });
  return url && sign(apply('url', url.replace(placeholder, encode[place](text)), place), vector);
}

/** The dialect and the position of the transformation. */
function placeOf({ dialect, config, input }) {
  const source = dialect === 'classic' ? !input.path : /^https?:/.test(input.src);
  const usual = dialect === 'classic' ? 'path' : 'query';
  return `${dialect} ${source ? 'query' : (input.transformationPosition ?? config.transformationPosition ?? usual)}`;
}

/** The text of a transformation as the SDK writes it, without any encoding. */
function transformationText({ dialect, config, input: { transformation } }) {
  if (dialect === 'current') return new Current(config).helper.buildTransformationString(transformation);
  const url = new Classic(config).url({ path: '/', transformation, transformationPosition: 'query' });
  return new URL(url).searchParams.get('tr') ?? '';
}

/** What version 7 writes of one step. */
export const currentText = (step) => new Current({ privateKey }).helper.buildTransformationString([step]);

function sign(url, { dialect, config, input }) {
  const seconds = Math.max(parseInt(dialect === 'classic' ? input.signed && input.expireSeconds : input.expiresIn, 10) || 0, 0);
  if (input.signed !== true && !(input.expiresIn > 0)) return url;
  const expiry = seconds ? now + seconds : 9999999999;
  const endpoint = new URL(input.urlEndpoint ?? config.urlEndpoint).href.replace(/\/*$/, '/');
  const parameters = seconds ? `ik-t=${expiry}&` : '';
  return `${url}${url.includes('?') ? '&' : '?'}${parameters}ik-s=${signature(url, endpoint, expiry, config.privateKey)}`;
}
