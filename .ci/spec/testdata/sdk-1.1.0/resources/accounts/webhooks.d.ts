import { APIPromise } from '../../core/api-promise';
import { APIResource } from '../../core/resource';
export declare class Webhooks extends APIResource {
  get(id: string, options?: object): APIPromise<Webhook>;
}
export interface Webhook {
  id: string;
  retries: number;
}
