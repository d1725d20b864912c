// `npm run bundle:gpu`: out/gpu-bundle/, one folder to copy to a machine with a GPU and nothing but its driver: node,
// the addons that are there (a vendor's as `npm run prebuild` made it, else as `npm run build` did), the package, the
// tests with jest, and run.sh. Without --backend: every addon that is there, or else can be compiled.
// usage: node scripts/bundle-gpu.mjs [--backend cuda|hip|sim]…

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import util from 'node:util';
import { buildNative } from './build.mjs';
import { canCompile, setup } from './setup.mjs';
import { SetupError, fail, filesUnder, isMain, root } from './support.mjs';

const bundle = join(root, 'out/gpu-bundle');
const payload = join(root, 'build/gpu-bundle/obol');
const platform = `${process.platform}-${process.arch}`;

/** The addon of a kind that is ready, the shipped form first. */
function addonOf(kind) {
  const places = [
    `packages/${kind}-${platform}/prebuilds/${platform}/obol.glibc.node`,
    `backends/${kind}/build/Release/obol.node`,
  ];
  return places.find((place) => existsSync(join(root, place)));
}

/** What of a package is for people and their tools only. */
const unneeded = /node_modules\/.*\.(d\.[cm]?ts|map|md|markdown)$/;

function put(from, to = from) {
  mkdirSync(dirname(join(payload, to)), { recursive: true });
  const filter = (file) => !unneeded.test(file);
  cpSync(join(root, from), join(payload, to), { recursive: true, dereference: true, filter });
}

/** Copies packages of node_modules and all that they need; what they may have is copied where it is installed. */
function putPackages(names) {
  const seen = new Set();
  const visit = (name) => {
    const folder = `node_modules/${name}`;
    if (seen.has(name) || !existsSync(join(root, folder, 'package.json'))) return;
    seen.add(name);
    put(folder);
    const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
    const manifests = [folder, ...nested(folder)].map((dir) => read(join(root, dir, 'package.json')));
    for (const { dependencies = {}, optionalDependencies = {} } of manifests)
      for (const other of Object.keys({ ...dependencies, ...optionalDependencies }))
        if (!/musl/.test(other)) visit(other);
  };
  const nested = (folder) =>
    filesUnder(`${folder}/node_modules`, (file) => file === 'package.json').map((file) => dirname(file));
  for (const name of names) visit(name);
}

function compress(from, to) {
  const { status, stdout } = spawnSync('gzip', ['-9c', from], { maxBuffer: 1 << 30 });
  if (status !== 0) throw new SetupError(`bundle: gzip ${from} failed`);
  writeFileSync(to, stdout);
}

const jestConfig = `// jest in the bundle: the sources, compiled as they are loaded.
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\\\.ts$': '<rootDir>/transform.cjs' },
  moduleNameMapper: { '^obol$': '<rootDir>/lib/index.ts', '^obol/(.*)$': '<rootDir>/lib/subpaths/$1.ts' },
  testTimeout: 300_000,
};
`;

async function main() {
  const { values } = util.parseArgs({ options: { backend: { type: 'string', multiple: true } } });
  await setup();
  const kinds = values.backend ?? ['cuda', 'hip'].filter((kind) => addonOf(kind) || canCompile(kind));
  for (const kind of kinds) {
    if (!['cuda', 'hip', 'sim'].includes(kind))
      throw new SetupError(`bundle: expected cuda, hip or sim for --backend, got ${kind}`);
    if (!addonOf(kind)) {
      await setup({ compilers: [kind] });
      await buildNative(kind);
    }
  }
  for (const dir of [payload, bundle]) rmSync(dir, { recursive: true, force: true });
  mkdirSync(bundle, { recursive: true });

  for (const entry of [
    'package.json',
    'lib',
    'test',
    'bench',
    'examples',
    'dist',
    'native/device/backend.h',
    'native/ops',
  ])
    put(entry);
  put('build/Release/obol.node');
  for (const kind of kinds) put(addonOf(kind), `backends/${kind}/build/Release/obol.node`);
  for (const file of ['gpu-host.mjs', 'transform.cjs']) put(`scripts/bundle/${file}`, file);
  writeFileSync(join(payload, 'jest.config.js'), jestConfig);
  putPackages(['jest', 'fast-check', 'node-gyp-build', 'sharp', 'yauzl', 'yazl']);
  for (const file of ['package.json', 'lib/typescript.js']) put(`node_modules/typescript/${file}`);

  const stripped = join(root, 'build/gpu-bundle/node');
  copyFileSync(process.execPath, stripped);
  chmodSync(stripped, 0o755);
  spawnSync('strip', [stripped]); // where there is none, the file is larger
  compress(stripped, join(bundle, 'node.gz'));
  copyFileSync(join(root, 'scripts/bundle/run.sh'), join(bundle, 'run.sh'));
  const archive = join(bundle, 'obol.tar.gz');
  const tar = ['-C', dirname(payload), '--use-compress-program=gzip -9', '-cf', archive, 'obol'];
  if (spawnSync('tar', tar, { stdio: 'inherit' }).status !== 0) throw new SetupError('bundle: tar failed');

  const sizes = ['node.gz', 'obol.tar.gz'].map((name) => [name, statSync(join(bundle, name)).size]);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  const text = sizes.map(([name, size]) => `${name} ${(size / 2 ** 20).toFixed(1)} MiB`).join(', ');
  console.log(`out/gpu-bundle with ${['cpu', ...kinds].join(', ')}: ${(total / 2 ** 20).toFixed(1)} MiB (${text})`);
}

if (isMain(import.meta.url)) main().catch(fail);
