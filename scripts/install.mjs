// The install script of the published package: takes the prebuilt addon of this platform, or compiles the cpu addon.
// In a checkout it does nothing: scripts/setup.mjs builds there.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { findEigen } from './includes.mjs';
import { SetupError, fail, root } from './support.mjs';

function prebuilt() {
  try {
    return createRequire(import.meta.url)('node-gyp-build').path(root);
  } catch {
    return undefined;
  }
}

const runs = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
const compilers = process.env.CXX ? [process.env.CXX.split(' ')] : [['c++'], ['g++'], ['clang++']];

/** What compiling takes, and its package on Debian. */
const needed = [
  { name: 'a C++17 compiler', found: () => compilers.some((words) => runs(...words, '--version')), apt: 'g++' },
  { name: 'make', found: () => runs('make', '--version'), apt: 'make' },
  { name: 'python3', found: () => runs('python3', '--version'), apt: 'python3' },
  { name: "Eigen's headers", found: () => Boolean(findEigen()), apt: 'libeigen3-dev' },
];

function install() {
  if (existsSync(join(root, 'lib/index.ts')) || prebuilt()) return;
  const platform = `${process.platform}-${process.arch}`;
  const missing = needed.filter(({ found }) => !found());
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(', ');
    const packages = missing.map(({ apt }) => apt).join(' ');
    throw new SetupError(
      `no prebuilt addon for ${platform}, and compiling one needs ${names} ` +
        `(Debian: apt-get install ${packages}; OBOL_EIGEN_DIR names an Eigen of your own)`,
    );
  }
  const gyp = process.env.npm_config_node_gyp;
  const [command, args] = gyp ? [process.execPath, [gyp]] : ['node-gyp', []];
  const { status } = spawnSync(command, [...args, 'rebuild'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new SetupError(`compiling the cpu addon for ${platform} failed`);
}

try {
  install();
} catch (error) {
  fail(error);
}
