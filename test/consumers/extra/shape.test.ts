// Shapes, diagonals, Kronecker products, padding: what NumPy's fixtures don't say.
import * as extra from '../../../lib/consumers/extra';
import type { AnyArray } from '../../../lib/standard';
import { small } from '../../support/device';
import { numbers, providers } from '../support';

const all = [extra.atleast_1d, extra.atleast_2d, extra.atleast_3d] as const;

describe.each(providers)('obol/extra on $name', ({ xp, device }) => {
  const whole = (shape: readonly number[], dtype = xp.int32): AnyArray =>
    xp.reshape(
      xp.arange(
        shape.reduce((a, b) => a * b, 1),
        { dtype, device },
      ),
      shape,
    );

  small('atleast_1d, _2d and _3d add axes where NumPy does', () => {
    const shapes = [[], [3], [2, 3], [2, 3, 4], [1, 2, 3, 4], [0]];
    const wanted = [
      [[1], [3], [2, 3], [2, 3, 4], [1, 2, 3, 4], [0]],
      [
        [1, 1],
        [1, 3],
        [2, 3],
        [2, 3, 4],
        [1, 2, 3, 4],
        [1, 0],
      ],
      [
        [1, 1, 1],
        [1, 3, 1],
        [2, 3, 1],
        [2, 3, 4],
        [1, 2, 3, 4],
        [1, 0, 1],
      ],
    ];
    all.forEach((f, i) => {
      expect(shapes.map((shape) => [...f(xp.zeros(shape, { device })).shape])).toEqual(wanted[i]);
      const several: AnyArray[] = f(...shapes.map((shape) => xp.zeros(shape, { device })));
      expect(several.map((x) => [...x.shape])).toEqual(wanted[i]);
      expect(several.map((x) => x.device)).toEqual(shapes.map(() => device));
    });
    expect(() => extra.atleast_1d()).toThrow(/at least one array/);
  });

  small('atleast_nd puts axes in front; an array that has them is itself', async () => {
    const x = whole([2, 3]);
    expect([...extra.atleast_nd(x, { ndim: 4 }).shape]).toEqual([1, 1, 2, 3]);
    expect(await numbers(extra.atleast_nd(x, { ndim: 4 }))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(extra.atleast_nd(x, { ndim: 1 })).toBe(x);
    expect(extra.atleast_2d(x)).toBe(x);
    expect(() => extra.atleast_nd(x, { ndim: -1 })).toThrow(
      /atleast_nd: expected a whole number in \[0, 64\] for ndim, got -1/,
    );
    expect(() => extra.atleast_nd(x, {} as never)).toThrow(TypeError);
  });

  small('expand_dims takes one position or several of the result', () => {
    const x = whole([2, 3]);
    expect([...extra.expand_dims(x).shape]).toEqual([1, 2, 3]);
    expect([...extra.expand_dims(x, { axis: [0, 2, -1] }).shape]).toEqual([1, 2, 1, 3, 1]);
    expect(() => extra.expand_dims(x, { axis: 4 })).toThrow(RangeError);
  });

  small('create_diagonal puts every element in its place, whatever the offset, the dtype and the stack', async () => {
    for (const dtype of [xp.float64, xp.int8, xp.bool, xp.uint64, xp.complex64]) {
      for (const [shape, offset] of [
        [[3], 0],
        [[2, 2], 1],
        [[2], -2],
        [[0], 0],
        [[0], 1],
        [[2, 0, 2], 0],
      ] as const) {
        const n = shape.reduce((a, b) => a * b, 1);
        const x = xp.astype(xp.reshape(xp.arange(1, n + 1, { device }), shape), dtype);
        const y = extra.create_diagonal(x, { offset });
        const last = shape.at(-1)!;
        const m = last + Math.abs(offset);
        expect([[...y.shape], y.dtype]).toEqual([[...shape.slice(0, -1), m, m], dtype]);
        const given = await numbers(x);
        const wide = dtype === xp.complex64 ? 2 : 1;
        const values = await numbers(y);
        for (let i = 0; i < values.length / wide; i++) {
          const [stack, row, col] = [Math.floor(i / (m * m)), Math.floor(i / m) % m, i % m];
          const k = offset > 0 ? row : col;
          const wanted = col - row === offset ? given[(stack * last + k) * wide] : 0;
          expect([shape, offset, i, values[i * wide]]).toEqual([shape, offset, i, wanted]);
        }
      }
    }
    const odd = extra.create_diagonal(xp.asarray([NaN, Infinity], { device }));
    expect(await numbers(odd)).toEqual([NaN, 0, 0, Infinity]);
    expect(() => extra.create_diagonal(xp.asarray(1, { device }))).toThrow(/at least 1 axis for x/);
    expect(() => extra.create_diagonal(whole([2]), { offset: 0.5 })).toThrow(/a whole number for offset/);
  });

  small('kron multiplies in the promoted dtype, and follows the array beside a list', async () => {
    const a = whole([2], xp.int8);
    const y = extra.kron(a, xp.asarray([[1], [2]], { dtype: xp.int16, device }));
    expect([y.dtype, [...y.shape], await numbers(y)]).toEqual([xp.int16, [2, 2], [0, 1, 0, 2]]);
    const flags = xp.asarray([true, false], { device });
    const both = extra.kron(flags, flags);
    expect([both.dtype, await numbers(both)]).toEqual([xp.bool, [1, 0, 0, 0]]);
    const z = extra.kron([1, 2], xp.asarray([NaN, -0], { device }));
    expect([z.device, await numbers(z)]).toEqual([device, [NaN, -0, NaN, -0]]);
  });

  small('pad keeps every dtype, and pads 0-d arrays with nothing', async () => {
    for (const dtype of [xp.bool, xp.int8, xp.uint64, xp.float32, xp.complex128]) {
      const y = extra.pad(xp.ones([1], { dtype, device }), [0, 1]);
      expect([y.dtype, (await numbers(y))[0]]).toEqual([dtype, 1]);
    }
    const x = xp.asarray(3, { device });
    const y = extra.pad(x, 2);
    y.set([], 4);
    expect([[...y.shape], await numbers(x)]).toEqual([[], [3]]);
    const z = extra.pad(xp.asarray([1, 2], { device }), 1, { constant_values: NaN });
    expect(await numbers(z)).toEqual([NaN, 1, 2, NaN]);
    const empty = extra.pad(
      xp.zeros([2, 0], { device }),
      [
        [1, 0],
        [0, 0],
      ],
      { mode: 'mean' },
    );
    expect([...empty.shape]).toEqual([3, 0]);
    expect([...extra.pad(xp.zeros([2], { device }), [3, 1], { mode: 'empty' }).shape]).toEqual([6]);
  });

  small('pad mirrors a line longer than itself over and over', async () => {
    const line = [1, 2, 4];
    const x = xp.asarray(line, { device });
    const wanted = Array.from({ length: 23 }, (_, i) => {
      let k = i - 10;
      while (k < 0 || k > 2) k = k < 0 ? -k : 4 - k;
      return line[k];
    });
    expect(await numbers(extra.pad(x, 10, { mode: 'reflect' }))).toEqual(wanted);
  });

  small('pad names wrong arguments', () => {
    const x = whole([2, 3]);
    const fails = (body: () => unknown, kind: typeof TypeError | typeof RangeError, message: RegExp): void => {
      expect(body).toThrow(kind);
      expect(body).toThrow(message);
    };
    fails(() => extra.pad(x, -1), RangeError, /pad: expected whole numbers >= 0 for pad_width, got -1/);
    fails(() => extra.pad(x, '1' as never), TypeError, /pad_width/);
    fails(() => extra.pad(x, [1, 2, 3]), RangeError, /\[before, after\] for pad_width/);
    fails(() => extra.pad(x, [[1], [2], [3]]), RangeError, /one \[before, after\] or 2 of them/);
    fails(() => extra.pad(x, { 2: 1 }), RangeError, /an axis of an array with ndim 2/);
    fails(
      () => extra.pad(x, 1, { mode: 'mirror' as never }),
      RangeError,
      /'constant' \| 'edge' .* for mode, got "mirror"/,
    );
    fails(() => extra.pad(x, 1, { fill: 2 } as never), TypeError, /unknown option fill; expected mode/);
    fails(() => extra.pad(x, 1, 'edge' as never), TypeError, /options/);
    fails(() => extra.pad(x, 1, { stat_length: 0 }), RangeError, /stat_length, got 0/);
    fails(() => extra.pad(x, 1, { reflect_type: 'both' as never }), RangeError, /reflect_type/);
    fails(() => extra.pad(x, 1, { constant_values: 'a' as never }), TypeError, /a scalar for constant_values/);
    fails(() => extra.pad(xp.zeros([0], { device }), 1, { mode: 'edge' }), RangeError, /empty axis 0 for mode/);
    fails(() => extra.pad(xp.zeros([2], { dtype: xp.bool, device }), 1, { mode: 'mean' }), TypeError, /a real dtype/);
    fails(() => extra.pad(3 as never, 1), TypeError, /at least one array/);
  });
});
