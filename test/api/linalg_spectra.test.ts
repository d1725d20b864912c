// Eigenvalues and singular values by the identities that define them, multiplied out in JavaScript.
import * as xp from 'obol';
import { large, small, testDevice as device } from '../support/device';
import * as mx from '../support/matrices';

const { linalg } = xp;
const { adjoint, difference, download, epsilon, floating, hermitian, identity, random, times, upload } = mx;

const unitaryError = (q: mx.Matrix): number => difference(times(adjoint(q), q), identity(q.n));
const ascending = (w: readonly number[]): boolean => w.every((x, i) => i === 0 || w[i - 1]! <= x);

/** A·V − V·diag(w) for complex w, and how far the columns are from length 1. */
function eigenError(a: mx.Matrix, w: mx.Matrix, v: mx.Matrix): [residual: number, length: number] {
  const n = a.n;
  const scaled = mx.matrix(n, n, (i, j) => {
    const [p, q, r, s] = [v.re[i * n + j]!, v.im[i * n + j]!, w.re[j]!, w.im[j]!];
    return [p * r - q * s, p * s + q * r];
  });
  let length = 0;
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += v.re[i * n + j]! ** 2 + v.im[i * n + j]! ** 2;
    length = Math.max(length, Math.abs(Math.sqrt(sum) - 1));
  }
  return [difference(times(a, v), scaled), length];
}

const asRow = (x: xp.NDArray): xp.NDArray => xp.expand_dims(x, -2);

for (const dtype of floating) {
  const eps = epsilon(dtype);
  const real = eps > 1e-10 ? xp.float32 : xp.float64;

  small(
    `eigh of ${dtype}: V·diag(w)·Vᴴ is the matrix, V unitary, w ascending, of random and of repeated eigenvalues`,
    () => {
      for (const n of [1, 2, 3, 8, 24]) {
        const q = download(linalg.qr(upload([random(n, n, 5, dtype)], dtype)).Q)[0]!;
        const repeated = mx.rounded(
          hermitian(
            times(
              mx.timesDiagonal(
                q,
                Array.from({ length: n }, (_, i) => (i % 3) - 1),
              ),
              adjoint(q),
            ),
          ),
          dtype,
        );
        const matrices = [
          mx.rounded(hermitian(random(n, n, 1, dtype)), dtype),
          repeated,
          mx.combine(0, q, 0, q),
          identity(n),
        ];
        // What is above the diagonal is not read.
        const lower = matrices.map((a) =>
          mx.matrix(n, n, (i, j) => (i < j ? NaN : [a.re[i * n + j]!, a.im[i * n + j]!])),
        );
        const x = upload(lower, dtype, [2, 2]);
        const { eigenvalues, eigenvectors } = linalg.eigh(x);
        expect([eigenvalues.shape, eigenvalues.dtype]).toEqual([[2, 2, n], real]);
        expect([eigenvectors.shape, eigenvectors.dtype]).toEqual([[2, 2, n, n], xp[dtype]]);
        const [w, v] = [mx.rows(eigenvalues), download(eigenvectors)];
        const alone = mx.rows(linalg.eigvalsh(x));
        matrices.forEach((a, k) => {
          expect(ascending(w[k]!)).toBe(true);
          expect(unitaryError(v[k]!)).toBeLessThan(8 * n * eps);
          expect(difference(times(mx.timesDiagonal(v[k]!, w[k]!), adjoint(v[k]!)), a)).toBeLessThan(8 * n * eps);
          w[k]!.forEach((value, i) => expect(Math.abs(value - alone[k]![i]!)).toBeLessThan(8 * n * eps));
        });
        w[1]!.forEach((value) => expect(Math.abs(value - Math.round(value))).toBeLessThan(16 * n * eps));
      }
    },
  );

  small(
    `svd of ${dtype}: U·diag(S)·Vh is the matrix, both factors unitary, S descending, of every shape and rank`,
    () => {
      for (const [m, n] of [
        [1, 1],
        [5, 5],
        [6, 3],
        [3, 6],
        [1, 4],
        [30, 20],
        [20, 30],
      ] as const)
        for (const full of [true, false]) {
          const k = Math.min(m, n);
          const thin = mx.rounded(times(random(m, 1, 3, dtype), random(1, n, 4, dtype)), dtype);
          const matrices = [random(m, n, 1, dtype), thin, mx.combine(0, thin, 0, thin)];
          const x = upload(matrices, dtype);
          const { U, S, Vh } = linalg.svd(x, { full_matrices: full });
          expect([U.shape, S.shape, Vh.shape]).toEqual([
            [3, m, full ? m : k],
            [3, k],
            [3, full ? n : k, n],
          ]);
          expect([U.dtype, S.dtype, Vh.dtype]).toEqual([xp[dtype], real, xp[dtype]]);
          const [u, s, vh, alone] = [download(U), mx.rows(S), download(Vh), mx.rows(linalg.svdvals(x))];
          matrices.forEach((a, i) => {
            expect(ascending([...s[i]!].reverse())).toBe(true);
            expect(s[i]!.every((value) => value >= 0)).toBe(true);
            expect(unitaryError(u[i]!)).toBeLessThan(16 * m * eps);
            expect(unitaryError(adjoint(vh[i]!))).toBeLessThan(16 * n * eps);
            const left = mx.timesDiagonal(
              u[i]!,
              s[i]!,
              mx.matrix(m, k, () => 0),
            );
            const right = mx.matrix(k, n, (r, c) => [vh[i]!.re[r * n + c]!, vh[i]!.im[r * n + c]!]);
            expect(difference(times(left, right), a)).toBeLessThan(16 * Math.max(m, n) * eps);
            s[i]!.forEach((value, j) => expect(Math.abs(value - alone[i]![j]!)).toBeLessThan(16 * m * eps));
          });
          if (k > 1) expect(s[1]![1]).toBeLessThan(16 * Math.max(m, n) * eps);
        }
    },
  );

  small(`eig of ${dtype}: A·V is V·diag(w), vectors have length 1, a real matrix gives conjugate pairs`, () => {
    for (const n of [1, 2, 3, 7, 24]) {
      const matrices = [random(n, n, 1, dtype), random(n, n, 2, dtype)];
      const x = upload(matrices, dtype);
      const { eigenvalues, eigenvectors } = linalg.eig(x);
      const complex = eps > 1e-10 ? xp.complex64 : xp.complex128;
      expect([eigenvalues.shape, eigenvalues.dtype]).toEqual([[2, n], complex]);
      expect([eigenvectors.shape, eigenvectors.dtype]).toEqual([[2, n, n], complex]);
      const [w, v] = [download(asRow(eigenvalues)), download(eigenvectors)];
      matrices.forEach((a, k) => {
        const [residual, length] = eigenError(a, w[k]!, v[k]!);
        expect(residual).toBeLessThan(32 * n * eps);
        expect(length).toBeLessThan(8 * n * eps);
        // The trace is the sum of the eigenvalues.
        let [re, im] = [0, 0];
        for (let i = 0; i < n; i++)
          [re, im] = [re + a.re[i * n + i]! - w[k]!.re[i]!, im + a.im[i * n + i]! - w[k]!.im[i]!];
        expect(Math.hypot(re, im)).toBeLessThan(32 * n * eps);
        if (dtype.startsWith('complex')) return;
        for (let i = 0; i < n; i++) {
          if (!(w[k]!.im[i]! > 0)) continue;
          expect([w[k]!.re[i + 1], w[k]!.im[i + 1]]).toEqual([w[k]!.re[i], -w[k]!.im[i]!]);
          for (let row = 0; row < n; row++) {
            const at = row * n + i;
            expect([v[k]!.re[at + 1], v[k]!.im[at + 1]]).toEqual([v[k]!.re[at], -v[k]!.im[at]!]);
          }
        }
      });
      const sorted = (z: mx.Matrix) => Array.from(z.re, (re, i) => Math.hypot(re, z.im[i]!)).sort((p, q) => p - q);
      const alone = download(asRow(linalg.eigvals(x)));
      w.forEach((z, k) =>
        sorted(z).forEach((value, i) => expect(Math.abs(value - sorted(alone[k]!)[i]!)).toBeLessThan(256 * n * eps)),
      );
    }
  });
}

