// Reads the reference SDK's type definitions into the shapes of shapes.mjs.
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** Where the SDK is that openapi.yaml is compared with. */
export const installed = fileURLToPath(new URL('node_modules/@imagekit/nodejs/', import.meta.url));

function loadTypes(root) {
  const files = [root + 'client.d.ts', root + 'resources/webhooks.d.ts'];
  const program = ts.createProgram(files, {
    strict: true,
    types: [],
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    module: ts.ModuleKind.NodeNext,
  });
  const checker = program.getTypeChecker();
  const [client, webhooks] = files.map((file) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file));
    return new Map(checker.getExportsOfModule(module).map((symbol) => [symbol.name, symbol]));
  });
  return { checker, client, webhooks };
}

/** The calls of the SDK in a folder by dotted name, and the webhook payloads by event type. The folder ends in a slash. */
export function loadSDK(root = installed) {
  const { checker, client, webhooks } = loadTypes(root);
  const calls = new Map();

  function alternatives(type) {
    if (type.flags & ts.TypeFlags.BooleanLike) return [{ kind: 'boolean' }];
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

  // Streams, blobs and the like, which are declared outside of resources/.
  function isFileContent(type) {
    if (type.isIntersection()) return true;
    if (checker.isArrayType(type)) return false;
    return type.symbol.declarations.every((d) => !d.getSourceFile().fileName.startsWith(root + 'resources/'));
  }

  function object(type) {
    const properties = new Map();
    const required = new Set();
    for (const symbol of checker.getPropertiesOfType(type)) {
      properties.set(symbol.name, () => alternatives(checker.getTypeOfSymbol(symbol)));
      if (!(symbol.flags & ts.SymbolFlags.Optional)) required.add(symbol.name);
    }
    const index = checker.getIndexInfosOfType(type)[0];
    return { kind: 'object', properties, required, rest: index && (() => alternatives(index.type)) };
  }

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
      const signature = type.getCallSignatures().at(-1); // the last overload is the general one
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
  return { calls, events };
}
