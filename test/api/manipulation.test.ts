/** Manipulation: every function on every dtype and layout, against the plain provider. */
import * as xp from 'obol';
import { testDevice, small } from '../support/device';
import { plain } from '../support/plain';
import type { PlainArray } from '../support/plain/array';
import { array, dtypeNames, held, laid, layouts, oracle, values } from '../support/arrays';

const device = testDevice;

/** One case: the same call on both namespaces. */
type Case = [name: string, shape: number[], call: (ns: typeof xp, x: xp.NDArray) => xp.NDArray | xp.NDArray[]];

const cases: Case[] = [
  ['broadcast_to', [3, 1], (ns, x) => ns.broadcast_to(x, [2, 3, 4])],
  ['concat along the first axis', [2, 3], (ns, x) => ns.concat([x, x])],
  ['concat along the last axis', [2, 3], (ns, x) => ns.concat([x, x, x], { axis: -1 })],
  ['concat of flattened arrays', [2, 3], (ns, x) => ns.concat([x, x], { axis: null })],
  ['expand_dims in front', [2, 3], (ns, x) => ns.expand_dims(x, 0)],
  ['expand_dims at the end', [2, 3], (ns, x) => ns.expand_dims(x, -1)],
  ['flip of all axes', [2, 3, 2], (ns, x) => ns.flip(x)],
  ['flip of one axis', [2, 3, 2], (ns, x) => ns.flip(x, { axis: 1 })],
  ['flip of two axes', [2, 3, 2], (ns, x) => ns.flip(x, { axis: [0, -1] })],
  ['moveaxis', [2, 3, 4], (ns, x) => ns.moveaxis(x, 0, -1)],
  ['moveaxis of two', [2, 3, 4], (ns, x) => ns.moveaxis(x, [0, 1], [2, 0])],
  ['permute_dims', [2, 3, 4], (ns, x) => ns.permute_dims(x, [2, 0, 1])],
  ['repeat of the flattened array', [2, 3], (ns, x) => ns.repeat(x, 2)],
  ['repeat along an axis', [2, 3], (ns, x) => ns.repeat(x, 3, { axis: 1 })],
  ['reshape', [2, 6], (ns, x) => ns.reshape(x, [3, 4])],
  ['reshape with an open extent', [2, 6], (ns, x) => ns.reshape(x, [-1, 2, 3])],
  ['reshape to 0-d', [1, 1], (ns, x) => ns.reshape(x, [])],
  ['reshape of nothing', [0, 3], (ns, x) => ns.reshape(x, [3, 0])],
  ['roll of the flattened array', [2, 3], (ns, x) => ns.roll(x, 2)],
  ['roll along an axis', [2, 3], (ns, x) => ns.roll(x, -1, { axis: 1 })],
  ['roll along two axes', [4, 3], (ns, x) => ns.roll(x, [1, 5], { axis: [0, 1] })],
  ['squeeze', [1, 3, 1], (ns, x) => ns.squeeze(x, [0, 2])],
  ['stack', [2, 3], (ns, x) => ns.stack([x, x])],
  ['stack along the last axis', [2, 3], (ns, x) => ns.stack([x, x], { axis: -1 })],
  ['tile', [2, 3], (ns, x) => ns.tile(x, [2, 2])],
  ['tile by more axes', [3], (ns, x) => ns.tile(x, [2, 1, 2])],
  ['tile by fewer axes', [2, 3], (ns, x) => ns.tile(x, [2])],
  ['unstack', [2, 3], (ns, x) => ns.unstack(x)],
  ['unstack along the last axis', [2, 3], (ns, x) => ns.unstack(x, { axis: -1 })],
  ['matrix_transpose', [2, 3, 4], (ns, x) => ns.matrix_transpose(x)],
  ['take', [4, 3], (ns, x) => ns.take(x, ns.asarray([2, -1, 0], { dtype: ns.int32 }), { axis: 0 })],
];

describe.each(cases)('%s', (_, shape, call) => {
  small('gives what the plain provider gives, in every dtype and layout', () => {
    const size = shape.reduce((a, b) => a * b, 1);
    for (const name of dtypeNames) {
      const list = values(name, size, 11);
      const expected = call(plain as unknown as typeof xp, oracle(list, shape, name) as unknown as xp.NDArray);
      const want = (Array.isArray(expected) ? expected : [expected]).map((e) => held(e as unknown as PlainArray));
      for (const layout of layouts) {
        const onDevice = new Proxy(xp, {
          get: (ns, key) =>
            key === 'asarray' ? (v: unknown, o: object) => ns.asarray(v, { ...o, device }) : ns[key as 'asarray'],
        });
        const result = call(onDevice, laid(array(list, shape, name), layout));
        expect((Array.isArray(result) ? result : [result]).map((r) => held(r))).toEqual(want);
      }
    }
  });
});

