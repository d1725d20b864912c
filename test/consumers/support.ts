// What the consumers' tests share: both providers, arrays from fixtures, comparison with fixtures.
import {
  fromHost,
  toHost,
  type AnyArray,
  type ArrayNamespace,
  type DTypeName,
  type TypedArray,
} from '../../lib/standard';
import * as obol from '../../lib/index';
import { testDevice } from '../support/device';
import { readNpy } from '../support/fixtures';
import { plain } from '../support/plain';

/** A namespace and the device under test, which is not its default one. */
export interface Provider {
  readonly name: string;
  readonly xp: ArrayNamespace<AnyArray>;
  readonly device: string;
}

export const providers: readonly Provider[] = [
  { name: 'plain', xp: plain, device: 'tray:1' },
  { name: 'obol', xp: obol as unknown as ArrayNamespace<AnyArray>, device: testDevice },
];

/** An array as a JSON fixture holds it: non-finite numbers as strings, complex ones as pairs. */
export interface Packed {
  readonly shape: number[];
  readonly dtype: DTypeName;
  readonly data: (number | string | [number, number])[];
}

/** The fixture's array in a provider. */
export function unpack({ xp, device }: Provider, packed: Packed): AnyArray {
  const { dtype: name, shape, data } = packed;
  const dtype = xp[name];
  if (name.startsWith('complex')) {
    const values = (data as [number, number][]).map(([re, im]) => ({ re: Number(re), im: Number(im) }));
    return xp.reshape(xp.asarray(values, { dtype, device }), shape);
  }
  return fromHost(xp, { data: typed(name, data.map(Number)), shape, dtype: name }, { device });
}

/** A picture from test/fixtures. */
export function picture({ xp, device }: Provider, name: string): AnyArray {
  return fromHost(xp, readNpy(name), { device });
}

function typed(name: DTypeName, values: number[]): TypedArray {
  if (name === 'int64') return BigInt64Array.from(values.map(BigInt));
  if (name === 'uint64') return BigUint64Array.from(values.map(BigInt));
  const Typed = {
    bool: Uint8Array,
    uint8: Uint8Array,
    int8: Int8Array,
    uint16: Uint16Array,
    int16: Int16Array,
    uint32: Uint32Array,
    int32: Int32Array,
    float32: Float32Array,
    float64: Float64Array,
    complex64: Float32Array,
    complex128: Float64Array,
  }[name];
  return Typed.from(values);
}

/** The values as numbers. */
export async function numbers(x: AnyArray): Promise<number[]> {
  return Array.from((await toHost(x)).data, Number);
}

/** Tolerances by dtype: integers and bool are exact. */
export interface Tolerance {
  readonly float64?: number;
  readonly float32?: number;
}

/** Checks dtype, device, shape and values; returns the largest distance. */
export async function expectArray(
  provider: Provider,
  x: AnyArray,
  expected: Packed,
  label: string,
  { float64 = 1e-12, float32 = 4e-7 }: Tolerance = {},
): Promise<void> {
  expect({ label, dtype: x.dtype.name, shape: [...x.shape], device: x.device }).toEqual({
    label,
    dtype: expected.dtype,
    shape: expected.shape,
    device: provider.device,
  });
  const limit = { float64, complex128: float64, float32, complex64: float32 }[expected.dtype as 'float64'] ?? 0;
  const wanted = expected.data.flat().map(Number);
  const got = await numbers(x);
  expect(got.length).toBe(wanted.length);
  const wrong = got.flatMap((value, i) =>
    near(value, wanted[i], limit) ? [] : [{ label, i, value, wanted: wanted[i] }],
  );
  expect(wrong.slice(0, 5)).toEqual([]);
}

function near(a: number, b: number, limit: number): boolean {
  return Object.is(a, b) || a === b || Math.abs(a - b) <= limit * Math.max(1, Math.abs(b));
}

/** The same values in other layouts: transposed twice over, every other element of a larger array, reversed. */
export function layouts({ xp, device }: Provider, x: AnyArray): [string, AnyArray][] {
  const turned = x.shape.map((_, k) => x.ndim - 1 - k);
  const transposed = xp.permute_dims(xp.asarray(xp.permute_dims(x, turned), { copy: true }), turned);
  const spread = xp.zeros(
    x.shape.map((n) => 2 * n + 1),
    { dtype: x.dtype, device },
  );
  const odd = x.shape.map(() => xp.slice(1, null, 2));
  spread.set(odd, x);
  const flipped = xp.flip(xp.asarray(xp.flip(x), { copy: true }));
  return [
    ['transposed', transposed],
    ['every other element', spread.get(...odd)],
    ['flipped', flipped],
  ];
}