small('eig of defective, triangular and zero matrices, in real and complex arithmetic', () => {
  for (const dtype of ['float64', 'complex128'] as const) {
    const n = 30;
    const jordan = mx.matrix(n, n, (i, j) => (i === j ? 2 : j === i + 1 ? 1 : 0));
    const upper = mx.matrix(n, n, (i, j) => (i > j ? 0 : i === j ? i + 1 : 1 / (1 + i + j)));
    const zero = mx.matrix(n, n, () => 0);
    const matrices = [jordan, upper, zero];
    const { eigenvalues, eigenvectors } = linalg.eig(upload(matrices, dtype));
    const [w, v] = [download(asRow(eigenvalues)), download(eigenvectors)];
    matrices.forEach((a, k) => {
      const [residual, length] = eigenError(a, w[k]!, v[k]!);
      expect([k, residual < 1e-12, length < 1e-13]).toEqual([k, true, true]);
    });
    expect(Array.from(w[1]!.re).sort((p, q) => p - q)).toEqual(Array.from({ length: n }, (_, i) => i + 1));
    expect(Array.from(w[2]!.re)).toEqual(new Array(n).fill(0));
  }
});

small('a badly scaled matrix keeps its eigenvalues', () => {
  // D⁻¹·A·D has A's eigenvalues, 1 and 3, whatever D is.
  const a = mx.matrix(2, 2, (i, j) => (i === j ? 2 : i < j ? 1e12 : 1e-12));
  const w = download(asRow(linalg.eigvals(upload([a], 'float64'))))[0]!;
  expect(Array.from(w.re).sort((p, q) => p - q)).toEqual([expect.closeTo(1, 13), expect.closeTo(3, 13)]);
});

