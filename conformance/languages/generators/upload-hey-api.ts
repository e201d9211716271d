import { createClient } from './generated/hey-api/client/index.js';
import { upload, type Extensions } from './generated/hey-api/index.js';

const uploads = createClient({
  baseUrl: 'https://upload.imagekit.io',
  auth: () => `${process.env.IMAGEKIT_PRIVATE_KEY}:`,
});

/** Uploads a file with tags, values of custom metadata fields, and extensions. */
export async function uploadFile(file: File, tags: string[], fields: object, extensions: Extensions) {
  const { data, error } = await upload({
    client: uploads,
    body: {
      file,
      fileName: file.name,
      tags: tags.join(','),
      customMetadata: JSON.stringify(fields),
      extensions: JSON.stringify(extensions),
      responseFields: 'tags,customMetadata',
    },
  });
  if (error) throw new Error(error.message);
  return data;
}
