/** docs/simulator.md shows a program of test/native as it stands, and names variables and commands that exist. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (file: string): string => readFileSync(join(__dirname, '../..', file), 'utf8');
const page = read('docs/simulator.md');

test('the example is the program that the native tests run', () => {
  const shown = /```cpp\n([\s\S]*?)```/.exec(page)![1];
  expect(shown).toBe(read('test/native/sim/example.cc'));
});

test('the places that the example’s race names are the lines they speak of', () => {
  const lines = read('test/native/sim/example.cc').split('\n');
  const at = (place: RegExp): string => lines[Number(place.exec(page)![1]) - 1]!;
  expect(at(/OBOL_SIM_FAULT=\S*example\.cc:(\d+):/)).toContain('t.barrier()');
  expect(at(/reads it at \S*example\.cc:(\d+)/)).toContain('> shared.largest[t.thread()]');
  expect(at(/writes it at \S*example\.cc:(\d+)/)).toContain('shared.largest[t.thread()] = largest');
  expect(at(/break example\.cc:(\d+)/)).toContain('half');
});

test('the variables are those that the simulator reads', () => {
  const named = [...page.matchAll(/^\| `(OBOL_SIM_\w+)`/gm)].map((match) => match[1]!).sort();
  const source = read('native/gpu/runtime/sim/settings.cc');
  const known = [...source.matchAll(/"(OBOL_SIM_\w+)"/g)].map((match) => match[1]!);
  expect(named).toEqual([...new Set(known)].sort());
});

test('the commands are scripts of the package', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const commands = [...page.matchAll(/npm run ([\w:]+)/g)].map((match) => match[1]!);
  expect(commands.length).toBeGreaterThan(4);
  for (const command of commands) expect(Object.keys(scripts)).toContain(command);
});
