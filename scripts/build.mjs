// Builds what is out of date: the addon of one kind of device, and dist/ (TypeScript, then the ESM entries).
// usage: node scripts/build.mjs [--backend cpu|sim|cuda|hip] [--debug] [--native | --ts] [--force]

import { existsSync, rmSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import util from 'node:util';
import { SetupError, fail, filesUnder, fingerprint, isMain, jobs, root, runTool, store, stored } from './support.mjs';
import { shared, sources } from './sources.mjs';

const bin = (path) => join(root, 'node_modules', path);

/** Node's headers beside the running node, where they are: then node-gyp has nothing to download. */
function headers() {
  if (process.env.npm_config_nodedir) return [];
  const prefix = resolve(process.execPath, '../..');
  return existsSync(join(prefix, 'include/node/node_api.h')) ? [`--nodedir=${prefix}`] : [];
}

/** The compilers' environment: through ccache where it is installed and no compiler was chosen. */
export function compilerEnv() {
  const { CXX, CC, PATH = '' } = process.env;
  if (CXX || CC) return { ...(CXX && { CXX }), ...(CC && { CC }) };
  const found = (name) => PATH.split(delimiter).some((dir) => existsSync(join(dir, name)));
  if (!found('ccache') || !found('g++')) return {};
  const cache = { CCACHE_BASEDIR: root, CCACHE_NOHASHDIR: '1' };
  return { CXX: 'ccache g++', CC: 'ccache gcc', ...cache };
}

/** What the environment says a vendor's kernels are to be compiled for: nothing, or a list in CMake's form. */
function architecturesOf(kind) {
  const wanted = process.env[`OBOL_${kind.toUpperCase()}_ARCHITECTURES`];
  return wanted ? [wanted] : [];
}

function nativeState(kind, debug, folder) {
  const own = kind === 'cpu' ? ['native/cpu'] : ['native/gpu'];
  const files = [...shared, ...own].flatMap((dir) => filesUnder(dir));
  const recipe = kind === 'cpu' ? 'binding.gyp' : 'CMakeLists.txt';
  const rules = [recipe, 'scripts/sources.mjs', 'scripts/includes.mjs', 'scripts/build.mjs'];
  const output = folder ?? (kind === 'cpu' ? 'build' : `backends/${kind}/${debug ? 'debug' : 'build'}`);
  const variant = debug ? 'Debug' : 'Release';
  return {
    files,
    output,
    stamp: `${output}/.stamp-${variant}`,
    addon: `${output}/${variant}/obol.node`,
    digest: fingerprint([...files, ...rules], [process.version, process.arch, ...architecturesOf(kind)]),
  };
}

/** Whether the addon of `kind` was built from the sources as they are (in `output`, where it is not the usual folder). */
export function nativeIsCurrent(kind = 'cpu', debug = false, output = undefined) {
  const state = nativeState(kind, debug, output);
  return existsSync(join(root, state.addon)) && stored(state.stamp) === state.digest;
}

/** Compiles the addon of `kind`: node-gyp for cpu, cmake-js for the others (into `output`, for a vendor's `architectures`). */
export async function buildNative(kind = 'cpu', { debug = false, architectures = '', output } = {}) {
  const state = nativeState(kind, debug, output);
  const compiled = sources([...shared, kind === 'cpu' ? 'native/cpu' : 'native/gpu']);
  const title = `compiling the ${kind} addon${debug ? ' with sanitizers' : ''} (${compiled.length} files)`;
  const env = compilerEnv();
  const variant = debug ? '--debug' : '--release';
  if (kind === 'cpu') {
    const args = [bin('node-gyp/bin/node-gyp.js'), 'configure', 'build', variant, `--jobs=${jobs}`, ...headers()];
    const step = (line) => line.includes('CXX(target)');
    await runTool(title, process.execPath, args, { env, total: compiled.length, step });
  } else {
    const defines = [`--CDOBOL_BACKEND=${kind}`];
    if (/^ccache /.test(env.CXX ?? '')) defines.push('--CDOBOL_LAUNCHER=ccache');
    for (const wanted of architectures ? [architectures] : architecturesOf(kind))
      defines.push(`--CDOBOL_ARCHITECTURES=${wanted}`);
    // A folder is configured once: one that was configured otherwise, or not to the end, is made anew.
    const made = ['build.ninja', 'Makefile'].some((name) => existsSync(join(root, state.output, name)));
    const configured = `${state.output}/.stamp-defines`;
    if (!made || stored(configured) !== defines.join(' '))
      rmSync(join(root, state.output), { recursive: true, force: true });
    store(configured, defines.join(' '));
    const args = [bin('cmake-js/bin/cmake-js'), 'build', '-O', state.output, '-p', String(jobs), ...defines];
    await runTool(title, process.execPath, debug ? [...args, '-D'] : args, { env });
  }
  if (!existsSync(join(root, state.addon))) throw new SetupError(`${title} left no ${state.addon}`);
  store(state.stamp, state.digest);
}

const typescriptRules = [
  'tsconfig.json',
  'tsconfig.build.json',
  'package.json',
  'scripts/esm.mjs',
  'scripts/build.mjs',
];
const typescriptState = () => fingerprint([...filesUnder('lib'), ...typescriptRules]);
const typescriptStamp = 'dist/.stamp';

/** Whether dist/ was made from lib/ as it is. */
export function typescriptIsCurrent() {
  return stored(typescriptStamp) === typescriptState();
}

export async function buildTypescript() {
  const digest = typescriptState();
  const tsc = bin('typescript/bin/tsc');
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  await runTool('compiling TypeScript', process.execPath, [tsc, '-p', 'tsconfig.build.json']);
  await runTool('writing the ESM entries', process.execPath, ['scripts/esm.mjs']);
  store(typescriptStamp, digest);
}

async function main() {
  const { values } = util.parseArgs({
    options: {
      backend: { type: 'string', default: 'cpu' },
      debug: { type: 'boolean', default: false },
      native: { type: 'boolean', default: false },
      ts: { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
    },
  });
  const { backend, debug, force } = values;
  if (!['cpu', 'sim', 'cuda', 'hip'].includes(backend)) {
    throw new SetupError(`build: expected cpu, sim, cuda or hip for --backend, got ${backend}`);
  }
  if (!values.ts && (force || !nativeIsCurrent(backend, debug))) await buildNative(backend, { debug });
  if (!values.native && (force || !typescriptIsCurrent())) await buildTypescript();
}

if (isMain(import.meta.url)) main().catch(fail);
