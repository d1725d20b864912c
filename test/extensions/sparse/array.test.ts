// Sparse arrays against maps and loops over JavaScript numbers: made from everything, in every dtype.
import * as xp from '../../../lib/index';
import type { DTypeName } from '../../../lib/standard';
import { dtypeNames as dtypes } from '../../support/arrays';
import { small, testDevice as device } from '../../support/device';

const { coo_array, csr_array, issparse } = xp.sparse;

const dtypeOf = (name: DTypeName) => xp[name];

// 4 × 5; row 2 is empty, (1, 3) comes three times, entries are out of order.
const row = [3, 1, 0, 1, 0, 1, 3];
const col = [4, 3, 2, 3, 0, 3, 0];
const value = [1, 2, 3, 1, 5, 4, 2];
const shape = [4, 5];
const dense = [
  [5, 0, 3, 0, 0],
  [0, 0, 0, 7, 0],
  [0, 0, 0, 0, 0],
  [2, 0, 0, 0, 1],
];

const ints = (list: readonly number[]) => xp.asarray(list as number[], { dtype: xp.int32, device });
const numbers = (x: xp.NDArray): number[] => Array.from(xp.astype(x, xp.float64).dataSync() as Float64Array);
const example = (dtype: DTypeName = 'float64') =>
  coo_array([xp.astype(xp.asarray(value, { device }), dtypeOf(dtype)), [ints(row), ints(col)]], { shape });

describe('components', () => {
  for (const dtype of dtypes) {
    small(`COO of ${dtype} becomes canonical CSR: rows in order, columns ascending, duplicates summed`, () => {
      const csr = example(dtype).tocsr();
      expect(csr.format).toBe('csr');
      expect(csr.dtype).toBe(dtypeOf(dtype));
      expect(csr.nnz).toBe(5);
      expect(numbers(csr.indptr)).toEqual([0, 2, 3, 3, 5]);
      expect(numbers(csr.indices)).toEqual([0, 2, 3, 0, 4]);
      const real = dtype.startsWith('complex') ? xp.real(csr.data) : csr.data;
      expect(numbers(real)).toEqual(dtype === 'bool' ? [1, 1, 1, 1, 1] : [5, 3, 7, 2, 1]);
    });

    small(`${dtype}: dense form, transpose, diagonal and the way back agree with loops`, () => {
      const expected = dtype === 'bool' ? dense.map((r) => r.map((v) => (v ? 1 : 0))) : dense;
      const real = (x: xp.NDArray) => numbers(dtype.startsWith('complex') ? xp.real(x) : x);
      for (const a of [example(dtype), example(dtype).tocsr(), example(dtype).tocsr().tocoo()]) {
        expect(a.toarray().dtype).toBe(dtypeOf(dtype));
        expect(real(a.toarray())).toEqual(expected.flat());
        expect(a.T.shape).toEqual([5, 4]);
        expect(real(a.T.toarray())).toEqual(expected[0]!.flatMap((_, j) => expected.map((r) => r[j])));
        expect(real(a.diagonal())).toEqual([expected[0]![0], 0, 0, 0]);
      }
    });
  }

  small('typed arrays as components take their dtype and go to the device asked for', () => {
    const a = csr_array([new Float32Array([1, 2]), new Int32Array([1, 0]), new Int32Array([0, 1, 2])], { device });
    expect([a.dtype, a.device, a.shape]).toEqual([xp.float32, device, [2, 2]]);
    expect(a.toarray().tolist()).toEqual([
      [0, 1],
      [2, 0],
    ]);
  });

  small('CSR components out of order, with duplicates, come out canonical', () => {
    const a = csr_array([new Float64Array([1, 2, 3]), new Int32Array([2, 0, 2]), new Int32Array([0, 3, 3])], {
      shape: [2, 3],
      device,
    });
    expect(a.nnz).toBe(2);
    expect(a.toarray().tolist()).toEqual([
      [2, 0, 4],
      [0, 0, 0],
    ]);
  });

  small('int64 and strided indices are the same as int32 ones', () => {
    const wide = xp
      .asarray(
        row.flatMap((r) => [BigInt(r), 9n]),
        { dtype: xp.int64, device },
      )
      .get(xp.slice(null, null, 2));
    const a = coo_array([xp.asarray(value, { device }), [wide, ints(col)]], { shape });
    expect(a.toarray().tolist()).toEqual(dense);
  });

  small('duplicates are summed in the order they come: 1e16 + 1 - 1e16 is 0, 1e16 - 1e16 + 1 is 1', () => {
    const sum = (list: number[]) =>
      coo_array([xp.asarray(list, { device }), [ints([0, 0, 0]), ints([0, 0, 0])]], { shape: [1, 1] }).tocsr();
    expect(numbers(sum([1e16, 1, -1e16]).data)).toEqual([0]);
    expect(numbers(sum([1e16, -1e16, 1]).data)).toEqual([1]);
  });

  small('what is written to a component afterwards does not reach the sparse array; its parts are read-only', () => {
    const data = xp.asarray([1, 2], { device });
    const a = coo_array([data, [ints([0, 1]), ints([1, 0])]], { shape: [2, 2] });
    data.set([0], 9);
    expect(numbers(a.data)).toEqual([1, 2]);
    expect(() => a.data.set([0], 1)).toThrow(/read-only/);
  });
});

