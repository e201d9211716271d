// Functions for the tests of the Library view.
import { readFileSync } from 'node:fs';
import { control } from './support.mjs';

export const coffee = readFileSync(new URL('../../examples/demo/coffee.png', import.meta.url));

export const file = (name, mimeType, content) => ({ name, mimeType, buffer: Buffer.from(content) });
export const picture = (name) => file(name, 'image/png', coffee);

/** Uploads files with the button of the page, and waits until they are listed. */
export async function upload(page, ...files) {
  await page.getByLabel('Files to upload').setInputFiles(files);
  for (const { name } of files) await card(page, name).waitFor();
  await page.getByRole('button', { name: 'Clear list' }).click();
}

export const card = (page, name) => page.locator('.card').filter({ has: page.getByText(name, { exact: true }) });

/** Opens the details of a file. */
export async function openDetails(page, name) {
  await card(page, name).click();
  await page.getByRole('heading', { name, exact: true }).waitFor();
}

/** Fills the only field of the dialog and submits it. */
export async function answer(page, title, label, value, submit) {
  const dialog = page.getByRole('dialog', { name: title });
  await dialog.getByLabel(label).fill(value);
  await dialog.getByRole('button', { name: submit, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Returns the current versions of the stored files. */
export async function storedFiles(mock) {
  const { files } = await control(mock, 'GET', 'state');
  return files.filter(({ type }) => type === 'file');
}

/** Returns the paths of the stored files. */
export async function storedPaths(mock) {
  return (await storedFiles(mock)).map(({ filePath }) => filePath).sort();
}
