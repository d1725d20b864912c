/** Decompositions by what defines them: residuals, orthogonality, order; on matrices of every kind and scale. */
import * as xp from 'obol';
import { small, testDevice } from '../support/device';
import { holds, print } from './support/check';
import { isSingle, type Host, type Value, type Z } from './support/host';
import {
  adjoint,
  diagonal,
  entry,
  epsilon,
  exactly,
  hostOf,
  identity,
  matricesOf,
  minus,
  norm,
  product,
  stacks,
  times,
  type Matrix,
  type Stack,
  type StackOptions,
} from './support/matrices';
import { Laid, read } from './support/layout';

/** What a decomposition may be off by, in units of eps times the matrix' extent and norm. */
const room = 40;
const floor = (x: Host): number => (isSingle(x.dtype) ? 1e-44 : 1e-322);

interface Judge {
  /** `error` is at most a few eps·n times `against`. */
  small: (what: string, error: number, against: number) => void;
  exact: (what: string, claim: boolean) => void;
}
type Body = (x: xp.NDArray, host: Host, judge: Judge, stack: Stack) => void;

function claim(name: string, drawn: StackOptions, body: Body, usual = 60): void {
  const property = (stack: Stack): void => {
    const host = stack.laid.host;
    const n = Math.max(1, ...host.shape.slice(-2));
    const fail = (what: string): never => {
      throw new Error(`${what} of ${stack.kind} ${print(stack.laid)}`);
    };
    const judge: Judge = {
      small(what, error, against) {
        const most = room * n * epsilon(host.dtype) * against + floor(host);
        if (!(error <= most)) fail(`${what} is ${error}, more than ${most},`);
      },
      exact(what, holdsTrue) {
        if (!holdsTrue) fail(`${what} does not hold`);
      },
    };
    body(stack.laid.make(), host, judge, stack);
  };
  const shown = stacks(drawn).map((s) => Object.assign(s, { toString: () => `${s.kind} ${s.laid.toString()}` }));
  holds(small, name, shown, property, usual);
}

const of = (x: xp.NDArray, scale = 1): Matrix[] => matricesOf(read(x), scale);
/** The rows of a stack of vectors. */
function rowsOf(x: xp.NDArray, scale = 1): number[][] {
  const { shape, values } = read(x);
  const n = shape.at(-1)!;
  const rows = n === 0 ? 0 : values.length / n;
  return Array.from({ length: rows }, (_, k) => values.slice(k * n, (k + 1) * n).map((v) => (v as number) / scale));
}
const unitary = (q: Matrix): number => norm(minus(product(adjoint(q), q), identity(q.n)));
const leading = (a: Matrix, m: number, n: number): Matrix => ({
  m,
  n,
  at: Array.from({ length: m * n }, (_, k) => entry(a, Math.floor(k / n), k % n)),
});

for (const mode of ['reduced', 'complete'] as const)
  claim(
    `qr, ${mode}: Q has orthonormal columns, R is upper triangular, their product is the matrix`,
    {},
    (x, host, judge, { scale }) => {
      const { Q, R } = xp.linalg.qr(x, { mode });
      const [qs, rs] = [of(Q), of(R, scale)];
      matricesOf(host, scale).forEach((a, k) => {
        const [q, r] = [qs[k]!, rs[k]!];
        judge.exact('the shape of Q', q.m === a.m && q.n === (mode === 'complete' ? a.m : Math.min(a.m, a.n)));
        judge.small('QR - x', norm(minus(product(q, r), a)), norm(a));
        judge.small('QᴴQ - 1', unitary(q), 1);
        judge.exact(
          'the triangle of R',
          r.at.every((v, i) => i % r.n >= Math.floor(i / r.n) || (v.re === 0 && v.im === 0)),
        );
      });
    },
  );

