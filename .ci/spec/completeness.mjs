// Compares openapi.yaml with the types of the reference SDK, at every depth. The schemas of transformations are also
// compared with the types of the SDK for browsers:
//   node completeness.mjs [openapi.yaml]
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { loadOpenAPI } from './openapi.mjs';
import { loadSDK, loadTypes } from './sdk.mjs';
import { booleans, mergeObjects, ofKind, stringValues, words } from './shapes.mjs';

/** The operationId of each method of the SDK. */
export const operationIDs = {
  'files.upload': 'upload',
  'beta.v2.files.upload': 'uploadV2',
  'assets.list': 'listFiles',
  'files.get': 'getFileDetails',
  'files.update': 'updateFileDetails',
  'files.metadata.get': 'getFileMetadata',
  'files.metadata.getFromURL': 'getFileMetadataFromURL',
  'files.delete': 'deleteFile',
  'files.copy': 'copyFile',
  'files.move': 'moveFile',
  'files.rename': 'renameFile',
  'files.bulk.delete': 'bulkDeleteFiles',
  'files.bulk.addTags': 'bulkAddTags',
  'files.bulk.removeTags': 'bulkRemoveTags',
  'files.bulk.removeAITags': 'bulkRemoveAITags',
  'files.versions.list': 'getFileVersions',
  'files.versions.get': 'getFileVersionDetails',
  'files.versions.delete': 'deleteFileVersion',
  'files.versions.restore': 'restoreFileVersion',
  'cache.invalidation.create': 'purgeCache',
  'cache.invalidation.get': 'getPurgeCacheStatus',
  'folders.create': 'createFolder',
  'folders.delete': 'deleteFolder',
  'folders.copy': 'copyFolder',
  'folders.move': 'moveFolder',
  'folders.rename': 'renameFolder',
  'folders.job.get': 'getBulkJobStatus',
  'customMetadataFields.list': 'getCustomMetadataFields',
  'customMetadataFields.create': 'createCustomMetadataField',
  'customMetadataFields.update': 'updateCustomMetadataField',
  'customMetadataFields.delete': 'deleteCustomMetadataField',
  'savedExtensions.list': 'listSavedExtensions',
  'savedExtensions.create': 'createSavedExtension',
  'savedExtensions.get': 'getSavedExtension',
  'savedExtensions.update': 'updateSavedExtension',
  'savedExtensions.delete': 'deleteSavedExtension',
  'namedTransformations.list': 'listNamedTransformations',
  'namedTransformations.create': 'createNamedTransformation',
  'namedTransformations.get': 'getNamedTransformation',
  'namedTransformations.update': 'updateNamedTransformation',
  'namedTransformations.delete': 'deleteNamedTransformation',
  'accounts.usage.get': 'getUsage',
  'accounts.usageAnalytics.get': 'getUsageAnalytics',
  'accounts.origins.list': 'listOrigins',
  'accounts.origins.create': 'createOrigin',
  'accounts.origins.get': 'getOrigin',
  'accounts.origins.update': 'updateOrigin',
  'accounts.origins.delete': 'deleteOrigin',
  'accounts.urlEndpoints.list': 'listURLEndpoints',
  'accounts.urlEndpoints.create': 'createURLEndpoint',
  'accounts.urlEndpoints.get': 'getURLEndpoint',
  'accounts.urlEndpoints.update': 'updateURLEndpoint',
  'accounts.urlEndpoints.delete': 'deleteURLEndpoint',
};

/** The operationId of each method that is in the source of the SDK, but not in a release yet. */
export const unreleasedIDs = {
  'aiFilterSearch.create': 'generateSearchQuery',
  'accounts.webhooks.list': 'listWebhookEndpoints',
  'accounts.webhooks.create': 'createWebhookEndpoint',
  'accounts.webhooks.get': 'getWebhookEndpoint',
  'accounts.webhooks.update': 'updateWebhookEndpoint',
  'accounts.webhooks.delete': 'deleteWebhookEndpoint',
};

/** The types of transformations, which have the same names in the SDKs and in openapi.yaml. */
export const transformationTypes = [
  'Transformation',
  'Overlay',
  'TextOverlay',
  'ImageOverlay',
  'VideoOverlay',
  'SubtitleOverlay',
  'SolidColorOverlay',
  'OverlayPosition',
  'OverlayTiming',
  'TextOverlayTransformation',
  'SubtitleOverlayTransformation',
  'SolidColorOverlayTransformation',
  'StreamingResolution',
];

