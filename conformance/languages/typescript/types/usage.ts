// Uses the types generated from openapi.yaml as a client would.
import type { components, operations, paths, webhooks } from '../openapi.js';

type Schemas = components['schemas'];
type UploadBody = paths['/api/v1/files/upload']['post']['requestBody']['content']['multipart/form-data'];
type ListQuery = NonNullable<operations['listFiles']['parameters']['query']>;
type ListResult = operations['listFiles']['responses'][200]['content']['application/json'];
type FileResult = paths['/v1/files/{fileId}/details']['get']['responses'][200]['content']['application/json'];

function unreachable(value: never): never {
  throw new Error(`unexpected ${String(value)}`);
}

export const upload: UploadBody = {
  file: 'https://example.com/photos/coffee.png',
  fileName: 'coffee.png',
  tags: ['coffee', 'summer'],
  customMetadata: { price: 4.5 },
  responseFields: ['tags', 'metadata'],
  extensions: [
    { name: 'google-auto-tagging', maxTags: 5, minConfidence: 80 },
    { name: 'remove-bg', options: { bg_color: 'white' } },
    {
      name: 'ai-tasks',
      tasks: [{ type: 'yes_no', instruction: 'Is there a person in the picture?', on_yes: { add_tags: ['people'] } }],
    },
  ],
  transformation: {
    pre: 'w-1600',
    post: [{ type: 'thumbnail', value: 'w-150' }, { type: 'abs', protocol: 'hls', value: 'sr-240_360' }],
  },
};

// @ts-expect-error: the file name is required
export const nameless: UploadBody = { file: 'https://example.com/photos/coffee.png' };

// @ts-expect-error: there is no such response field
export const unknownField: UploadBody = { ...upload, responseFields: ['colour'] };

export const query: ListQuery = { type: 'all', sort: 'DESC_CREATED', limit: 100 };

export function describeFile(file: FileResult): string {
  const tags: string[] = file.tags ?? [];
  const best = file.AITags?.find((tag) => (tag.confidence ?? 0) > 90)?.name;
  const price: unknown = file.customMetadata?.['price'];
  return [file.name, file.versionInfo?.name, ...tags, best, price].join(' ');
}

export function pathOf(asset: ListResult[number]): string | undefined {
  switch (asset.type) {
    case 'folder':
      return asset.folderPath;
    case 'file':
    case 'file-version':
    case undefined:
      return asset.filePath;
    default:
      return unreachable(asset.type);
  }
}

export function describeExtension(extension: Schemas['Extension']): string {
  switch (extension.name) {
    case 'remove-bg':
      return extension.options?.bg_color ?? 'transparent';
    case 'google-auto-tagging':
    case 'aws-auto-tagging':
      return `${extension.maxTags} tags`;
    case 'ai-auto-description':
      return 'description';
    case 'ai-tasks':
      return extension.tasks.map((task) => (task.type === 'select_metadata' ? task.field : task.instruction)).join();
    case 'saved-extension':
      return extension.id;
    default:
      return unreachable(extension);
  }
}

export function sourceOf(origin: Schemas['Origin']): string {
  switch (origin.type) {
    case 'S3':
    case 'CLOUDINARY_BACKUP':
    case 'GCS':
      return `${origin.bucket}/${origin.prefix}`;
    case 'S3_COMPATIBLE':
      return `${origin.endpoint}/${origin.bucket}`;
    case 'AZURE_BLOB':
      return `${origin.accountName}/${origin.container}`;
    case 'WEB_FOLDER':
    case 'AKENEO_PIM':
      return origin.baseUrl;
    case 'WEB_PROXY':
      return origin.name;
    default:
      return unreachable(origin);
  }
}

type Ready = webhooks['video.transformation.ready']['post']['requestBody']['content']['application/json'];

export function outputOf(event: Ready): string | undefined {
  const type: 'video.transformation.ready' = event.type;
  return event.data.transformation.output?.url ?? type;
}
