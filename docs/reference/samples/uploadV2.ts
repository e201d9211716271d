import { readFile } from 'node:fs/promises';

const form = new FormData();
form.append('file', new Blob([await readFile('coffee.png')]), 'coffee.png');
form.append('fileName', 'coffee.png');
form.append('folder', '/menu/drinks');
form.append('tags', ['coffee', 'summer'].join(',')); // a list is one text
form.append('customMetadata', JSON.stringify({ price: 4.5 })); // an object is JSON

const response = await fetch('https://upload.imagekit.io/api/v2/files/upload', {
  method: 'POST', // without Content-Type: fetch sets it, with the boundary of the form
  headers: { Authorization: `Basic ${btoa(`${process.env.IMAGEKIT_PRIVATE_KEY}:`)}` },
  body: form,
});
if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
const file: { fileId?: string; filePath?: string; url?: string } = await response.json();
console.log(file.fileId, file.filePath, file.url);
