// The factors, systems and determinants of xp.linalg by the identities that define them, multiplied out in JavaScript.
import * as xp from 'obol';
import { laid, layouts } from '../support/arrays';
import { large, small, testDevice as device } from '../support/device';
import * as mx from '../support/matrices';

const { linalg } = xp;
const { adjoint, definite, difference, download, epsilon, floating, identity, random, times, upload } = mx;
const list = (count: number, make: (seed: number) => mx.Matrix): mx.Matrix[] =>
  Array.from({ length: count }, (_, i) => make(i + 1));

function isUnitary(q: mx.Matrix, tolerance: number): void {
  expect(difference(times(adjoint(q), q), identity(q.n))).toBeLessThan(tolerance);
}

for (const dtype of floating) {
  const eps = epsilon(dtype);

  small(`cholesky of ${dtype}: L·Lᴴ and UᴴU are the matrix, the other triangle is 0 and is not read`, () => {
    for (const n of [1, 2, 5, 20]) {
      const matrices = list(3, (seed) => mx.rounded(definite(random(n, n, seed, dtype)), dtype));
      for (const upper of [false, true]) {
        // NaN in the triangle that isn't read.
        const poisoned = matrices.map((a) =>
          mx.matrix(n, n, (i, j) => ((upper ? i > j : i < j) ? NaN : [a.re[i * n + j]!, a.im[i * n + j]!])),
        );
        const factors = linalg.cholesky(upload(poisoned, dtype), { upper });
        expect([factors.dtype, factors.shape]).toEqual([xp[dtype], [3, n, n]]);
        download(factors).forEach((f, k) => {
          const a = matrices[k]!;
          const product = upper ? times(adjoint(f), f) : times(f, adjoint(f));
          expect(difference(product, a)).toBeLessThan(8 * n * eps * mx.size(a));
          for (let i = 0; i < n; i++)
            for (let j = 0; j < n; j++)
              if (upper ? i > j : i < j) expect([f.re[i * n + j], f.im[i * n + j]]).toEqual([0, 0]);
        });
      }
    }
  });

  small(`qr of ${dtype}: Q·R is the matrix, Q has orthonormal columns, R is triangular with a real diagonal`, () => {
    for (const [m, n] of [
      [1, 1],
      [4, 4],
      [7, 3],
      [3, 7],
      [25, 20],
    ] as const)
      for (const mode of ['reduced', 'complete'] as const) {
        const matrices = list(2, (seed) => random(m, n, seed, dtype));
        const { Q, R } = linalg.qr(upload(matrices, dtype), { mode });
        const k = mode === 'complete' ? m : Math.min(m, n);
        expect([Q.shape, R.shape, Q.dtype, R.dtype]).toEqual([[2, m, k], [2, k, n], xp[dtype], xp[dtype]]);
        const [q, r] = [download(Q), download(R)];
        matrices.forEach((a, i) => {
          expect(difference(times(q[i]!, r[i]!), a)).toBeLessThan(8 * m * eps);
          isUnitary(q[i]!, 8 * m * eps);
          for (let row = 0; row < k; row++)
            for (let col = 0; col < Math.min(row + 1, n); col++) {
              const at = row * n + col;
              if (col < row) expect([r[i]!.re[at], r[i]!.im[at]]).toEqual([0, 0]);
              else expect(r[i]!.im[at]).toBe(0);
            }
        });
      }
  });

  small(`solve and inv of ${dtype} leave small residuals, on matrices of every size and stacks of them`, () => {
    for (const n of [1, 2, 3, 4, 9, 33]) {
      const matrices = list(4, (seed) => random(n, n, seed, dtype));
      const sides = list(4, (seed) => random(n, 3, seed + 9, dtype));
      const stack = [2, 2];
      const a = upload(matrices, dtype, stack);
      const x = linalg.solve(a, upload(sides, dtype, stack));
      const inverse = linalg.inv(a);
      expect([x.shape, inverse.shape, x.dtype]).toEqual([[2, 2, n, 3], [2, 2, n, n], xp[dtype]]);
      download(x).forEach((y, i) =>
        expect(difference(times(matrices[i]!, y), sides[i]!)).toBeLessThan(8 * n * eps * Math.max(1, mx.size(y))),
      );
      download(inverse).forEach((y, i) =>
        expect(difference(times(matrices[i]!, y), identity(n))).toBeLessThan(8 * n * n * eps * Math.max(1, mx.size(y))),
      );
    }
  });

  small(`det and slogdet of ${dtype} multiply, agree with each other, and know permutations`, () => {
    for (const n of [1, 2, 3, 8, 20]) {
      const [a, b] = [random(n, n, 1, dtype), random(n, n, 2, dtype)];
      const scalar = (x: xp.NDArray): [number, number] => {
        const z = x.item() as number | { re: number; im: number };
        return typeof z === 'number' ? [z, 0] : [z.re, z.im];
      };
      const at = (x: mx.Matrix) => scalar(linalg.det(upload([x], dtype, [])));
      const [p, q, pq] = [at(a), at(b), at(mx.rounded(times(a, b), dtype))];
      const product = [p[0] * q[0] - p[1] * q[1], p[0] * q[1] + p[1] * q[0]];
      const scale = Math.hypot(...product);
      expect(Math.hypot(pq[0] - product[0]!, pq[1] - product[1]!)).toBeLessThan(2000 * n * eps * scale);
      const { sign, logabsdet } = linalg.slogdet(upload([a], dtype, []));
      expect(logabsdet.dtype.name).toBe(eps > 1e-10 ? 'float32' : 'float64');
      const s = scalar(sign);
      expect(Math.hypot(...s)).toBeCloseTo(1, 5);
      const size = Math.exp(scalar(logabsdet)[0]);
      expect(Math.hypot(s[0] * size - p[0], s[1] * size - p[1])).toBeLessThan(100 * n * eps * Math.hypot(...p));
    }
    // One cycle of five is even, of four odd.
    for (const n of [4, 5]) {
      const cycle = mx.matrix(n, n, (i, j) => (j === (i + 1) % n ? 1 : 0));
      expect(download(xp.reshape(linalg.det(upload([cycle], dtype)), [1, 1]))[0]!.re[0]).toBe(n === 5 ? 1 : -1);
    }
  });
}

