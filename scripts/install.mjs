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

function install() {
  if (existsSync(join(root, 'lib/index.ts')) || prebuilt()) return;
  const platform = `${process.platform}-${process.arch}`;
  if (!findEigen()) {
    throw new SetupError(
      `no prebuilt addon for ${platform}, and compiling one needs Eigen's headers ` +
        `(Debian: apt-get install libeigen3-dev; macOS: brew install eigen; elsewhere set OBOL_EIGEN_DIR)`,
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
