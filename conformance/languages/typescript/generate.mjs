// Writes the types of openapi.yaml to openapi.ts. Usage: node generate.mjs [DOCUMENT [FILE]]
// It does the same as the command line of openapi-typescript, except that the file of an upload is a Blob or text.
import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';

const { createKeywordTypeNode, createTypeReferenceNode, createUnionTypeNode } = ts.factory;
const blobOrText = createUnionTypeNode([createTypeReferenceNode('Blob'), createKeywordTypeNode(ts.SyntaxKind.StringKeyword)]);

const [source = 'openapi.yaml', target = 'openapi.ts'] = process.argv.slice(2);
const types = await openapiTS(pathToFileURL(source), {
  defaultNonNullable: false, // so that properties with a default value are optional
  transform: ({ format }) => (format === 'binary' ? blobOrText : undefined),
});
await writeFile(target, astToString(types));
