// Random arguments for the vendor's SDKs, in the form of the url vectors.
import { randomNumbers } from './support.mjs';

export const now = 1_700_000_000;
export const privateKey = 'private_test';

const endpoints = [
  'https://ik.imagekit.io/demo', 'https://ik.imagekit.io/demo', 'https://ik.imagekit.io/demo',
  'https://ik.imagekit.io/demo/', 'https://images.example.com', 'https://images.example.com/',
  'https://images.example.com/a%20b', 'http://localhost:8484/demo',
];

const plain = ['a', 'b1', 'photo.jpg', 'dir', 'menu', 'Open Sans', 'x_y', 'A-1', '0', 'true', 'red'];
const hostile = [
  ...' \'"`\\|{}[]^<>~!$()*;@,:/-_.%?#&=+\n\t\u007f\u0000é😀\u00a0\u202e\ufeff', '  ', '@@', '//', '..', '/./',
  '/../', '%%', '%zz', '%41', '%2C', '%2F', '%27', '%C3%A9', '%FF', '%2e%2e', '$&', '$$', "$'", '日本', 'e\u0301',
  'tr:', 'l-end', 'raw', 'ik-s', 'https://', 'C:\\',
];

const words = (text) => text.trim().split(/\s+/);
const classicNames = words(`
  height width aspectRatio quality crop cropMode x y focus format radius background border rotation rotate blur named
  progressive lossless trim metadata colorProfile defaultImage dpr effectSharpen effectUSM effectContrast effectGray
  effectShadow effectGradient original`);
export const overlayNames = words(`
  overlayImage overlayX overlayY overlayFocus overlayHeight overlayWidth overlayText overlayTextFontSize
  overlayTextFontFamily overlayTextColor overlayAlpha overlayTextTypography overlayBackground overlayImageTrim`);
const currentNames = words(`
  width height aspectRatio background border crop cropMode dpr focus quality x xCenter y yCenter format videoCodec
  audioCodec radius rotation blur named defaultImage flip original startOffset endOffset duration streamingResolutions
  grayscale aiUpscale aiRetouch aiVariation aiDropShadow aiChangeBackground aiRemoveBackground
  aiRemoveBackgroundExternal aiEdit contrastStretch shadow sharpen unsharpMask gradient colorReplace colorize distort
  progressive lossless colorProfile metadata opacity trim zoom page fontSize fontFamily fontColor innerAlignment padding
  alpha typography lineHeight fontOutline fontShadow color raw`);
export const newerNames = currentNames.filter((name) => !classicNames.includes(name) && name !== 'raw');
const shortNames = ['w', 'h', 'e-new', 'zz', 'rt', 'WIDTH', 'Height', 'DPR', 'aspectratio', 'di', 'ff', 't', 'sr'];

/** Makes random vectors of a dialect. The same seed makes the same vectors. */
export class Inputs {
  constructor(dialect, seed) {
    this.dialect = dialect;
    this.random = randomNumbers(seed);
    this.names = dialect === 'classic' ? [classicNames, classicNames, overlayNames, currentNames].flat() : currentNames;
  }

  below(n) {
    return Math.floor(this.random() * n);
  }

  chance(n) {
    return this.below(n) === 0;
  }

  one(list) {
    return list[this.below(list.length)];
  }

  /** Returns a text of several parts, of which one in `n` is hostile. */
  text(n = 6) {
    let text = '';
    for (let i = this.below(3); i >= 0; i--) text += this.chance(n) ? this.one(hostile) : this.one(plain);
    return text;
  }

  vector() {
    const vector = { dialect: this.dialect, config: { publicKey: 'public_test', privateKey }, now };
    vector.input = this.dialect === 'classic' ? this.classic(vector.config) : this.current();
    return vector;
  }

  classic(config) {
    config.urlEndpoint = this.one(endpoints);
    if (this.chance(4)) config.transformationPosition = this.one(['path', 'query']);
    const input = {};
    if (this.chance(8)) input.urlEndpoint = this.one(endpoints);
    if (this.chance(5)) input.src = this.source(input.urlEndpoint ?? config.urlEndpoint);
    else input.path = this.path();
    this.common(input);
    if (input.signed && this.chance(2)) input.expireSeconds = this.one([1, 60, 300.7, '45', 0, '']);
    return input;
  }

