// Finds Eigen's headers and prints them as an `-isystem` flag, so that -Werror judges obol's code only. OBOL_EIGEN_DIR
// names an Eigen of one's own.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isMain } from './support.mjs';

/** The folder that holds `Eigen/Core`, or undefined. */
export function findEigen() {
  const candidates = [process.env.OBOL_EIGEN_DIR, '/usr/include/eigen3', '/usr/local/include/eigen3'];
  const found = candidates.find((dir) => dir && existsSync(join(dir, 'Eigen', 'Core')));
  if (found) return found;
  const config = spawnSync('pkg-config', ['--cflags-only-I', 'eigen3'], { encoding: 'utf8' });
  const dirs = config.status === 0 ? (config.stdout.match(/-I\S+/g) ?? []) : [];
  return [...dirs.map((flag) => flag.slice(2)), '/opt/homebrew/include/eigen3'].find((dir) =>
    existsSync(join(dir, 'Eigen', 'Core')),
  );
}

if (isMain(import.meta.url)) {
  const eigen = findEigen();
  if (!eigen) {
    console.error('includes: expected Eigen 3.4 under OBOL_EIGEN_DIR or /usr/include/eigen3, found none');
    process.exit(1);
  }
  console.log(`-isystem\n${eigen}`);
}
