// Norms, diagonals, products and powers of xp.linalg against loops over JavaScript numbers.
import * as xp from 'obol';
import { laid, layouts } from '../support/arrays';
import { large, small, testDevice as device } from '../support/device';
import * as mx from '../support/matrices';

const { linalg } = xp;
const { floating, random, upload } = mx;

function norm(values: readonly number[], ord: number): number {
  const sizes = values.map(Math.abs);
  if (ord === Infinity) return Math.max(...sizes);
  if (ord === -Infinity) return Math.min(...sizes);
  if (ord === 0) return sizes.filter((x) => x !== 0).length;
  return sizes.reduce((sum, x) => sum + x ** ord, 0) ** (1 / ord);
}

const flat = (x: xp.NDArray): number[] => Array.from(x.dataSync() as Float64Array, Number);

for (const dtype of floating)
  small(`vector_norm of ${dtype}: every order, along every axis`, () => {
    const a = random(6, 4, 7, dtype);
    const sizes = Array.from(a.re, (re, i) => Math.hypot(re, a.im[i]!));
    const x = upload([a], dtype, []);
    const real = mx.epsilon(dtype) > 1e-10 ? xp.float32 : xp.float64;
    const close = (got: xp.NDArray, shape: number[], wanted: number[]): void => {
      expect([got.dtype, got.shape]).toEqual([real, shape]);
      flat(got).forEach((value, i) => expect(Math.abs(value / wanted[i]! - 1)).toBeLessThan(50 * mx.epsilon(dtype)));
    };
    const row = (i: number) => sizes.slice(4 * i, 4 * i + 4);
    const col = (j: number) => sizes.filter((_, at) => at % 4 === j);
    for (const ord of [undefined, 0, 1, 2, 3, 0.5, -1, -2.5, Infinity, -Infinity]) {
      const p = ord ?? 2;
      const option = ord === undefined ? {} : { ord };
      close(linalg.vector_norm(x, option), [], [norm(sizes, p)]);
      close(
        linalg.vector_norm(x, { ...option, axis: 1 }),
        [6],
        [0, 1, 2, 3, 4, 5].map((i) => norm(row(i), p)),
      );
      close(
        linalg.vector_norm(x, { ...option, axis: [-2], keepdims: true }),
        [1, 4],
        [0, 1, 2, 3].map((j) => norm(col(j), p)),
      );
      close(linalg.vector_norm(x, { ...option, axis: [1, 0], keepdims: true }), [1, 1], [norm(sizes, p)]);
    }
  });

small('vector_norm does not overflow or vanish where the norm is in range', () => {
  const norms = (list: number[], dtype: xp.NDArray['dtype'], ord?: number): number =>
    Number(linalg.vector_norm(xp.asarray(list, { device, dtype }), { ord }).item());
  for (const ord of [undefined, 3]) {
    const three = (3 ** (ord ?? 2) + 4 ** (ord ?? 2)) ** (1 / (ord ?? 2));
    for (const scale of [1e300, 1e-300])
      expect(norms([3 * scale, -4 * scale], xp.float64, ord) / scale).toBeCloseTo(three, 12);
    for (const scale of [1e37, 1e-37])
      expect(norms([3 * scale, -4 * scale], xp.float32, ord) / scale).toBeCloseTo(three, 5);
  }
  const z = xp.asarray([{ re: 3e300, im: 4e300 }], { device });
  expect(linalg.vector_norm(z).item()).toBe(5e300);
  expect(norms([0, 0], xp.float64)).toBe(0);
  expect(norms([1, NaN, Infinity], xp.float64)).toBeNaN();
  expect(norms([1, -Infinity], xp.float64)).toBe(Infinity);
  expect(norms([5e-324], xp.float64)).toBe(5e-324);
  expect(norms([0, 3], xp.float64, -1)).toBe(0);
});

