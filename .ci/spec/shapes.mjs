// A shape describes an SDK type or a schema. It is a list of alternatives:
//   {kind: 'any' | 'null' | 'number'}
//   {kind: 'string' | 'boolean', values?: Set}  values: the allowed values; all if there is no set
//   {kind: 'array', items: () => shape}
//   {kind: 'object', properties: Map of name to () => shape, required: Set, rest?: () => shape, sources?: array}
//                                               sources: the types or schemas that the object was read from

export const ofKind = (shape, kind) => shape.filter((alternative) => alternative.kind === kind);

/** Returns the strings that a shape allows; undefined if it allows any string, or none. */
export function stringValues(shape) {
  const strings = ofKind(shape, 'string');
  if (strings.length === 0 || strings.some((s) => !s.values)) return undefined;
  return new Set(strings.flatMap((s) => [...s.values]));
}

/** Returns the string literals of a shape, even if it allows any other string as well. */
export const words = (shape) => new Set(ofKind(shape, 'string').flatMap((s) => [...(s.values ?? [])]));

/** Returns the boolean values that a shape allows. */
export const booleans = (shape) => new Set(ofKind(shape, 'boolean').flatMap((b) => [...(b.values ?? [true, false])]));

/** Merges objects to one. It has a property if any of the objects has it, and requires it if all of them require it. */
export function mergeObjects(objects) {
  const properties = new Map();
  for (const name of new Set(objects.flatMap((o) => [...o.properties.keys()]))) {
    const holders = objects.filter((o) => o.properties.has(name));
    properties.set(name, () => holders.flatMap((o) => o.properties.get(name)()));
  }
  const required = new Set([...properties.keys()].filter((name) => objects.every((o) => o.required.has(name))));
  const open = objects.filter((o) => o.rest);
  const rest = open.length > 0 ? () => open.flatMap((o) => o.rest()) : undefined;
  return { kind: 'object', properties, required, rest, sources: objects.flatMap((o) => o.sources ?? []) };
}

/** Returns the shape of the values that have both shapes. */
export function intersect(a, b) {
  return a.flatMap((x) => b.flatMap((y) => both(x, y)));
}

function both(x, y) {
  if (x.kind === 'any') return [y];
  if (y.kind === 'any') return [x];
  if (x.kind !== y.kind) return [];
  if (x.kind === 'string' || x.kind === 'boolean') {
    const values = x.values && y.values ? new Set([...x.values].filter((v) => y.values.has(v))) : x.values ?? y.values;
    return [{ kind: x.kind, values }];
  }
  if (x.kind === 'array') return [{ kind: 'array', items: lazily(x.items, y.items) }];
  if (x.kind !== 'object') return [x];
  const properties = new Map(x.properties);
  for (const [name, shape] of y.properties) properties.set(name, lazily(properties.get(name), shape));
  const required = new Set([...x.required, ...y.required]);
  const sources = [...(x.sources ?? []), ...(y.sources ?? [])];
  return [{ kind: 'object', properties, required, rest: lazily(x.rest, y.rest), sources }];
}

const lazily = (a, b) => (a && b ? () => intersect(a(), b()) : a ?? b);
