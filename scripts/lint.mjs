// `npm run lint` and, with --fix, `npm run format`: layout (prettier, clang-format), ESLint, types, and the rules of
// the architecture. Every check runs; the exit code tells whether one failed.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fail, filesUnder, isMain, root } from './support.mjs';
import { setup } from './setup.mjs';

const bin = (path) => join(root, 'node_modules', path);

/** The checks: their name, and the arguments of node for the checking and (where there is one) the fixing run. */
function checks() {
  const prettier = [bin('prettier/bin/prettier.cjs'), '--log-level=warn', '.'];
  const eslint = [bin('eslint/bin/eslint.js'), '.'];
  const native = filesUnder('native', (name) => /\.(cc|h)$/.test(name));
  const clang = [bin('clang-format/index.js'), ...native];
  return [
    { name: 'prettier', check: [...prettier, '--check'], fix: [...prettier, '--write'] },
    ...(native.length > 0 ? [{ name: 'clang-format', check: [...clang, '--dry-run'], fix: [...clang, '-i'] }] : []),
    { name: 'eslint', check: eslint, fix: [...eslint, '--fix'] },
    { name: 'types', check: [bin('typescript/bin/tsc'), '-p', 'tsconfig.json'] },
    { name: 'docs', check: [join(root, 'scripts/docs.mjs'), '--check'], fix: [join(root, 'scripts/docs.mjs')] },
    { name: 'imports', check: [join(root, 'scripts/check-imports.mjs')] },
  ];
}

/** Runs clang-format and prints the files that it would change, each once. */
function clangFormat(args) {
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  const files = new Set(stderr.match(/^native\/[^:\n]+(?=:\d+:\d+: warning)/gm));
  for (const file of files) console.error(`[warn] ${file}`);
  if (status !== 0) console.error(stderr);
  return status === 0 && files.size === 0;
}

/** Runs every check, or with `fix` everything that can mend; returns the names of those that failed. */
export function lint({ fix = false } = {}) {
  const failed = [];
  for (const entry of checks()) {
    const args = fix ? entry.fix : entry.check;
    if (!args) continue;
    const started = Date.now();
    const run = () => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0;
    const ok = entry.name === 'clang-format' ? clangFormat(args) : run();
    if (!ok) failed.push(entry.name);
    console.error(`lint: ${entry.name} ${ok ? 'ok' : 'FAILED'} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  }
  if (failed.length > 0 && !fix) console.error('lint: `npm run format` mends layout');
  return failed;
}

if (isMain(import.meta.url)) {
  try {
    await setup({ backends: [], typescript: false });
    process.exitCode = lint({ fix: process.argv.includes('--fix') }).length > 0 ? 1 : 0;
  } catch (error) {
    fail(error);
  }
}
