// The API reference: docs/api is what the comments in lib/ say, every public function is in it with a doc and an
// example, and the examples run and give what their comments promise.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as xp from 'obol';
import { inFolderOfItsOwn } from './folder';
import { blocksOf, runBlock } from './run';

inFolderOfItsOwn();

const root = join(__dirname, '../..');
const folder = join(root, 'docs/api');
const pages = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
const subpaths = readdirSync(join(root, 'lib/subpaths')).map((file) => file.replace(/\.ts$/, ''));
const load = (name: string): Record<string, unknown> => jest.requireActual(name);

/** The names that an example finds: the namespace, and those of every subpath. */
function contextOf(page: string): Record<string, unknown> {
  const all = Object.fromEntries(subpaths.map((name) => [name, load(`obol/${name}`)]));
  const flat = Object.assign({}, ...subpaths.filter((name) => name !== 'extra').map((name) => all[name])) as object;
  // A page's own functions stand before those of the same name elsewhere.
  const own = page.startsWith('obol-') && page !== 'obol-extra.md' ? all[page.slice(5, -3)] : {};
  return { require: load, ...flat, ...own, extra: all.extra, xp };
}

test('docs/api is what `npm run docs` makes of lib/, and nothing public lacks a doc or an example', () => {
  const { stderr, status } = spawnSync(process.execPath, ['scripts/docs.mjs', '--check'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect([stderr, status]).toEqual(['', 0]);
});

test('every function of the namespace and of each subpath has its heading', () => {
  const text = pages.map((page) => readFileSync(join(folder, page), 'utf8')).join('\n');
  const headings = new Set([...text.matchAll(/^## (.+)$/gm)].map((match) => match[1]));
  const missing: string[] = [];
  const visit = (prefix: string, module: object): void => {
    for (const [name, value] of Object.entries(module)) {
      if (name === 'default' || name === 'NDArray') continue;
      const nested = prefix !== '' && typeof value === 'object' && value !== null && !('itemsize' in (value as object));
      const space = nested && Object.values(value as object).some((member) => typeof member === 'function');
      if (space && name !== 'ellipsis') visit(`${prefix}${name}.`, value as object);
      else if (!headings.has(`${prefix}${name}`)) missing.push(`${prefix}${name}`);
    }
  };
  visit('xp.', xp);
  for (const name of subpaths) visit('', load(`obol/${name}`));
  expect(missing).toEqual([]);
  expect(headings.size).toBeGreaterThan(240);
});

test('a promise that is not kept is found, words are none', async () => {
  await expect(runBlock('xp.asarray([1, 2]) // [1, 3]', { xp })).rejects.toThrow(/gives +\[ 1, 2 \]/);
  await expect(runBlock('xp.asarray([1, 2]).item() // 1', { xp })).rejects.toThrow(RangeError);
  expect(await runBlock('xp.add(1, xp.ones([1])) // [2]\nxp.ones(2); // ones\nxp.int8 // xp.int8', { xp })).toBe(2);
});

let kept = 0;
afterAll(() => expect(kept).toBeGreaterThan(170));

describe.each(pages)('docs/api/%s', (page) => {
  test('its examples run and give what they promise', async () => {
    const blocks = blocksOf(readFileSync(join(folder, page), 'utf8'));
    const wrong: string[] = [];
    for (const block of blocks) {
      try {
        kept += await runBlock(block, contextOf(page));
      } catch (error) {
        wrong.push(`${block}${String(error)}`);
      }
    }
    expect(wrong).toEqual([]);
    if (page !== 'constants.md') expect(blocks.length).toBeGreaterThan(0);
  });
});