small('one huge or tiny element among others, in rows longer than a block and down columns', () => {
  const n = 3000;
  for (const dtype of ['float64', 'complex128'] as const)
    for (const [most, rest] of [
      [1e200, 1],
      [1, 1e-200],
      [1e-170, 1e-180],
      [1e-300, 1e-300],
      [1e300, 1e290],
    ] as const) {
      const x = upload([mx.matrix(n, 2, (i, j) => (i === (n >> j) - 1 ? most : [0, rest]))], 'complex128', []);
      const y = dtype === 'float64' ? xp.imag(x) : x;
      if (dtype === 'float64') y.set([xp.ellipsis], xp.abs(x));
      const wanted = most * Math.sqrt(1 + (n - 1) * (rest / most) ** 2);
      for (const z of [y, laid(y, 'transposed')])
        for (const norm of flat(linalg.vector_norm(z, { axis: 0 }))) expect(norm / wanted).toBeCloseTo(1, 12);
      expect(Number(linalg.vector_norm(y).item()) / wanted / Math.SQRT2).toBeCloseTo(1, 12);
    }
});

small('norms of nothing are 0, of one number its size; of every layout the same', () => {
  const none = xp.zeros([3, 0], { device });
  for (const ord of [0, 1, 2, 3, Infinity]) {
    expect(linalg.vector_norm(none, { ord }).item()).toBe(0);
    expect(linalg.vector_norm(none, { ord, axis: 1 }).tolist()).toEqual([0, 0, 0]);
    expect(linalg.vector_norm(none, { ord, axis: 0, keepdims: true }).shape).toEqual([1, 0]);
  }
  for (const ord of ['fro', 'nuc', 1, 2, Infinity] as const)
    expect(linalg.matrix_norm(xp.zeros([2, 0, 3], { device }), { ord }).tolist()).toEqual([0, 0]);
  expect(() => linalg.vector_norm(none, { ord: -Infinity })).toThrow(RangeError);
  expect(() => linalg.matrix_norm(none, { ord: -2 })).toThrow(RangeError);
  expect(linalg.vector_norm(xp.asarray(-3, { device })).item()).toBe(3);
  const x = upload([random(5, 6, 1, 'float64')], 'float64', []);
  for (const layout of layouts)
    for (const axis of [0, 1, [0, 1]]) {
      const wanted = flat(linalg.vector_norm(x, { axis }));
      flat(linalg.vector_norm(laid(x, layout), { axis })).forEach((v, i) => expect(v / wanted[i]!).toBeCloseTo(1, 14));
    }
});

small('matrix_norm: sums of columns and rows, and singular values', () => {
  for (const dtype of floating) {
    const matrices = [random(3, 5, 1, dtype), random(3, 5, 2, dtype)];
    const x = upload(matrices, dtype);
    const eps = mx.epsilon(dtype);
    const s = mx.rows(linalg.svdvals(x));
    const sizes = matrices.map((a) => Array.from(a.re, (re, i) => Math.hypot(re, a.im[i]!)));
    const sums = (k: number, count: number, which: (at: number) => number): number[] =>
      Array.from({ length: count }, (_, i) => sizes[k]!.reduce((sum, v, at) => (which(at) === i ? sum + v : sum), 0));
    const wanted: Record<string, (k: number) => number> = {
      fro: (k) => norm(sizes[k]!, 2),
      nuc: (k) => s[k]!.reduce((p, q) => p + q),
      2: (k) => s[k]![0]!,
      [-2]: (k) => s[k]![2]!,
      1: (k) => Math.max(...sums(k, 5, (at) => at % 5)),
      [-1]: (k) => Math.min(...sums(k, 5, (at) => at % 5)),
      Infinity: (k) => Math.max(...sums(k, 3, (at) => Math.floor(at / 5))),
      [-Infinity]: (k) => Math.min(...sums(k, 3, (at) => Math.floor(at / 5))),
    };
    for (const [name, value] of Object.entries(wanted)) {
      const ord = name === 'fro' || name === 'nuc' ? name : Number(name);
      const got = linalg.matrix_norm(x, { ord });
      expect([got.shape, got.dtype.name]).toEqual([[2], eps > 1e-10 ? 'float32' : 'float64']);
      flat(got).forEach((v, k) => expect(Math.abs(v / value(k) - 1)).toBeLessThan(50 * eps));
      expect(linalg.matrix_norm(x, { ord, keepdims: true }).shape).toEqual([2, 1, 1]);
    }
    expect(linalg.matrix_norm(x, { ord: null }).tolist()).toEqual(linalg.matrix_norm(x).tolist());
  }
});

