// `npm run test:native [-- NAME…]`: compiles the programs of test/native against the objects of the cpu addon, runs them
// on two threads and then on one, and exits 1 when a check failed. Without names: all of them.

import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SetupError, fail, filesUnder, isMain, root } from './support.mjs';
import { setup } from './setup.mjs';
import { findEigen } from './includes.mjs';

const objects = 'build/Release/obj.target/obol/native';
const flags = ['-std=c++17', '-O1', '-Wall', '-Wextra', '-ffp-contract=off', '-fno-math-errno', '-pthread'];

function run(command, args, env = {}) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status === 0;
}

async function main() {
  await setup({ backends: ['cpu'], typescript: false });
  const wanted = process.argv.slice(2);
  const sources = filesUnder('test/native', (name) => name.endsWith('.cc'));
  const chosen = sources.filter((file) => wanted.length === 0 || wanted.includes(basename(file, '.cc')));
  if (chosen.length === 0)
    throw new SetupError(`native-tests: expected names of test/native, got ${wanted.join(', ')}`);
  const linked = filesUnder(objects, (name) => name.endsWith('.o')).filter((file) => !file.includes('/native/napi/'));
  mkdirSync(join(root, 'build/native-tests'), { recursive: true });
  const compiler = (process.env.CXX ?? 'g++').split(' ');
  const failed = chosen.filter((file) => {
    const program = join(root, 'build/native-tests', basename(file, '.cc'));
    const includes = ['-Inative', '-Itest', '-isystem', findEigen() ?? '.'];
    const args = [...compiler.slice(1), ...flags, ...includes, '-o', program, file, ...linked];
    if (!run(compiler[0], args)) return true;
    return !['2', '1'].every((threads) => run(program, [], { OBOL_NUM_THREADS: threads }));
  });
  if (failed.length > 0) throw new SetupError(`native-tests: failed: ${failed.join(', ')}`);
}

if (isMain(import.meta.url)) main().catch(fail);