small('huge and tiny entries neither overflow nor vanish', () => {
  for (const dtype of floating)
    for (const power of epsilon(dtype) > 1e-10 ? [125, -125] : [1000, -1000, -1060]) {
      const scale = 2 ** power;
      const gentle = power < -1022 ? 1e-3 : epsilon(dtype) * 100;
      const base = mx.rounded(hermitian(random(5, 5, 2, dtype)), dtype);
      const a = upload([mx.combine(scale, base, 0, base)], dtype);
      const one = upload([base], dtype);
      for (const [got, wanted] of [
        [linalg.eigvalsh(a), linalg.eigvalsh(one)],
        [linalg.svdvals(a), linalg.svdvals(one)],
      ] as const) {
        const [p, q] = [mx.rows(got)[0]!, mx.rows(wanted)[0]!];
        p.forEach((value, i) => expect(Math.abs(value / scale - q[i]!)).toBeLessThan(gentle));
      }
      const [v, u] = [linalg.eigh(a).eigenvectors, linalg.svd(a).U];
      for (const basis of [v, u]) expect(unitaryError(download(basis)[0]!)).toBeLessThan(epsilon(dtype) * 100);
      const w = download(asRow(linalg.eigvals(a)))[0]!;
      const wanted = mx.rows(linalg.eigvalsh(one))[0]!;
      const got = Array.from(w.re, (value) => value / scale).sort((p, q) => p - q);
      got.forEach((value, i) => expect(Math.abs(value - wanted[i]!)).toBeLessThan(gentle));
    }
});

small('pinv: the four equations of Penrose, with rtol of each kind', () => {
  for (const dtype of ['float64', 'complex64'] as const) {
    const eps = epsilon(dtype);
    for (const [m, n] of [
      [3, 3],
      [6, 4],
      [4, 6],
    ] as const) {
      const matrices = [
        random(m, n, 1, dtype),
        mx.rounded(times(random(m, 2, 3, dtype), random(2, n, 4, dtype)), dtype),
      ];
      const x = upload(matrices, dtype);
      const rtol = dtype === 'float64' ? 1e-12 : 1e-5;
      for (const option of [
        rtol,
        xp.asarray(rtol, { device }),
        xp.asarray([rtol, rtol], { device, dtype: xp.float32 }),
      ]) {
        const inverse = linalg.pinv(x, { rtol: option });
        expect([inverse.shape, inverse.dtype]).toEqual([[2, n, m], xp[dtype]]);
        download(inverse).forEach((p, k) => {
          const a = matrices[k]!;
          const tolerance = 500 * eps * mx.size(p) ** 2;
          expect(difference(times(times(a, p), a), a)).toBeLessThan(tolerance);
          expect(difference(times(times(p, a), p), p)).toBeLessThan(tolerance);
          for (const product of [times(a, p), times(p, a)])
            expect(difference(adjoint(product), product)).toBeLessThan(tolerance);
        });
      }
    }
  }
  expect(linalg.pinv(xp.asarray([[2, 0, 0]], { device })).tolist()).toEqual([[0.5], [0], [0]]);
  expect(linalg.pinv(xp.zeros([2, 3], { device })).tolist()).toEqual([
    [0, 0],
    [0, 0],
    [0, 0],
  ]);
});

small('matrix_rank counts the singular values above rtol times the largest', () => {
  const of = (rank: number) => times(random(6, rank, rank, 'float64'), random(rank, 5, rank + 9, 'float64'));
  const x = upload([of(1), of(3), of(5), mx.matrix(6, 5, () => 0)], 'float64', [2, 2]);
  const ranks = linalg.matrix_rank(x);
  expect([ranks.dtype, ranks.tolist()]).toEqual([
    xp.int32,
    [
      [1, 3],
      [5, 0],
    ],
  ]);
  const d = mx.matrix(3, 3, (i, j) => (i === j ? [1, 0.1, 0.01][i]! : 0));
  const y = upload([d, d], 'float64');
  expect(linalg.matrix_rank(y, { rtol: 0.05 }).tolist()).toEqual([2, 2]);
  expect(linalg.matrix_rank(y, { rtol: xp.asarray([0.5, 0.001], { device }) }).tolist()).toEqual([1, 3]);
});

large('sizes beyond every block', () => {
  for (const dtype of ['float64', 'complex64'] as const) {
    const n = 150;
    const eps = epsilon(dtype);
    const a = upload([mx.rounded(hermitian(random(n, n, 1, dtype)), dtype)], dtype, []);
    const { eigenvalues, eigenvectors } = linalg.eigh(a);
    const back = xp.matmul(xp.multiply(eigenvectors, eigenvalues), xp.conj(eigenvectors).mT);
    expect(xp.max(xp.abs(xp.subtract(back, a))).item()).toBeLessThan(100 * n * eps);
    const { U, S, Vh } = linalg.svd(a.get(xp.ellipsis, xp.slice(0, 100)), { full_matrices: false });
    const again = xp.matmul(xp.multiply(U, S), Vh);
    expect(xp.max(xp.abs(xp.subtract(again, a.get(xp.ellipsis, xp.slice(0, 100))))).item()).toBeLessThan(100 * n * eps);
  }
});
