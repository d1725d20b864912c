// `npm run test:native [-- --backend cpu|sim] [NAME…]`: compiles the programs of test/native against the objects of an
// addon, runs them, and exits 1 when a check failed. Without names: all of them. On the cpu each runs on two threads and
// then on one. What lies in test/native/<kind>/ is for that kind of device alone.

import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import util from 'node:util';
import { SetupError, fail, filesUnder, isMain, root } from './support.mjs';
import { setup } from './setup.mjs';
import { findEigen } from './includes.mjs';

const objects = {
  cpu: 'build/Release/obj.target/obol/native',
  sim: 'backends/sim/build/CMakeFiles/obol.dir/native',
};
/** The environments that each program runs in. */
const runs = {
  cpu: [{ OBOL_NUM_THREADS: '2' }, { OBOL_NUM_THREADS: '1' }],
  sim: [{ OBOL_SIM_WARP: '32' }, { OBOL_SIM_WARP: '64' }],
};
const flags = ['-O1', '-Wall', '-Wextra', '-ffp-contract=off', '-fno-math-errno', '-pthread'];

/** The simulator's own headers name places in the source, which C++17 can't. */
const standard = (kind) => (kind === 'sim' ? '-std=c++20' : '-std=c++17');

function run(command, args, env = {}) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status === 0;
}

/** The programs for `kind`: those of every device, and its own. */
function programs(kind, wanted) {
  const sources = filesUnder('test/native', (name) => name.endsWith('.cc')).filter((file) => {
    const folder = file.split('/').slice(2, -1);
    return folder.length === 0 || folder[0] === kind;
  });
  const chosen = sources.filter((file) => wanted.length === 0 || wanted.includes(basename(file, '.cc')));
  if (chosen.length === 0)
    throw new SetupError(`native-tests: expected names of test/native, got ${wanted.join(', ')}`);
  return chosen;
}

async function main() {
  const options = { backend: { type: 'string', default: 'cpu' } };
  const { values, positionals } = util.parseArgs({ options, allowPositionals: true });
  const kind = values.backend;
  if (!objects[kind]) throw new SetupError(`native-tests: expected cpu or sim for --backend, got ${kind}`);
  await setup({ backends: [kind], typescript: false });
  const chosen = programs(kind, positionals);
  const linked = filesUnder(objects[kind], (name) => name.endsWith('.o')).filter(
    (file) => !file.includes('/native/napi/'),
  );
  const folder = `build/native-tests/${kind}`;
  mkdirSync(join(root, folder), { recursive: true });
  const compiler = (process.env.CXX ?? 'g++').split(' ');
  const failed = chosen.filter((file) => {
    const program = join(root, folder, basename(file, '.cc'));
    const includes = ['-Inative', '-Itest', `-Inative/gpu/runtime/${kind}`, '-isystem', findEigen() ?? '.'];
    const args = [...compiler.slice(1), standard(kind), ...flags, ...includes, '-o', program, file, ...linked];
    if (!run(compiler[0], args)) return true;
    return !runs[kind].every((env) => run(program, [], env));
  });
  if (failed.length > 0) throw new SetupError(`native-tests: failed: ${failed.join(', ')}`);
}

if (isMain(import.meta.url)) main().catch(fail);