claim('eigh: ascending eigenvalues and orthonormal vectors', { hermitian: true }, (x, host, judge, { scale }) => {
  const { eigenvalues, eigenvectors } = xp.linalg.eigh(x);
  const [ws, vs, alone] = [rowsOf(eigenvalues, scale), of(eigenvectors), rowsOf(xp.linalg.eigvalsh(x), scale)];
  matricesOf(host, scale).forEach((a, k) => {
    if (a.n === 0) return;
    const [w, v] = [ws[k]!, vs[k]!];
    judge.small('xV - VW', norm(minus(product(a, v), product(v, diagonal(w)))), norm(a));
    judge.small('VᴴV - 1', unitary(v), 1);
    judge.exact(
      'the order',
      w.every((value, i) => i === 0 || value >= w[i - 1]!),
    );
    judge.small('eigvalsh - eigh', Math.max(...w.map((value, i) => Math.abs(value - alone[k]![i]!))), norm(a));
  });
});

claim(
  'eig: vectors of length 1 whose residuals vanish; a real matrix has conjugate pairs',
  { square: true },
  (x, host, judge, { scale }) => {
    const { eigenvalues, eigenvectors } = xp.linalg.eig(x);
    const column = (y: xp.NDArray): Matrix[] => of(xp.expand_dims(y, -1), scale);
    const [ws, vs, alone] = [column(eigenvalues), of(eigenvectors), column(xp.linalg.eigvals(x))];
    matricesOf(host, scale).forEach((a, k) => {
      if (a.n === 0) return;
      const [w, v] = [ws[k]!, vs[k]!];
      const d: Matrix = {
        m: a.n,
        n: a.n,
        at: a.at.map((_, i) => (i % (a.n + 1) === 0 ? w.at[i / (a.n + 1)]! : { re: 0, im: 0 })),
      };
      judge.small('xV - VW', norm(minus(product(a, v), product(v, d))), norm(a));
      for (let j = 0; j < a.n; j++)
        judge.small('|v| - 1', Math.abs(norm({ m: a.n, n: 1, at: v.at.filter((_, i) => i % a.n === j) }) - 1), 1);
      const total = (list: Matrix): number =>
        Math.abs(
          list.at.reduce((s, z) => s + z.re, 0) - a.at.reduce((s, z, i) => s + (i % (a.n + 1) === 0 ? z.re : 0), 0),
        );
      judge.small('the sum of the eigenvalues - the trace', total(w), norm(a));
      judge.small('the sum of eigvals - the trace', total(alone[k]!), norm(a));
      if (!host.dtype.startsWith('complex'))
        judge.exact(
          'conjugate pairs',
          w.at.every((z) => z.im === 0 || w.at.some((y) => y.re === z.re && y.im === -z.im)),
        );
    });
  },
);

for (const full_matrices of [true, false])
  claim(
    `svd, ${full_matrices ? 'full' : 'reduced'}: descending values, orthonormal vectors, their product is the matrix`,
    {},
    (x, host, judge, { scale }) => {
      const { U, S, Vh } = xp.linalg.svd(x, { full_matrices });
      const [us, ss, vs, alone] = [of(U), rowsOf(S, scale), of(Vh), rowsOf(xp.linalg.svdvals(x), scale)];
      matricesOf(host, scale).forEach((a, k) => {
        const [u, v, s] = [us[k]!, vs[k]!, ss[k] ?? []];
        const r = Math.min(a.m, a.n);
        judge.exact(
          'the shapes',
          u.m === a.m && v.n === a.n && u.n === (full_matrices ? a.m : r) && v.m === (full_matrices ? a.n : r),
        );
        judge.small('UᴴU - 1', unitary(u), 1);
        judge.small('VᴴV - 1', unitary(adjoint(v)), 1);
        judge.small(
          'U S Vh - x',
          norm(minus(product(product(leading(u, a.m, r), diagonal(s)), leading(v, r, a.n)), a)),
          norm(a),
        );
        judge.exact(
          'the order',
          s.every((value, i) => value >= 0 && (i === 0 || value <= s[i - 1]!)),
        );
        judge.small('svdvals - svd', Math.max(0, ...s.map((value, i) => Math.abs(value - alone[k]![i]!))), norm(a));
      });
    },
  );

