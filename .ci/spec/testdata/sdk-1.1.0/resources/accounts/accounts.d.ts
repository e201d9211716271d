import { APIResource } from '../../core/resource';
import { Teams } from './teams';
import { Webhooks } from './webhooks';
export declare class Accounts extends APIResource {
  teams: Teams;
  webhooks: Webhooks;
}
