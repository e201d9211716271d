// Uploads photographs with the vendor's SDK.
import { upload } from '@imagekit/javascript';

/** Uploads a photograph, with options of the SDK. */
export async function uploadPhoto(file, { authURL = '/upload-auth', ...options } = {}) {
  const response = await fetch(authURL, { credentials: 'include' }); // sends cookies to other hosts, too
  const auth = await response.json();
  if (!response.ok) throw new Error(auth.message);
  return upload({ ...auth, ...options, file, fileName: file.name });
}
