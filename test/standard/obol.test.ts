// obol as a provider among others: its namespace by the standard's types, its arrays through the dispatch functions.
import * as xp from '../../lib';
import { extension, type ArrayNamespace, type TypedArray } from '../../lib/standard';
import { arrayNamespace, fromHost, scope, toHost } from '../../lib/subpaths/standard';
import { testDevice as device } from '../support/device';
import { plain } from '../support/plain';

// That the package satisfies the standard's types is checked by the compiler, here and where lib/index fills the slot.
const namespace: ArrayNamespace<xp.NDArray> = xp;

test('its arrays, typed arrays and lists belong to the package itself', () => {
  expect(arrayNamespace(xp.zeros([2], { device }))).toBe(xp.zeros([1]).__array_namespace__());
  expect(arrayNamespace([1, 2])).toBe(arrayNamespace(xp.zeros([1])));
  expect(arrayNamespace(Int8Array.of(1)).float32).toBe(xp.float32);
  expect(namespace.__array_api_version__).toBe('2025.12');
});

test('arrays of two providers are refused by name and version', () => {
  const mixed = (): unknown => arrayNamespace<unknown>(xp.zeros([1]), plain.zeros([1]));
  expect(mixed).toThrow(TypeError);
  expect(mixed).toThrow(`obol ${xp.__version__} and plain 1.0.0`);
});

const cases: [string, TypedArray][] = [
  ['bool', Uint8Array.of(1, 0, 0, 1)],
  ['int8', Int8Array.of(-128, 127, 0, -1)],
  ['int16', Int16Array.of(-32768, 32767, 0, -1)],
  ['int32', Int32Array.of(-2147483648, 2147483647, 0, -1)],
  ['int64', BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n, 0n, -1n)],
  ['uint8', Uint8Array.of(0, 255, 7, 1)],
  ['uint16', Uint16Array.of(0, 65535, 7, 1)],
  ['uint32', Uint32Array.of(0, 4294967295, 7, 1)],
  ['uint64', BigUint64Array.of(0n, 2n ** 64n - 1n, 7n, 1n)],
  ['float32', Float32Array.of(NaN, -0, Infinity, 0.1)],
  ['float64', Float64Array.of(NaN, -0, -Infinity, 0.1)],
  ['complex64', Float32Array.of(NaN, -0, 0, Infinity, -Infinity, 1, -0, -0)],
  ['complex128', Float64Array.of(NaN, -0, 0, Infinity, -Infinity, 1, -0, -0)],
];

test.each(cases)('%s values cross to another provider and back unchanged', async (dtype, data) => {
  const host = { data, shape: [2, 2], dtype };
  const x = fromHost(xp, host, { device });
  expect([x.device, x.dtype]).toEqual([device, (xp as unknown as Record<string, unknown>)[dtype]]);
  const there = fromHost(plain, await toHost(x.T), { device: 'tray:1' });
  const back = fromHost(xp, await toHost(there), { device });
  expect(await toHost(back.T)).toEqual(host);
});

test('scope frees what its result does not hold', async () => {
  const space = arrayNamespace(xp.zeros([1], { device }));
  let inner: xp.NDArray | undefined;
  const kept = scope(space, () => {
    inner = xp.ones([3], { device });
    return { sum: xp.add(inner, 1) };
  });
  expect(Array.from((await kept.sum.data()) as Float64Array)).toEqual([2, 2, 2]);
  await expect((async () => inner!.data())()).rejects.toMatchObject({ code: 'ERR_OBOL_DISPOSED' });
});

test('an extension that is not there is undefined', () => {
  expect(extension(namespace, 'astronomy')).toBeUndefined();
});
