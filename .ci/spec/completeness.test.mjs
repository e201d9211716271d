// Changes copies of openapi.yaml, and tests that the check reports each change.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check, operationIDs, parseDocument, transformationTypes } from './completeness.mjs';

const original = parseDocument(new URL('../../openapi.yaml', import.meta.url));
const findings = (document) => {
  const result = check(document);
  return [...result.missing, ...result.different];
};
const before = new Set(findings(original));

/** Returns the lines that the check reports only after the change. */
function newFindings(change) {
  const document = structuredClone(original);
  change(document, document.components.schemas);
  return findings(document).filter((line) => !before.has(line));
}

/** Defines a test: after the change, the check must report line. It reports other lines too if the schema is used elsewhere. */
const reports = (name, line, change) =>
  test(name, () => {
    const lines = newFindings(change);
    assert.ok(lines.includes(line), `expected "${line}", got:\n${lines.join('\n')}`);
  });

test('no change, no new finding', () => assert.deepEqual(newFindings(() => {}), []));

test('the operation ids of SDK methods are unique', () => {
  assert.equal(Object.keys(operationIDs).length, 53);
  assert.equal(new Set(Object.values(operationIDs)).size, 53);
});

reports('operation', 'files.get (getFileDetails): missing in openapi.yaml', ({ paths }) => {
  delete paths['/v1/files/{fileId}/details'].get;
});

reports('operation under another id', 'files.delete (deleteFile): missing in openapi.yaml', ({ paths }) => {
  paths['/v1/files/{fileId}'].delete.operationId = 'removeFile';
});

reports('nested field of a request', 'files.upload request.transformation.post[thumbnail].value: missing in openapi.yaml',
  (_, { PostThumbnail }) => delete PostThumbnail.properties.value);

reports('field deep in a response', 'files.upload response.metadata.exif.gps.GPSLatitude: missing in openapi.yaml',
  (_, { EXIFGPS }) => delete EXIFGPS.properties.GPSLatitude);

reports('field behind allOf', 'files.get response.type: missing in openapi.yaml',
  (_, { File }) => { for (const part of File.allOf) delete part.properties?.type; });

reports('field behind additionalProperties', 'files.get response.selectedFieldsSchema.*.readOnly: missing in openapi.yaml',
  (_, { SelectedField }) => { for (const part of SelectedField.allOf) delete part.properties?.readOnly; });

reports('member of a union', 'files.update request.extensions[remove-bg]: missing in openapi.yaml',
  (_, { Extension }) => { Extension.oneOf = Extension.oneOf.filter((s) => !s.$ref.endsWith('/RemoveBackgroundExtension')); });

reports('query parameter', 'assets.list request.sort: missing in openapi.yaml', ({ paths }) => {
  const { get } = paths['/v1/files'];
  get.parameters = get.parameters.filter((p) => p.name !== 'sort');
});

reports('query parameter in another place', 'assets.list request.sort: missing in openapi.yaml', ({ paths }) => {
  paths['/v1/files'].get.parameters.find((p) => p.name === 'sort').in = 'header';
});

reports('path parameter', 'files.delete request: 1 path parameters in the SDK, 0 path parameters in openapi.yaml',
  ({ paths }) => delete paths['/v1/files/{fileId}'].parameters);

reports('request body', 'cache.invalidation.create request body: missing in openapi.yaml',
  ({ paths }) => delete paths['/v1/files/purge'].post.requestBody);

reports('response body', 'files.get response: missing in openapi.yaml',
  ({ paths }) => delete paths['/v1/files/{fileId}/details'].get.responses['200'].content);

reports('enum value', "assets.list request.sort value 'DESC_RELEVANCE': missing in openapi.yaml",
  (_, { SortOrder }) => { SortOrder.enum = SortOrder.enum.filter((v) => v !== 'DESC_RELEVANCE'); });

reports('whole enum', "files.upload request.transformation.post[abs].protocol value 'hls': missing in openapi.yaml",
  (_, { AdaptiveStreamingProtocol }) => delete AdaptiveStreamingProtocol.enum);

reports('enum that the SDK does not have', 'files.get response.fileType: any string in the SDK, only image in openapi.yaml',
  (_, { FileAttributes }) => { FileAttributes.properties.fileType.enum = ['image']; });

reports('optional instead of required', 'files.upload request.fileName: required in the SDK, optional in openapi.yaml',
  (_, { UploadRequest }) => { UploadRequest.required = ['file']; });

