// `npm run test:native [-- --backend cpu|sim] [--sanitize] [NAME…]`: compiles the programs of test/native against the
// objects of an addon, runs them, and exits 1 when a check failed. Without names: all of them. On the cpu each runs on
// two threads and then on one; on the simulator at both sizes of a warp and in three orders of threads. What lies in
// test/native/<kind>/ is for that kind of device alone. With --sanitize: the simulator's, with sanitizers.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import util from 'node:util';
import { SetupError, fail, filesUnder, isMain, root } from './support.mjs';
import { buildNative, compilerEnv, nativeIsCurrent } from './build.mjs';
import { setup } from './setup.mjs';
import { findEigen } from './includes.mjs';

const objects = {
  cpu: 'build/Release/obj.target/obol/native',
  sim: 'backends/sim/build/CMakeFiles/obol.dir/native',
  checked: 'backends/sim/debug/CMakeFiles/obol.dir/native',
};
/** The environments that each program runs in. */
const runs = {
  cpu: [{ OBOL_NUM_THREADS: '2' }, { OBOL_NUM_THREADS: '1' }],
  sim: [
    { OBOL_SIM_WARP: '32' },
    { OBOL_SIM_WARP: '64', OBOL_SIM_ORDER: 'reverse' },
    { OBOL_SIM_WARP: '32', OBOL_SIM_ORDER: 'shuffle:1' },
  ],
};
const flags = ['-std=c++17', '-O1', '-Wall', '-Wextra', '-ffp-contract=off', '-fno-math-errno', '-pthread'];
const sanitizers = ['-fsanitize=address,undefined', '-fno-sanitize-recover=undefined', '-DOBOL_SANITIZED'];
/** Kernels are watched by the simulator (native/gpu/runtime/sim/build.cmake). */
const watched = ['-std=c++20', '-O0', '-g', '-fno-sanitize=address', '-fsanitize=thread'];

/** Whether a command ends well. */
function run(command, args, env = {}) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  return new Promise((settle) => child.on('close', (code) => settle(code === 0)).on('error', () => settle(false)));
}

/** The programs for `kind`: those of every device, and its own. */
export function programs(kind, wanted = []) {
  const sources = filesUnder('test/native', (name) => name.endsWith('.cc')).filter((file) => {
    const folder = file.split('/').slice(2, -1);
    return folder.length === 0 || folder[0] === kind;
  });
  const chosen = sources.filter((file) => wanted.length === 0 || wanted.includes(basename(file, '.cc')));
  if (chosen.length === 0)
    throw new SetupError(`native-tests: expected names of test/native, got ${wanted.join(', ')}`);
  return chosen;
}

/** Compiles the program of one file of test/native, links it with the addon's objects; its path, or undefined. */
export async function compile(kind, file, sanitize = false) {
  const from = sanitize ? 'checked' : kind;
  const folder = `build/native-tests/${from}`;
  mkdirSync(join(root, folder), { recursive: true });
  const program = join(root, folder, basename(file, '.cc'));
  // A build folder keeps the objects of sources that are gone.
  const sourceOf = (object) => `${object.slice(object.lastIndexOf('/native/') + 1).replace(/(\.cc)?\.o$/, '')}.cc`;
  const linked = filesUnder(objects[from], (name) => name.endsWith('.o')).filter(
    (o) => !o.includes('/native/napi/') && existsSync(join(root, sourceOf(o))),
  );
  const [compiler, ...launcher] = (process.env.CXX ?? compilerEnv().CXX ?? 'g++').split(' ');
  const includes = ['-Inative', '-Itest', `-Inative/gpu/runtime/${kind}`, '-isystem', findEigen() ?? '.'];
  // Sanitizers are for the kernels: of the programs only those have them that hold some.
  const own = file.startsWith('test/native/sim/');
  const extra = own ? [...(sanitize ? sanitizers : []), ...watched] : [];
  const built =
    (await run(compiler, [...launcher, ...flags, ...extra, ...includes, '-c', '-o', `${program}.o`, file])) &&
    (await run(compiler, [
      ...launcher,
      '-pthread',
      ...(sanitize ? sanitizers : []),
      '-o',
      program,
      `${program}.o`,
      ...linked,
    ]));
  return built && existsSync(program) ? program : undefined;
}

/** The simulator's objects with sanitizers, made where they are out of date. */
export async function setupChecked() {
  await setup({ backends: [], typescript: false });
  if (!nativeIsCurrent('sim', true)) await buildNative('sim', { debug: true });
}

async function main() {
  const options = { backend: { type: 'string', default: 'cpu' }, sanitize: { type: 'boolean', default: false } };
  const { values, positionals } = util.parseArgs({ options, allowPositionals: true });
  const { sanitize } = values;
  const kind = sanitize ? 'sim' : values.backend;
  if (!runs[kind]) throw new SetupError(`native-tests: expected cpu or sim for --backend, got ${kind}`);
  if (sanitize) await setupChecked();
  else await setup({ backends: [kind], typescript: false });
  const failed = [];
  for (const file of programs(kind, positionals)) {
    const program = await compile(kind, file, sanitize);
    let ok = program !== undefined;
    for (const env of runs[kind]) ok &&= await run(program, [], env);
    if (!ok) failed.push(file);
  }
  if (failed.length > 0) throw new SetupError(`native-tests: failed: ${failed.join(', ')}`);
}

if (isMain(import.meta.url)) main().catch(fail);
