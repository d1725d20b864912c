/**
 * Everything follows the argument: work that needs compiled code is done in the argument's own namespace where that
 * carries the capability, else in the default namespace, and is answered in the argument's namespace either way.
 */
import { ObolError } from '../errors';
import type { AnyArray } from './array';
import { arrayNamespace, extension, nameOf, scope } from './dispatch';
import { fromHost, toHost, toHostSync } from './host';
import type { ArrayNamespace, ExtensionName, Extensions } from './namespace';
import { isArray, isCooParts, isCsrParts, isNestedList, isPlainObject, isSparse, isTypedArray } from './recognise';
import { defaultNamespace, workDevice } from './slot';
import type { AnySparse } from './sparse';

/** A namespace that carries the named extensions. */
export type NamespaceWith<N extends ExtensionName> = ArrayNamespace<AnyArray> & Pick<Extensions<AnyArray>, N>;

/** What has to cross when work is done elsewhere: the arguments, by name. */
type Arguments = Record<string, unknown>;

/**
 * Does work that needs extensions, as one sentence: `withExtension('sparse', { A }, async (xp, { A }) => …)`.
 *
 * Where the arguments' namespace has the extensions, `body` gets that namespace and the arguments as they are. Where
 * it has not, the arrays among them are moved to the default namespace, and the arrays in the result are moved back,
 * to the device of the first array; a sparse result comes back as its parts. Either way `body` runs in a scope.
 *
 * @param names The extensions that the work needs.
 * @param args The arguments by name: arrays, sparse arrays, their parts, or anything else (passed as it is).
 * @throws ObolError ERR_OBOL_LOAD when the default namespace lacks the extension too.
 */
export async function withExtension<N extends ExtensionName, T extends Arguments, R>(
  names: N | readonly N[],
  args: T,
  body: (xp: NamespaceWith<N>, args: T) => Promise<R>,
): Promise<R> {
  const xp = arrayNamespace(...arraysIn(args));
  const lender = whoHas(xp, names);
  if (lender === xp) return scope(xp, () => body(lender, args));
  const device = firstDevice(args);
  return scope(lender, async () => {
    const moved = await mapAsync(args, async (x) => fromHost(lender, await toHost(x), { device: workDevice() }));
    const result = await body(lender, moved as T);
    return (await mapAsync(result, async (x) => fromHost(xp, await toHost(x), { device }))) as R;
  });
}

/**
 * {@link withExtension} for work that returns at once. Arrays cross by `dataSync` or `tolist`; a namespace that offers
 * neither gets a TypeError that says so.
 */
export function withExtensionSync<N extends ExtensionName, T extends Arguments, R>(
  names: N | readonly N[],
  args: T,
  body: (xp: NamespaceWith<N>, args: T) => R,
): R {
  const xp = arrayNamespace(...arraysIn(args));
  const lender = whoHas(xp, names);
  if (lender === xp) return scope(xp, () => body(lender, args));
  const device = firstDevice(args);
  return scope(lender, () => {
    const moved = map(args, (x) => fromHost(lender, toHostSync(x), { device: workDevice() }));
    const result = body(lender, moved as T);
    return map(result, (x) => fromHost(xp, toHostSync(x), { device })) as R;
  });
}

function whoHas<N extends ExtensionName>(xp: ArrayNamespace<AnyArray>, names: N | readonly N[]): NamespaceWith<N> {
  const wanted: readonly N[] = typeof names === 'string' ? [names] : names;
  const has = (space: ArrayNamespace<AnyArray>): boolean => wanted.every((name) => extension(space, name));
  if (has(xp)) return xp as NamespaceWith<N>;
  const home = defaultNamespace();
  if (has(home)) return home as NamespaceWith<N>;
  throw new ObolError(
    'ERR_OBOL_LOAD',
    `withExtension: neither ${nameOf(xp)} nor ${nameOf(home)} has ${wanted.join(', ')}`,
  );
}

/** The arguments that have a say in the namespace: not strings, functions and other settings. */
function arraysIn(args: Arguments): AnyArray[] {
  const kinds = [isArray, isSparse, isCooParts, isCsrParts, isTypedArray, isNestedList];
  return Object.values(args).filter((x) => kinds.some((is) => is(x))) as AnyArray[];
}

function firstDevice(value: unknown): string | undefined {
  if (isArray(value) || isSparse(value)) return value.device;
  if (!isPlainObject(value)) return undefined;
  for (const member of Object.values(value)) {
    const device = firstDevice(member);
    if (device !== undefined) return device;
  }
  return undefined;
}

/** What a sparse array consists of, spelled out. */
function partsOf(x: AnySparse): Record<string, unknown> {
  if (x.format === 'csc') return partsOf(x.tocsr() as AnySparse);
  const { format, shape, data } = x;
  const places = format === 'coo' ? { row: x.row, col: x.col } : { indices: x.indices, indptr: x.indptr };
  return { format, shape: [...shape], data, ...places };
}

/** The value with each array in it replaced; plain objects and sparse arrays are looked into. */
function map(value: unknown, replace: (x: AnyArray) => unknown): unknown {
  if (isArray(value)) return replace(value);
  const members = isSparse(value) ? partsOf(value) : value;
  if (!isPlainObject(members)) return value;
  return Object.fromEntries(Object.entries(members).map(([key, member]) => [key, map(member, replace)]));
}

/** {@link map}, for a replacement that takes its time. */
async function mapAsync(value: unknown, replace: (x: AnyArray) => Promise<unknown>): Promise<unknown> {
  const found = new Map<AnyArray, unknown>();
  // Spelled out once: a sparse array may give its parts as new objects each time it is asked.
  const spelled = map(value, (x) => {
    found.set(x, undefined);
    return x;
  });
  await Promise.all([...found.keys()].map(async (x) => found.set(x, await replace(x))));
  return map(spelled, (x) => found.get(x));
}
