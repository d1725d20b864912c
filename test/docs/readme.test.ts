/** The example of the readme runs as it stands, as a module beside the built package. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as xp from 'obol';
import { large } from '../support/device';
import { standard } from '../support/standard';

const root = path.join(__dirname, '..', '..');

large('the readme\u2019s example finds 25 regions', () => {
  const text = readFileSync(path.join(root, 'README.md'), 'utf8');
  const example = /```js\n([\s\S]*?)```/.exec(text)![1]!;
  const folder = mkdtempSync(path.join(root, 'build', 'readme-'));
  try {
    const file = path.join(folder, 'example.mjs');
    writeFileSync(file, example);
    const result = spawnSync(process.execPath, [file], { cwd: root, encoding: 'utf8', timeout: 60_000 });
    expect(result.stderr).toBe('');
    expect(result.stdout.trim()).toBe('25 regions');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the table of coverage counts what is there when the package runs', () => {
  const text = readFileSync(path.join(root, 'README.md'), 'utf8');
  const table = text.slice(text.indexOf('<!-- coverage'), text.indexOf('<!-- /coverage'));
  const said = [...table.matchAll(/^\| (.+?) \| (\d+)(?: of (\d+))? \|/gm)].map(([, , here, of]) => [here, of ?? here]);
  const space = (chapter: string): object => {
    if (chapter === 'info') return xp.__array_namespace_info__();
    return chapter === 'linalg' ? xp.linalg : chapter === 'fft' ? xp.fft : xp;
  };
  const chapters = Object.entries(standard.chapters).map(([chapter, functions]) => {
    const names = Object.keys(functions);
    const members: object = { ...space(chapter), ...(chapter === 'info' ? xp : {}) };
    const here = names.filter((name) => typeof (members as Record<string, unknown>)[name] === 'function');
    return [String(here.length), String(names.length)];
  });
  const array = xp.ones([1, 1]);
  const words = [...standard.attributes, '__array_namespace__', '__dlpack__', '__dlpack_device__', 'to_device'];
  const here = words.filter((word) => word in array).length;
  const dtypes = Object.keys(xp.__array_namespace_info__().dtypes()).length;
  const others = [
    [String(here), String(words.length)],
    [String(standard.constants.filter((name) => name in xp).length), String(standard.constants.length)],
    [String(dtypes), '13'],
    ['3', '3'],
  ];
  const sorted = (rows: (string | undefined)[][]): string[] => rows.map((row) => row.join(' of ')).sort();
  expect(sorted(said)).toEqual(sorted([...chapters, ...others]));
});
