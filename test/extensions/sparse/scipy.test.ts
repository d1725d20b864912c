// What SciPy answers (scripts/fixtures/sparse.py), operation by operation: elements, and of sparse results the format
// and how many elements are stored, but where the table says otherwise.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
const formatNames = ['coo', 'csr', 'csc'] as const;
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

type Call = (A: Sparse, B: Sparse, D: NDArray, P: NDArray) => Result;

/** The table's expressions in obol. */
const here: Record<string, Call> = {
  'A.tocsr()': (A) => A.tocsr(),
  'A.tocsc()': (A) => A.tocsc(),
  'A.tocoo()': (A) => A.tocoo(),
  "A.asformat('csc')": (A) => A.asformat('csc'),
  'A.copy()': (A) => A.copy(),
  'A.T': (A) => A.T,
  'A.transpose()': (A) => A.transpose(),
  'sparse.permute_dims(A, (1, 0))': (A) => sp.permute_dims(A, [1, 0]),
  'A.toarray()': (A) => A.toarray(),
  "A.tocsr().astype('bool')": (A) => A.astype(xp.bool),
  "A.tocsr().astype('float32')": (A) => A.astype(xp.float32),
  "A.tocsr().astype('complex128')": (A) => A.astype(xp.complex128),
  'sparse.coo_array(D)': (_A, _B, D) => sp.coo_array(D),
  'sparse.csr_array(D)': (_A, _B, D) => sp.csr_array(D),
  'sparse.csc_array(D)': (_A, _B, D) => sp.csc_array(D),
  'sparse.csr_array(A)': (A) => sp.csr_array(A),
  'sparse.coo_array((P, ([2, 0, 2, 1], [1, 4, 1, 0])), shape=(3, 5))': (_A, _B, _D, P) =>
    sp.coo_array([P, [Int32Array.of(2, 0, 2, 1), Int32Array.of(1, 4, 1, 0)]], { shape: [3, 5] }),
  'sparse.csr_array((P, [3, 1, 3, 0], [0, 0, 3, 4]), shape=(3, 5))': (_A, _B, _D, P) =>
    sp.csr_array([P, Int32Array.of(3, 1, 3, 0), Int32Array.of(0, 0, 3, 4)], { shape: [3, 5] }),
  'sparse.csc_array((P, [3, 1, 3, 0], [0, 0, 3, 4]), shape=(5, 3))': (_A, _B, _D, P) =>
    sp.csc_array([P, Int32Array.of(3, 1, 3, 0), Int32Array.of(0, 0, 3, 4)], { shape: [5, 3] }),
  "sparse.diags_array([D[0, :4], D[1, :5]], offsets=[-1, 0], shape=(5, 6), dtype=D.dtype, format='csr')": (_A, _B, D) =>
    sp.diags_array([D.get(0, slice(0, 4)), D.get(1, slice(0, 5))], { offsets: [-1, 0], shape: [5, 6] }),
  "sparse.eye_array(4, 6, k=1, dtype=D.dtype, format='csr')": (_A, _B, D) =>
    sp.eye_array(4, 6, { k: 1, dtype: D.dtype, device }),
  'A + B': (A, B) => sp.add(A, B),
  'A - B': (A, B) => sp.subtract(A, B),
  'A - A': (A) => sp.subtract(A, A),
  'A - D': (A, _, D) => sp.subtract(A, D),
  'A.multiply(B)': (A, B) => sp.multiply(A, B),
  'A.multiply(D[0])': (A, _, D) => sp.multiply(A, D.get(0)),
  'A.multiply(D[:, :1])': (A, _, D) => sp.multiply(D.get(slice(), slice(0, 1)), A),
  'A.maximum(B)': (A, B) => sp.maximum(A, B),
  'A.minimum(B)': (A, B) => sp.minimum(A, B),
  'A != B': (A, B) => sp.not_equal(A, B),
  'A < B': (A, B) => sp.less(A, B),
  'A > B': (A, B) => sp.greater(A, B),
  'A * 3': (A) => sp.multiply(A, 3),
  'A / 2': (A) => sp.divide(A, 2),
  'A.power(2)': (A) => sp.square(A),
  'A.power(3)': (A) => sp.power(A, 3),
  'A > 2': (A) => sp.greater(A, 2),
  'A < -1': (A) => sp.less(A, -1),
  'A >= 2': (A) => sp.greater_equal(A, 2),
  'A <= -1': (A) => sp.less_equal(A, -1),
  'A == 3': (A) => sp.equal(A, 3),
  'A != 0': (A) => sp.not_equal(A, 0),
  'A.maximum(-1)': (A) => sp.maximum(A, -1),
  'A.minimum(2)': (A) => sp.minimum(A, 2),
  'A + D': (A, _, D) => sp.add(A, D),
  'D - A': (A, _, D) => sp.subtract(D, A),
  'A.multiply(D)': (A, _, D) => sp.multiply(A, D),
  'A / D': (A, _, D) => sp.divide(A, D),
  'A.maximum(D)': (A, _, D) => sp.maximum(A, D),
  'A.minimum(D)': (A, _, D) => sp.minimum(A, D),
  'A < D': (A, _, D) => sp.less(A, D),
  'A > D': (A, _, D) => sp.greater(A, D),
  'A <= D': (A, _, D) => sp.less_equal(A, D),
  'A >= D': (A, _, D) => sp.greater_equal(A, D),
  'A == D': (A, _, D) => sp.equal(A, D),
  'A != D': (A, _, D) => sp.not_equal(A, D),
  'A @ B.T': (A, B) => sp.matmul(A, B.T),
  'A @ D.T': (A, _, D) => sp.matmul(A, D.T),
  'D.T @ A': (A, _, D) => sp.matmul(D.T, A),
  'A @ D[0]': (A, _, D) => sp.matmul(A, D.get(0)),
  'D[:, 0] @ A': (A, _, D) => sp.matmul(D.get(slice(), 0), A),
  '-A': (A) => sp.negative(A),
  '1 * A': (A) => sp.positive(A),
  'abs(A)': (A) => sp.abs(A),
  'A.sign()': (A) => sp.sign(A),
  'A.conj()': (A) => sp.conj(A),
  'A.real': (A) => sp.real(A),
  'A.imag': (A) => sp.imag(A),
  'A.rint().astype(A.dtype)': (A) => sp.rint(A),
  'A.rint().astype(D.dtype)': (A) => sp.round(A),
  'sparse.coo_array(np.isnan(A.toarray()))': (A) => sp.isnan(A),
  'sparse.coo_array(np.isinf(A.toarray()))': (A) => sp.isinf(A),
  'A.floor()': (A) => sp.floor(A),
  'A.ceil()': (A) => sp.ceil(A),
  'A.trunc()': (A) => sp.trunc(A),
  'A.sin()': (A) => sp.sin(A),
  'A.tan()': (A) => sp.tan(A),
  'A.sinh()': (A) => sp.sinh(A),
  'A.tanh()': (A) => sp.tanh(A),
  'A.arcsinh()': (A) => sp.arcsinh(A),
  'A.arctan()': (A) => sp.arctan(A),
  'A.expm1()': (A) => sp.expm1(A),
  'A.log1p()': (A) => sp.log1p(A),
  'A.sqrt()': (A) => sp.sqrt(A),
  '(A / 8).arcsin()': (A) => sp.arcsin(sp.divide(A, 8)),
  '(A / 8).arctanh()': (A) => sp.arctanh(sp.divide(A, 8)),
  'A.deg2rad()': (A) => sp.deg2rad(A),
  'A.rad2deg()': (A) => sp.rad2deg(A),
  'A.diagonal()': (A) => A.diagonal(),
  'A.diagonal(2)': (A) => A.diagonal(2),
  'A.diagonal(-1)': (A) => A.diagonal(-1),
  'A.diagonal(9)': (A) => A.diagonal(9),
  'A.trace()': (A) => A.trace(),
  'A.trace(offset=1)': (A) => A.trace({ offset: 1 }),
  "changed(A, 'setdiag', D[0, 0])": (A, _, D) => A.setdiag(D.get(0, 0)),
  "changed(A, 'setdiag', P, -1)": (A, _B, _D, P) => A.setdiag(P, -1),
  "changed(A, 'setdiag', P[:2], 2)": (A, _B, _D, P) => A.setdiag(P.get(slice(0, 2)), 2),
  "changed(A, 'resize', 3, 9)": (A) => A.resize([3, 9]),
  "changed(A, 'sum_duplicates')": (A) => A.sum_duplicates(),
  "changed(changed(A, 'sum_duplicates'), 'eliminate_zeros')": (A) => A.eliminate_zeros(),
  "changed(A.tocsr(), 'sort_indices')": (A) => A.sort_indices(),
  'A.reshape(7, 5)': (A) => A.reshape([7, 5]),
  "A.reshape(35, 1, order='F')": (A) => A.reshape([35, 1], { order: 'F' }),
  'A.count_nonzero()': (A) => A.count_nonzero(),
  'A.count_nonzero(axis=0)': (A) => A.count_nonzero({ axis: 0 }),
  'A.count_nonzero(axis=1)': (A) => A.count_nonzero({ axis: 1 }),
  'np.nonzero(A.toarray())[0]': (A) => A.nonzero()[0],
  'np.nonzero(A.toarray())[1]': (A) => A.nonzero()[1],
  'sparse.find(A)[0]': (A) => sp.find(A)[0],
  'sparse.find(A)[1]': (A) => sp.find(A)[1],
  'sparse.find(A)[2]': (A) => sp.find(A)[2],
  'np.any(A.toarray())': (A) => sp.any(A),
  'np.any(A.toarray(), axis=0)': (A) => sp.any(A, { axis: 0 }),
  'np.any(A.toarray(), axis=1)': (A) => sp.any(A, { axis: 1 }),
  'np.all(A.toarray())': (A) => sp.all(A),
  'np.all(D)': (_A, _B, D) => sp.all(sp.csr_array(D)),
  'np.all(A.toarray(), axis=0)': (A) => sp.all(A, { axis: 0 }),
  'np.all(A.toarray() != 0, axis=1)': (A) => sp.all(A, { axis: 1 }),
  'A.sum()': (A) => A.sum(),
  'A.sum(axis=0)': (A) => A.sum({ axis: 0 }),
  'A.sum(axis=1)': (A) => A.sum({ axis: 1 }),
  "A.sum(axis=1, dtype='complex128')": (A) => A.sum({ axis: 1, dtype: xp.complex128 }),
  'A.mean()': (A) => A.mean(),
  'A.mean(axis=0)': (A) => A.mean({ axis: 0 }),
  'A.mean(axis=1)': (A) => A.mean({ axis: 1 }),
  'A.max()': (A) => A.max(),
  'A.min()': (A) => A.min(),
  'A.max(axis=0)': (A) => A.max({ axis: 0 }),
  'A.min(axis=0)': (A) => A.min({ axis: 0 }),
  'A.max(axis=1)': (A) => A.max({ axis: 1 }),
  'A.min(axis=1)': (A) => A.min({ axis: 1 }),
  'A.argmax()': (A) => A.argmax(),
  'A.argmin()': (A) => A.argmin(),
  'A.argmax(axis=0)': (A) => A.argmax({ axis: 0 }),
  'A.argmin(axis=0)': (A) => A.argmin({ axis: 0 }),
  'A.argmax(axis=1)': (A) => A.argmax({ axis: 1 }),
  'A.argmin(axis=1)': (A) => A.argmin({ axis: 1 }),
  'sparse.hstack([A, B])': (A, B) => sp.hstack([A, B]),
  'sparse.vstack([A, B])': (A, B) => sp.vstack([A, B]),
  "sparse.vstack([A, B, A], format='csc')": (A, B) => sp.vstack([A, B, A], { format: 'csc' }),
  'sparse.block_array([[A, None], [None, B]])': (A, B) =>
    sp.block_array([
      [A, null],
      [null, B],
    ]),
  'sparse.block_diag([A, D, B])': (A, B, D) => sp.block_diag([A, D, B]),
  'sparse.kron(A, B)': (A, B) => sp.kron(A, B),
  'sparse.kron(A, D[:2, :2])': (A, _, D) => sp.kron(A, D.get(slice(0, 2), slice(0, 2))),
  'sparse.triu(A, 1)': (A) => sp.triu(A, { k: 1 }),
  'sparse.tril(A, -1)': (A) => sp.tril(A, { k: -1 }),
  'A[1:4]': (A) => A.get(slice(1, 4)),
  'A[::-1, ::2]': (A) => A.get(slice(null, null, -1), slice(null, null, 2)),
  'A[:, 5:0:-2]': (A) => A.get(slice(), slice(5, 0, -2)),
  'A[[3, 0, 0]]': (A) => A.get([3, 0, 0]),
  'A[:, [6, 1, 1]]': (A) => A.get(slice(), [6, 1, 1]),
  'A[[0, 4], [1, 2]]': (A) => A.get([0, 4], [1, 2]),
  'A[np.array([[0], [3]]), np.array([[1, 6]])]': (A) => A.get([[0], [3]], [[1, 6]]),
  'A[np.array([[0, 1], [3, -1]]), 3]': (A) =>
    A.get(
      [
        [0, 1],
        [3, -1],
      ],
      3,
    ),
  'A[2, 3]': (A) => A.get(2, 3),
  'A[-1, -7]': (A) => A.get(-1, -7),
  'A[A.toarray() != 0]': (A) => A.get(xp.astype(A.toarray(), xp.bool)),
  'A[[True, False, True, False, True]]': (A) => A.get([true, false, true, false, true]),
  'A[1:3, 2:6]': (A) => A.get(slice(1, 3), slice(2, 6)),
};

