/**
 * The packages as they are shipped: packed, installed from the tarballs into an empty folder with no compiler on PATH
 * and no network, and run. A vendor's addon is in its tarball where `npm run prebuild` made it.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import sharp from 'sharp';
import type { DeviceReport } from '../../lib/native/registry';
import { large } from '../support/device';

const root = path.join(__dirname, '..', '..');
const vendors = ['cuda', 'hip'];
const packages = vendors.map((kind) => `packages/${kind}-linux-x64`);

let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'obol-pack-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Manifest {
  name: string;
  version: string;
  optionalDependencies?: Record<string, string>;
  scripts?: Record<string, string>;
}
const manifest = (dir: string): Manifest =>
  JSON.parse(readFileSync(path.join(root, dir, 'package.json'), 'utf8')) as Manifest;

/** npm's own program, whatever started this test. */
function npmProgram(): string {
  const found = (process.env.PATH ?? '').split(path.delimiter).map((dir) => path.join(dir, 'npm'));
  return process.env.npm_execpath ?? realpathSync(found.find((file) => existsSync(file))!);
}

function run(program: string, args: string[], cwd: string, searched: string): string {
  const env = { HOME: folder, PATH: searched, npm_config_cache: path.join(folder, 'cache') };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}

test('the packages of the vendors have the version of this one, which asks for just those', () => {
  const wanted = packages.map((dir) => [manifest(dir).name, manifest('.').version]);
  expect(manifest('.').optionalDependencies).toEqual(Object.fromEntries(wanted));
  for (const dir of packages) {
    expect(manifest(dir).version).toBe(manifest('.').version);
    // Nothing runs, and so nothing is downloaded, when one is installed.
    expect(manifest(dir).scripts).toBeUndefined();
  }
});

large(
  'packed, and installed with no compiler on PATH, it loads and segments the coins as it does here',
  async () => {
    const npm = npmProgram();
    const everything = process.env.PATH!;
    run(process.execPath, [path.join(root, 'scripts/prebuild.mjs'), '--backend', 'cpu'], root, everything);
    const tarballs = path.join(folder, 'tarballs');
    mkdirSync(tarballs);
    const needed = ['node-gyp-build', 'yauzl', 'pend', 'yazl', 'buffer-crc32'].map((name) => `node_modules/${name}`);
    const sources = ['.', ...packages, ...needed].map((dir) => realpathSync(path.join(root, dir)));
    for (const dir of sources)
      run(process.execPath, [npm, 'pack', dir, '--ignore-scripts', '--pack-destination', tarballs], folder, everything);
    const packed = readdirSync(tarballs).map((name) => path.join(tarballs, name));
    expect(packed).toHaveLength(sources.length);
    for (const file of packed) expect(readFileSync(file).length).toBeLessThan(30e6);

    // A shell for install scripts, node, and nothing else.
    const bin = path.join(folder, 'bin');
    const user = path.join(folder, 'user');
    for (const dir of [bin, user]) mkdirSync(dir);
    symlinkSync(process.execPath, path.join(bin, 'node'));
    symlinkSync('/bin/sh', path.join(bin, 'sh'));
    writeFileSync(path.join(user, 'package.json'), '{ "private": true }');
    const options = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts=false'];
    run(process.execPath, [npm, 'install', ...options, ...packed], user, bin);
    const installed = path.join(user, 'node_modules');
    expect(existsSync(path.join(installed, 'obol/build'))).toBe(false);
    expect(existsSync(path.join(installed, 'sharp'))).toBe(false);

    const { data, info } = await sharp(path.join(root, 'examples/coins.png'))
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const pixels = path.join(folder, 'pixels');
    writeFileSync(
      pixels,
      data.filter((_, i) => i % info.channels === 0),
    );
    const script = path.join(user, 'coins.js');
    writeFileSync(script, readFileSync(path.join(root, 'test/process/coins.js')));
    const size = [String(info.width), String(info.height)];
    const there = run(process.execPath, [script, pixels, ...size], user, bin);
    const here = run(process.execPath, [path.join(root, 'test/process/coins.js'), pixels, ...size], root, everything);
    expect(there).toBe(here);
    expect(new Set((JSON.parse(there) as { labels: number[] }).labels).size).toBe(25);

    const command = path.join(installed, 'obol/dist/cli/main.js');
    const report = JSON.parse(run(process.execPath, [command, 'devices', '--json'], user, bin)) as DeviceReport[];
    expect(report.map(({ kind }) => kind)).toEqual(['cpu', ...vendors]);
    for (const { kind, usable, reason } of report) {
      if (usable) continue;
      const shipped = existsSync(path.join(installed, `@obol/${kind}-linux-x64/prebuilds`));
      expect(reason).toMatch(shipped ? /driver|device|runtime|architectures/ : /no addon/);
    }

    // Without a prebuilt addon that fits, the install script says what compiling one would take.
    rmSync(path.join(installed, 'obol/prebuilds'), { recursive: true });
    const install = [path.join(installed, 'obol/scripts/install.mjs')];
    const refused = spawnSync(process.execPath, install, { encoding: 'utf8', env: { PATH: bin } });
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(
      /no prebuilt addon for \S+, and compiling one needs a C\+\+17 compiler, make, python3/,
    );
  },
  120_000,
);
