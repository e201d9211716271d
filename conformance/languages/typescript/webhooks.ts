// Verifies webhooks of ImageKit, and types their events. For servers: it needs node:crypto.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { webhooks } from './openapi.js';

/** Any event. Its property `type` tells which one. */
export type WebhookEvent = {
  [Type in keyof webhooks]: webhooks[Type]['post']['requestBody']['content']['application/json'];
}[keyof webhooks];

const tolerance = 5 * 60_000; // milliseconds

/**
 * Returns the event of a webhook, or throws an error if it is not signed with the secret, or more than five minutes old.
 * `body` is the body of the request as it was received.
 */
export function verifyWebhook(body: string, headers: Headers, secret: string, now = Date.now()): WebhookEvent {
  const hmac = (text: string) => createHmac('sha256', secret).update(text); // the whole secret, with whsec_
  let time: number;
  let signed: boolean;
  const signatures = headers.get('webhook-signature');
  if (signatures !== null) {
    // Standard Webhooks: "v1,BASE64", several during a change of the secret
    const [id, seconds] = [headers.get('webhook-id'), headers.get('webhook-timestamp')];
    if (!id || !seconds) throw new Error('The webhook has no id or no timestamp.');
    const signature = `v1,${hmac(`${id}.${seconds}.${body}`).digest('base64')}`;
    time = Number(seconds) * 1000;
    signed = signatures.split(' ').some((other) => equal(other, signature));
  } else {
    // The older scheme: "t=MILLISECONDS,v1=HEX"
    const [, milliseconds, signature] = /^t=(\d+),v1=(\w+)$/.exec(headers.get('x-ik-signature') ?? '') ?? [];
    if (milliseconds === undefined || signature === undefined) throw new Error('The webhook is not signed.');
    time = Number(milliseconds);
    signed = equal(signature, hmac(`${milliseconds}.${body}`).digest('hex'));
  }
  if (!signed) throw new Error('The signature of the webhook is wrong.');
  if (!(Math.abs(now - time) <= tolerance)) throw new Error('The webhook is too old, or the clock is wrong.');
  return JSON.parse(body);
}

function equal(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.length === second.length && timingSafeEqual(first, second);
}
