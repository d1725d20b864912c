// What SciPy answers (scripts/fixtures/sparse.py), operation by operation: elements, and of sparse results the format
// and how many elements are stored, but where the table says otherwise.
import * as xp from 'obol';
import type { NDArray } from 'obol';
import type { Name as DTypeName } from '../../support/arrays';
import { small, testDevice as device } from '../../support/device';
import { readJson } from '../../support/fixtures';

type Plain = number | boolean | string | [Plain, Plain];
interface Case {
  expression: string;
  formats: ['coo' | 'csr' | 'csc', 'coo' | 'csr' | 'csc'];
  format?: string;
  nnz?: number;
  dtype: DTypeName;
  shape: number[];
  values: Plain[];
}
interface Group {
  dtype: DTypeName;
  matrices: { row: number[]; col: number[]; data: Plain[] }[];
  dense: Plain[];
  cases: Case[];
}
type Sparse = xp.sparse.SparseArray;
type Result = Sparse | NDArray;

const { sparse: sp, slice } = xp;
const { groups } = readJson<{ groups: Group[] }>('sparse/operations.json.gz');

const number = (v: Plain): number =>
  v === 'nan' ? NaN : v === 'inf' ? Infinity : v === '-inf' ? -Infinity : Number(v);
const scalar = (v: Plain, dtype: string) =>
  Array.isArray(v)
    ? { re: number(v[0]), im: number(v[1]) }
    : dtype === 'bool'
      ? Boolean(v)
      : dtype === 'int64'
        ? BigInt(Number(v))
        : number(v);
const array = (values: readonly Plain[], dtype: DTypeName): NDArray =>
  xp.asarray(
    values.map((v) => scalar(v, dtype)),
    { dtype: xp[dtype], device },
  );

/** A whole part of the table: the expression in obol. */
const here: Record<string, (A: Sparse, B: Sparse, D: NDArray) => Result> = {
  'A + B': (A, B) => sp.add(A, B),
  'A - B': (A, B) => sp.subtract(A, B),
  'A - A': (A) => sp.subtract(A, A),
  'A.multiply(B)': (A, B) => sp.multiply(A, B),
  'A.maximum(B)': (A, B) => sp.maximum(A, B),
  'A.minimum(B)': (A, B) => sp.minimum(A, B),
  'A != B': (A, B) => sp.not_equal(A, B),
  'A < B': (A, B) => sp.less(A, B),
  'A > B': (A, B) => sp.greater(A, B),
  'A * 3': (A) => sp.multiply(A, 3),
  'A / 2': (A) => sp.divide(A, 2),
  'A.power(2)': (A) => sp.power(A, 2),
  'A > 2': (A) => sp.greater(A, 2),
  'A < -1': (A) => sp.less(A, -1),
  'A == 3': (A) => sp.equal(A, 3),
  'A != 0': (A) => sp.not_equal(A, 0),
  'A.maximum(-1)': (A) => sp.maximum(A, -1),
  'A.minimum(2)': (A) => sp.minimum(A, 2),
  'A + D': (A, _, D) => sp.add(A, D),
  'D - A': (A, _, D) => sp.subtract(D, A),
  'A.multiply(D)': (A, _, D) => sp.multiply(A, D),
  'A / D': (A, _, D) => sp.divide(A, D),
  'A.maximum(D)': (A, _, D) => sp.maximum(A, D),
  'A < D': (A, _, D) => sp.less(A, D),
  'A == D': (A, _, D) => sp.equal(A, D),
  'A @ B.T': (A, B) => sp.matmul(A, B.T),
  'A @ D.T': (A, _, D) => sp.matmul(A, D.T),
  'D.T @ A': (A, _, D) => sp.matmul(D.T, A),
  'A.T': (A) => A.T,
  'abs(A)': (A) => sp.abs(A),
  'A.real': (A) => sp.real(A),
  'A.imag': (A) => sp.imag(A),
  'A.diagonal(2)': (A) => A.diagonal(2),
  'A.diagonal(-1)': (A) => A.diagonal(-1),
  'A.trace()': (A) => A.trace(),
  'A.trace(offset=1)': (A) => A.trace({ offset: 1 }),
  'A.reshape(7, 5)': (A) => A.reshape([7, 5]),
  "A.reshape(35, 1, order='F')": (A) => A.reshape([35, 1], { order: 'F' }),
  'sparse.hstack([A, B])': (A, B) => sp.hstack([A, B]),
  'sparse.vstack([A, B])': (A, B) => sp.vstack([A, B]),
  'sparse.triu(A, 1)': (A) => sp.triu(A, { k: 1 }),
  'sparse.tril(A, -1)': (A) => sp.tril(A, { k: -1 }),
  'sparse.block_array([[A, None], [None, B]])': (A, B) =>
    sp.block_array([
      [A, null],
      [null, B],
    ]),
  'sparse.find(A)[2]': (A) => sp.find(A)[2],
  'sparse.kron(A, B)': (A, B) => sp.kron(A, B),
  'A[1:4]': (A) => A.get(slice(1, 4)),
  'A[::-1, ::2]': (A) => A.get(slice(null, null, -1), slice(null, null, 2)),
  'A[:, 5:0:-2]': (A) => A.get(slice(), slice(5, 0, -2)),
  'A[[3, 0, 0]]': (A) => A.get([3, 0, 0]),
  'A[:, [6, 1, 1]]': (A) => A.get(slice(), [6, 1, 1]),
  'A[[0, 4], [1, 2]]': (A) => A.get([0, 4], [1, 2]),
  'A[np.array([[0], [3]]), np.array([[1, 6]])]': (A) => A.get([[0], [3]], [[1, 6]]),
  'A[2, 3]': (A) => A.get(2, 3),
  'A[-1, -7]': (A) => A.get(-1, -7),
  'A[A.toarray() != 0]': (A) => A.get(xp.astype(A.toarray(), xp.bool)),
  'A[[True, False, True, False, True]]': (A) => A.get([true, false, true, false, true]),
  'A[1:3, 2:6]': (A) => A.get(slice(1, 3), slice(2, 6)),
};
const unary = /^A\.(conj|sin|expm1|sqrt|floor|ceil|trunc|rint|arctan|tanh|arcsinh|log1p|deg2rad|sign)\(\)$/;
const reduction = /^A\.(diagonal|sum|mean|max|min|argmax|argmin|count_nonzero)\((?:axis=(\d))?\)$/;

