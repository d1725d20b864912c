// The programs of examples/: each runs as it stands and finds what it is there to show.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a program prints, line by line, once it printed so many. */
async function printed(name: string, lines: number): Promise<string[]> {
  const code = readFileSync(join(__dirname, '../../examples', name), 'utf8');
  const found: string[] = [];
  const log = (...values: unknown[]): void => void found.push(values.join(' '));
  const load = (module: string): unknown => jest.requireActual(module);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- running the program is the test
  const run = new Function('require', 'console', code) as (require: unknown, console: unknown) => void;
  run(load, { log });
  const deadline = Date.now() + 20_000;
  while (found.length < lines && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
  return found;
}

test('moons.js: spectral clustering tells the moons apart, k-means does not', async () => {
  const [components, straight, bent] = await printed('moons.js', 3);
  expect(components).toBe('components of the graph: 1');
  const figures = (line: string | undefined): number[] => [...line!.matchAll(/-?\d+\.\d+/g)].map(Number);
  const [agreement, cut] = figures(straight);
  expect(straight).toMatch(/^k-means: /);
  expect(agreement).toBeLessThan(0.6);
  expect(bent).toMatch(/^spectral: agreement 1\.00,/);
  expect(figures(bent)[1]).toBeLessThan(cut!);
});
