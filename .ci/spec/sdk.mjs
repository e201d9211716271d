// Converts the type definitions of the reference SDKs to the shapes of shapes.mjs.
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const folderOf = (name) => fileURLToPath(new URL(`node_modules/${name}/`, import.meta.url));

/** The folder of the SDK that openapi.yaml is compared with. */
export const installed = folderOf('@imagekit/nodejs');

/** The file of the SDK for browsers that has the types of transformations. */
export const browserTypes = folderOf('@imagekit/javascript') + 'dist/interfaces/shared.d.ts';

/** Returns the exported symbols of each file by name, and the type checker for them. */
function loadExports(files) {
  const program = ts.createProgram(files, {
    strict: true,
    types: [],
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    module: ts.ModuleKind.NodeNext,
  });
  const checker = program.getTypeChecker();
  const exported = files.map((file) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file));
    return new Map((module ? checker.getExportsOfModule(module) : []).map((symbol) => [symbol.name, symbol]));
  });
  return { checker, exported };
}

/**
 * Returns a function that converts a type to a shape. Objects that are declared outside of the folder are file contents,
 * such as streams and blobs, and become strings.
 */
function typeReader(checker, folder) {
  function alternatives(type) {
    if (type.flags & ts.TypeFlags.BooleanLiteral) {
      return [{ kind: 'boolean', values: new Set([checker.typeToString(type) === 'true']) }];
    }
    if (type.flags & ts.TypeFlags.Boolean) return [{ kind: 'boolean' }];
    if (type.isUnion()) return type.types.flatMap(alternatives);
    if (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) return [];
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return [{ kind: 'any' }];
    if (type.flags & ts.TypeFlags.Null) return [{ kind: 'null' }];
    if (type.isStringLiteral()) return [{ kind: 'string', values: new Set([type.value]) }];
    if (type.flags & ts.TypeFlags.String) return [{ kind: 'string' }];
    if (type.flags & ts.TypeFlags.NumberLike) return [{ kind: 'number' }];
    if (isFileContent(type)) return [{ kind: 'string' }];
    if (checker.isArrayType(type)) {
      return [{ kind: 'array', items: () => alternatives(checker.getTypeArguments(type)[0]) }];
    }
    if (type.flags & ts.TypeFlags.Object) return [object(type)];
    throw new Error(`unexpected type ${checker.typeToString(type)}`);
  }

  function isFileContent(type) {
    if (type.isIntersection()) return true;
    if (checker.isArrayType(type)) return false;
    return type.symbol.declarations.every((d) => !d.getSourceFile().fileName.startsWith(folder));
  }

  function object(type) {
    const properties = new Map();
    const required = new Set();
    for (const symbol of checker.getPropertiesOfType(type)) {
      const words = wordsBesideString(symbol);
      properties.set(symbol.name, () => [...alternatives(checker.getTypeOfSymbol(symbol)), ...words]);
      if (!(symbol.flags & ts.SymbolFlags.Optional)) required.add(symbol.name);
    }
    const index = checker.getIndexInfosOfType(type)[0];
    return { kind: 'object', properties, required, rest: index && (() => alternatives(index.type)), sources: [type] };
  }

  // The literals of a type such as number | 'max' | string. The compiler reduces it to number | string.
  function wordsBesideString(symbol) {
    const node = symbol.valueDeclaration?.type;
    if (!node || !ts.isUnionTypeNode(node) || !node.types.some((t) => t.kind === ts.SyntaxKind.StringKeyword)) return [];
    const literals = node.types.filter((t) => ts.isLiteralTypeNode(t) && ts.isStringLiteral(t.literal));
    return literals.map((t) => ({ kind: 'string', values: new Set([t.literal.text]) }));
  }

  return alternatives;
}

/** Returns the shapes of the types that a file exports, by name, without functions and values. */
function exportedTypes(checker, exported, alternatives) {
  const types = new Map();
  for (const [name, symbol] of exported) {
    if (!(symbol.flags & ts.SymbolFlags.Type)) continue;
    const type = checker.getDeclaredTypeOfSymbol(symbol);
    types.set(name, () => alternatives(type));
  }
  return types;
}

/** Returns the shapes of the types of a file, by name. */
export function loadTypes(file = browserTypes) {
  const { checker, exported } = loadExports([file]);
  return exportedTypes(checker, exported[0], typeReader(checker, file.replace(/[^/]*$/, '')));
}

/**
 * Returns the methods of the SDK in a folder by dotted name, the webhook payloads by event type, and the shared types by
 * name. The path of the folder ends in a slash.
 */
export function loadSDK(root = installed) {
  const files = ['client.d.ts', 'resources/webhooks.d.ts', 'resources/shared.d.ts'].map((file) => root + file);
  const { checker, exported: [client, webhooks, shared] } = loadExports(files);
  const alternatives = typeReader(checker, root + 'resources/');
  const calls = new Map();

  function parameter(symbol) {
    const type = checker.getTypeOfSymbol(symbol);
    return {
      name: symbol.name,
      required: !(symbol.valueDeclaration.questionToken),
      alternatives: () => alternatives(checker.getNonNullableType(type)),
    };
  }

  function walk(resource, prefix) {
    for (const symbol of checker.getPropertiesOfType(resource)) {
      const name = prefix + symbol.name;
      const type = checker.getTypeOfSymbol(symbol);
      const signature = type.getCallSignatures().at(-1); // the last overload is the most general one
      if (signature?.getReturnType().symbol?.name === 'APIPromise') {
        const [result] = checker.getTypeArguments(signature.getReturnType());
        calls.set(name, {
          parameters: signature.parameters.filter((p) => p.name !== 'options').map(parameter),
          response: () => alternatives(result),
        });
      }
      if (isResource(type)) walk(type, name + '.');
    }
  }

  const isResource = (type) =>
    type.isClass() && checker.getBaseTypes(type).some((base) => base.symbol.name === 'APIResource');

  const main = checker.getDeclaredTypeOfSymbol(client.get('ImageKit'));
  for (const symbol of main.getProperties()) {
    const type = checker.getTypeOfSymbol(symbol);
    if (isResource(type)) walk(type, symbol.name + '.');
  }

  const events = new Map();
  for (const type of checker.getDeclaredTypeOfSymbol(webhooks.get('UnwrapWebhookEvent')).types) {
    const name = checker.getTypeOfSymbol(type.getProperty('type')).value;
    events.set(name, () => alternatives(type));
  }
  return { calls, events, types: exportedTypes(checker, shared, alternatives) };
}
