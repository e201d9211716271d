import { openAsBlob } from 'node:fs';

const form = new FormData();
form.append('file', await openAsBlob('coffee.png'), 'coffee.png');
form.append('fileName', 'coffee.png');
form.append('tags', ['coffee', 'summer'].join(','));
form.append('customMetadata', JSON.stringify({ price: 4.5 }));
const base = process.env.IMAGEKIT_BASE_URL ?? 'https://upload.imagekit.io';
const authorization = `Basic ${btoa(`${process.env.IMAGEKIT_PRIVATE_KEY}:`)}`;
const response = await fetch(`${base}/api/v1/files/upload`, { method: 'POST', headers: { authorization }, body: form });
if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
console.log((await response.json()).url);
