// Uses the types of transformations to write presets.
import type { Transformation as BrowserTransformation } from '@imagekit/javascript';
import type { Transformation as NodeTransformation } from '@imagekit/nodejs/resources/shared';
import type { components } from '../openapi.js';

type Schemas = components['schemas'];
type Chain = Schemas['TransformationChain'];

const logo: Schemas['ImageOverlay'] = {
  type: 'image',
  input: '/brand/logo.png',
  layerMode: 'multiply',
  position: { focus: 'bottom_right' },
  transformation: [{ width: 'bw_div_4' }, { opacity: 80, trim: false }],
};

export const presets = {
  thumbnail: [{ width: 400, height: 300, crop: 'at_least', focus: 'auto' }, { rotation: 'N45', radius: 'max' }],
  card: [
    { width: 0.5, aspectRatio: '4-3', background: 'blurred_25_N15', dpr: 'auto', format: 'auto', quality: 75 },
    { sharpen: true, unsharpMask: '2-2-0.8-0.024', shadow: 'bl-15_st-40', border: '5_FFF000', progressive: true },
  ],
  teaser: [{ startOffset: 5, duration: 'idu_mul_0.25', videoCodec: 'vp9', streamingResolutions: ['240', '720'] }],
  branded: [{ width: 1200 }, { overlay: logo }],
  captioned: [
    {
      overlay: {
        type: 'text',
        text: 'Fresh, every day!',
        encoding: 'base64',
        position: { x: 10, y: 'bh_sub_ch', anchorPoint: 'bottom' },
        transformation: [{ fontSize: 32, fontColor: 'FF0000', padding: '5_10', typography: 'b_i', innerAlignment: 'left' }],
      },
    },
    { overlay: { type: 'solidColor', color: 'FF000040', transformation: [{ width: 'bw', height: 100, gradient: true }] } },
  ],
  subtitled: [
    { overlay: { type: 'video', input: 'ads/short.mp4', timing: { start: 5, end: 'bdu_sub_5' }, transformation: [{ width: 300 }] } },
    { overlay: { type: 'subtitle', input: 'en.srt', transformation: [{ color: 'yellow', fontSize: 20, typography: 'b_i' }] } },
  ],
  adaptive: [
    { if: 'ar_gt_1', then: [{ width: 1200 }, { if: 'w_gt_1000', then: [{ blur: 5 }] }], else: [{ width: 600, overlay: logo }] },
    { raw: 'e-contrast,rt-90' },
  ],
} satisfies Record<string, Chain>;

// Mistakes that an editor marks.

// @ts-expect-error: the name is misspelt
export const misspelt: Chain = [{ widht: 400 }];
// @ts-expect-error: the name in a layer is misspelt
export const misspeltPosition: Chain = [{ overlay: { type: 'image', input: 'a.png', position: { fokus: 'top' } } }];
// @ts-expect-error: the name in the style of a text is misspelt
export const misspeltStyle: Chain = [{ overlay: { type: 'text', text: 'a', transformation: [{ fontsize: 10 }] } }];
// @ts-expect-error: a word that `crop` does not have
export const unknownWord: Chain = [{ crop: 'cover' }];
// @ts-expect-error: a word that only `focus` of a step has
export const wordElsewhere: Chain = [{ overlay: { type: 'image', input: 'a.png', position: { focus: 'face' } } }];
// @ts-expect-error: not a height that the service streams
export const unknownHeight: Chain = [{ streamingResolutions: ['721'] }];
// @ts-expect-error: a number, not text
export const numberAsText: Chain = [{ blur: '10' }];
// @ts-expect-error: the only value is true
export const notOff: Chain = [{ grayscale: false }];
// @ts-expect-error: there is no such layer
export const unknownLayer: Chain = [{ overlay: { type: 'audio', input: 'a.mp3' } }];
// @ts-expect-error: a layer needs its type
export const untypedLayer: Chain = [{ overlay: { input: 'a.png' } }];
// @ts-expect-error: an image layer needs an input
export const emptyLayer: Chain = [{ overlay: { type: 'image' } }];
// @ts-expect-error: an image layer has no text
export const textOfImage: Chain = [{ overlay: { type: 'image', input: 'a.png', text: 'Fresh' } }];
// @ts-expect-error: an image layer has no text style
export const styleOfImage: Chain = [{ overlay: { type: 'image', input: 'a.png', transformation: [{ fontSize: 10 }] } }];
// @ts-expect-error: a text cannot be blurred
export const blurredText: Chain = [{ overlay: { type: 'text', text: 'a', transformation: [{ blur: 10 }] } }];
// @ts-expect-error: one step instead of a list
export const step: Chain = { width: 400 };
// @ts-expect-error: a condition needs steps
export const noSteps: Chain = [{ if: 'ar_gt_1' }];
// @ts-expect-error: one step instead of a list
export const oneStep: Chain = [{ if: 'ar_gt_1', then: { width: 400 } }];

// Values of the types of the SDKs are presets, and presets without conditions are values of these types.

type Assignable<From, To> = [From] extends [To] ? true : false;

export const nodeToOurs: Assignable<NodeTransformation[], Chain> = true;
export const browserToOurs: Assignable<BrowserTransformation[], Chain> = true;

// A line below does not compile if openapi.yaml has a name or a value that the SDK does not have, or the reverse. Values that
// only openapi.yaml has are listed in `OnlyHere`, names in the types of `unnamedInNode` and `unnamedInBrowsers`.

/** A type without conditional steps, and without the property values that only openapi.yaml has. */
type Common<T, Only extends object> = T extends Schemas['ConditionalStep'] ? never
  : T extends readonly (infer Item)[] ? Common<Item, Only>[]
  : T extends object ? { [K in keyof T]: Common<K extends keyof Only ? Exclude<T[K], Only[K]> : T[K], Only> }
  : T;

// `false` turns off the trimming of image layers; `resize` is a value of the SDKs for Android and iOS.
type OnlyHere = { trim: false; cropMode: 'resize' };
type OnlyHereAndInBrowsers = OnlyHere & { dpr: string }; // `auto` and expressions

export const oursToNode: Assignable<Common<Chain, OnlyHereAndInBrowsers>, NodeTransformation[]> = true;
export const oursToBrowser: Assignable<Common<Chain, OnlyHere>, BrowserTransformation[]> = true;

// Without the exceptions, the types are not assignable.
export const dprInNode: Assignable<Common<Chain, OnlyHere>, NodeTransformation[]> = false;
export const trimInBrowsers: Assignable<Common<Chain, {}>, BrowserTransformation[]> = false;
export const conditions: Assignable<Schemas['ConditionalStep'], BrowserTransformation> = false;

export const plain: BrowserTransformation[] = [...presets.thumbnail, ...presets.card, ...presets.teaser];

// Names that only one side has. An assignable type can still have more properties than the target.
type Unnamed<From, To> = Exclude<keyof From, keyof To>;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
export const unnamedInNode: Same<Unnamed<Schemas['Transformation'], NodeTransformation>, 'density' | 'c2pa'> = true;
export const unnamedInBrowsers: Same<Unnamed<Schemas['Transformation'], BrowserTransformation>, 'c2pa'> = true;
export const unnamedHere: Same<Unnamed<NodeTransformation & BrowserTransformation, Schemas['Transformation']>, never> = true;
