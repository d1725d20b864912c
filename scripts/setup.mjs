// Makes a fresh clone ready: checks the tools, gets Eigen, npm's packages, the addons and dist/. Does only what is
// missing or out of date, so that a second run starts at once. Node's own modules only, and of those only what an old
// Node has too (hence `util.parseArgs`): it is this script that says which Node is needed.
// usage: node scripts/setup.mjs [--backend cpu|sim|cuda|hip]...

import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, statSync } from 'node:fs';
import { join } from 'node:path';
import util from 'node:util';
import { buildNative, buildTypescript, compilerEnv, nativeIsCurrent, typescriptIsCurrent } from './build.mjs';
import { findEigen } from './includes.mjs';
import { SetupError, fail, fingerprint, isMain, root, runTool, store, stored } from './support.mjs';

const leastNode = 20;
const lockStamp = 'node_modules/.obol-lock';

const runs = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** Whether the compiler that a build would use reads C++17. */
function compilesCxx17() {
  const [command, ...args] = (compilerEnv().CXX ?? 'c++').split(/\s+/);
  const input = '#include <optional>\nstatic_assert(__cplusplus >= 201703L);\nint main() { return 0; }\n';
  return spawnSync(command, [...args, '-std=c++17', '-fsyntax-only', '-x', 'c++', '-'], { input }).status === 0;
}

/** What a build needs beside Node: what it is called, whether it is there, and its package by package manager. */
const tools = [
  { name: 'a C++17 compiler (g++ or clang++)', found: compilesCxx17, apt: 'g++', dnf: 'gcc-c++', brew: 'llvm' },
  { name: 'make', found: () => runs('make', '--version'), apt: 'make', dnf: 'make', brew: 'make' },
  { name: 'python3', found: () => runs('python3', '--version'), apt: 'python3', dnf: 'python3', brew: 'python3' },
  {
    name: "Eigen's headers",
    found: () => Boolean(findEigen()),
    apt: 'libeigen3-dev',
    dnf: 'eigen3-devel',
    brew: 'eigen',
  },
];
const cmake = { name: 'cmake', found: () => runs('cmake', '--version'), apt: 'cmake', dnf: 'cmake', brew: 'cmake' };

/** What compiles a vendor's addon, beside the above. */
const vendorTools = {
  cuda: [
    {
      name: "CUDA's compiler (nvcc)",
      found: () => runs('nvcc', '--version') || existsSync('/usr/local/cuda/bin/nvcc'),
      apt: 'nvidia-cuda-toolkit',
      dnf: 'cuda-toolkit',
    },
  ],
  hip: [
    {
      name: "ROCm's compiler (hipcc), its device libraries and rocPRIM",
      found: () => {
        const dirs = ['/usr/include', '/opt/rocm/include'];
        const headers = ['hip/hip_runtime.h', 'rocprim/rocprim.hpp'];
        const compiler = runs('hipcc', '--version') || existsSync('/opt/rocm/bin/hipcc');
        return compiler && headers.every((header) => dirs.some((dir) => existsSync(join(dir, header))));
      },
      apt: 'hipcc libamdhip64-dev rocm-device-libs librocprim-dev',
      dnf: 'hipcc rocm-hip-devel rocprim-devel',
    },
  ],
};

/** Whether this machine has what compiles the addon of a vendor. */
export function canCompile(kind) {
  return [cmake, ...vendorTools[kind]].every((tool) => tool.found());
}

/** The line that installs `missing` on this machine, for the user to run. */
function installLine(missing) {
  const managers = [
    { command: 'apt-get', line: (names) => `sudo apt-get install -y ${names}`, key: 'apt' },
    { command: 'dnf', line: (names) => `sudo dnf install -y ${names}`, key: 'dnf' },
    { command: 'brew', line: (names) => `brew install ${names}`, key: 'brew' },
  ];
  const manager = managers.find(({ command }) => runs(command, '--version'));
  const names = missing.map((tool) => tool[manager?.key]);
  return names.every(Boolean) ? manager?.line(names.join(' ')) : undefined;
}

/** Installs what is missing by apt, as root on Debian or Ubuntu; elsewhere says what to run. */
async function ensureTools(needed) {
  const missing = needed.filter((tool) => !tool.found());
  if (missing.length === 0) return;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version') && runs('apt-get', '--version')) {
    const packages = missing.flatMap((tool) => tool.apt.split(' '));
    const args = ['install', '-y', '--no-install-recommends', ...packages];
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    if (spawnSync('apt-get', args, { env: { ...process.env, ...env }, stdio: 'ignore' }).status !== 0) {
      await runTool('reading the package lists', 'apt-get', ['update', '-q'], { env });
      await runTool(`installing ${packages.join(' ')}`, 'apt-get', args, { env });
    }
  }
  const still = missing.filter((tool) => !tool.found());
  if (still.length === 0) return;
  const line = installLine(still);
  const names = still.map((tool) => tool.name).join(', ');
  throw new SetupError(`set-up needs ${names}${line ? `; run:\n\n    ${line}\n` : ''}`);
}

/** Whether node_modules holds what the lock file says. */
function modulesAreCurrent() {
  const installed = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  if (stored(lockStamp) === fingerprint(['package-lock.json'])) return true;
  return statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

async function ensureModules() {
  if (modulesAreCurrent()) return;
  // A linked node_modules belongs to another checkout: npm would empty it.
  const path = join(root, 'node_modules');
  if (existsSync(path) && lstatSync(path).isSymbolicLink()) return;
  const npm = process.env.npm_execpath;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  if (npm) await runTool('npm ci', process.execPath, [npm, ...args]);
  else await runTool('npm ci', 'npm', args);
  store(lockStamp, fingerprint(['package-lock.json']));
}

/**
 * Everything that `npm run demo` and `npm test` need: `backends` names the addons, `typescript` asks for dist/, and
 * `compilers` names kinds whose addon the caller will compile.
 */
export async function setup({ backends = ['cpu'], typescript = true, compilers = [] } = {}) {
  const node = Number(process.versions.node.split('.')[0]);
  if (node < leastNode) throw new SetupError(`expected Node ${leastNode} or newer, got ${process.version}`);
  await ensureModules();
  const stale = backends.filter((kind) => !nativeIsCurrent(kind));
  const compiled = [...stale, ...compilers];
  const needed = [...tools, ...(compiled.some((kind) => kind !== 'cpu') ? [cmake] : [])];
  if (compiled.length > 0) await ensureTools([...needed, ...compiled.flatMap((kind) => vendorTools[kind] ?? [])]);
  for (const kind of stale) await buildNative(kind);
  if (typescript && !typescriptIsCurrent()) await buildTypescript();
}

if (isMain(import.meta.url)) {
  const { values } = util.parseArgs({ options: { backend: { type: 'string', multiple: true, default: ['cpu'] } } });
  setup({ backends: values.backend }).catch(fail);
}