reports('required instead of optional', 'files.get response.AITags[].source: optional in the SDK, required in openapi.yaml',
  (_, { AITag }) => { AITag.required = ['source']; });

reports('optional body', 'files.update request body: required in the SDK, optional in openapi.yaml',
  ({ paths }) => delete paths['/v1/files/{fileId}/details'].patch.requestBody.required);

reports('not nullable', 'files.get response.tags: nullable in the SDK, not nullable in openapi.yaml',
  (_, { FileAttributes }) => { FileAttributes.properties.tags.type = 'array'; });

reports('nullable', 'files.get response.size: not nullable in the SDK, nullable in openapi.yaml',
  (_, { FileAttributes }) => { FileAttributes.properties.size.type = ['number', 'null']; });

reports('other type', 'files.get response.width: number in the SDK, string in openapi.yaml',
  (_, { FileAttributes }) => { FileAttributes.properties.width.type = 'string'; });

reports('fewer types', 'files.get response.selectedFieldsSchema.*.minValue: number or string in the SDK, number in openapi.yaml',
  (_, { CustomMetadataFieldSchema }) => { CustomMetadataFieldSchema.properties.minValue.type = 'number'; });

reports('other type of items', 'files.upload request.tags[]: string in the SDK, number in openapi.yaml',
  (_, { UploadRequest }) => { UploadRequest.properties.tags.items.type = 'number'; });

reports('items that nothing satisfies',
  'accounts.usageAnalytics.get response.browser.byRequests[]: object in the SDK, nothing in openapi.yaml',
  (_, { Traffic }) => { Traffic.type = 'string'; });

reports('closed object', 'files.metadata.get response.exif.image: open object in the SDK, closed object in openapi.yaml',
  (_, { EXIFImage }) => delete EXIFImage.additionalProperties);

reports('deliberate difference that no longer exists',
  'assets.list response[]: union of 2 objects in the SDK, one object in openapi.yaml: deliberate difference that no longer applies',
  ({ paths }, { File }) => {
    const folder = { type: 'object', properties: { folderId: { type: 'string' } } };
    paths['/v1/files'].get.responses['200'].content['application/json'].schema.items = { oneOf: [File, folder] };
  });

reports('field of a webhook', 'webhook video.transformation.ready.timings: missing in openapi.yaml',
  (_, { VideoTransformationReadyEvent }) => {
    for (const part of VideoTransformationReadyEvent.allOf) delete part.properties?.timings;
  });

test('webhooks', () => {
  const payload = {
    type: 'object',
    required: ['id', 'type', 'created_at', 'data'],
    properties: {
      id: { type: 'string' },
      type: { type: 'string', const: 'file-version.deleted' },
      created_at: { type: 'string', format: 'date-time' },
      data: {
        type: 'object',
        required: ['fileId', 'versionId'],
        properties: { fileId: { type: 'string' }, versionId: { type: 'string' } },
      },
    },
  };
  const webhookFindings = (webhooks) =>
    findings({ ...original, webhooks }).filter((line) => line.startsWith('webhook '));
  const event = (schema) => ({ 'file-version.deleted': { post: { requestBody: { content: { 'application/json': { schema } } } } } });
  assert.equal(webhookFindings({}).length, 12);
  assert.equal(webhookFindings(event(payload)).length, 11);

  const changed = structuredClone(payload);
  delete changed.properties.data.properties.versionId;
  changed.required.pop();
  const lines = webhookFindings(event(changed));
  assert.ok(lines.includes('webhook file-version.deleted.data.versionId: missing in openapi.yaml'));
  assert.ok(lines.includes('webhook file-version.deleted.data: required in the SDK, optional in openapi.yaml'));
});

test('fields beyond the SDK are counted, not reported', () => {
  const document = structuredClone(original);
  document.components.schemas.AITag.properties.origin = { type: 'string' };
  assert.deepEqual(new Set(findings(document)), before);
  assert.ok(check(document).beyond.includes('files.get response.AITags[].origin'));
});

test('all types of transformations are compared, in both SDKs', () =>
  assert.equal(check(original).types, 2 * transformationTypes.length));

/** Defines two tests, one for each SDK: after the change of a type of transformations, the check must report line. */
const reportsOfTypes = (name, line, change) => {
  for (const sdk of ['nodejs', 'javascript']) reports(`transformations: ${name} (${sdk})`, `${sdk} ${line}`, change);
};

