import { APIPromise } from '../../core/api-promise';
import { APIResource } from '../../core/resource';
export declare class Teams extends APIResource {
  get(id: string, options?: object): APIPromise<{ id: string }>;
}