small('cross: components, any axis, broadcasting, dtypes promoting and wrapping', () => {
  const asarray = (list: unknown, dtype: xp.NDArray['dtype'] = xp.float64) =>
    xp.asarray(list as number[], { device, dtype });
  expect(linalg.cross(asarray([1, 2, 3]), asarray([4, 5, 6])).tolist()).toEqual([-3, 6, -3]);
  const turned = linalg.cross(
    asarray([[1], [2], [3]]),
    asarray([
      [4, 0],
      [5, 0],
      [6, 1],
    ]),
    { axis: -2 },
  );
  expect(turned.tolist()).toEqual([
    [-3, 2],
    [6, -1],
    [-3, 0],
  ]);
  const wide = linalg.cross(
    xp.ones([2, 1, 3], { device }),
    asarray(
      [
        [1, 2, 3],
        [3, 2, 1],
      ],
      xp.float32,
    ),
  );
  expect([wide.dtype, wide.shape, wide.get(1).tolist()]).toEqual([
    xp.float64,
    [2, 2, 3],
    [
      [1, -2, 1],
      [-1, 2, -1],
    ],
  ]);
  const bytes = linalg.cross(asarray([0, 0, 1], xp.uint8), asarray([0, 1, 0], xp.uint8));
  expect([bytes.dtype, bytes.tolist()]).toEqual([xp.uint8, [255, 0, 0]]);
  const i = { re: 0, im: 1 };
  expect(linalg.cross(asarray([i, 0, 0], xp.complex64), asarray([0, i, 0], xp.complex64)).tolist()).toEqual([
    { re: 0, im: 0 },
    { re: 0, im: 0 },
    { re: -1, im: 0 },
  ]);
  expect(linalg.cross(xp.zeros([0, 3], { device }), asarray([1, 2, 3])).shape).toEqual([0, 3]);
  expect(() => linalg.cross(asarray([1, 2]), asarray([1, 2, 3]))).toThrow(
    'cross: expected 3 elements along the axis for x1',
  );
  expect(() => linalg.cross(asarray([1, 2, 3]), asarray([1, 2, 3]), { axis: 0 })).toThrow('[-1, -1]');
});

small('outer multiplies each with each', () => {
  const [a, b] = [
    xp.asarray([1, 2, 3], { device, dtype: xp.int16 }),
    xp.asarray([4, 300], { device, dtype: xp.int32 }),
  ];
  const x = linalg.outer(a, b);
  expect([x.dtype, x.tolist()]).toEqual([
    xp.int32,
    [
      [4, 300],
      [8, 600],
      [12, 900],
    ],
  ]);
  expect(linalg.outer(a.get(xp.slice(null, null, -2)), b).tolist()).toEqual([
    [12, 900],
    [4, 300],
  ]);
  expect(linalg.outer(a, xp.zeros([0], { device, dtype: xp.int16 })).shape).toEqual([3, 0]);
  expect(() => linalg.outer(a, xp.ones([2, 2], { device, dtype: xp.int16 }))).toThrow(RangeError);
});