reportsOfTypes('type', 'OverlayTiming: missing in openapi.yaml', (_, schemas) => {
  schemas.Timing = schemas.OverlayTiming;
  delete schemas.OverlayTiming;
  for (const schema of Object.values(schemas)) {
    if (schema.properties?.timing) schema.properties.timing = { $ref: '#/components/schemas/Timing' };
  }
});

reportsOfTypes('property', 'Transformation.aiUpscale: missing in openapi.yaml',
  (_, { Transformation }) => delete Transformation.properties.aiUpscale);

reportsOfTypes('property of a layer', 'SubtitleOverlay.timing: missing in openapi.yaml',
  (_, { SubtitleOverlay }) => delete SubtitleOverlay.properties.timing);

reportsOfTypes('property deep in a layer', 'OverlayPosition.anchorPoint: missing in openapi.yaml',
  (_, { OverlayPosition }) => delete OverlayPosition.properties.anchorPoint);

reportsOfTypes('word', "Transformation.crop value 'at_least': missing in openapi.yaml",
  (_, { Transformation }) => { Transformation.properties.crop.enum = Transformation.properties.crop.enum.filter((w) => w !== 'at_least'); });

reportsOfTypes('word of a style', "SubtitleOverlayTransformation.typography value 'b_i': missing in openapi.yaml",
  (_, { SubtitleOverlayTransformation }) => { SubtitleOverlayTransformation.properties.typography.enum.pop(); });

reportsOfTypes('word of a named type', "StreamingResolution value '2160': missing in openapi.yaml",
  (_, { StreamingResolution }) => { StreamingResolution.enum.pop(); });

reportsOfTypes('word beside any text', "TextOverlayTransformation.radius value 'max': missing in openapi.yaml",
  (_, { TextOverlayTransformation: { properties } }) => { properties.radius.anyOf = properties.radius.anyOf.filter((f) => f.const !== 'max'); });

reportsOfTypes('kind of value', 'Transformation.blur: number in the SDK, string in openapi.yaml',
  (_, { Transformation }) => { Transformation.properties.blur.type = 'string'; });

reportsOfTypes('one kind of value of several', 'Transformation.sharpen: boolean or number in the SDK, number in openapi.yaml',
  (_, { Transformation }) => { Transformation.properties.sharpen.anyOf.shift(); });

reportsOfTypes('truth value', 'Transformation.lossless value false: missing in openapi.yaml',
  (_, { Transformation }) => { Transformation.properties.lossless.const = true; });

reportsOfTypes('words instead of any text', 'Transformation.focus: any string in the SDK, only auto, face in openapi.yaml',
  (_, { Transformation }) => { Transformation.properties.focus = { type: 'string', enum: ['auto', 'face'] }; });

reportsOfTypes('kind of layer', 'Transformation.overlay[video]: missing in openapi.yaml',
  (_, { Overlay }) => { Overlay.oneOf = Overlay.oneOf.filter((s) => !s.$ref.endsWith('/VideoOverlay')); });

reportsOfTypes('style of another layer', 'TextOverlayTransformation.fontColor: missing in openapi.yaml', (_, { TextOverlay }) => {
  TextOverlay.properties.transformation.items.$ref = '#/components/schemas/SubtitleOverlayTransformation';
});

reportsOfTypes('one step instead of a list', 'ImageOverlay.transformation: array in the SDK, object in openapi.yaml',
  (_, { ImageOverlay: { properties } }) => { properties.transformation = properties.transformation.items; });

reportsOfTypes('optional instead of required', 'SolidColorOverlay.color: required in the SDK, optional in openapi.yaml',
  (_, { SolidColorOverlay }) => { SolidColorOverlay.required = ['type']; });

reportsOfTypes('required instead of optional', 'OverlayTiming.start: optional in the SDK, required in openapi.yaml',
  (_, { OverlayTiming }) => { OverlayTiming.required = ['start']; });

reports('transformations: what only one SDK has', 'javascript Transformation.density: missing in openapi.yaml',
  (_, { Transformation }) => delete Transformation.properties.density);

test('transformations: what no SDK has is counted, not reported', () => {
  const { beyond } = check(original);
  for (const at of ['nodejs Transformation.trim value false', 'nodejs Transformation.density', 'javascript Transformation.c2pa']) {
    assert.ok(beyond.includes(at), `${at} in:\n${beyond.join('\n')}`);
  }
});
