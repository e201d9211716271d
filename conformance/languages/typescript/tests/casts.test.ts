// Finds what the compiler does not check: casts, values of the type any, and comments that switch errors off. README.md lists
// all of them with reasons.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} };
const config = ts.getParsedCommandLineOfConfigFile('tsconfig.json', {}, host);
assert.ok(config);
const program = ts.createProgram(config.fileNames, config.options);
const checker = program.getTypeChecker();

/** Reports whether the type of a node is not checked. `as const` and `as` in imports are no casts. */
function isUnchecked(node: ts.Node): boolean {
  if (ts.isAsExpression(node)) return !ts.isConstTypeReference(node.type);
  if (ts.isTypeAssertionExpression(node) || ts.isNonNullExpression(node)) return true;
  if (node.kind === ts.SyntaxKind.AnyKeyword) return true;
  if (!ts.isCallExpression(node) && !ts.isAwaitExpression(node)) return false;
  return (checker.getTypeAtLocation(node).flags & ts.TypeFlags.Any) !== 0;
}

/** Returns the places in a file that are not checked, as in the table of README.md. */
function uncheckedIn(file: ts.SourceFile): string[] {
  const name = relative('.', file.fileName);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isUnchecked(node)) found.push(`${name} ${node.getText(file)}`);
    else ts.forEachChild(node, visit);
  };
  visit(file);
  for (const [comment] of file.text.matchAll(/@ts-(ignore|nocheck)/g)) found.push(`${name} ${comment}`);
  if (!name.startsWith('types/')) {
    for (const [comment] of file.text.matchAll(/@ts-expect-error/g)) found.push(`${name} ${comment}`);
  }
  return found;
}

test('README.md lists all casts', () => {
  const files = config.fileNames.map((name) => program.getSourceFile(name)).filter((file) => file !== undefined);
  const own = files.filter(({ fileName }) => !/\/(openapi|casts\.test)\.ts$/.test(fileName));
  assert.ok(own.length > 10, `only ${own.length} files`);
  const rows = readFileSync('README.md', 'utf8').matchAll(/^\| `([^`]+)` \| `([^`]+)` \| .+ \|$/gm);
  const listed = [...rows].map(([, file, code]) => `${file} ${code}`);
  assert.deepEqual([...new Set(own.flatMap(uncheckedIn))].sort(), listed.sort());
});
