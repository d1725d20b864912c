/** What is drawn: extents, shapes, dtypes, values with the awkward ones among them, layouts, axes. */
import * as fc from 'fast-check';
import { Laid, type Layout } from './layout';
import {
  broadcastShapes,
  fit,
  flatAt,
  highest,
  indices,
  isComplex,
  isInteger,
  isSingle,
  lowest,
  sizeOf,
  type Host,
  type Name,
  type Value,
} from './host';

export const pick = <T>(...list: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...list);
export const dtype = (list: readonly Name[]): fc.Arbitrary<Name> => fc.constantFrom(...list);

/** How far values go: every value of the dtype, or those of middling size with or without NaN and infinities. */
export type Domain = 'all' | 'tame' | 'finite';

const specials = [NaN, Infinity, -Infinity];
const edges = {
  double: [5e-324, -2.2250738585072014e-308, 1.7976931348623157e308, -1e300, 2 ** 53, -(2 ** 53) - 2, 2 ** -52, 1e-200],
  single: [1.401298464324817e-45, -1.1754943508222875e-38, 3.4028234663852886e38, -1e30, 2 ** 24, 2 ** -23],
};

function float(single: boolean, domain: Domain): fc.Arbitrary<number> {
  const round = (x: number): number => (single ? Math.fround(x) : x);
  const quarters = fc.integer({ min: -40, max: 40 }).map((n) => n / 4);
  const middling = fc.integer({ min: -(2 ** 26), max: 2 ** 26 }).map((n) => round((n / 2 ** 14) * Math.PI));
  const list = [
    { weight: 6, arbitrary: quarters },
    { weight: 5, arbitrary: middling },
    { weight: 2, arbitrary: pick(0, -0, 1, -1) },
  ];
  if (domain !== 'finite') list.push({ weight: 1, arbitrary: pick(...specials) });
  if (domain === 'all') list.push({ weight: 2, arbitrary: pick(...edges[single ? 'single' : 'double']) });
  if (domain === 'all' && !single) list.push({ weight: 1, arbitrary: fc.double({ noNaN: true }) });
  if (domain === 'all' && single) list.push({ weight: 1, arbitrary: fc.float({ noNaN: true }) });
  return fc.oneof(...list);
}

function whole(name: Name): fc.Arbitrary<bigint> {
  const [low, high] = [lowest(name), highest(name)];
  const inside = (v: bigint): boolean => v >= low && v <= high;
  const small = fc.integer({ min: low < 0n ? -9 : 0, max: 9 }).map(BigInt);
  const special = [low, low + 1n, high, high - 1n, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 2n ** 31n, 2n ** 32n];
  return fc.oneof(
    { weight: 6, arbitrary: small },
    { weight: 2, arbitrary: pick(...special.filter(inside)) },
    { weight: 2, arbitrary: fc.bigInt({ min: low, max: high }) },
  );
}

const known = new Map<string, fc.Arbitrary<Value>>();
/** An element of a dtype. */
export function value(name: Name, domain: Domain = 'all'): fc.Arbitrary<Value> {
  const key = `${name} ${domain}`;
  let made = known.get(key);
  if (made === undefined) {
    const part = float(isSingle(name), domain);
    if (name === 'bool') made = fc.boolean();
    else if (isInteger(name)) made = whole(name);
    else if (isComplex(name)) made = fc.record({ re: part, im: part }, { noNullPrototype: true });
    else made = part;
    known.set(key, made);
  }
  return made;
}

const extent = fc.oneof(
  { weight: 10, arbitrary: fc.integer({ min: 1, max: 4 }) },
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: 5, max: 9 }) },
);
/** 0 to `most` axes with few elements each, empty axes among them; now and then more elements than a block has. */
export function shape(least = 0, most = 4, long = true): fc.Arbitrary<number[]> {
  const few = fc.array(extent, { minLength: least, maxLength: most, size: 'max' });
  if (!long || most < 1 || least > 3) return few;
  const forms: ((n: number) => number[])[] = [
    (n) => [n],
    (n) => [2, n >> 1],
    (n) => [n >> 1, 2],
    (n) => [3, n >> 3, 2],
  ];
  const many = fc
    .tuple(
      fc.integer({ min: 60, max: 700 }),
      fc.constantFrom(...forms.filter((f) => f(9).length <= most && f(9).length >= least)),
    )
    .map(([n, form]) => form(n));
  return fc.oneof({ weight: 14, arbitrary: few }, { weight: 1, arbitrary: many });
}

