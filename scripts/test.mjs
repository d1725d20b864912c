// `npm test`: the whole gate. Sets up, then lint, type tests, the tests, and the soak tests one at a time; every step
// runs, the last line counts the tests. With file patterns only those tests run: `npm test -- test/core`.
// OBOL_REQUIRE names what may not be left out: `cuda-build` and `hip-build` compile those addons, and a missing tool is
// an error. Without it the vendors' addons are tested where they were built, and the last lines say what was left out.
// usage: node scripts/test.mjs [--device cpu|sim:0|…] [PATTERN...]

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import util from 'node:util';
import { lint } from './lint.mjs';
import { nativeIsCurrent } from './build.mjs';
import { canCompile, setup } from './setup.mjs';
import { fail, filesUnder, root, store } from './support.mjs';

/** Longer than any step takes: a test that hangs fails the gate instead of holding it. */
const STEP_MS = 25 * 60_000;

function node(args, env = {}) {
  const limits = { timeout: STEP_MS, killSignal: 'SIGKILL' };
  const options = { cwd: root, stdio: 'inherit', env: { ...process.env, ...env }, ...limits };
  const { status, error } = spawnSync(process.execPath, args, options);
  if (error) console.error(`${args[0]}: ${error.code === 'ETIMEDOUT' ? 'stopped after 25 minutes' : error.message}`);
  return status === 0;
}
const bin = (path) => join(root, 'node_modules', path);

/** What a user's compiler makes of dist/'s declarations: each project of test/types, by each way to resolve. */
function typeTests() {
  const projects = filesUnder('test/types', (name) => /^tsconfig.*\.json$/.test(name));
  return projects.filter((project) => !node([bin('typescript/bin/tsc'), '-p', project]));
}

/** Runs jest and returns its totals; a suite that could not start counts as a failure. */
function jest(args, env) {
  const output = join(root, 'build/jest.json');
  mkdirSync(join(root, 'build'), { recursive: true });
  rmSync(output, { force: true });
  const ok = node([bin('jest/bin/jest.js'), '--json', `--outputFile=${output}`, ...args], env);
  try {
    const result = JSON.parse(readFileSync(output, 'utf8'));
    const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
    return { ok, passed: result.numPassedTests, failed };
  } catch {
    return { ok: false, passed: 0, failed: 1 };
  }
}

/** The test files whose text matches `pattern`. */
function testFiles(pattern) {
  const files = filesUnder('test', (name) => name.endsWith('.test.ts'));
  return files.filter((file) => pattern.test(readFileSync(join(root, file), 'utf8')));
}

/** The files that hold soak tests: they run one after another, with nothing beside them. */
const soakFiles = () => testFiles(/^\s*soak\(/m);

/** The files whose tests run on a kind of device; the others would only repeat themselves. The simulator runs small ones. */
const deviceFiles = (kind) =>
  testFiles(kind === 'sim' ? /import \{[^}]*\bsmall\b[^}]*\} from '[./]*support\/device'/ : /support\/device'/);

/** The vendors whose addon OBOL_REQUIRE asks for. */
const requiredVendors = (process.env.OBOL_REQUIRE ?? '')
  .split(',')
  .filter((name) => name.endsWith('-build'))
  .map((name) => name.replace(/-build$/, ''));

/** What the gate did not look at, a line each. */
function leftOut() {
  return ['cuda', 'hip']
    .filter((kind) => !nativeIsCurrent(kind))
    .map((kind) => {
      const why = canCompile(kind) ? 'it is not built' : 'this machine has no compiler for it';
      return `left out: the ${kind} addon: ${why} (npm run build -- --backend ${kind} --native)`;
    });
}

async function main() {
  const { values, positionals } = util.parseArgs({ options: { device: { type: 'string' } }, allowPositionals: true });
  const kind = values.device?.split(':')[0] ?? 'cpu';
  const record = `build/gate-${kind}.json`;
  rmSync(join(root, record), { force: true });
  const whole = positionals.length === 0 && kind === 'cpu';
  const vendors = whole ? requiredVendors : [];
  await setup({ backends: kind === 'cpu' ? ['cpu', ...vendors] : ['cpu', kind] });

  const env = kind === 'cpu' ? {} : { OBOL_TEST_DEVICE: values.device, ...(kind === 'sim' && { OBOL_SIM: '1' }) };
  const broken = whole ? lint().map((name) => `lint (${name})`) : [];
  if (whole) broken.push(...typeTests().map((project) => `types (${project})`));

  const patterns = kind === 'cpu' || positionals.length > 0 ? positionals : deviceFiles(kind);
  // The simulator's tests run with warps of both sizes, unless one is asked for, the second time in another order.
  const both = kind === 'sim' && !process.env.OBOL_SIM_WARP;
  const { OBOL_SIM_ORDER = 'reverse' } = process.env;
  const variants = both
    ? [
        { ...env, OBOL_SIM_WARP: '32' },
        { ...env, OBOL_SIM_WARP: '64', OBOL_SIM_ORDER },
      ]
    : [env];
  const runs = variants.map((variant) => jest(patterns, variant));
  const soaks = whole ? soakFiles() : [];
  if (soaks.length > 0) runs.push(jest(['--runInBand', ...soaks], { ...env, OBOL_SOAK: 'only' }));
  const sum = (key) => runs.reduce((total, run) => total + run[key], 0);
  const totals = { passed: sum('passed'), failed: sum('failed') };
  if (!runs.every((run) => run.ok)) broken.push('tests');

  store(record, JSON.stringify(totals));
  if (whole) for (const line of leftOut()) console.log(line);
  if (broken.length > 0) console.error(`gate: FAILED: ${broken.join(', ')}`);
  console.log(`${totals.passed} passed, ${totals.failed} failed`);
  process.exitCode = broken.length > 0 ? 1 : 0;
}

main().catch(fail);