/** Where the format is another one here: products with dense arrays, reshape and parts keep it, A.T and A @ B of CSR and
 * CSC are CSR, comparisons with a scalar of COO are CSR. */
const ownFormat =
  /multiply\(D|A \/ D|reshape|^A\.T$|transpose|permute_dims|A @ B|kron|sort_indices|isnan|isinf|astype|^A\[/;

function close(a: unknown, b: Plain, relative: number): boolean {
  if (Array.isArray(b)) {
    const c = a as { re: number; im: number };
    return close(c.re, b[0], 4 * relative) && close(c.im, b[1], 4 * relative);
  }
  const [x, y] = [Number(a), number(b)];
  return Object.is(x, y) || Math.abs(x - y) <= relative * Math.max(1, Math.abs(y));
}

function operands({ dtype, matrices, dense }: Group): [A: Sparse, B: Sparse, D: NDArray, P: NDArray] {
  const [A, B] = matrices.map(({ row, col, data }) =>
    sp.coo_array([array(data, dtype), [Int32Array.from(row), Int32Array.from(col)]], { shape: [5, 7] }),
  ) as Sparse[] as [Sparse, Sparse];
  const list = array(dense, dtype);
  return [A, B, xp.reshape(list, [5, 7]), list.get(slice(0, 4))];
}

for (const group of groups)
  small(`${group.dtype}: as SciPy, whatever the formats`, () => {
    const [A, B, D, P] = operands(group);
    for (const { expression, formats, format, nnz, dtype: type, shape, values } of group.cases) {
      const note = `${expression}, ${formats.join(' ')}`;
      const got = here[expression]!(A.asformat(formats[0]), B.asformat(formats[1]), D, P);
      const flat = (sp.issparse(got) ? got.toarray() : got).tolist();
      const list = Array.isArray(flat) ? (flat as unknown[]).flat() : [flat];
      const relative = /float32|complex64/.test(`${type} ${group.dtype}`) ? 2e-6 : 1e-14;
      const wrong = list.flatMap((v, i) => (close(v, values[i]!, relative) ? [] : [[note, i, v, values[i]]]));
      expect([note, got.shape, wrong]).toEqual([note, shape, []]);
      // Whole numbers are counted and summed in the dtypes of xp.sum, not in int64; float32 / 2 is float32.
      if (!type.startsWith('int') && !expression.includes('A / ')) expect([note, got.dtype.name]).toEqual([note, type]);
      if (!sp.issparse(got)) continue;
      if (!ownFormat.test(expression)) expect([note, got.format]).toEqual([note, format]);
      // Of COO and of parts it is told how often places come; here they come once.
      // Products keep sums that are 0.
      if (/\(P,|@/.test(expression) || formats[0] === 'coo') continue;
      if (!['coo', 'bsr'].includes(format!)) expect([note, got.nnz]).toEqual([note, nnz]);
    }
  });

/** What the call in a row of the table is named in messages. */
const named = (call: Call): string => /\b(?:sp|A)\.(\w+)\(/.exec(String(call))![1]!;

small('the dtypes that an operation is not for are refused by its name, in every format', () => {
  for (const group of groups) {
    const answered = new Set(group.cases.map(({ expression }) => expression));
    const [A, B, D, P] = operands(group);
    for (const [expression, call] of Object.entries(here)) {
      if (answered.has(expression)) continue;
      const message = new RegExp(
        `^(sparse\\.)?${expression.startsWith('(A / 8)') ? 'divide' : named(call)}: expected `,
      );
      for (const format of formatNames) {
        expect(() => call(A.asformat(format), B, D, P)).toThrow(TypeError);
        expect(() => call(A.asformat(format), B, D, P)).toThrow(message);
      }
    }
  }
});

// Tested by themselves: by whom.
const values = (name: string): [string, string] => [name, 'values'];
const elsewhere: Record<string, string> = {
  ...Object.fromEntries(
    'acos acosh cos cosh exp isfinite log log10 log2 logical_not reciprocal'.split(' ').map((f) => [f, 'elementwise']),
  ),
  ...Object.fromEntries('asin asinh atan atanh'.split(' ').map((f) => [f, 'elementwise'])),
  ...Object.fromEntries('SparseArray CooArray CsrArray CscArray constructor toString toJSON'.split(' ').map(values)),
  ...Object.fromEntries('data row col indices indptr shape ndim nnz dtype device to_device'.split(' ').map(values)),
  format: 'values',
  coords: 'components',
  ...Object.fromEntries('random_array has_canonical_format has_sorted_indices issparse'.split(' ').map(values)),
  dispose: 'memory',
};

small(
  'every function of xp.sparse and every method is in the table with every dtype and format, or tested by itself',
  () => {
    const used = (call: Call): string[] => Array.from(String(call).matchAll(/\b(?:sp|A)\.(\w+)/g), (m) => m[1]!);
    const known = new Map<string, Set<string>>();
    for (const { dtype, cases } of groups)
      for (const { expression, formats } of cases)
        for (const name of used(here[expression]!)) {
          const seen = known.get(name) ?? new Set<string>();
          known.set(name, seen.add(`${dtype} ${formats[0]}`));
        }
    const functions = Object.keys(sp).filter((name) => typeof (sp as Record<string, unknown>)[name] === 'function');
    const methods = [sp.SparseArray, sp.CooArray, sp.CsrArray, sp.CscArray].flatMap((c) =>
      Object.getOwnPropertyNames(c.prototype).filter((name) => !name.startsWith('_')),
    );
    const missing = [...new Set([...functions, ...methods])].filter((name) => !known.has(name) && !(name in elsewhere));
    expect(missing).toEqual([]);
    // A dtype that is answered is answered in all three formats.
    const partly = [...known].filter(([, seen]) => {
      const dtypes = new Set(Array.from(seen, (at) => at.split(' ')[0]!));
      return seen.size !== 3 * dtypes.size;
    });
    expect(partly).toEqual([]);
    // Who is said to test the others does mention them.
    for (const [name, file] of Object.entries(elsewhere)) {
      const text = readFileSync(join(__dirname, `${file}.test.ts`), 'utf8');
      expect([name, file, new RegExp(`\\b${name}\\b`).test(text)]).toEqual([name, file, true]);
    }
    expect(Object.keys(here).filter((e) => !groups.some(({ cases }) => cases.some((c) => c.expression === e)))).toEqual(
      [],
    );
  },
);
