import { Api, type Extensions } from './generated/swagger-typescript-api/client.js';

const headers = { Authorization: `Basic ${btoa(`${process.env.IMAGEKIT_PRIVATE_KEY}:`)}` };
const uploads = new Api({
  baseUrl: 'https://upload.imagekit.io',
  baseApiParams: { headers, format: 'json' }, // without format, data is null
});

/** Uploads a file with tags, values of custom metadata fields, and extensions. */
export async function uploadFile(file: File, tags: string[], fields: object, extensions: Extensions) {
  const { data } = await uploads.api.upload({
    file,
    fileName: file.name,
    tags: tags.join(','),
    customMetadata: JSON.stringify(fields),
    extensions: JSON.stringify(extensions),
    responseFields: 'tags,customMetadata',
  });
  return data;
}
