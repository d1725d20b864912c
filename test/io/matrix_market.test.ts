// Matrix Market beside what SciPy wrote (scripts/fixtures/io.py), files of every kind by hand, and malformed ones.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Readable } from 'node:stream';
import * as xp from 'obol';
import { readMatrixMarket, writeMatrixMarket } from 'obol/io';
import type { DType } from '../../lib/core/dtype';
import { small, testDevice as device } from '../support/device';
import { fixturePath } from '../support/fixtures';
import { factOf, facts, known, temporaryFolder } from './support';

const folder = temporaryFolder();
const text = (...lines: string[]): Buffer => Buffer.from(lines.join('\n'));
const dense = (A: xp.NDArray | xp.sparse.SparseArray): xp.NDArray =>
  xp.sparse.issparse(A) ? A.toarray() : (A as xp.NDArray);
const read = async (...lines: string[]): Promise<unknown> =>
  dense(await readMatrixMarket(text(...lines), { device })).tolist();

small("holds what SciPy's files hold, to the last bit: all fields and symmetries, gzipped too", async () => {
  for (const [name, fact] of Object.entries(facts.mtx)) {
    const A = await readMatrixMarket(fixturePath(`io/${name}`), { device });
    expect([name, A.device, xp.sparse.issparse(A)]).toEqual([name, device, !name.startsWith('dense')]);
    expect([name, factOf(dense(A))]).toEqual([name, known(fact)]);
  }
});

small(
  'blanks, comments, letters of any size, missing last line ends, signs and exponents are as they may be',
  async () => {
    const head = '%%matrixmarket MATRIX Coordinate Real General';
    expect(
      await read(head, '% a comment', '', '  2   3  3 ', '%more', '1 1 +1.5e+0', '\t2 3  -.5E1\r', '2 1 7.'),
    ).toEqual([
      [1.5, 0, 0],
      [7, 0, -5],
    ]);
    expect(await read('%%MatrixMarket matrix array integer general', '2 1', '-3', '9223372036854775807', '')).toEqual([
      [-3n],
      [2n ** 63n - 1n],
    ]);
    expect(await read('%%MatrixMarket matrix array real skew-symmetric', '3 3', '1', '2', '3')).toEqual([
      [0, -1, -2],
      [1, 0, -3],
      [2, 3, 0],
    ]);
    expect(await read('%%MatrixMarket matrix coordinate pattern symmetric', '2 2 2', '1 1', '2 1')).toEqual([
      [1, 1],
      [1, 0],
    ]);
    expect(await read('%%MatrixMarket matrix coordinate real general', '0 4 0')).toEqual([]);
    const odd = ['nan', 'inf', '-Infinity', '1e400', '-0', '4.9e-324', '0.1', '123456789012345678901234567890', '1e23'];
    const values = (await read('%%MatrixMarket matrix array real general', `${odd.length} 1`, ...odd)) as number[][];
    expect(values.flat()).toEqual([NaN, Infinity, -Infinity, Infinity, -0, 5e-324, 0.1, 1.2345678901234568e29, 1e23]);
  },
);

small('lines may end amid pieces of a stream', async () => {
  const whole = readFileSync(fixturePath('io/hermitian.mtx'));
  const wanted = factOf(dense(await readMatrixMarket(whole)));
  for (const size of [1, 7, 64]) {
    const pieces = Array.from({ length: Math.ceil(whole.length / size) }, (_, i) =>
      whole.subarray(i * size, (i + 1) * size),
    );
    expect(factOf(dense(await readMatrixMarket(Readable.from(pieces))))).toEqual(wanted);
  }
});

small('what is written is read again exactly, sparse and dense', async () => {
  const file = path.join(folder(), 'again.mtx.gz');
  for (const name of Object.keys(facts.mtx)) {
    const A = await readMatrixMarket(fixturePath(`io/${name}`), { device });
    await writeMatrixMarket(file, A, { comment: 'two\nlines' });
    const B = await readMatrixMarket(file);
    expect([name, xp.sparse.issparse(B), factOf(dense(B))]).toEqual([name, xp.sparse.issparse(A), factOf(dense(A))]);
    const symmetry = { hermitian: 'hermitian', skew: 'skew-symmetric', symmetric: 'symmetric' }[
      name.replace(/^dense-|\.mtx.*/g, '')
    ];
    if (symmetry === undefined) continue;
    const half = path.join(folder(), 'half.mtx');
    await writeMatrixMarket(half, A, { symmetry: symmetry as 'symmetric' });
    expect(readFileSync(half, 'latin1').split('\n')[0]!.endsWith(` ${symmetry}`)).toBe(true);
    expect([name, factOf(dense(await readMatrixMarket(half)))]).toEqual([name, factOf(dense(A))]);
  }
  const special = xp.asarray(
    [
      [NaN, -Infinity],
      [-0, 0.1],
    ],
    { device },
  );
  await writeMatrixMarket(file, special);
  expect(factOf(dense(await readMatrixMarket(file)))).toEqual(factOf(special));
});

