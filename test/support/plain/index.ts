/**
 * A second provider of the Array API, for tests: over plain JavaScript arrays, strict about the standard, without any
 * extension. Consumer code that dispatches gives the same numbers on it as on obol.
 */
import type { ArrayNamespace, SetFunctions } from '../../../lib/standard';
import { devices, PlainArray, registry } from './array';
import { creation, dataTypes } from './creation';
import { dtypes, ofKind, type Element, type PlainDType } from './dtype';
import { elementwise } from './elementwise';
import { ellipsis, PlainSlice } from './keys';
import { indexing, linearAlgebra, manipulation, sorting } from './manipulation';
import { searching, statistical, utility } from './reduce';

const uniqueOf = (x: PlainArray): { values: Element[]; first: number[]; inverse: number[]; counts: number[] } => {
  const places = new Map<unknown, number>();
  const out = { values: [] as Element[], first: [] as number[], inverse: [] as number[], counts: [] as number[] };
  x.values.forEach((v, i) => {
    const key = typeof v === 'object' ? `${v.re},${v.im}` : v === 0 ? 0 : v;
    let at = v === v ? places.get(key) : undefined;
    if (at === undefined) {
      at = out.values.push(v) - 1;
      places.set(key, at);
      out.first.push(i);
      out.counts.push(0);
    }
    out.inverse.push(at);
    out.counts[at]!++;
  });
  return out;
};
const ints = (x: PlainArray, values: number[], shape: readonly number[] = [values.length]): PlainArray =>
  x.like(values, shape, dtypes.int32);

const sets: SetFunctions<PlainArray> = {
  isin: (x1, x2, { invert = false } = {}) => {
    const x = x1 instanceof PlainArray ? x1 : (x2 as PlainArray).like([x1 as Element], []);
    const among = new Set<Element>(x2 instanceof PlainArray ? x2.values : [x2 as Element]);
    return x.like(
      x.values.map((v) => among.has(v) !== invert),
      x.shape,
      dtypes.bool,
    );
  },
  unique_all: (x) => {
    const { values, first, inverse, counts } = uniqueOf(x);
    return {
      values: x.like(values, [values.length]),
      indices: ints(x, first),
      inverse_indices: ints(x, inverse, x.shape),
      counts: ints(x, counts),
    };
  },
  unique_counts: (x) => {
    const { values, counts } = uniqueOf(x);
    return { values: x.like(values, [values.length]), counts: ints(x, counts) };
  },
  unique_inverse: (x) => {
    const { values, inverse } = uniqueOf(x);
    return { values: x.like(values, [values.length]), inverse_indices: ints(x, inverse, x.shape) };
  },
  unique_values: (x) => {
    const { values } = uniqueOf(x);
    return x.like(values, [values.length]);
  },
};

const info = {
  capabilities: () => ({ 'boolean indexing': true, 'data-dependent shapes': true, 'max dimensions': null }),
  default_device: () => devices[0]!,
  default_dtypes: () => ({
    'real floating': dtypes.float64,
    'complex floating': dtypes.complex128,
    integral: dtypes.int32,
    indexing: dtypes.int32,
  }),
  devices: () => devices,
  dtypes: ({ kind }: { kind?: string | readonly string[] | null } = {}): Record<string, PlainDType> => {
    const kinds = kind === null || kind === undefined ? null : typeof kind === 'string' ? [kind] : kind;
    return Object.fromEntries(
      Object.entries(dtypes).filter(([, d]) => kinds === null || kinds.some((k) => ofKind(d, k))),
    );
  },
};

/** The namespace. It carries the standard and nothing else: no scope, no sparse. */
export const plain: ArrayNamespace<PlainArray> = {
  __name__: 'plain',
  __version__: '1.0.0',
  __array_api_version__: '2025.12',
  __array_namespace_info__: () => info,
  ...dtypes,
  e: Math.E,
  inf: Infinity,
  nan: NaN,
  pi: Math.PI,
  newaxis: null,
  ellipsis,
  slice: (start = null, stop = null, step = null) => new PlainSlice(start, stop, step),
  ...creation,
  ...dataTypes,
  ...elementwise,
  ...indexing,
  ...linearAlgebra,
  ...manipulation,
  ...searching,
  ...sets,
  ...sorting,
  ...statistical,
  ...utility,
};

registry.namespace = plain;

export default plain;
export { PlainArray } from './array';
