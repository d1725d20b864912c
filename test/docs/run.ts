// Runs the JavaScript of the docs: a block in a context of names, and what its comments promise compared with what its
// lines give.
import { inspect } from 'node:util';

/** What stands behind `//` on a line that is an expression, as far as it is JavaScript. */
interface Promise_ {
  readonly code: string;
  readonly comment: string;
}

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (
  ...parts: string[]
) => (...values: unknown[]) => Promise<unknown>;

function compiles(code: string): boolean {
  try {
    void new AsyncFunction(code);
    return true;
  } catch {
    return false;
  }
}

/** A line `expression; // value`. */
function promiseOf(line: string): Promise_ | undefined {
  const match = /^([^/\s](?:[^/]|\/(?!\/))*?);?\s+\/\/\s(.+)$/.exec(line);
  if (!match) return undefined;
  const [, code, comment] = match as unknown as [string, string, string];
  return compiles(`return (${code})`) && compiles(`return (${comment})`) ? { code, comment } : undefined;
}

/** A value as the docs write it: arrays as their lists, typed arrays as lists, numbers to twelve digits. */
function shown(value: unknown): unknown {
  if (typeof value === 'number') return Math.abs(value) < 1e-14 ? value * 0 : Number(value.toPrecision(12));
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as Iterable<unknown>, shown);
  const { tolist, toarray } = value as { tolist?: () => unknown; toarray?: () => { tolist(): unknown } };
  if (typeof toarray === 'function') return shown(toarray.call(value).tolist());
  if (typeof tolist === 'function') return shown(tolist.call(value));
  if (Array.isArray(value)) return value.map(shown);
  return Object.getPrototypeOf(value) === Object.prototype
    ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shown(member)]))
    : value;
}

/** Whether the comment's words are no promise: names that don't exist. */
const isProse = (error: unknown): boolean => (error as Error).name === 'ReferenceError';

/**
 * Runs a block. Lines that promise a value are checked; the number of promises kept is answered, and what differs is
 * thrown.
 */
export async function runBlock(code: string, context: Record<string, unknown>): Promise<number> {
  let kept = 0;
  const check = async (line: string, given: unknown, comment: () => unknown): Promise<void> => {
    let wanted: unknown;
    try {
      wanted = await comment();
    } catch (error) {
      if (isProse(error)) return;
      throw error;
    }
    const [a, b] = [shown(given), shown(wanted)].map((v) => inspect(v, { depth: 9, maxArrayLength: null }));
    if (a !== b) throw new Error(`${line}\n  gives    ${a}\n  promises ${b}`);
    kept++;
  };
  const lines = code.split('\n').map((line) => {
    const promise = promiseOf(line);
    if (!promise) return line;
    const { code: own, comment } = promise;
    return `await $check(${JSON.stringify(line)}, await (${own}), async () => (${comment}));`;
  });
  const names = Object.keys(context);
  const body = ['{', ...lines, '}'].join('\n');
  await new AsyncFunction('$check', ...names, body)(check, ...names.map((name) => context[name]));
  return kept;
}

/** The code of the `js` blocks of a page. */
export function blocksOf(text: string): string[] {
  return [...text.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map((match) => match[1]!);
}
