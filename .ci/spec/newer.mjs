// Prints a warning if npm has a newer reference SDK than the one with which openapi.yaml is compared. It lists the parts
// of the SDK's types that openapi.yaml lacks:
//   node newer.mjs
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check, parseDocument } from './completeness.mjs';
import { installed, loadSDK } from './sdk.mjs';

const name = '@imagekit/nodejs';

/** The problems that check() finds with the SDK in newRoot, but not with the SDK in oldRoot. */
export function additions(document, oldRoot, newRoot) {
  const [before, after] = [oldRoot, newRoot].map((root) => {
    const result = check(document, loadSDK(root));
    return [...result.missing, ...result.different];
  });
  return after.filter((line) => !before.includes(line));
}

/** Reports whether version is newer than other. Anything after a hyphen is ignored. */
export function isNewer(version, other) {
  const [a, b] = [version, other].map((v) => v.split('-')[0].split('.').map(Number));
  const i = a.findIndex((n, at) => n !== b[at]);
  return i >= 0 && a[i] > b[i];
}

/**
 * Returns the lines to print. registry.newest() returns the newest version, and registry.fetch(version) the folder with
 * the files of a version; its path ends in a slash.
 */
export function report({ document, pinned, root, registry }) {
  let newest;
  try {
    newest = registry.newest();
  } catch (error) {
    return [`warning: npm cannot find the newest version of ${name}: ${firstLine(error)}`];
  }
  if (!isNewer(newest, pinned)) return [`npm has no ${name} newer than ${pinned}.`];
  const lines = [`warning: npm has ${name} ${newest}; openapi.yaml is compared with ${pinned} (.ci/spec/package.json).`];
  try {
    const added = additions(document, root, registry.fetch(newest));
    if (added.length === 0) lines.push('warning: openapi.yaml has everything that its types have.');
    for (const line of added) lines.push(`warning: ${newest}: ${line}`);
  } catch (error) {
    lines.push(`warning: its types cannot be compared: ${firstLine(error)}`);
  }
  return lines;
}

const firstLine = (error) => String(error?.message ?? error).split('\n')[0];

/** The registry that npm is configured for. Packages are downloaded to folder. */
function npm(folder) {
  const run = (command, ...args) =>
    execFileSync(command, args, { encoding: 'utf8', cwd: folder, timeout: 120_000, stdio: ['ignore', 'pipe', 'ignore'] });
  const options = ['--json', '--fetch-retries=1', '--fetch-timeout=20000'];
  return {
    newest: () => JSON.parse(run('npm', 'view', name, 'version', ...options)),
    fetch(version) {
      const [{ filename }] = JSON.parse(run('npm', 'pack', `${name}@${version}`, ...options));
      const root = join(folder, version);
      mkdirSync(root);
      run('tar', '-xzf', join(folder, filename), '-C', root, '--strip-components=1');
      return root + '/';
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'newer-sdk-')));
  try {
    const { devDependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
    const document = parseDocument(new URL('../../openapi.yaml', import.meta.url));
    const lines = report({ document, pinned: devDependencies[name], root: installed, registry: npm(folder) });
    for (const line of lines) console.log(line);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
