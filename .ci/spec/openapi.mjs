// Converts a parsed OpenAPI document to the shapes of shapes.mjs.
import { intersect } from './shapes.mjs';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** Returns the operations by operationId, the webhook payloads by key, and the schemas by name. */
export function loadOpenAPI(document) {
  function resolve(node) {
    if (!node?.$ref) return node;
    if (!node.$ref.startsWith('#/')) throw new Error(`${node.$ref}: not inside the document`);
    const keys = node.$ref.slice(2).split('/').map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'));
    const target = keys.reduce((value, key) => value?.[key], document);
    if (target === undefined) throw new Error(`${node.$ref}: not found`);
    return resolve(target);
  }

  function shapeOf(schema) {
    if (schema === undefined || schema === true) return [{ kind: 'any' }];
    if (schema === false) return [];
    let shape = ownShape(schema);
    if (schema.$ref) shape = intersect(shape, shapeOf(resolve({ $ref: schema.$ref })));
    for (const part of schema.allOf ?? []) shape = intersect(shape, shapeOf(part));
    for (const union of [schema.oneOf, schema.anyOf]) {
      if (union) shape = intersect(shape, union.flatMap(shapeOf));
    }
    return shape;
  }

  // The shape that the keywords other than $ref, allOf, oneOf and anyOf describe.
  function ownShape(schema) {
    const values = schema.enum ?? ('const' in schema ? [schema.const] : undefined);
    const types = schema.type ?? (values ? [...new Set(values.map(typeOf))] : impliedType(schema));
    return [types].flat().map((type) => {
      if (type === 'integer') return { kind: 'number' };
      if (type === 'string' || type === 'boolean') {
        return { kind: type, values: values && new Set(values.filter((v) => typeof v === type)) };
      }
      if (type === 'array') return { kind: 'array', items: () => shapeOf(schema.items) };
      if (type === 'object') return object(schema);
      return { kind: type };
    });
  }

  const typeOf = (value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

  function impliedType(schema) {
    if (schema.properties || schema.required || schema.additionalProperties !== undefined) return 'object';
    return schema.items ? 'array' : 'any';
  }

  function object(schema) {
    const rest = schema.additionalProperties ?? schema.unevaluatedProperties ?? false;
    return {
      kind: 'object',
      properties: new Map(Object.entries(schema.properties ?? {}).map(([name, s]) => [name, () => shapeOf(s)])),
      required: new Set(schema.required ?? []),
      rest: rest === false ? undefined : () => shapeOf(rest),
      sources: [schema],
    };
  }

  const contentShape = (node) => {
    const [media] = Object.values(resolve(node)?.content ?? {});
    return media && (() => shapeOf(media.schema));
  };

  function operation(item, operation, path) {
    // A parameter of the operation replaces a parameter of the path with the same name and location.
    const parameters = new Map();
    for (const parameter of [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolve)) {
      parameters.set(`${parameter.in} ${parameter.name}`, {
        name: parameter.name,
        in: parameter.in,
        required: parameter.required === true,
        alternatives: parameter.schema ? () => shapeOf(parameter.schema) : contentShape(parameter),
      });
    }
    const body = resolve(operation.requestBody);
    const successes = Object.keys(operation.responses ?? {}).filter((code) => code.startsWith('2')).sort();
    const responses = successes.map((code) => contentShape(operation.responses[code]));
    const place = (p) => path.indexOf(`{${p.name}}`);
    return {
      path: [...parameters.values()].filter((p) => p.in === 'path').sort((a, b) => place(a) - place(b)),
      query: [...parameters.values()].filter((p) => p.in === 'query'),
      body: body && { required: body.required === true, alternatives: contentShape(body) },
      response: responses.find((shape) => shape),
    };
  }

  const operations = new Map();
  for (const [path, node] of Object.entries(document.paths ?? {})) {
    const item = resolve(node);
    for (const method of methods.filter((m) => item[m])) {
      operations.set(item[method].operationId, operation(item, item[method], path));
    }
  }
  const events = new Map();
  for (const [key, node] of Object.entries(document.webhooks ?? {})) {
    events.set(key, contentShape(resolve(node).post?.requestBody));
  }
  const schemas = new Map();
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
    schemas.set(name, () => shapeOf(schema));
  }
  return { operations, events, schemas };
}