describe('views and copies', () => {
  const x = (): xp.NDArray => xp.reshape(xp.arange(6, { device }), [2, 3]);
  small('reshape is a view where strides allow it, else a copy, and copy says which', () => {
    const a = x();
    xp.reshape(a, [6]).set([0], 9);
    expect(a.get(0, 0).item()).toBe(9);
    const t = a.T;
    xp.reshape(t, [6]).set([0], -1);
    expect(a.get(0, 0).item()).toBe(9);
    xp.reshape(a, [6], { copy: true }).set([0], -1);
    expect(a.get(0, 0).item()).toBe(9);
    expect(() => xp.reshape(t, [6], { copy: false })).toThrow(RangeError);
    expect(
      xp.reshape(xp.zeros([4, 3], { device }).get(xp.slice(null, null, 2)), [2, 1, 3], { copy: false }).shape,
    ).toEqual([2, 1, 3]);
  });
  small('permute_dims, expand_dims, squeeze, unstack and broadcast_to are views', () => {
    const a = x();
    const views = [xp.permute_dims(a, [1, 0]), xp.expand_dims(a, 0), xp.unstack(a)[0]!, xp.broadcast_to(a, [2, 2, 3])];
    a.set([0, 0], 42);
    for (const v of views) expect((v.dataSync() as Int32Array)[0]).toBe(42);
  });
  small('a broadcast view of each array comes from broadcast_arrays', () => {
    const [p, q] = xp.broadcast_arrays(xp.ones([2, 1], { device }), xp.zeros([3], { device }));
    expect(p!.shape).toEqual([2, 3]);
    expect(q!.strides).toEqual([0, 1]);
  });
  small('repeat takes a count for each element', () => {
    expect(xp.repeat(xp.asarray([1, 2, 3], { device }), [2, 0, 1]).tolist()).toEqual([1, 1, 3]);
    const counts = xp.asarray([0, 2], { dtype: xp.int32, device });
    expect(xp.repeat(x(), counts, { axis: 0 }).tolist()).toEqual([
      [3, 4, 5],
      [3, 4, 5],
    ]);
  });
});

describe('what does not fit is refused', () => {
  const x = (): xp.NDArray => xp.zeros([2, 3], { device });
  const rangeErrors: [string, () => unknown][] = [
    ['broadcast_to', () => xp.broadcast_to(x(), [2, 2])],
    ['concat of other shapes', () => xp.concat([x(), xp.zeros([2, 2], { device })])],
    ['concat of 0-d arrays', () => xp.concat([xp.zeros([], { device })])],
    ['concat of none', () => xp.concat([])],
    ['expand_dims', () => xp.expand_dims(x(), 4)],
    ['flip', () => xp.flip(x(), { axis: 2 })],
    ['moveaxis', () => xp.moveaxis(x(), 0, [0, 1])],
    ['permute_dims', () => xp.permute_dims(x(), [0])],
    ['permute_dims twice', () => xp.permute_dims(x(), [0, 0])],
    ['repeat', () => xp.repeat(x(), -1)],
    ['repeat of other counts', () => xp.repeat(x(), [1, 2], { axis: 1 })],
    ['reshape', () => xp.reshape(x(), [4])],
    ['reshape with two open extents', () => xp.reshape(x(), [-1, -1])],
    ['squeeze', () => xp.squeeze(x(), 0)],
    ['stack', () => xp.stack([x(), xp.zeros([3, 2], { device })])],
    ['unstack of a 0-d array', () => xp.unstack(xp.zeros([], { device }))],
  ];
  small('with a RangeError', () => {
    for (const [, call] of rangeErrors) expect(call).toThrow(RangeError);
  });
  small('with a TypeError', () => {
    expect(() => xp.concat(x() as never)).toThrow(TypeError);
    expect(() => xp.concat([x(), 3 as never])).toThrow(/expected an array \(see xp.asarray\) for arrays\[1\], got 3/);
    expect(() => xp.concat([x(), xp.zeros([2, 3], { dtype: xp.bool, device })])).toThrow(TypeError);
    expect(() => xp.flip(x(), 1 as never)).toThrow('flip: axis goes into the options: { axis: 1 }');
    expect(() => xp.permute_dims(x(), 1 as never)).toThrow(TypeError);
    expect(() => xp.roll(x(), 1, { axes: 0 } as never)).toThrow('roll: unknown option axes; expected axis');
    expect(() => xp.reshape([1, 2] as never, [2])).toThrow(TypeError);
  });
});