  current() {
    const input = { urlEndpoint: this.one(endpoints) };
    input.src = this.chance(5) ? this.source(input.urlEndpoint) : this.path();
    this.common(input);
    if (this.chance(4)) input.expiresIn = this.one([1, 60, 300.7, 0.5, 0, -5]);
    return input;
  }

  common(input) {
    if (!this.chance(6)) input.transformation = this.chain(0);
    if (this.chance(2)) input.transformationPosition = this.one(['path', 'query']);
    if (this.chance(3)) input.queryParameters = this.parameters();
    if (this.chance(3)) input.signed = true;
  }

  path() {
    const segments = Array.from({ length: 1 + this.below(3) }, () => this.text(8));
    if (this.dialect === 'classic' && this.chance(40)) segments.push('.');
    const path = segments.join('/');
    if (this.chance(25)) return `${this.one(['', '/'])}https://www.example.com/${path}`;
    return this.one(['', '/', '/']) + path;
  }

  source(endpoint) {
    if (this.chance(40)) return this.one(['https:///host/a.jpg', 'http://127.1/a.jpg']);
    let source = this.chance(5) ? 'https://other.example.com/' : `${endpoint.replace(/\/$/, '')}/`;
    source += this.text(8);
    if (this.chance(2)) source += `?${this.one(['v', 'a b', 'tr', 'é', 'ik-s'])}=${this.text(4)}&${this.text(4)}`;
    return this.chance(30) ? `${source}?` : source;
  }

  parameters() {
    const parameters = {};
    for (let i = this.below(3); i >= 0; i--) {
      let name = this.chance(5) ? this.text(3) : this.one(['v', 'ik-attachment', 'tr', 'a b']);
      if (/^\d+$/.test(name)) name = `n${name}`; // JavaScript orders numeric keys first
      if (this.chance(60)) name = 'ik-s';
      parameters[name] = this.one([this.text(3), this.text(3), 1, 2.5, true, false]);
    }
    return parameters;
  }

  chain(depth) {
    return Array.from({ length: this.below(4) }, () => (this.chance(12) ? null : this.step(depth)));
  }

  step(depth) {
    const step = {};
    for (let i = this.below(4); i > 0; i--) {
      if (this.dialect === 'current' && depth < 3 && this.chance(4)) {
        step.overlay = this.overlay(depth);
        continue;
      }
      const name = this.chance(10) ? this.one(shortNames) : this.one(this.names);
      step[name] = name === 'raw' && this.chance(3) ? this.one(['', '-', 'n-a//b', 'n-a/../b']) : this.value();
    }
    return step;
  }

  value() {
    switch (this.below(14)) {
      case 0: return this.one([true, false]);
      case 1: return this.one(['-', '', ' ', '\ufeff', 'true', 'false']);
      case 2: return null;
      case 3: return [this.below(999), this.text()];
      case 4: return this.one([0, -0, 0.1, -15, 1e21, 1e-7, 123456789.5, -0.25]);
      case 5: case 6: case 7: return this.below(1000);
      default: return this.text();
    }
  }

  overlay(depth) {
    const type = this.one(['text', 'image', 'video', 'subtitle', 'solidColor', 'solidColor', 'text', '']);
    const overlay = { type };
    if (type === 'text') overlay.text = this.chance(12) ? '' : this.text(3);
    else if (type === 'solidColor') overlay.color = this.text();
    else overlay.input = this.one(['', '/']) + this.text(4);
    if (this.chance(2)) overlay.encoding = this.one(['auto', 'plain', 'base64']);
    if (this.chance(6)) overlay.layerMode = this.one(['multiply', 'cutout', 'displace']);
    if (this.chance(2)) overlay.position = this.some(['x', 'y', 'xCenter', 'yCenter'], ['focus', 'anchorPoint']);
    if (this.chance(4)) overlay.timing = this.some(['start', 'end', 'duration'], []);
    if (this.chance(2)) overlay.transformation = this.chain(depth + 1);
    return overlay;
  }

  /** Returns an object with some members that are numbers or expressions, and some that are names of positions. */
  some(numbers, places) {
    const number = () => this.one([this.below(500), -3.5, 0, 'bw_div_2', 'N10', this.text(12)]);
    const place = () => this.one(['center', 'top_left']);
    const members = [...numbers.map((name) => [name, number()]), ...places.map((name) => [name, place()])];
    return Object.fromEntries(members.filter(() => this.chance(3)));
  }
}