small('malformed, cut and absurd files are refused, before memory is taken, with what was expected', async () => {
  const coordinate = '%%MatrixMarket matrix coordinate real general';
  const cases: [string[], RegExp][] = [
    [[''], /truncated|%%MatrixMarket/],
    [['hello'], /%%MatrixMarket as its first word/],
    [['%%MatrixMarket vector coordinate real general', '1 1 0'], /a matrix/],
    [['%%MatrixMarket matrix table real general', '1 1 0'], /coordinate or array/],
    [['%%MatrixMarket matrix coordinate quaternion general', '1 1 0'], /a field/],
    [['%%MatrixMarket matrix coordinate real diagonal', '1 1 0'], /a symmetry/],
    [['%%MatrixMarket matrix array pattern general', '1 1'], /pattern/],
    [['%%MatrixMarket matrix coordinate real hermitian', '1 1 0'], /complex/],
    [['%%MatrixMarket matrix coordinate real symmetric', '1 2 0'], /square/],
    [[coordinate], /truncated/],
    [[coordinate, '2 2'], /rows, columns and elements/],
    [[coordinate, '2 -2 1'], /rows, columns and elements/],
    [[coordinate, '2 2 9007199254740993', '1 1 1'], /rows, columns and elements/],
    [[coordinate, '2 2 2000000000', '1 1 1'], /expected 2000000000 elements .* truncated/],
    [['%%MatrixMarket matrix array real general', '2000000000 2000000000', '1'], /truncated/],
    [[coordinate, '2 2 2', '1 1 1.5'], /truncated/],
    [[coordinate, '2 2 1', '1 1 1', '2 2 1'], /expected 1 elements .* more/],
    [[coordinate, '2 2 1', '0 1 1'], /a row of 1 to 2/],
    [[coordinate, '2 2 1', '3 1 1'], /a row of 1 to 2/],
    [[coordinate, '2 2 1', '1 1 x'], /a number at element 1/],
    [[coordinate, '2 2 1', '1 1 1.5.2'], /a number at element 1/],
    [[coordinate, '2 2 1', '1 1 1 1 1'], /the end of the line/],
    [[coordinate, '2 2 1', '1.0 1 1 '], /a row of 1/],
    [['%%MatrixMarket matrix coordinate integer general', '1 1 1', '1 1 9223372036854775808'], /64 bits/],
    [['%%MatrixMarket matrix coordinate unsigned-integer general', '1 1 1', '1 1 -1'], /unsigned number .* "1 1 -1"/],
    [['%%MatrixMarket matrix array unsigned-integer general', '1 1', '18446744073709551616'], /unsigned number/],
    [['%%MatrixMarket matrix coordinate unsigned-integer skew-symmetric', '1 1 0'], /a field with signs/],
    // The image of this number has none of 64 bits.
    [['%%MatrixMarket matrix coordinate integer skew-symmetric', '2 2 1', '2 1 -9223372036854775808'], /64 bits/],
    [['%%MatrixMarket matrix coordinate real symmetric', '2 2 1', '1 2 1.5'], /lower triangle .* got "1 2 1.5"/],
    [['%%MatrixMarket matrix coordinate real skew-symmetric', '2 2 1', '2 2 1.5'], /below the diagonal/],
    [['%%MatrixMarket matrix coordinate complex general', '2 2 1', '1 1 1.5'], /imaginary/],
    [[`%%MatrixMarket matrix ${'x'.repeat(1e5)}`, '1 1 0'], /^.{1,250}$/],
    [[`${coordinate} ${'x'.repeat(1e5)}`, '1 1 0'], /^.{1,250}$/],
    [[coordinate, '2 2 1', `1 1 ${'x'.repeat(1e5)}`], /^.{1,250}$/],
  ];
  for (const [lines, message] of cases) {
    const refused = { code: 'ERR_OBOL_FORMAT', message: expect.stringMatching(message) as string };
    await expect(readMatrixMarket(text(...lines))).rejects.toEqual(expect.objectContaining(refused));
  }
  // The size of a stream isn't known: what is missing is told at its end.
  const stream = Readable.from([text(coordinate, '2 2 2000000000', '1 1 1')]);
  await expect(readMatrixMarket(stream)).rejects.toThrow(/expected 2000000000 elements .* 1999999999 fewer/);
  await expect(readMatrixMarket(Readable.from([Buffer.alloc(3 << 20, 'x')]))).rejects.toThrow(/a line of over a MiB/);
});

