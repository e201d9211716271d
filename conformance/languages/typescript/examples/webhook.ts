// Receives webhooks, in a framework whose handlers get a Request and return a Response, such as Next.js.
import { verifyWebhook, type WebhookEvent } from '../webhooks.js';

export async function POST(request: Request): Promise<Response> {
  let event: WebhookEvent;
  try {
    const body = await request.text(); // the signature is over these bytes: do not parse and print them again
    event = verifyWebhook(body, request.headers, process.env['IMAGEKIT_WEBHOOK_SECRET'] ?? '');
  } catch {
    return new Response('The webhook is not valid.', { status: 401 });
  }
  switch (event.type) {
    case 'file.created':
    case 'file.updated':
      console.log('stored', event.data.filePath, event.data.tags);
      break;
    case 'file.deleted':
      console.log('deleted', event.data.fileId);
      break;
    case 'upload.post-transform.error':
      console.log('failed', event.data.path, event.data.transformation.error.reason);
      break;
    default: // other types, and types that the service adds later
  }
  return new Response();
}
