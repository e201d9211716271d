import { upload, type Extensions } from './generated/orval/client.js';

/** Uploads a file with tags, values of custom metadata fields, and extensions. */
export async function uploadFile(file: File, tags: string[], fields: object, extensions: Extensions) {
  const response = await upload({
    file,
    fileName: file.name,
    tags: tags.join(','),
    customMetadata: JSON.stringify(fields),
    extensions: JSON.stringify(extensions),
    responseFields: 'tags,customMetadata',
  });
  if (response.status !== 200) throw new Error(response.data.message);
  return response.data;
}