small('a field says what elements are written as, a precision how many digits they have', async () => {
  const file = path.join(folder(), 'field.mtx');
  const written = async (A: xp.NDArray | xp.sparse.SparseArray, options: object): Promise<string[]> => {
    await writeMatrixMarket(file, A, options);
    return readFileSync(file, 'latin1').replace('%%MatrixMarket matrix ', '').trim().split('\n');
  };
  const places = (dtype: DType, ...values: number[]): xp.sparse.SparseArray =>
    xp.sparse.coo_array([xp.asarray(values, { dtype, device }), [Int32Array.of(0, 1), Int32Array.of(1, 0)]], {
      shape: [2, 2],
    });
  const A = places(xp.float64, 0.1, -2);
  expect(await written(A, { field: 'pattern' })).toEqual(['coordinate pattern general', '2 2 2', '1 2', '2 1']);
  // As places it is symmetric, whatever its values are.
  expect(await written(A, { field: 'pattern', symmetry: 'symmetric' })).toEqual([
    'coordinate pattern symmetric',
    '2 2 1',
    '2 1',
  ]);
  expect(await written(A, { field: 'complex' })).toEqual(['coordinate complex general', '2 2 2', '1 2 0.1 0', '2 1 -2 0']); // prettier-ignore
  expect(await written(A, { precision: 3 })).toEqual(['coordinate real general', '2 2 2', '1 2 1.000e-1', '2 1 -2.000e+0']); // prettier-ignore
  expect(await written(places(xp.float64, 3, -2), { field: 'integer' })).toEqual(['coordinate integer general', '2 2 2', '1 2 3', '2 1 -2']); // prettier-ignore
  expect(await written(places(xp.int8, 3, -2), { field: 'real' })).toEqual(['coordinate real general', '2 2 2', '1 2 3', '2 1 -2']); // prettier-ignore
  const largest = xp.asarray(BigUint64Array.of(2n ** 64n - 1n, 1n), { device });
  expect(await written(xp.reshape(largest, [1, 2]), {})).toEqual(['array unsigned-integer general', '1 2', '18446744073709551615', '1']); // prettier-ignore
  expect(await read(readFileSync(file, 'latin1'))).toEqual([[2n ** 64n - 1n, 1n]]);
  const wrong: [xp.NDArray | xp.sparse.SparseArray, object, RegExp][] = [
    [A, { field: 'integer' }, /elements that the field 'integer' can hold for A, got 0\.1/],
    [places(xp.int32, 1, -1), { field: 'unsigned-integer' }, /can hold for A, got -1/],
    [xp.reshape(largest, [1, 2]), { field: 'integer' }, /can hold for A, got 18446744073709551615/],
    [places(xp.complex128, 1, 1), { field: 'real' }, /'complex' for complex elements for field/],
    [xp.ones([2, 2]), { field: 'pattern' }, /'real' for a dense matrix for field/],
    [A, { field: 'pattern', symmetry: 'skew-symmetric' }, /for symmetry/],
    [A, { field: 'double' }, /'pattern' for field, got "double"/],
    [A, { precision: -1 }, /a whole number in \[0, 100\] for precision/],
  ];
  for (const [B, options, message] of wrong) {
    await expect(writeMatrixMarket(file, B, options)).rejects.toThrow(RangeError);
    await expect(writeMatrixMarket(file, B, options)).rejects.toThrow(message);
  }
});

small('a matrix that is not as its symmetry says is refused, and so is what is no matrix', async () => {
  const file = path.join(folder(), 'refused.mtx');
  const A = xp.asarray(
    [
      [1, 2],
      [3, 4],
    ],
    { device },
  );
  for (const symmetry of ['symmetric', 'skew-symmetric', 'hermitian', 'round'])
    await expect(writeMatrixMarket(file, A, { symmetry: symmetry as never })).rejects.toThrow(RangeError);
  await expect(writeMatrixMarket(file, xp.ones([2, 3]), { symmetry: 'symmetric' })).rejects.toThrow(/2 × 3/);
  await expect(writeMatrixMarket(file, xp.ones([3]))).rejects.toThrow(/a matrix for A/);
  await expect(writeMatrixMarket(file, 'A' as never)).rejects.toThrow(/a sparse or dense array for A/);
});
