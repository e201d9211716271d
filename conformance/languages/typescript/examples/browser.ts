// Uploads files that a user has chosen. The page gets parameters from its server, which makes them with auth.ts.
import type { uploadParameters } from '../auth.js';
import { createImageKit, type ImageKit, type Schemas, unwrap } from '../client.js';

/** Uploads with version 1 of the API: the server returns uploadParameters(). */
export async function uploadFile(
  file: File,
  parameters: ReturnType<typeof uploadParameters>,
  { uploads }: ImageKit = createImageKit(),
) {
  const body = { ...parameters, file, fileName: file.name, folder: '/users' };
  return unwrap(uploads.POST('/api/v1/files/upload', { body }));
}

export type Fields = Omit<Schemas['UploadV2Request'], 'file' | 'token'>;

/** Uploads with version 2 of the API: the server returns the fields, and uploadToken() of these fields. */
export async function uploadFileWithToken(
  file: File,
  { fields, token }: { fields: Fields; token: string },
  { uploads }: ImageKit = createImageKit(),
) {
  return unwrap(uploads.POST('/api/v2/files/upload', { body: { ...fields, token, file } }));
}
