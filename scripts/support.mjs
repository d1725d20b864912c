// What the scripts share: the root, fingerprints of source trees, and running a tool with one line of progress.
// Node's own modules only: these scripts run before node_modules exists.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Whether the module at `url` was started by node, not imported. */
export function isMain(url) {
  return Boolean(process.argv[1]) && resolve(process.argv[1]) === fileURLToPath(url);
}

/** All files below `dir` (relative to `base`) whose name passes `accept`, as sorted POSIX paths. */
export function filesUnder(dir, accept = () => true, base = root) {
  const found = [];
  const walk = (relative) => {
    for (const entry of readdirSync(join(base, relative), { withFileTypes: true })) {
      const path = `${relative}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (accept(entry.name)) found.push(path);
    }
  };
  if (existsSync(join(base, dir))) walk(dir);
  return found.sort();
}

/** A digest of the names and contents of `files`, and of the strings in `extra`. */
export function fingerprint(files, extra = []) {
  const hash = createHash('sha1');
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  for (const text of extra) hash.update(`${text}\0`);
  return hash.digest('hex');
}

/** The fingerprint that was stored under `name` (a path relative to the root), or undefined. */
export function stored(name) {
  const path = join(root, name);
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
}

export function store(name, value) {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), `${value}\n`);
}

/** A failure that is the user's to mend: printed without a stack. */
export class SetupError extends Error {}

/** Prints the message of a SetupError, or the stack of anything else, and ends with exit code 1. */
export function fail(error) {
  console.error(error instanceof SetupError ? `obol: ${error.message}` : error);
  process.exit(1);
}

/** How many compilers may run at once: the processors that this process may use, JOBS where it is set. */
export const jobs = Number(process.env.JOBS) || os.availableParallelism?.() || 1;

/**
 * Runs a tool in the root, showing `title`, on a terminal the steps that `step(line)` counts, and the seconds it took.
 * Its output appears only when it fails.
 */
export async function runTool(title, command, args, { env = {}, total = 0, step = () => false } = {}) {
  const started = Date.now();
  const live = process.stderr.isTTY;
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
  let output = '';
  let done = 0;
  process.stderr.write(live ? `obol: ${title} …` : `obol: ${title} …\n`);
  const status = await new Promise((settle) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const take = (chunk) => {
      output += chunk;
      done += String(chunk).split('\n').filter(step).length;
      if (live && total > 0) process.stderr.write(`\robol: ${title} … ${Math.min(done, total)}/${total}`);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => {
      output += error.message;
      settle(1);
    });
    child.on('close', (code, signal) => settle(code ?? signal));
  });
  if (live) process.stderr.write('\r\x1b[K');
  if (status !== 0) {
    console.error(output.trimEnd());
    throw new SetupError(`${title} failed (${command}: ${status}) after ${seconds()}`);
  }
  process.stderr.write(`obol: ${title}: ${seconds()}\n`);
  return output;
}
