/** Data types: the promotion table, casts, limits, inspection. */
import * as xp from 'obol';
import { testDevice, small } from '../support/device';
import { dtypeNames, type Name, type Value } from '../support/arrays';

const device = testDevice;

// The standard's tables, by rows: signed and mixed integers, floats with complex. Empty: no promotion.
const names: Record<string, Name> = {
  b: 'bool',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  f4: 'float32',
  f8: 'float64',
  c8: 'complex64',
  c16: 'complex128',
};
const integers = `
      i1 i2 i4 i8 u1 u2 u4 u8
  i1  i1 i2 i4 i8 i2 i4 i8 -
  i2  i2 i2 i4 i8 i2 i4 i8 -
  i4  i4 i4 i4 i8 i4 i4 i8 -
  i8  i8 i8 i8 i8 i8 i8 i8 -
  u1  i2 i2 i4 i8 u1 u2 u4 u8
  u2  i4 i4 i4 i8 u2 u2 u4 u8
  u4  i8 i8 i8 i8 u4 u4 u4 u8
  u8  -  -  -  -  u8 u8 u8 u8`;
const floats = `
       f4  f8  c8  c16
  f4   f4  f8  c8  c16
  f8   f8  f8  c16 c16
  c8   c8  c16 c8  c16
  c16  c16 c16 c16 c16`;

function table(text: string): Map<string, Name> {
  const [head, ...rows] = text
    .trim()
    .split('\n')
    .map((l) => l.trim().split(/\s+/));
  const out = new Map<string, Name>();
  for (const [row, ...cells] of rows)
    cells.forEach((cell, i) => cell !== '-' && out.set(`${names[row!]} ${names[head![i]!]}`, names[cell]!));
  return out;
}

describe('promotion', () => {
  const expected = new Map([...table(integers), ...table(floats), ['bool bool', 'bool' as Name]]);
  small('is the table of the standard, for every pair, of dtypes and of results', () => {
    for (const a of dtypeNames)
      for (const b of dtypeNames) {
        const want = expected.get(`${a} ${b}`);
        const sum = (): xp.NDArray =>
          xp.where(
            xp.ones(1, { dtype: xp.bool, device }),
            xp.ones(1, { dtype: xp[a], device }),
            xp.ones(1, { dtype: xp[b], device }),
          );
        if (want === undefined) {
          expect(() => xp.result_type(xp[a], xp[b])).toThrow(TypeError);
          expect(sum).toThrow(TypeError);
        } else {
          expect(xp.result_type(xp[a], xp[b])).toBe(xp[want]);
          expect(sum().dtype).toBe(xp[want]);
          expect(xp.can_cast(xp[a], xp[b])).toBe(want === b);
        }
      }
  });

  small('lets a scalar take the dtype of the array beside it', () => {
    const of = (name: Name, s: Value): string => xp.result_type(xp.ones(1, { dtype: xp[name], device }), s).name;
    expect(of('float32', 2)).toBe('float32');
    expect(of('int8', 2)).toBe('int8');
    expect(of('int64', 2)).toBe('int64');
    expect(of('complex64', 2)).toBe('complex64');
    expect(of('float32', { re: 0, im: 1 })).toBe('complex64');
    expect(of('bool', true)).toBe('bool');
    expect(() => of('int32', 2.5)).toThrow(TypeError);
    expect(() => of('bool', 1)).toThrow(TypeError);
    expect(() => of('uint8', 300)).toThrow(RangeError);
    expect(() => xp.result_type(1, 2)).toThrow(TypeError);
  });
});

describe('astype', () => {
  const to = (list: unknown, dtype: xp.NDArray['dtype'], from?: xp.NDArray['dtype']): unknown =>
    xp.astype(xp.asarray(list, { dtype: from, device }), dtype).tolist();
  small('truncates towards 0, makes anything but 0 true, keeps what fits', () => {
    expect(to([1.9, -1.9, 0.5], xp.int32)).toEqual([1, -1, 0]);
    expect(to([0, -0, 2, Number.NaN], xp.bool)).toEqual([false, false, true, true]);
    expect(to([true, false], xp.float32)).toEqual([1, 0]);
    expect(to([1, 2], xp.complex64)).toEqual([
      { re: 1, im: 0 },
      { re: 2, im: 0 },
    ]);
    expect(to([2 ** 53], xp.int64)).toEqual([2n ** 53n]);
    expect(to([-1], xp.uint8, xp.int32)).toEqual([255]);
    expect(to([Number.NaN], xp.int32)).toEqual([0]);
  });
  small('refuses to drop imaginary parts, and what is no dtype', () => {
    expect(() => to([{ re: 1, im: 1 }], xp.float64)).toThrow(/xp.real/);
    expect(() => xp.astype(xp.ones(1, { device }), 'int8' as never)).toThrow(TypeError);
  });
  small('returns the array itself with copy false, where nothing changes', () => {
    const x = xp.ones(1, { device });
    expect(xp.astype(x, xp.float64, { copy: false })).toBe(x);
    expect(xp.astype(x, xp.float64)).not.toBe(x);
  });
});

describe('limits and kinds', () => {
  small('finfo and iinfo tell the limits', () => {
    expect(xp.finfo(xp.float32)).toMatchObject({
      bits: 32,
      eps: 2 ** -23,
      smallest_normal: 2 ** -126,
      dtype: xp.float32,
    });
    expect(xp.finfo(xp.complex128)).toMatchObject({ bits: 64, max: Number.MAX_VALUE, dtype: xp.float64 });
    expect(xp.iinfo(xp.uint8)).toEqual({ bits: 8, min: 0, max: 255, dtype: xp.uint8 });
    expect(xp.iinfo(xp.int64).min).toBe(-(2n ** 63n));
    expect(() => xp.finfo(xp.int8)).toThrow(TypeError);
    expect(() => xp.iinfo(xp.float32)).toThrow(TypeError);
  });
  small('isdtype knows the kinds', () => {
    const kinds = [
      'bool',
      'signed integer',
      'unsigned integer',
      'integral',
      'real floating',
      'complex floating',
      'numeric',
    ] as const;
    const of = (name: Name): string => kinds.filter((k) => xp.isdtype(xp[name], k)).join();
    expect(of('bool')).toBe('bool');
    expect(of('int8')).toBe('signed integer,integral,numeric');
    expect(of('uint64')).toBe('unsigned integer,integral,numeric');
    expect(of('float32')).toBe('real floating,numeric');
    expect(of('complex128')).toBe('complex floating,numeric');
    expect(xp.isdtype(xp.int8, [xp.int16, 'signed integer'])).toBe(true);
    expect(() => xp.isdtype(xp.int8, 'integer' as never)).toThrow(TypeError);
  });
  small('the inspection lists what is there', () => {
    const info = xp.__array_namespace_info__();
    expect(info.devices()).toContain(device);
    expect(info.default_dtypes()).toEqual({
      'real floating': xp.float64,
      'complex floating': xp.complex128,
      integral: xp.int32,
      indexing: xp.int32,
    });
    expect(Object.keys(info.dtypes())).toEqual([...dtypeNames]);
    expect(Object.keys(info.dtypes({ kind: 'unsigned integer', device }))).toEqual([
      'uint8',
      'uint16',
      'uint32',
      'uint64',
    ]);
    expect(info.capabilities()['boolean indexing']).toBe(true);
  });
  small('dtypes are frozen singletons', () => {
    expect(Object.isFrozen(xp.float32)).toBe(true);
    expect(Object.keys(xp.float32)).toEqual(['name', 'kind', 'itemsize']);
    expect(String(xp.float32)).toBe('obol.float32');
  });
});
