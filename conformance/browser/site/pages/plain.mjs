// Uploads photographs without an SDK.

const service = 'https://upload.imagekit.io';

async function json(response) {
  if (response.ok) return response.json();
  const { message } = await response.json().catch(() => ({})); // proxies send other errors
  throw new Error(message ?? `status ${response.status}`);
}

/** Returns the body of an upload. */
function formOf(fields, file) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', file);
  return form;
}

/** Uploads a photograph with fetch, which reports no progress. */
export async function uploadPhoto(file, { host = service, signal } = {}) {
  const auth = await json(await fetch('/upload-auth', { signal }));
  const body = formOf({ ...auth, fileName: file.name }, file);
  return json(await fetch(`${host}/api/v1/files/upload`, { method: 'POST', body, signal }));
}

/** Uploads a photograph with a token of version 2, which also signs the name and the folder. */
export async function uploadSigned(file, { host = service, signal } = {}) {
  const headers = { 'Content-Type': 'application/json' };
  const asked = JSON.stringify({ uploadPayload: { fileName: file.name } });
  const { token, fields } = await json(await fetch('/upload-auth', { method: 'POST', headers, body: asked, signal }));
  const body = formOf({ ...fields, token }, file);
  return json(await fetch(`${host}/api/v2/files/upload`, { method: 'POST', body, signal }));
}

/** Uploads a photograph with XMLHttpRequest, which reports progress. */
export async function uploadWithProgress(file, { host = service, signal, onProgress } = {}) {
  const auth = await json(await fetch('/upload-auth', { signal }));
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.onprogress = onProgress;
    request.responseType = 'json';
    request.onload = () => {
      if (request.status === 200) resolve(request.response);
      else reject(new Error(request.response?.message ?? `status ${request.status}`));
    };
    request.onerror = () => reject(new Error('the upload failed'));
    request.onabort = () => reject(signal.reason);
    signal?.addEventListener('abort', () => request.abort());
    request.open('POST', `${host}/api/v1/files/upload`);
    request.send(formOf({ ...auth, fileName: file.name }, file));
  });
}
