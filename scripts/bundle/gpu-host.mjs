// What the bundle does on a GPU host: which devices there are, then on each of them the tests, the demo, the coins at
// several sizes beside the cpu, and one test file under compute-sanitizer where that is installed. Ends with a summary;
// exit code 1 when anything failed, 2 when there is no device.
// usage: node gpu-host.mjs [--tests PATTERN] [DEVICE…]

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import util from 'node:util';

const root = dirname(fileURLToPath(import.meta.url));
const out = join(root, '..', 'out');
mkdirSync(out, { recursive: true });
const summary = [];
const parsed = util.parseArgs({ options: { tests: { type: 'string', default: '' } }, allowPositionals: true });
const { values: options, positionals: wanted } = parsed;

function run(title, command, args, env = {}) {
  console.log(`\n== ${title}`);
  const started = Date.now();
  const { status, signal } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  summary.push({
    title,
    ok: status === 0,
    note: `${seconds} s${status === 0 ? '' : `, ended with ${signal ?? status}`}`,
  });
}

/** The test files whose tests run on the device under test. */
function testFiles(pattern) {
  const files = readdirSync(join(root, 'test'), { recursive: true }).filter((name) => name.endsWith('.test.ts'));
  return files.filter((name) => pattern.test(readFileSync(join(root, 'test', name), 'utf8'))).map((n) => `test/${n}`);
}

/** How many tests a run of jest passed and failed. */
function counted(file) {
  if (!existsSync(file)) return 'no result';
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(file, 'utf8'));
  return `${numPassedTests} passed, ${numFailedTests + numRuntimeErrorTestSuites} failed`;
}

function sanitizer() {
  const dirs = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/cuda/bin'];
  return dirs.map((dir) => join(dir, 'compute-sanitizer')).find((file) => existsSync(file));
}

function onDevice(device) {
  const sim = device.startsWith('sim');
  const env = { OBOL_TEST_DEVICE: device, ...(sim && { OBOL_SIM: '1' }) };
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const files = testFiles(sim ? /import \{[^}]*\bsmall\b[^}]*\} from '[./]*support\/device'/ : /support\/device'/);
  // Packing needs npm and a compiler, and the demo comes by itself.
  const chosen = files.filter((file) => !/^test\/(process|cli)\//.test(file) && file.match(options.tests));
  const result = join(out, `tests-${device.replace(':', '')}.json`);
  const args = ['--json', `--outputFile=${result}`, '--silent'];
  run(`tests on ${device}`, process.execPath, [jest, ...args, ...chosen], env);
  summary.at(-1).note += `: ${counted(result)}`;

  const demo = [join(root, 'dist/cli/demo.js'), '--device', device, '--out', out];
  const scales = sim ? ['--scale', '0.05'] : [];
  run(`the demo on ${device}`, process.execPath, [...demo, ...scales], env);

  const sizes = sim ? '0.05' : '0.05,0.1,0.2,0.4,0.6,0.8,1';
  const figure = [join(root, 'bench/run.mjs'), 'coins', '--no-peers', '--scales', sizes];
  run(`the coins figure, every device`, process.execPath, figure, env);

  const checker = device.startsWith('cuda') ? sanitizer() : undefined;
  if (checker === undefined) return;
  const some = files.filter((file) => /elementwise|statistical|sparse/.test(file)).slice(0, 4);
  const checked = ['--error-exitcode', '3', process.execPath, jest, '--runInBand', ...some];
  run(`compute-sanitizer on ${device}`, checker, checked, env);
}

if (wanted.some((device) => device.startsWith('sim'))) process.env.OBOL_SIM = '1';
const report = createRequire(import.meta.url)(join(root, 'dist/index.js')).device_report();
for (const { kind, devices, reason } of report) {
  for (const { name, description } of devices) console.log(`${name}: ${description}`);
  if (reason) console.log(`${kind}: ${reason}`);
}
const there = report.flatMap(({ devices }) => devices.map(({ name }) => name));
const devices = wanted.length > 0 ? wanted : there.filter((name) => /^(cuda|hip):/.test(name));
for (const device of devices) {
  if (there.includes(device)) onDevice(device);
  else summary.push({ title: device, ok: false, note: 'is not usable here' });
}

console.log('\n== summary');
for (const { title, ok, note } of summary) console.log(`${ok ? 'ok    ' : 'FAILED'} ${title}: ${note}`);
if (devices.length === 0) console.log('no usable GPU');
process.exitCode = devices.length === 0 ? 2 : summary.every(({ ok }) => ok) ? 0 : 1;