function answer(expression: string, A: Sparse, B: Sparse, D: NDArray): Result {
  const f = unary.exec(expression);
  if (f) return (sp as unknown as Record<string, (A: Sparse) => Sparse>)[f[1]!]!(A);
  const r = reduction.exec(expression);
  if (r === null) return here[expression]!(A, B, D);
  const method = (A as unknown as Record<string, (o?: object) => NDArray>)[r[1]!]!;
  return r[2] === undefined ? method.call(A) : method.call(A, { axis: Number(r[2]) });
}

/** Where the format is another one here: products with dense arrays and reshape keep it, A.T and A @ B
 * of CSR and CSC are CSR. */
const ownFormat = /multiply\(D\)|A \/ D|reshape|^A\.T$|A @ B|kron/;

function close(a: unknown, b: Plain, relative: number): boolean {
  if (Array.isArray(b)) {
    const c = a as { re: number; im: number };
    return close(c.re, b[0], 4 * relative) && close(c.im, b[1], 4 * relative);
  }
  const [x, y] = [Number(a), number(b)];
  return Object.is(x, y) || Math.abs(x - y) <= relative * Math.max(1, Math.abs(y));
}

for (const { dtype, matrices, dense, cases } of groups)
  small(`${dtype}: as SciPy`, () => {
    const [A, B] = matrices.map(({ row, col, data }) =>
      sp.coo_array([array(data, dtype), [Int32Array.from(row), Int32Array.from(col)]], { shape: [5, 7] }),
    ) as Sparse[] as [Sparse, Sparse];
    const D = xp.reshape(array(dense, dtype), [5, 7]);
    for (const { expression, formats, format, nnz, dtype: type, shape, values } of cases) {
      const got = answer(expression, A.asformat(formats[0]), B.asformat(formats[1]), D);
      const note = `${expression}, ${formats.join(' ')}`;
      const flat = (sp.issparse(got) ? got.toarray() : got).tolist();
      const list = Array.isArray(flat) ? (flat as unknown[]).flat() : [flat];
      const relative = /32|64$/.test(type) && /float32|complex64/.test(type) ? 2e-6 : 1e-14;
      const wrong = list.flatMap((v, i) => (close(v, values[i]!, relative) ? [] : [[note, i, v, values[i]]]));
      expect([note, got.shape, wrong]).toEqual([note, shape, []]);
      // Whole numbers are counted and summed in the dtypes of xp.sum, not in int64; float32 / 2 is float32.
      if (!type.startsWith('int') && expression !== 'A / 2') expect([note, got.dtype.name]).toEqual([note, type]);
      if (!sp.issparse(got)) continue;
      if (!ownFormat.test(expression)) expect([note, got.format]).toEqual([note, format]);
      // Of COO it is told how often places come; here they come once.
      if (!['coo', 'bsr'].includes(format!) && formats[0] !== 'coo') expect([note, got.nnz]).toEqual([note, nnz]);
    }
  });
