import { buildSrc } from '@imagekit/javascript';
import type { Chain } from '../presets.js';

export const presets = {
  thumbnail: [{ width: 200, height: 200, focus: 'auto' }, { radius: 'max' }],
  badge: [{ width: 600 }, { overlay: { type: 'text', text: 'New', position: { focus: 'top_right' } } }],
} satisfies Record<string, Chain>;

export const thumbnailOf = (urlEndpoint: string, src: string) =>
  buildSrc({ urlEndpoint, src, transformation: presets.thumbnail });
