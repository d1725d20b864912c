// The JavaScript of pages of docs/, run as it stands: each console.log prints what the comment behind it says.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';

describe.each(['dispatch.md', 'departures.md', 'sparse.md'])('docs/%s', (page) => {
  const text = readFileSync(join(__dirname, '../../docs', page), 'utf8');
  const code = [...text.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map((match) => match[1]!).join('');
  const promised = [...code.matchAll(/console\.log\(.*\/\/ (.*)$/gm)].map((match) => match[1]!);

  test('every line that prints says what it prints', () => {
    expect(promised.length).toBeGreaterThan(5);
    expect(promised.length).toBe([...code.matchAll(/console\.log\(/g)].length);
  });

  test('the blocks run, one after the other, and print what they promise', async () => {
    const printed: string[] = [];
    const log = (...values: unknown[]): void => {
      printed.push(values.map((v) => (typeof v === 'string' ? v : inspect(v, { breakLength: Infinity }))).join(' '));
    };
    const load = (name: string): unknown => jest.requireActual(name);
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- running the page's code is the test
    const run = new Function('require', 'console', code) as (require: unknown, console: unknown) => void;
    run(load, { log });
    const deadline = Date.now() + 10_000;
    while (printed.length < promised.length && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect([...printed].sort()).toEqual([...promised].sort());
  });
});
