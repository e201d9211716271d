// Mistakes in calls that do not compile.
import { createImageKit, toFormData } from '../client.js';
import type { WebhookEvent } from '../webhooks.js';

const { api, uploads } = createImageKit();
const file = new Blob();

export const mistakes = [
  // @ts-expect-error: uploads have another host
  () => api.POST('/api/v1/files/upload', { body: { file, fileName: 'a.png' } }),
  // @ts-expect-error: and only they have
  () => uploads.GET('/v1/files'),
  // @ts-expect-error: this path has no such method
  () => api.POST('/v1/files'),
  // @ts-expect-error: a parameter in the path is missing
  () => api.GET('/v1/files/{fileId}/details'),
  // @ts-expect-error: the dates are required
  () => api.GET('/v1/accounts/usage', { params: { query: { startDate: '2026-01-01' } } }),
  // @ts-expect-error: the name of a parameter is misspelt
  () => api.GET('/v1/files', { params: { query: { tag: ['hot'] } } }),
  // @ts-expect-error: there is no such order
  () => api.GET('/v1/files', { params: { query: { sort: 'NAME' } } }),
  // @ts-expect-error: the name of a property is misspelt
  () => api.POST('/v1/folder', { body: { folderName: 'a', parentFolderPath: '/', private: true } }),
  // @ts-expect-error: the file name is missing
  () => uploads.POST('/api/v1/files/upload', { body: { file } }),
  // @ts-expect-error: version 2 has a token instead
  () => uploads.POST('/api/v2/files/upload', { body: { file, fileName: 'a.png', signature: 'a' } }),
  // @ts-expect-error: this property cannot be null
  () => api.PATCH('/v1/files/{fileId}/details', { params: { path: { fileId: 'a' } }, body: { description: null } }),
  // @ts-expect-error: an absent property is left out
  () => api.PATCH('/v1/files/{fileId}/details', { params: { path: { fileId: 'a' } }, body: { description: undefined } }),
  // @ts-expect-error: an origin of this type has no bucket
  () => api.POST('/v1/accounts/origins', { body: { type: 'WEB_PROXY', name: 'a', bucket: 'b' } }),
  // @ts-expect-error: the response is always JSON
  () => api.GET('/v1/files', { parseAs: 'text' }),
  // @ts-expect-error: there is no such field
  () => toFormData({ colour: 'red' }),
];

export function mistakeInEvent(event: WebhookEvent): string | undefined {
  // @ts-expect-error: only some events have a file
  if (event.type !== 'file.created') return event.data.filePath;
  // @ts-expect-error: there is no such event
  if (event.type === 'file.moved') return undefined;
  return event.data.filePath;
}

export async function mistakeInResult(): Promise<string> {
  const { data, error } = await api.GET('/v1/files');
  // @ts-expect-error: after an error there is no data
  if (error) return data[0];
  // @ts-expect-error: the list can be empty
  return data[0].name ?? '';
}
