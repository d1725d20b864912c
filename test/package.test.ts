/**
 * The package as its users load it: dist/ by plain node, through `require` and through `import`. Everything else is
 * tested on the sources.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');
const dist = join(root, 'dist');

/** Runs a script by node in the package's root and returns what it printed as JSON. */
function run<T>(script: string, type: 'commonjs' | 'module'): T {
  const args = [`--input-type=${type}`, '--eval', script];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

beforeAll(() => {
  if (!existsSync(join(dist, 'index.js'))) throw new Error('dist/ is missing: npm run build');
});

const subpaths = () => readdirSync(join(root, 'lib/subpaths')).map((file) => `obol/${file.replace(/\.ts$/, '')}`);

test('require gives the namespace itself, without a marker or a default', () => {
  const found = run<object>(
    `const xp = require('obol');
     console.log(JSON.stringify({
       marker: '__esModule' in xp, default: 'default' in xp, version: xp.__array_api_version__,
       self: xp.asarray([1, 2]).__array_namespace__() === xp, sum: xp.add(xp.asarray(1), 2).item(),
     }));`,
    'commonjs',
  );
  expect(found).toEqual({ marker: false, default: false, version: '2025.12', self: true, sum: 3 });
});

test('import gives the same objects, by default and by name', () => {
  const found = run<object>(
    `import { createRequire } from 'node:module';
     const require = createRequire(process.cwd() + '/x.js');
     const result = {};
     for (const name of ${JSON.stringify(['obol', ...subpaths()])}) {
       const all = require(name);
       const module = await import(name);
       const { default: whole, ...named } = module;
       const names = Object.keys(all);
       result[name] = whole === all && names.length > 0 && names.every((key) => Object.is(named[key], all[key])) &&
         Object.keys(named).length === names.length;
     }
     console.log(JSON.stringify(result));`,
    'module',
  );
  expect(found).toEqual(Object.fromEntries(['obol', ...subpaths()].map((name) => [name, true])));
});

test.each(subpaths())('%s alone loads the package, which fills the default namespace', (name) => {
  const script = `require('${name}'); const entry = require.resolve('obol');
    console.log(JSON.stringify(entry in require.cache));`;
  expect(run<boolean>(script, 'commonjs')).toBe(true);
});

test('the published files hold what installing needs, and neither tests nor sources of the build', () => {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout } = spawnSync('npm', args, { cwd: root, encoding: 'utf8' });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  const paths = files.map((file) => file.path);
  const needed = ['package.json', 'README.md', 'LICENSE', 'binding.gyp', 'scripts/install.mjs', 'dist/index.mjs'];
  expect(paths).toEqual(expect.arrayContaining([...needed, 'dist/index.d.mts', 'native/device/backend.h']));
  expect(paths.filter((path) => /^(test|bench|lib|build|examples)\//.test(path))).toEqual([]);
});

test('the lock file names no registry', () => {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  // The workspaces' own folders are no registry.
  expect(lock).not.toMatch(/"resolved": "(?!packages\/)|https?:\/\/[^"]*\.tgz/);
});