for (const upper of [false, true])
  claim(
    `cholesky, ${upper ? 'upper' : 'lower'}: a triangle with a positive diagonal whose product is the matrix`,
    { square: true, kinds: ['any', 'whole', 'repeated'], scales: false },
    (_, host, judge) => {
      // b·bᴴ + 1, which is positive definite.
      const list = matricesOf(host).map((b) => minus(product(b, adjoint(b)), times(identity(b.n), -1)));
      const [m, n] = host.shape.slice(-2) as [number, number];
      const made = hostOf(host.dtype, host.shape.slice(0, -2), list, [m, n]);
      const factors = of(xp.linalg.cholesky(new Laid(made, undefined).make(), { upper }));
      matricesOf(made).forEach((a, k) => {
        const f = upper ? adjoint(factors[k]!) : factors[k]!;
        judge.small('L·Lᴴ - x', norm(minus(product(f, adjoint(f)), a)), norm(a));
        judge.exact(
          'the triangle',
          f.at.every((v, i) => i % n <= Math.floor(i / n) || (v.re === 0 && v.im === 0)),
        );
        judge.exact(
          'the diagonal',
          f.at.every((v, i) => i % (n + 1) !== 0 || (v.re > 0 && v.im === 0)),
        );
      });
    },
  );

/** A singular matrix is refused when the answer is read, or answered as one that is nearly so. */
function unlessSingular(read_: () => void, judge: Judge, host: Host): void {
  try {
    read_();
  } catch (error) {
    if (!(error instanceof xp.ObolError)) throw error;
    judge.exact('ERR_OBOL_NUMERIC', error.code === 'ERR_OBOL_NUMERIC');
    const whole = matricesOf(host).every((a) => a.at.every((v) => Number.isInteger(v.re) && Number.isInteger(v.im)));
    if (whole)
      judge.exact(
        'one of them is singular',
        matricesOf(host).some((a) => exactly(a).rank < a.n),
      );
  }
}
const regular: StackOptions = { square: true, kinds: ['any', 'any', 'whole', 'repeated', 'graded'] };

claim('solve: the residual is small beside the solution', regular, (x, host, judge, { scale }) => {
  const b = xp.matmul(x, xp.astype(xp.ones([host.shape.at(-1)!, 2], { device: x.device }), x.dtype));
  unlessSingular(
    () => {
      const [xs, bs] = [of(xp.linalg.solve(x, b)), of(b, scale)];
      matricesOf(host, scale).forEach((a, k) =>
        judge.small('x·y - b', norm(minus(product(a, xs[k]!), bs[k]!)), norm(a) * norm(xs[k]!)),
      );
    },
    judge,
    host,
  );
});

claim('inv: times the matrix it is the identity', regular, (x, host, judge, { scale }) => {
  unlessSingular(
    () => {
      const inverses = of(xp.linalg.inv(x), 1 / scale);
      matricesOf(host, scale).forEach((a, k) =>
        judge.small('x·inv(x) - 1', norm(minus(product(a, inverses[k]!), identity(a.n))), norm(a) * norm(inverses[k]!)),
      );
    },
    judge,
    host,
  );
});

const whole: StackOptions = { kinds: ['whole', 'low rank', 'repeated', 'zero'], scales: false };
claim('det and slogdet of whole numbers are the exact determinant', { ...whole, square: true }, (x, host, judge) => {
  const dets = read(xp.linalg.det(x)).values;
  const { sign, logabsdet } = xp.linalg.slogdet(x);
  const [signs, logs] = [read(sign).values, read(logabsdet).values];
  matricesOf(host).forEach((a, k) => {
    if (a.n === 0) return;
    const { det } = exactly(a);
    const rows = Array.from({ length: a.m }, (_, i) => norm({ m: 1, n: a.n, at: a.at.slice(i * a.n, (i + 1) * a.n) }));
    const hadamard = rows.reduce((p, q) => p * Math.max(q, 1), 1);
    const z = (v: Value): Z => (typeof v === 'object' ? v : { re: v as number, im: 0 });
    const [got, unit] = [z(dets[k]!), z(signs[k]!)];
    judge.small('det', Math.hypot(got.re - det.re, got.im - det.im), hadamard);
    const size = Math.exp(logs[k] as number);
    judge.small('sign·exp(logabsdet)', Math.hypot(unit.re * size - det.re, unit.im * size - det.im), 4 * hadamard);
  });
});

