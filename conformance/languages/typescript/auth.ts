// Lets browsers upload without the private key. For servers: it needs node:crypto. Send what these functions return to the
// browser, which adds it to the fields of its upload.
import { createHmac, randomUUID } from 'node:crypto';
import { type Schemas, toFormData } from './client.js';

export interface Keys {
  privateKey: string;
  publicKey: string;
}

const lifetime = 30 * 60; // seconds

/** Returns the parameters of one upload with version 1 of the upload API. The browser can choose all other fields. */
export function uploadParameters({ privateKey, publicKey }: Keys) {
  const token = randomUUID();
  const expire = Math.floor(Date.now() / 1000) + lifetime;
  const signature = createHmac('sha1', privateKey).update(`${token}${expire}`).digest('hex');
  return { token, expire, signature, publicKey };
}

/** Returns the token of one upload with version 2 of the upload API. The upload must have exactly these fields. */
export function uploadToken({ privateKey, publicKey }: Keys, fields: Omit<Schemas['UploadV2Request'], 'file' | 'token'>) {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const iat = Math.floor(Date.now() / 1000);
  const header = encode({ typ: 'JWT', alg: 'HS256', kid: publicKey, jti: randomUUID() });
  const claims = encode({ ...Object.fromEntries(toFormData(fields)), iat, exp: iat + lifetime });
  const signature = createHmac('sha256', privateKey).update(`${header}.${claims}`).digest('base64url');
  return `${header}.${claims}.${signature}`;
}
