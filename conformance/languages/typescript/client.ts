// A typed client for ImageKit, made with openapi-fetch. Copy this file; openapi.ts has the types of openapi.yaml.
import createClient, { type Client, type FetchOptions, type FetchResponse, type Middleware } from 'openapi-fetch';
import type { FilterKeys, HttpMethod, MediaType, PathsWithMethod, RequiredKeysOf } from 'openapi-typescript-helpers';
import type { components, paths } from './openapi.js';

export type Schemas = components['schemas'];

/** The paths of the upload API, which has a host of its own. A call to the wrong host does not compile. */
type UploadPath = Extract<keyof paths, `/api/${string}`>;

export interface ImageKit {
  api: Calls<Omit<paths, UploadPath>>;
  uploads: Calls<Pick<paths, UploadPath>>;
}

export interface Options {
  /** The key of a server. Keep it out of browsers: they upload with the parameters that auth.ts makes. */
  privateKey?: string;
  apiURL?: string;
  uploadURL?: string;
}

export function createImageKit(options: Options = {}): ImageKit {
  const { privateKey, apiURL = 'https://api.imagekit.io', uploadURL = 'https://upload.imagekit.io' } = options;
  const headers = privateKey === undefined ? {} : { Authorization: `Basic ${btoa(`${privateKey}:`)}` };
  const api = createClient<Omit<paths, UploadPath>>({
    baseUrl: apiURL,
    headers,
    querySerializer: { array: { style: 'form', explode: false } }, // tags=a,b instead of tags=a&tags=b
  });
  const uploads = createClient<Pick<paths, UploadPath>>({ baseUrl: uploadURL, headers, bodySerializer: toFormData });
  api.use(requireJSON);
  uploads.use(requireJSON);
  return { api, uploads };
}

/** Returns the multipart form of an upload: lists of text with commas, other lists and objects as JSON. */
export function toFormData(fields: Partial<Schemas['UploadRequest']> = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (value instanceof Blob) form.append(name, value, fields.fileName);
    else if (name === 'tags' || name === 'responseFields') form.append(name, String(value));
    else form.append(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  return form;
}

/** The error of a call that the service refuses, or that has no valid response. */
export class ImageKitError extends Error {
  override readonly name = 'ImageKitError';
  readonly body: Schemas['ErrorBody'];
  readonly status: number;
  /** Tell it to ImageKit's support. */
  readonly requestID: string | null;
  /** After status 429: the milliseconds until the call can be repeated. Otherwise 0. */
  readonly retryAfter: number;

  constructor(body: Schemas['ErrorBody'], response: Response) {
    super(body.message);
    this.body = body;
    this.status = response.status;
    this.requestID = response.headers.get('x-ik-requestid');
    this.retryAfter = response.status === 429 ? Number(response.headers.get('X-RateLimit-Reset')) : 0;
  }
}

type Result<T> =
  | { data: T; error?: never; response: Response }
  | { data?: never; error: Schemas['ErrorBody']; response: Response };

/** Returns the data of a call, or throws an ImageKitError. */
export async function unwrap<T>(call: Promise<Result<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (error) throw new ImageKitError(error, response);
  return data;
}

/** Turns a response that is not JSON, such as an error page of a proxy, into an error with the usual body. */
const requireJSON: Middleware = {
  onResponse({ response }) {
    const type = response.headers.get('Content-Type') ?? 'no content';
    if (response.status === 204 || type.includes('json')) return undefined;
    const headers = new Headers(response.headers);
    for (const name of ['Content-Encoding', 'Content-Length', 'Content-Type']) headers.delete(name);
    const message = `The response is not JSON: status ${response.status}, ${type}`;
    return Response.json({ message }, { status: response.ok ? 502 : response.status, headers });
  },
};

// In openapi-fetch, the options of a call have a type of their own, so that misspelt names in a query or a body compile.
// With these types they do not.
type Calls<Paths extends Record<string, Partial<Record<HttpMethod, object>>>> = Pick<Client<Paths>, 'use' | 'eject'> & {
  [M in HttpMethod as Uppercase<M>]: <P extends PathsWithMethod<Paths, M>>(
    path: P,
    ...options: Optional<CallOptions<Paths[P], M>>
  ) => Promise<FetchResponse<NonNullable<Paths[P][M]>, CallOptions<Paths[P], M>, MediaType>>;
};
type CallOptions<Path, M extends HttpMethod> = FetchOptions<FilterKeys<Path, M>> & { parseAs?: never };
type Optional<T> = RequiredKeysOf<T> extends never ? [T?] : [T];