small('every layout gives what contiguous memory gives', () => {
  const a = xp.reshape(
    upload(
      list(6, (seed) => definite(random(3, 3, seed, 'complex128'))),
      'complex128',
    ),
    [2, 3, 3, 3],
  );
  const calls: ((x: xp.NDArray) => xp.NDArray[])[] = [
    (x) => [linalg.cholesky(x), linalg.det(x), linalg.inv(x), linalg.solve(x, x), linalg.svdvals(x), linalg.eigvals(x)],
    (x) => Object.values(linalg.qr(x)),
    (x) => Object.values(linalg.slogdet(x)),
    (x) => Object.values(linalg.eigh(x)),
    (x) => Object.values(linalg.svd(x)),
    (x) => [linalg.pinv(x), linalg.matrix_power(x, 3)],
  ];
  for (const call of calls) {
    const wanted = call(a).map((x) => x.tolist());
    for (const layout of layouts) expect(call(laid(a, layout)).map((x) => x.tolist())).toEqual(wanted);
  }
  const wide = xp.broadcast_to(a.get(0, 0), [2, 2, 3, 3]);
  for (const x of linalg.inv(wide).tolist() as unknown[][])
    for (const y of x) expect(y).toEqual(linalg.inv(a.get(0, 0)).tolist());
});

small('solve: an x2 of one axis is one right-hand side for every matrix, stacks broadcast, dtypes promote', () => {
  const matrices = list(6, (seed) => random(3, 3, seed, 'float64'));
  const a = upload(matrices, 'float64', [2, 3]);
  const b = xp.asarray([1, 2, 3], { device });
  const x = linalg.solve(a, b);
  expect(x.shape).toEqual([2, 3, 3]);
  for (let i = 0; i < 2; i++)
    for (let j = 0; j < 3; j++) expect(x.get(i, j).tolist()).toEqual(linalg.solve(a.get(i, j), b).tolist());
  // Two axes are a matrix, however they fit.
  expect(linalg.solve(a, xp.ones([3, 2], { device })).shape).toEqual([2, 3, 3, 2]);
  expect(linalg.solve(a.get(0, 0), xp.ones([4, 3, 1], { device })).shape).toEqual([4, 3, 1]);
  const c = upload(
    list(2, (seed) => random(3, 2, seed, 'complex64')),
    'complex64',
    [2, 1],
  );
  const y = linalg.solve(a, c);
  expect([y.dtype, y.shape]).toEqual([xp.complex128, [2, 3, 3, 2]]);
  expect(y.get(1, 2).tolist()).toEqual(linalg.solve(a.get(1, 2), xp.astype(c.get(1, 0), xp.complex128)).tolist());
  expect(linalg.solve(xp.astype(a, xp.float32), c).dtype).toBe(xp.complex64);
});

