import { APIPromise } from '../core/api-promise';
import { APIResource } from '../core/resource';
export declare class Assets extends APIResource {
  list(query?: AssetListParams | null, options?: object): APIPromise<Array<Asset>>;
}
export interface Asset {
  name?: string;
}
export interface AssetListParams {
  sort?: 'ASC_NAME' | 'DESC_NAME';
  skip?: number;
}
