import { Assets } from './resources/assets';
export declare class ImageKit {
  assets: Assets;
}
