// toHost, toHostSync, fromHost: an array's values across namespaces.
import { fromHost, toHost, toHostSync, type DTypeName, type HostArray, type TypedArray } from '../../lib/standard';
import { plain, type PlainArray } from '../support/plain';

const cases: Record<DTypeName, TypedArray> = {
  bool: Uint8Array.of(1, 0, 0, 1),
  int8: Int8Array.of(-128, 127, 0, -1),
  int16: Int16Array.of(-32768, 32767, 0, -1),
  int32: Int32Array.of(-2147483648, 2147483647, 0, -1),
  int64: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n, 0n, -1n),
  uint8: Uint8Array.of(0, 255, 7, 1),
  uint16: Uint16Array.of(0, 65535, 7, 1),
  uint32: Uint32Array.of(0, 4294967295, 7, 1),
  uint64: BigUint64Array.of(0n, 2n ** 64n - 1n, 7n, 1n),
  float32: Float32Array.of(NaN, -0, Infinity, 0.1),
  float64: Float64Array.of(NaN, -0, -Infinity, 0.1),
  complex64: Float32Array.of(NaN, -0, 0, Infinity, -Infinity, 1, -0, -0),
  complex128: Float64Array.of(NaN, -0, 0, Infinity, -Infinity, 1, -0, -0),
};
const names = Object.keys(cases) as DTypeName[];

test.each(names)('%s goes to the host and comes back as it was', async (dtype) => {
  const host: HostArray = { data: cases[dtype], shape: [2, 2], dtype };
  const x = fromHost(plain, host, { device: 'tray:1' });
  expect([x.dtype, x.device, [...x.shape]]).toEqual([plain[dtype], 'tray:1', [2, 2]]);
  expect(await toHost(x)).toEqual(host);
  expect(toHostSync(x)).toEqual(host);
});

test.each(names)('%s with no axis or no element keeps its shape', async (dtype) => {
  const one = dtype.startsWith('complex') ? 2 : 1;
  const scalar = { data: cases[dtype].slice(0, one), shape: [], dtype };
  expect(await toHost(fromHost(plain, scalar))).toEqual(scalar);
  const none = { data: cases[dtype].slice(0, 0), shape: [3, 0, 2], dtype };
  expect(await toHost(fromHost(plain, none))).toEqual(none);
  expect(toHostSync(fromHost(plain, none))).toEqual(none);
});

test('the array does not share the host’s memory', async () => {
  const data = Float64Array.of(1, 2);
  const x = fromHost(plain, { data, shape: [2], dtype: 'float64' });
  data[0] = 9;
  expect((await toHost(x)).data).toEqual(Float64Array.of(1, 2));
});

test('dataSync is preferred to tolist, and having neither is an error that says what to do', () => {
  const x = plain.asarray([1, 2]);
  const quick = Object.assign(plain.asarray([1, 2]), { dataSync: () => Float64Array.of(3, 4) });
  expect(toHostSync(quick).data).toEqual(Float64Array.of(3, 4));
  const slow = Object.defineProperty(x, 'tolist', { value: undefined });
  expect(() => toHostSync(slow)).toThrow(TypeError);
  expect(() => toHostSync(slow)).toThrow(/plain 1\.0\.0 with data\(\) only; move it first/);
});

test('wrong arguments are refused', async () => {
  await expect(toHost([1, 2] as unknown as PlainArray)).rejects.toThrow(/toHost: expected an array for x/);
  expect(() => toHostSync(3 as unknown as PlainArray)).toThrow(TypeError);
  const host = { data: Float64Array.of(1, 2), shape: [3], dtype: 'float64' };
  expect(() => fromHost(plain, host)).toThrow(RangeError);
  expect(() => fromHost(plain, { ...host, shape: [2], dtype: 'float16' })).toThrow(/a dtype that plain 1\.0\.0 has/);
  expect(() => fromHost(plain, { ...host, shape: [2], dtype: 'zeros' })).toThrow(TypeError);
  expect(() => fromHost(plain, { ...host, data: [1, 2] as unknown as TypedArray })).toThrow(TypeError);
});