small('diagonal is a view; trace sums it in the dtype that sum uses', () => {
  const x = xp.reshape(xp.astype(xp.arange(24, { device }), xp.int16), [2, 3, 4]);
  for (let offset = -4; offset <= 5; offset++) {
    const wanted = [0, 1].map((k) => {
      const out: number[] = [];
      for (let i = 0; i < 3; i++) if (i + offset >= 0 && i + offset < 4) out.push(12 * k + 4 * i + i + offset);
      return out;
    });
    const d = linalg.diagonal(x, { offset });
    expect([d.dtype, d.shape, d.tolist()]).toEqual([xp.int16, [2, wanted[0]!.length], wanted]);
    const t = linalg.trace(x, { offset });
    expect([t.dtype, t.tolist()]).toEqual([xp.int32, wanted.map((list) => list.reduce((p, q) => p + q, 0))]);
  }
  linalg.diagonal(x, { offset: 1 }).set([0, 1], 77);
  expect(x.get(0, 1, 2).item()).toBe(77);
  expect(linalg.diagonal(x.get(0).mT, { offset: -1 }).tolist()).toEqual([1, 77, 11]);
  expect(linalg.diagonal(xp.ones([2, 2], { device, dtype: xp.bool })).tolist()).toEqual([true, true]);
  expect(linalg.trace(x, { dtype: xp.float32 }).dtype).toBe(xp.float32);
  expect(linalg.trace(xp.eye(3, { device, dtype: xp.float32 })).dtype).toBe(xp.float32);
  expect(linalg.trace(xp.ones([2, 2], { device, dtype: xp.uint8 })).dtype).toBe(xp.uint32);
  expect(() => linalg.trace(xp.ones([2, 2], { device, dtype: xp.bool }))).toThrow(TypeError);
  expect(() => linalg.trace(xp.ones([2, 2], { device, dtype: xp.complex64 }), { dtype: xp.float32 })).toThrow(
    TypeError,
  );
});

small('matrix_power multiplies n times, inverts below 0, and is the identity at 0', () => {
  const a = xp.asarray(
    [
      [
        [1, 1],
        [1, 0],
      ],
      [
        [2, 0],
        [1, 1],
      ],
    ] as unknown as number[],
    { device, dtype: xp.int32 },
  );
  let wanted = xp.broadcast_to(xp.eye(2, { device, dtype: xp.int32 }), [2, 2, 2]);
  for (let n = 0; n < 12; n++) {
    const got = linalg.matrix_power(a, n);
    expect([n, got.dtype, got.tolist()]).toEqual([n, xp.int32, wanted.tolist()]);
    wanted = xp.matmul(wanted, a);
  }
  const copy = linalg.matrix_power(a, 1);
  copy.set([0, 0, 0], 9);
  expect(a.get(0, 0, 0).item()).toBe(1);
  const b = upload([random(3, 3, 1, 'complex128')], 'complex128');
  const product = xp.matmul(linalg.matrix_power(b, -3), linalg.matrix_power(b, 3));
  expect(mx.difference(mx.download(product)[0]!, mx.identity(3))).toBeLessThan(1e-11);
  expect(linalg.matrix_power(xp.zeros([0, 2, 2], { device }), 5).shape).toEqual([0, 2, 2]);
  expect(() => linalg.matrix_power(a, -1)).toThrow('matrix_power: expected a floating-point dtype for x');
  expect(() => linalg.matrix_power(a, 0.5)).toThrow(RangeError);
});

small('the products of the main namespace are the same functions', () => {
  for (const name of ['matmul', 'matrix_transpose', 'tensordot', 'vecdot'] as const)
    expect(linalg[name]).toBe(xp[name]);
});

large('long vectors keep their digits', () => {
  const n = 1_000_003;
  const x = xp.asarray(
    Float64Array.from({ length: n }, (_, i) => (i % 7) - 3),
    { device },
  );
  const squares = Array.from({ length: n }, (_, i) => ((i % 7) - 3) ** 2).reduce((p, q) => p + q, 0);
  expect(linalg.vector_norm(x).item()).toBeCloseTo(Math.sqrt(squares), 8);
});
