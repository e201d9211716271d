import { Accounts } from './resources/accounts/accounts';
import { Assets } from './resources/assets';
export declare class ImageKit {
  accounts: Accounts;
  assets: Assets;
}
