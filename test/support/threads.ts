/** Scripts that run in a process of their own with a given number of threads, to compare what they print. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../..');

/** The JSON that `script` prints on `threads` threads. `words` follow the script in process.argv. */
export function printedOn<T>(threads: number, script: string, words: readonly string[] = [], env = {}): T {
  const result = spawnSync(process.execPath, ['--eval', script, ...words], {
    cwd: root,
    encoding: 'utf8',
    timeout: 120_000,
    env: { ...process.env, ...env, OBOL_NUM_THREADS: String(threads) },
  });
  if (result.status !== 0 || result.stderr !== '') throw new Error(result.error?.message ?? result.stderr);
  return JSON.parse(result.stdout) as T;
}
