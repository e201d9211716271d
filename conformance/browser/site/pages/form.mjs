// The form of the upload page.
import { requestTo } from './mock.mjs';
import { uploadPhoto } from './upload.mjs';

const form = document.querySelector('form');
const { uploadHost } = form.dataset; // empty unless the page is tested with a mock server

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const output = form.querySelector('output');
  const controller = new AbortController();
  form.elements.cancel.onclick = () => controller.abort('cancelled by the user');
  try {
    const photo = await uploadPhoto(form.elements.photo.files[0], {
      folder: '/photos',
      onProgress: ({ loaded, total }) => { form.querySelector('progress').value = loaded / total; },
      abortSignal: controller.signal,
      xhr: uploadHost && requestTo(uploadHost),
    });
    form.querySelector('img').src = photo.url;
    output.value = `stored as ${photo.filePath}`;
  } catch (error) {
    output.value = `${error.name}: ${error.message}`;
  }
});