describe('other sources', () => {
  small('dense arrays and nested lists keep their non-zero elements', () => {
    for (const source of [dense, xp.asarray(dense, { device })]) {
      const a = csr_array(source, { device });
      expect(a.nnz).toBe(5);
      expect(a.toarray().tolist()).toEqual(dense);
    }
    expect(
      coo_array(
        [
          [0, 1.5],
          [0, 0],
        ],
        { dtype: xp.float32, device },
      ).dtype,
    ).toBe(xp.float32);
  });

  small('another sparse array gives the same elements; astype and dtype change theirs', () => {
    const a = example();
    expect(csr_array(a).toarray().tolist()).toEqual(dense);
    expect(coo_array(csr_array(a)).format).toBe('coo');
    expect(csr_array(a, { dtype: xp.int16 }).dtype).toBe(xp.int16);
    expect(a.astype(xp.complex128).toarray().dtype).toBe(xp.complex128);
    expect(() => a.astype(xp.complex128).astype(xp.float64)).toThrow(TypeError);
  });

  small('matrices without rows, columns or elements', () => {
    const none = new Float64Array(0);
    const nothing = new Int32Array(0);
    for (const [m, n] of [
      [0, 4],
      [4, 0],
      [3, 3],
      [0, 0],
    ] as const) {
      const a = coo_array([none, [nothing, nothing]], { shape: [m, n], device });
      expect(a.tocsr().indptr.shape).toEqual([m + 1]);
      expect(a.toarray().shape).toEqual([m, n]);
      expect(a.T.tocsr().shape).toEqual([n, m]);
      expect(numbers(a.sum({ axis: 1 }))).toEqual(Array(m).fill(0));
      expect(a.diagonal().shape).toEqual([Math.min(m, n)]);
    }
  });

  small('one dense row among empty ones, longer than a block', () => {
    const n = 5000;
    const a = coo_array(
      [xp.ones([n], { device }), [xp.full([n], 7, { dtype: xp.int32, device }), xp.arange(n - 1, -1, -1, { device })]],
      { shape: [20, n] },
    ).tocsr();
    expect(numbers(a.indices)).toEqual(Array.from({ length: n }, (_, i) => i));
    expect(numbers(a.sum({ axis: 1 }))).toEqual(Array.from({ length: 20 }, (_, i) => (i === 7 ? n : 0)));
  });
});

describe('forms', () => {
  const n = 300;
  const all = Array.from({ length: n }, (_, i) => i);
  const patterns: Record<string, [number[], number[]]> = {
    'one dense column': [all, all.map(() => 3)],
    'one dense row': [all.map(() => 5), all],
    'a diagonal and the one below it': [
      [...all, ...all.slice(1)],
      [...all, ...all.slice(0, -1)],
    ],
    'a diagonal and the one above it': [
      [...all, ...all.slice(0, -1)],
      [...all, ...all.slice(1)],
    ],
  };
  for (const [title, [rows, cols]] of Object.entries(patterns))
    small(`${title}: dense form, diagonal, transpose and rows agree with loops`, () => {
      const values = rows.map((r, e) => 1 + ((r * 3 + cols[e]!) % 11));
      const full = new Float64Array(n * n);
      const mirrored = new Float64Array(n * n);
      rows.forEach((r, e) => {
        full[r * n + cols[e]!] = values[e]!;
        mirrored[cols[e]! * n + r] = values[e]!;
      });
      const a = csr_array(coo_array([xp.asarray(values, { device }), [ints(rows), ints(cols)]], { shape: [n, n] }));
      expect(a.toarray().dataSync()).toEqual(full);
      expect(a.T.toarray().dataSync()).toEqual(mirrored);
      expect(numbers(a.diagonal())).toEqual(all.map((i) => full[i * n + i]));
      const order = rows.map((_, e) => e).sort((x, y) => rows[x]! - rows[y]! || cols[x]! - cols[y]!);
      expect(numbers(a.tocoo().row)).toEqual(order.map((e) => rows[e]));
      expect(numbers(a.tocoo().col)).toEqual(order.map((e) => cols[e]));
    });

  small('thousands of elements of one place are one element', () => {
    const m = 3000;
    const at = ints(Array.from({ length: m }, (_, i) => (i % 2 === 0 ? 1 : 0)));
    const a = coo_array([xp.arange(m, { device }), [at, at]], { shape: [2, 2] }).tocsr();
    expect(numbers(a.data)).toEqual([1500 * 1500, 1500 * 1499]);
  });
});