claim(
  'matrix_rank of whole numbers is the exact rank',
  whole,
  (x, host, judge) => {
    const ranks = read(xp.linalg.matrix_rank(x)).values;
    matricesOf(host).forEach((a, k) =>
      judge.exact(`rank ${exactly(a).rank}, got ${String(ranks[k])},`, ranks[k] === BigInt(exactly(a).rank)),
    );
  },
  40,
);

claim("pinv: Penrose's equations", { ...whole, scales: true }, (x, host, judge, { scale }) => {
  const inverses = of(xp.linalg.pinv(x), 1 / scale);
  matricesOf(host, scale).forEach((a, k) => {
    const p = inverses[k]!;
    const [ap, pa] = [product(a, p), product(p, a)];
    const condition = norm(a) * norm(p);
    judge.small('x·p·x - x', norm(minus(product(ap, a), a)), norm(a) * (condition + 1));
    judge.small('p·x·p - p', norm(minus(product(pa, p), p)), norm(p) * (condition + 1));
    judge.small('x·p is Hermitian', norm(minus(ap, adjoint(ap))), condition + 1);
    judge.small('p·x is Hermitian', norm(minus(pa, adjoint(pa))), condition + 1);
  });
});

claim('norms of matrices: sums of sizes and of singular values', {}, (x, host, judge, { scale }) => {
  const [m, n] = host.shape.slice(-2) as [number, number];
  if (m === 0 || n === 0) return;
  const ords = ['fro', 'nuc', 1, -1, 2, -2, Infinity, -Infinity] as const;
  const values = ords.map((ord) => read(xp.linalg.matrix_norm(x, { ord })).values.map((v) => (v as number) / scale));
  const singular = rowsOf(xp.linalg.svdvals(x), scale);
  matricesOf(host, scale).forEach((a, k) => {
    const size = (i: number, j: number): number => Math.hypot(entry(a, i, j).re, entry(a, i, j).im);
    const range = (length: number): number[] => Array.from({ length }, (_, i) => i);
    const columns = range(n).map((j) => range(m).reduce((t, i) => t + size(i, j), 0));
    const rows = range(m).map((i) => range(n).reduce((t, j) => t + size(i, j), 0));
    const s = singular[k]!;
    const want = [
      norm(a),
      s.reduce((p, q) => p + q, 0),
      Math.max(...columns),
      Math.min(...columns),
      s[0]!,
      s.at(-1)!,
      Math.max(...rows),
      Math.min(...rows),
    ];
    want.forEach((w, i) => judge.small(`ord ${ords[i]}`, Math.abs(values[i]![k]! - w), norm(a)));
  });
});

// Found by solve's property: rows were scaled one by one, so that pivots were chosen among rows of two scales.
small('solve answers alike at every scale of a matrix whose rows are far apart', () => {
  const rows = [
    [-0.034, 0, 7.5e-4, 0, 0],
    [2e-6, 0, 7e-6, -8e-6, 0],
    [0, 0, 0, 7e-7, 0],
    [0, 0, 0, 0, 1e-13],
    [3e-11, -1e-11, 2e-7, 0, 0],
  ];
  const at = (scale: number): number[] => {
    const list = rows.map((row) => row.map((v) => v * scale));
    const a = xp.asarray(list, { dtype: xp.float32, device: testDevice });
    return xp.linalg.solve(a, xp.sum(a, { axis: 1 })).tolist() as number[];
  };
  expect(at(2 ** 50)).toEqual(at(1));
  for (const v of at(1)) expect(Math.abs(v - 1)).toBeLessThan(0.01);
});

test('the products of linalg are those of the main namespace', () => {
  for (const name of ['matmul', 'matrix_transpose', 'tensordot', 'vecdot'] as const)
    expect(xp.linalg[name]).toBe(xp[name]);
});