small('matrices of huge and tiny entries: factors, systems and determinants stay in range', () => {
  for (const dtype of ['float64', 'complex128'] as const)
    for (const scale of [1e300, 1e-300]) {
      const base = random(4, 4, 3, dtype);
      const a = upload([mx.combine(scale, base, 0, base)], dtype);
      const { Q, R } = linalg.qr(a);
      isUnitary(download(Q)[0]!, 1e-14);
      const r = download(R)[0]!;
      expect(difference(times(download(Q)[0]!, mx.combine(1 / scale, r, 0, r)), base)).toBeLessThan(1e-14);
      const x = download(linalg.inv(a))[0]!;
      expect(difference(times(base, mx.combine(scale, x, 0, x)), identity(4))).toBeLessThan(1e-13);
      const { logabsdet } = linalg.slogdet(a);
      const wanted =
        Number(
          linalg
            .slogdet(upload([base], dtype))
            .logabsdet.get(0)
            .item(),
        ) +
        4 * Math.log(scale);
      expect(Number(logabsdet.get(0).item())).toBeCloseTo(wanted, 9);
      const spread = mx.matrix(2, 2, (i, j) => (i !== j ? 0 : i === 0 ? scale : 1 / scale));
      const both = download(linalg.inv(upload([spread], dtype)))[0]!;
      expect([both.re[0]! * scale, both.re[3]! / scale]).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)]);
      // The product of the pivots passes through what is out of range.
      const turns = [1e200, 1e200, 1e-200, 1e-200];
      const det = linalg.det(upload([mx.matrix(4, 4, (i, j) => (i === j ? turns[i]! : 0))], dtype));
      expect(download(xp.reshape(det, [1, 1]))[0]!.re[0]).toBeCloseTo(1, 9);
    }
});

small('matrices of no rows, and stacks of no matrices', () => {
  const none = (...shape: number[]) => xp.zeros(shape, { device });
  expect(linalg.det(none(0, 0)).item()).toBe(1);
  expect(linalg.det(none(3, 0, 0)).tolist()).toEqual([1, 1, 1]);
  const { sign, logabsdet } = linalg.slogdet(none(2, 0, 0));
  expect([sign.tolist(), logabsdet.tolist()]).toEqual([
    [1, 1],
    [0, 0],
  ]);
  expect(linalg.inv(none(0, 0)).shape).toEqual([0, 0]);
  expect(linalg.inv(none(0, 2, 2)).shape).toEqual([0, 2, 2]);
  expect(linalg.cholesky(none(2, 0, 0)).shape).toEqual([2, 0, 0]);
  expect(linalg.solve(none(0, 0), none(0)).shape).toEqual([0]);
  expect(linalg.solve(none(0, 0), none(0, 4)).shape).toEqual([0, 4]);
  expect(linalg.solve(xp.eye(2, { device }), none(2, 0)).shape).toEqual([2, 0]);
  const complete = linalg.qr(none(2, 0), { mode: 'complete' });
  expect([complete.Q.tolist(), complete.R.shape]).toEqual([
    [
      [1, 0],
      [0, 1],
    ],
    [2, 0],
  ]);
  const { Q, R } = linalg.qr(none(3, 0, 2));
  expect([Q.shape, R.shape]).toEqual([
    [3, 0, 0],
    [3, 0, 2],
  ]);
  expect(linalg.eigh(none(0, 0)).eigenvectors.shape).toEqual([0, 0]);
  expect(linalg.eigvals(none(4, 0, 0)).shape).toEqual([4, 0]);
  const { U, S, Vh } = linalg.svd(none(2, 0));
  expect([U.tolist(), S.shape, Vh.shape]).toEqual([
    [
      [1, 0],
      [0, 1],
    ],
    [0],
    [0, 0],
  ]);
  expect(linalg.svd(none(0, 3, 2), { full_matrices: false }).Vh.shape).toEqual([0, 2, 2]);
  expect(linalg.pinv(none(2, 3, 0)).shape).toEqual([2, 0, 3]);
  expect(linalg.matrix_rank(none(2, 3, 0)).tolist()).toEqual([0, 0]);
  expect(linalg.matrix_power(none(0, 0), 3).shape).toEqual([0, 0]);
});

large('sizes beyond every block', () => {
  const n = 300;
  const a = random(n, n, 1, 'float64');
  const x = upload([a], 'float64', []);
  const { Q, R } = linalg.qr(x);
  expect(xp.max(xp.abs(xp.subtract(xp.matmul(Q, R), x))).item()).toBeLessThan(1e-12);
  const b = xp.ones([n, 2], { device });
  const residual = xp.subtract(xp.matmul(x, linalg.solve(x, b)), b);
  expect(xp.max(xp.abs(residual)).item()).toBeLessThan(1e-10);
  const spd = xp.add(xp.matmul(x.mT, x), xp.eye(n, { device }));
  const L = linalg.cholesky(spd);
  expect(xp.max(xp.abs(xp.subtract(xp.matmul(L, L.mT), spd))).item()).toBeLessThan(1e-11);
});
