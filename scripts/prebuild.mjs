// `npm run prebuild [-- --backend cpu|cuda|hip]…`: the addons as they are shipped, stripped, for every architecture: the
// cpu's into prebuilds/ of this package, a vendor's into its own under packages/. Without --backend: all that this
// machine can compile.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import util from 'node:util';
import { gzipSync } from 'node:zlib';
import { buildNative, nativeIsCurrent } from './build.mjs';
import { canCompile, setup } from './setup.mjs';
import { SetupError, fail, isMain, root } from './support.mjs';

const platform = `${process.platform}-${process.arch}`;
const file = process.platform === 'linux' ? 'obol.glibc.node' : 'obol.node';
const mostBytes = 30e6;

/** Where each addon goes, and what a vendor's kernels are compiled for, where that isn't what `npm run build` does. */
const shipped = {
  cpu: { folder: '.' },
  cuda: { folder: `packages/cuda-${platform}`, architectures: '75-real;80-real;90-real;100-real;120' },
  hip: { folder: `packages/hip-${platform}` },
};

/** What an addon may be linked with: what every Linux that Node runs on has. No vendor's library. */
const system = /^(lib(stdc\+\+|m|gcc_s|c|dl|rt|pthread)\.so\.\d+|ld-linux-x86-64\.so\.2)$/;

/** The libraries that an addon asks the loader for. */
function needed(path) {
  const { stdout } = spawnSync('readelf', ['-d', path], { encoding: 'utf8' });
  return [...(stdout ?? '').matchAll(/\(NEEDED\).*\[(.+)\]/g)].map((match) => match[1]);
}

async function ship(kind) {
  const { folder, architectures } = shipped[kind];
  let output = kind === 'cpu' ? 'build' : `backends/${kind}/build`;
  if (architectures) {
    output = `build/prebuild/${kind}`;
    await setup({ backends: [], compilers: [kind], typescript: false });
    if (!nativeIsCurrent(kind, false, output)) await buildNative(kind, { architectures, output });
  } else {
    await setup({ backends: [kind], typescript: kind === 'cpu' });
  }
  const addon = `${output}/Release/obol.node`;
  const target = join(root, folder, 'prebuilds', platform, file);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(join(root, addon), target);
  if (process.platform === 'linux') {
    if (spawnSync('strip', ['--strip-unneeded', target]).status !== 0) throw new SetupError('prebuild: strip failed');
    const foreign = needed(target).filter((name) => !system.test(name));
    if (foreign.length > 0) throw new SetupError(`prebuild: the ${kind} addon is linked with ${foreign.join(', ')}`);
  }
  const packed = gzipSync(readFileSync(target)).length;
  if (packed > mostBytes)
    throw new SetupError(`prebuild: the ${kind} addon packs to ${packed} bytes, expected at most ${mostBytes}`);
  const [whole, small] = [statSync(target).size, packed].map((bytes) => `${(bytes / 1e6).toFixed(1)} MB`);
  console.log(`${join(folder, 'prebuilds', platform, file)}: ${whole}, packed ${small}`);
}

async function main() {
  const { values } = util.parseArgs({ options: { backend: { type: 'string', multiple: true } } });
  const kinds = values.backend ?? Object.keys(shipped);
  for (const kind of kinds) {
    if (!shipped[kind]) throw new SetupError(`prebuild: expected cpu, cuda or hip for --backend, got ${kind}`);
    if (!values.backend && kind !== 'cpu' && !canCompile(kind)) {
      console.log(`left out: the ${kind} addon: this machine has no compiler for it`);
    } else {
      await ship(kind);
    }
  }
}

if (isMain(import.meta.url)) main().catch(fail);
