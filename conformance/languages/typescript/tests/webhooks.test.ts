// Verifies webhooks of all types in both signature schemes, and reads their typed data.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyWebhook, type WebhookEvent } from '../webhooks.js';
import { api, control, present, readJSON, upload, webhooksOf } from './support.js';

/** Returns a line about an event, with fields that only events of its type have. */
function describe(event: WebhookEvent): string {
  switch (event.type) {
    case 'file.created':
    case 'file.updated':
    case 'file-version.created':
      return `${event.type} ${event.data.filePath} ${event.data.versionInfo?.name}`;
    case 'file.deleted':
      return `${event.type} ${event.data.fileId}`;
    case 'file-version.deleted':
      return `${event.type} ${event.data.fileId} ${event.data.versionId}`;
    case 'upload.pre-transform.success':
      return `${event.type} ${event.request.transformation} ${event.data.url}`;
    case 'upload.pre-transform.error':
      return `${event.type} ${event.data.path} ${event.data.transformation.error.reason}`;
    case 'upload.post-transform.success':
      return `${event.type} ${event.request.transformation.type} ${event.data.url}`;
    case 'upload.post-transform.error':
      return `${event.type} ${event.data.fileId} ${event.data.transformation.error.reason}`;
    case 'video.transformation.accepted':
      return `${event.type} ${event.data.asset.url} ${event.data.transformation.options?.format}`;
    case 'video.transformation.ready':
      return `${event.type} ${event.timings?.encoding_duration} ${event.data.transformation.output?.video_metadata?.width}`;
    case 'video.transformation.error':
      return `${event.type} ${event.data.transformation.error?.reason}`;
    default: {
      const unknown: never = event; // all types of openapi.yaml are above; the service may send newer ones
      return `unknown event ${JSON.stringify(unknown)}`;
    }
  }
}

const secret = 'whsec_typescript';

for (const scheme of ['standard', 'legacy'] as const) {
  test(`verifies events of all types (${scheme})`, async () => {
    const { events } = present(await control<{ events: { event: string }[] }>('GET', 'webhooks/events'));
    assert.equal(events.length, 12);
    const received = await webhooksOf({ secret, scheme }, async () => {
      for (const { event } of events) await control('POST', 'webhooks/send', { event });
    });
    const verified = received.map(({ body, headers }) => verifyWebhook(body, headers, secret));
    assert.deepEqual(verified.map(({ type }) => type).sort(), events.map(({ event }) => event).sort());
    for (const event of verified) {
      const line = describe(event);
      assert.ok(line.startsWith(`${event.type} `) && !line.includes('undefined'), line);
    }
  });
}

test('refuses changed webhooks, other secrets and old webhooks', async () => {
  const send = () => control('POST', 'webhooks/send', { event: 'file.created' });
  const [webhook] = await webhooksOf({ secret, scheme: 'standard' }, send);
  const { body, headers } = present(webhook);
  assert.throws(() => verifyWebhook(`${body} `, headers, secret), /signature/);
  assert.throws(() => verifyWebhook(body, headers, 'whsec_other'), /signature/);
  assert.throws(() => verifyWebhook(body, headers, secret, Date.now() + 3_600_000), /too old/);
  assert.throws(() => verifyWebhook(body, new Headers(), secret), /not signed/);
});

test('receives the events of an upload and a deletion', async () => {
  const received = await webhooksOf({ secret, scheme: 'standard' }, async () => {
    const { fileId = '' } = await upload('event.png', '/typescript/webhooks');
    await api.DELETE('/v1/files/{fileId}', { params: { path: { fileId } } });
  });
  const events = received.map(({ body, headers }) => verifyWebhook(body, headers, secret));
  const created = events.find((event) => event.type === 'file.created');
  const deleted = events.find((event) => event.type === 'file.deleted');
  assert.equal(created?.data.filePath, '/typescript/webhooks/event.png');
  assert.equal(deleted?.data.fileId, created?.data.fileId);
});

interface Vector {
  id: string;
  now: number; // seconds
  input: { scheme: string; secret: string; headers: Record<string, string>; body: string };
  expect: { ok?: true; error?: true };
}

const { vectors } = readJSON<{ vectors: Vector[] }>('../../vectors/webhook.json');

for (const { id, now, input, expect } of vectors) {
  test(`vector ${id}`, () => {
    const verify = () => verifyWebhook(input.body, new Headers(input.headers), input.secret, now * 1000);
    if (expect.error) assert.throws(verify);
    else assert.equal(typeof verify().type, 'string');
  });
}