/** Deliberate differences: the exact line that would be reported, and the reason. */
const deliberate = new Map([
  [
    'files.update request: union of 2 objects in the SDK, one object in openapi.yaml',
    'one object makes simpler generated types; its description says which fields exclude each other',
  ],
  [
    'assets.list response[]: union of 2 objects in the SDK, one object in openapi.yaml',
    '`type` can be absent or unknown, so it cannot be a discriminator; Asset has the fields of both',
  ],
  [
    'customMetadataFields.update request body: optional in the SDK, required in openapi.yaml',
    'the SDK sends an empty object if the argument is absent, so a request always has a body',
  ],
  [
    'nodejs Transformation.dpr: number in the SDK, number or string in openapi.yaml',
    'the documentation of the service and the SDK for browsers have `auto` and expressions',
  ],
]);

let installedSDK; // loaded once, because it takes about two seconds
let installedBrowserTypes;

/** Compares a parsed OpenAPI document with an SDK and with the types of the SDK for browsers. Both default to the installed ones. */
export function check(document, sdk = (installedSDK ??= loadSDK()), browser = (installedBrowserTypes ??= loadTypes())) {
  const ids = { ...operationIDs, ...unreleasedIDs };
  const spec = loadOpenAPI(document);
  const result = { operations: 0, webhooks: 0, types: 0, facts: 0, missing: [], different: [], deliberate: [], beyond: [] };

  function fact(holds, list, line) {
    result.facts++;
    if (holds) return true;
    (deliberate.has(line) ? result.deliberate : list).push(line);
    return false;
  }
  const present = (at, holds) => fact(holds, result.missing, `${at}: missing in openapi.yaml`);
  const same = (at, local, reference, holds = local === reference) =>
    fact(holds, result.different, `${at}: ${reference} in the SDK, ${local} in openapi.yaml`);
  const sameRequired = (at, local, reference) =>
    same(at, local ? 'required' : 'optional', reference ? 'required' : 'optional');

  function compare(at, local, reference) {
    if (ofKind(reference, 'any').length > 0) return;
    same(at, nullability(local), nullability(reference));
    same(at, kinds(local), kinds(reference));
    if (ofKind(local, 'string').length > 0 && ofKind(reference, 'string').length > 0) compareStrings(at, local, reference);
    if (ofKind(local, 'boolean').length > 0 && ofKind(reference, 'boolean').length > 0) compareBooleans(at, local, reference);
    const [localArrays, referenceArrays] = [local, reference].map((shape) => ofKind(shape, 'array'));
    if (localArrays.length > 0 && referenceArrays.length > 0) {
      compare(`${at}[]`, localArrays.flatMap((a) => a.items()), referenceArrays.flatMap((a) => a.items()));
    }
    const [localObjects, referenceObjects] = [local, reference].map((shape) => ofKind(shape, 'object'));
    if (localObjects.length > 0 && referenceObjects.length > 0) compareUnions(at, localObjects, referenceObjects);
  }

  function compareStrings(at, local, reference) {
    const [localValues, referenceValues] = [stringValues(local), stringValues(reference)];
    if (!referenceValues) {
      same(at, localValues && `only ${[...localValues].join(', ')}`, 'any string', !localValues);
      for (const word of words(reference)) present(`${at} value '${word}'`, words(local).has(word));
      return;
    }
    for (const value of referenceValues) present(`${at} value '${value}'`, localValues?.has(value));
    for (const value of localValues ?? []) if (!referenceValues.has(value)) result.beyond.push(`${at} value '${value}'`);
  }

  function compareBooleans(at, local, reference) {
    const [localValues, referenceValues] = [booleans(local), booleans(reference)];
    for (const value of referenceValues) present(`${at} value ${value}`, localValues.has(value));
    for (const value of localValues) if (!referenceValues.has(value)) result.beyond.push(`${at} value ${value}`);
  }

  function compareUnions(at, local, reference) {
    const property = discriminator(local, reference);
    if (!property) {
      const variants = new Set(reference.map((o) => [...o.properties.keys()].sort().join())).size;
      if (variants > 1) same(at, 'one object', `union of ${variants} objects`, local.length > 1);
      compareObjects(at, mergeObjects(local), mergeObjects(reference));
      return;
    }
    const [localMembers, referenceMembers] = [local, reference].map((objects) => membersByValue(objects, property));
    for (const [value, member] of referenceMembers) {
      const memberAt = `${at.replace(/\[\]$/, '')}[${value}]`;
      if (present(memberAt, localMembers.has(value))) compareObjects(memberAt, localMembers.get(value), member);
    }
    for (const value of localMembers.keys()) if (!referenceMembers.has(value)) result.beyond.push(`${at}[${value}]`);
  }

  // Types of transformations are recursive, so each pair of types is compared only once, under the name of the SDK's type.
  let pairs;
  let nameOf;

  function compareTypes(sdkName, types) {
    const named = transformationTypes.filter((name) => types.has(name));
    pairs = new Map();
    nameOf = new Map(named.flatMap((name) =>
      ofKind(types.get(name)(), 'object').map(({ sources }) => [sources[0], `${sdkName} ${name}`])));
    for (const name of transformationTypes) {
      const at = `${sdkName} ${name}`;
      if (!types.has(name)) result.different.push(`${at}: not in the SDK`);
      else if (present(at, spec.schemas.has(name))) {
        result.types++;
        compare(at, spec.schemas.get(name)(), types.get(name)());
      }
    }
    pairs = undefined;
  }

  /** Reports whether an object, or one of the objects that it was merged from, was already compared with the SDK's object. */
  function isCompared(local, reference) {
    if (!pairs || reference.sources.length !== 1) return false;
    const [source] = reference.sources;
    if (!pairs.has(source)) pairs.set(source, new Set());
    const compared = pairs.get(source);
    if (local.sources.some((s) => compared.has(s))) return true;
    if (local.sources.length === 1) compared.add(local.sources[0]);
    return false;
  }

  function compareObjects(place, local, reference) {
    if (isCompared(local, reference)) return;
    const at = (pairs && reference.sources.length === 1 && nameOf.get(reference.sources[0])) || place;
    for (const [name, shape] of reference.properties) {
      const propertyAt = `${at}.${name}`;
      if (!present(propertyAt, local.properties.has(name))) continue;
      sameRequired(propertyAt, local.required.has(name), reference.required.has(name));
      compare(propertyAt, local.properties.get(name)(), shape());
    }
    for (const name of local.properties.keys()) if (!reference.properties.has(name)) result.beyond.push(`${at}.${name}`);
    if (!reference.rest) return;
    if (same(at, local.rest ? 'open object' : 'closed object', 'open object')) {
      compare(`${at}.*`, local.rest(), reference.rest());
    }
  }

  function compareParameters(at, local, reference) {
    for (const [name, shape] of reference.properties) {
      const parameter = local.find((p) => p.name === name);
      if (!present(`${at}.${name}`, parameter)) continue;
      sameRequired(`${at}.${name}`, parameter.required, reference.required.has(name));
      compare(`${at}.${name}`, parameter.alternatives(), shape());
    }
    for (const p of local) if (!reference.properties.has(p.name)) result.beyond.push(`${at}.${p.name}`);
  }

  function compareRequest(method, local, reference) {
    const at = `${method} request`;
    const named = new Map(reference.parameters.map((p) => [p.name, p]));
    const { body, query, params } = Object.fromEntries(named);
    const inPath = params && mergeObjects(params.alternatives());
    if (inPath) compareParameters(at, local.path.filter((p) => inPath.properties.has(p.name)), inPath);

    // The other path parameters are positional arguments, in the same order. The SDK has other names for them.
    const positional = reference.parameters.filter((p) => ![body, query, params].includes(p));
    const free = local.path.filter((p) => !inPath?.properties.has(p.name));
    same(at, `${free.length} path parameters`, `${positional.length} path parameters`);
    positional.slice(0, free.length).forEach((p, i) => {
      compare(`${at}.${free[i].name}`, free[i].alternatives(), p.alternatives());
    });

    compareParameters(at, local.query, query ? mergeObjects(query.alternatives()) : mergeObjects([]));
    if (!body) {
      same(at, local.body ? 'a body' : 'no body', 'no body');
    } else if (present(`${at} body`, local.body?.alternatives)) {
      sameRequired(`${at} body`, local.body.required, body.required);
      compare(at, local.body.alternatives(), body.alternatives());
    }
  }

  function compareResponse(method, local, reference) {
    const at = `${method} response`;
    const shape = reference();
    if (shape.length === 0) {
      same(at, local ? 'a body' : 'no body', 'no body');
    } else if (isEmptyObject(shape) && !local) {
      result.facts++; // the SDK declares `{}` for a body without content
    } else if (present(at, local)) {
      compare(at, local(), shape);
    }
  }

  for (const [method, call] of sdk.calls) {
    const operation = spec.operations.get(ids[method]);
    const at = ids[method] ? `${method} (${ids[method]})` : `${method} (no operationId known)`;
    if (unreleasedIDs[method]) result.different.push(`${at}: released, so it is no longer experimental`);
    if (!present(at, operation)) continue;
    result.operations++;
    compareRequest(method, operation, call);
    compareResponse(method, operation.response, call.response);
  }
  for (const method of Object.keys(operationIDs)) {
    if (!sdk.calls.has(method)) result.different.push(`${method}: not in the SDK`);
  }
  const known = new Set([...sdk.calls.keys()].map((method) => ids[method]));
  for (const id of spec.operations.keys()) if (!known.has(id)) result.beyond.push(id);

  for (const [event, shape] of sdk.events) {
    if (!present(`webhook ${event}`, spec.events.get(event))) continue;
    result.webhooks++;
    compare(`webhook ${event}`, spec.events.get(event)(), shape());
  }
  for (const event of spec.events.keys()) if (!sdk.events.has(event)) result.beyond.push(`webhook ${event}`);

  compareTypes('nodejs', sdk.types);
  compareTypes('javascript', browser);

  for (const line of deliberate.keys()) {
    if (!result.deliberate.includes(line)) result.different.push(`${line}: deliberate difference that no longer applies`);
  }
  return result;
}