function layout(ndim: number): fc.Arbitrary<Layout | undefined> {
  const each = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
    fc.array(arbitrary, { minLength: ndim, maxLength: ndim });
  const axes = Array.from({ length: ndim }, (_, i) => i);
  const mixed = fc.record(
    {
      order: fc.shuffledSubarray(axes, { minLength: ndim, maxLength: ndim }),
      steps: each(fc.oneof({ weight: 3, arbitrary: pick(1) }, { weight: 4, arbitrary: pick(-1, 2, -2, 3, 0) })),
      before: each(pick(0, 0, 1, 2)),
      after: each(pick(0, 1)),
    },
    { noNullPrototype: true },
  );
  // Layouts that fast paths are made for.
  const transposed = fc.constant({
    order: [...axes].reverse(),
    steps: axes.map(() => 1),
    before: axes.map(() => 0),
    after: axes.map(() => 0),
  });
  const reversed = fc.constant({
    order: axes,
    steps: axes.map(() => -1),
    before: axes.map(() => 0),
    after: axes.map(() => 0),
  });
  const still = fc.constant({
    order: axes,
    steps: axes.map(() => 0),
    before: axes.map(() => 0),
    after: axes.map(() => 0),
  });
  return fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 5, arbitrary: mixed },
    { weight: 1, arbitrary: fc.oneof(transposed, reversed, still) },
  );
}

/** `size` elements; many repeat a few dozen. */
function elements(size: number, element: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> {
  const drawn = Math.min(size, 32);
  return fc
    .array(element, { minLength: drawn, maxLength: drawn })
    .map((few) => Array.from({ length: size }, (_, i) => few[(i * 7 + Math.floor(i / 32)) % drawn]!));
}

/** An array of one dtype and shape, in any layout. */
export function arrayOf(
  name: Name,
  extents: readonly number[],
  element: fc.Arbitrary<Value> = value(name),
): fc.Arbitrary<Laid> {
  return fc.tuple(elements(sizeOf(extents), element), layout(extents.length)).map(([values, place]) => {
    const host: Host = { dtype: name, shape: extents, values: values.map((v) => fit(name, v)) };
    if (place === undefined || !place.steps.includes(0)) return new Laid(host, place);
    // An axis that is repeated holds the same along all of it.
    const repeated = indices(extents).map(
      (index) =>
        host.values[
          flatAt(
            index.map((i, axis) => (place.steps[axis] === 0 ? 0 : i)),
            extents,
          )
        ]!,
    );
    return new Laid({ ...host, values: repeated }, place);
  });
}

export interface ArrayOptions {
  shape?: fc.Arbitrary<number[]>;
  domain?: Domain;
  element?: (name: Name) => fc.Arbitrary<Value>;
}
/** An array of one of several dtypes. */
export function array(names: readonly Name[], o: ArrayOptions = {}): fc.Arbitrary<Laid> {
  return fc
    .tuple(dtype(names), o.shape ?? shape())
    .chain(([name, extents]) => arrayOf(name, extents, o.element?.(name) ?? value(name, o.domain)));
}

/** Shapes that broadcast to `whole`: leading axes left out, others of one element. */
function narrower(whole: readonly number[]): fc.Arbitrary<number[]> {
  return fc
    .tuple(
      fc.oneof({ weight: 3, arbitrary: pick(0) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: whole.length }) }),
      fc.array(fc.oneof({ weight: 4, arbitrary: pick(false) }, { weight: 1, arbitrary: pick(true) }), {
        minLength: whole.length,
        maxLength: whole.length,
      }),
    )
    .map(([skip, ones]) => whole.map((n, i) => (ones[i] ? 1 : n)).slice(skip));
}
/** `count` shapes that broadcast together, and now and then ones that do not. */
export function shapes(count: number, base: fc.Arbitrary<number[]> = shape()): fc.Arbitrary<number[][]> {
  const fitting = base.chain((whole) => fc.tuple(...Array.from({ length: count }, () => narrower(whole))));
  const any = fc.tuple(...Array.from({ length: count }, () => shape(0, 3, false)));
  return fc.oneof({ weight: 15, arbitrary: fitting }, { weight: 1, arbitrary: any });
}
export const broadcast = (list: readonly (readonly number[])[]): number[] => broadcastShapes(...list);

/** An axis of `ndim`, negative or not; now and then one that is not there. */
export const axis = (ndim: number): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 20, arbitrary: ndim === 0 ? fc.constant(0) : fc.integer({ min: -ndim, max: ndim - 1 }) },
    { weight: 1, arbitrary: pick(ndim, -ndim - 1) },
  );
/** What `axis` may be for a reduction: left out, null, one, several of either sign; now and then the same one twice. */
export function axes(ndim: number): fc.Arbitrary<number | number[] | null | undefined> {
  const several = fc
    .tuple(
      fc.subarray(Array.from({ length: ndim }, (_, i) => i)),
      fc.array(fc.boolean(), { minLength: ndim, maxLength: ndim }),
    )
    .map(([list, below]) => list.map((a) => (below[a] ? a - ndim : a)));
  const twice = fc.constant<number[]>(ndim === 0 ? [0] : [0, -ndim]);
  return fc.oneof(
    { weight: 3, arbitrary: pick(undefined, null) },
    { weight: 6, arbitrary: axis(ndim) },
    { weight: 6, arbitrary: several },
    { weight: 1, arbitrary: twice },
  );
}

/** Options of which any may be left out. */
export const options = <T extends Record<string, unknown>>(parts: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(parts, { requiredKeys: [], noNullPrototype: true });
