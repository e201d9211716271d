/** Sends a request of the client that orval generates, with the private key. */
export async function fetchWithKey<T>(url: string, init: RequestInit): Promise<T> {
  const headers = new Headers(init.headers);
  headers.set('Authorization', `Basic ${btoa(`${process.env.IMAGEKIT_PRIVATE_KEY}:`)}`);
  const response = await fetch(url, { ...init, headers });
  const text = await response.text();
  return { status: response.status, data: text ? JSON.parse(text) : undefined, headers: response.headers } as T;
}