const nullability = (shape) => (ofKind(shape, 'null').length > 0 ? 'nullable' : 'not nullable');

const kinds = (shape) =>
  [...new Set(shape.map((alternative) => alternative.kind))].filter((kind) => kind !== 'null').sort().join(' or ') || 'nothing';

const isEmptyObject = ([shape, ...others]) =>
  others.length === 0 && shape.kind === 'object' && shape.properties.size === 0 && !shape.rest;

/** Returns the name of the property whose literal values identify the members of both unions. */
function discriminator(local, reference) {
  if (local.length < 2 || reference.length < 2) return undefined;
  return [...reference[0].properties.keys()].find((name) => {
    const [localValues, referenceValues] = [local, reference].map((objects) =>
      objects.map((o) => o.properties.has(name) && stringValues(o.properties.get(name)())));
    if (![...localValues, ...referenceValues].every((values) => values)) return false;
    const all = referenceValues.flatMap((values) => [...values]);
    return new Set(all).size === all.length;
  });
}

/** Returns the members of a union by the value of the discriminator. The discriminator of each allows only that value. */
function membersByValue(objects, property) {
  const valuesOf = (object) => stringValues(object.properties.get(property)());
  const all = new Set(objects.flatMap((object) => [...valuesOf(object)]));
  return new Map([...all].map((value) => {
    const member = mergeObjects(objects.filter((object) => valuesOf(object).has(value)));
    const full = member.properties.get(property);
    member.properties.set(property, () => [{ kind: 'string', values: new Set([value]) }, ...ofKind(full(), 'null')]);
    return [value, member];
  }));
}

/** Parses a document. It may have anchors and aliases, but duplicate keys are an error. */
export const parseDocument = (file) => parse(readFileSync(file, 'utf8'), { maxAliasCount: -1 });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const result = check(parseDocument(process.argv[2] ?? new URL('../../openapi.yaml', import.meta.url)));
  for (const line of [...result.missing, ...result.different]) console.log(line);
  const of = (found, total) => (found === total ? total : `${found} of ${total}`);
  console.log(
    `completeness: ${of(result.operations, installedSDK.calls.size)} operations, ${of(result.webhooks, installedSDK.events.size)} webhooks, ` +
      `${of(result.types, 2 * transformationTypes.length)} transformation types, ` +
      `${result.facts} facts compared, ${result.missing.length} missing, ${result.different.length} different ` +
      `(${result.deliberate.length} deliberate, ${result.beyond.length} beyond the SDK)`,
  );
  process.exitCode = result.missing.length + result.different.length > 0 ? 1 : 0;
}
