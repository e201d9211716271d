import { createClient } from './generated/hey-api-document/client/index.js';
import { upload, type Extensions } from './generated/hey-api-document/index.js';

const uploads = createClient({
  baseUrl: 'https://upload.imagekit.io',
  auth: () => `${process.env.IMAGEKIT_PRIVATE_KEY}:`,
});

/** Encodes an upload as openapi.json says: lists with commas, objects as JSON. */
function bodySerializer(body: unknown) {
  const form = new FormData();
  for (const [name, value] of Object.entries(body ?? {})) {
    if (value instanceof Blob) form.append(name, value);
    else if (name === 'tags' || name === 'responseFields') form.append(name, value.join(','));
    else form.append(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  return form;
}

/** Uploads a file with tags, values of custom metadata fields, and extensions. */
export async function uploadFile(
  file: File,
  tags: string[],
  fields: Record<string, unknown>,
  extensions: Extensions,
) {
  const { data, error } = await upload({
    client: uploads,
    bodySerializer,
    body: {
      file,
      fileName: file.name,
      tags,
      customMetadata: fields,
      extensions,
      responseFields: ['tags', 'customMetadata'],
    },
  });
  if (error) throw new Error(error.message);
  return data;
}
