export interface FileDeleted {
  id: string;
  type: 'file.deleted';
}
export interface FileCreated {
  id: string;
  type: 'file.created';
}
export type UnwrapWebhookEvent = FileDeleted | FileCreated;