describe('sums', () => {
  small(
    'COO elements that come twice are one: true is true once, halves are summed before they are whole numbers',
    () => {
      const twice = [Int32Array.of(0, 0), Int32Array.of(1, 1)] as const;
      const both = coo_array([xp.asarray([true, true], { device }), twice], { shape: [2, 2] });
      expect([both.sum().item(), both.mean().item(), both.astype(xp.int32).sum().item()]).toEqual([1, 0.25, 1]);
      const halves = coo_array([xp.asarray([0.5, 0.5], { device }), twice], { shape: [2, 2] });
      expect([halves.sum({ dtype: xp.int32 }).item(), halves.astype(xp.int32).toarray().tolist()]).toEqual([
        1,
        [
          [0, 1],
          [0, 0],
        ],
      ]);
      const gone = coo_array([xp.asarray([1, -1], { device }), twice], { shape: [2, 2] });
      expect(gone.astype(xp.bool).sum().item()).toBe(0);
    },
  );

  small('over rows, columns and all, in the dtypes of xp.sum', () => {
    for (const a of [example(), example().tocsr()]) {
      expect(numbers(a.sum({ axis: 0 }))).toEqual([7, 0, 3, 7, 1]);
      expect(numbers(a.sum({ axis: 1 }))).toEqual([8, 7, 0, 3]);
      expect(numbers(a.sum({ axis: -1 }))).toEqual([8, 7, 0, 3]);
      expect(a.sum().item()).toBe(18);
    }
    expect(example('int8').sum({ axis: 0 }).dtype).toBe(xp.int32);
    expect(example('uint16').sum({ axis: 1 }).dtype).toBe(xp.uint32);
  });
});

describe('what is refused', () => {
  const data = () => xp.asarray([1, 2], { device });
  const read = (a: { tocsr(): { data: xp.NDArray } }) => a.tocsr().data.dataSync();

  small('indices out of range', () => {
    for (const bad of [
      [0, 2],
      [0, -1],
    ])
      expect(() => read(coo_array([data(), [ints(bad), ints([0, 1])]], { shape: [2, 2] }))).toThrow(RangeError);
    const far = xp.asarray([0n, 2n ** 32n], { dtype: xp.int64, device });
    expect(() => coo_array([data(), [far, ints([0, 1])]], { shape: [2, 2] })).toThrow(RangeError);
  });

  small('components of other lengths, dtypes and shapes; row pointers that do not fit', () => {
    expect(() => coo_array([data(), [ints([0]), ints([0, 1])]], { shape: [2, 2] })).toThrow(RangeError);
    expect(() => coo_array([data(), [data(), ints([0, 1])]], { shape: [2, 2] })).toThrow(TypeError);
    expect(() => coo_array([data(), [ints([0, 1]), ints([0, 1])]], { shape: [2] })).toThrow(RangeError);
    for (const indptr of [
      [0, 1],
      [0, 2, 1],
      [1, 1, 2],
      [0, 1, 3],
    ])
      expect(() => csr_array([data(), ints([0, 1]), ints(indptr)], { shape: [2, 2] })).toThrow(RangeError);
  });

  small('things that are no matrix, unknown options', () => {
    expect(() => csr_array([1, 2, 3])).toThrow(RangeError);
    expect(() => csr_array(3 as never)).toThrow(TypeError);
    expect(() => csr_array(dense, { rows: 3 } as never)).toThrow(/rows/);
    expect(() => xp.add(example() as never, 1)).toThrow(/xp\.sparse/);
  });

  small('a dense form that no memory holds', () => {
    const n = 2 ** 31 - 1;
    const a = coo_array([data(), [ints([0, 1]), ints([0, n - 1])]], { shape: [n, n] });
    expect(() => a.toarray()).toThrow(expect.objectContaining({ code: 'ERR_OBOL_MEMORY' }));
  });

  small('a disposed array', () => {
    const a = example();
    a.dispose();
    a.dispose();
    expect(() => a.toarray()).toThrow(expect.objectContaining({ code: 'ERR_OBOL_DISPOSED' }));
  });
});

small('issparse knows its own; the namespace is the arrays one', () => {
  expect([issparse(example()), issparse(xp.ones([2, 2], { device })), issparse(null)]).toEqual([true, false, false]);
  expect(example().__array_namespace__()).toBe(xp.ones([1], { device }).__array_namespace__());
  expect(example().toString()).toBe(`coo_array([4, 5], float64, 7 stored elements, ${device})`);
});
