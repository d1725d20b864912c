// What sparse arrays are made of: parts as lists, typed arrays and arrays, their range, their dtype; shapes of null.
import * as xp from 'obol';
import type { NDArray } from 'obol';
import type { DType } from '../../../lib/core/dtype';
import { small, testDevice as device } from '../../support/device';

const { coo_array, csc_array, csr_array, sum } = { ...xp.sparse, sum: xp.sum };
const parts = (...source: unknown[]) => source as unknown as xp.sparse.Components;
const ints = (...list: number[]) => xp.asarray(Int32Array.from(list), { device });
const complex = () => xp.asarray([{ re: 1, im: 2 }], { device });

small('lists are parts too: elements take the dtype of a list, indices are int32', () => {
  const A = coo_array(parts([1, 2, 3], [[0, 1, 0], [1, 0, 1]]), { device }); // prettier-ignore
  expect([A.dtype, A.row.dtype, A.shape]).toEqual([xp.float64, xp.int32, [2, 2]]);
  expect(A.toarray().tolist()).toEqual([[0, 4], [2, 0]]); // prettier-ignore
  expect(
    coo_array(parts([1n], [[0n], [2]]), { device })
      .toarray()
      .tolist(),
  ).toEqual([[0n, 0n, 1n]]);
  expect(
    coo_array(parts([], [[], []]), { shape: [2, 1], device })
      .toarray()
      .tolist(),
  ).toEqual([[0], [0]]);
  const data = Float32Array.of(7, 8);
  expect(csr_array(parts(data, [2, 0], [0, 1, 2]), { device }).toarray().tolist()).toEqual([[0, 0, 7], [8, 0, 0]]); // prettier-ignore
  expect(csc_array(parts(data, [1, 0], [0, 1, 2]), { device }).toarray().tolist()).toEqual([[0, 8], [7, 0]]); // prettier-ignore
  const mixed = coo_array(parts(xp.asarray([5], { device }), [[1], ints(0)]), { shape: [2, 1] });
  expect(mixed.toarray().tolist()).toEqual([[0], [5]]);
});

small('nested lists of numbers stay matrices', () => {
  const dense = [[1, 2], [3, 4], [5, 6]]; // prettier-ignore
  expect(csr_array(dense, { device }).toarray().tolist()).toEqual(dense);
  expect(coo_array([[1, 2], [3, 4]], { device }).toarray().tolist()).toEqual([[1, 2], [3, 4]]); // prettier-ignore
  expect(() =>
    coo_array([
      [[1], [2]],
      [[3], [4]],
    ]),
  ).toThrow(/^coo_array: expected a 2-d array for source, got \[2, 2, 1\]/);
});

small('indices that are not whole, negative or too large are refused by their names, with their values', () => {
  const cases: [unknown, number[] | null, RegExp][] = [
    [[[0.5], [0]], [1, 1], /^coo_array: expected a scalar that fits int32 for row, got 0.5/],
    [[[0], ['a']], [1, 1], /^coo_array: expected numbers, .* for col, got "a"/],
    [[[0], [-1]], [1, 1], /^coo_array: expected indices in \[0, 0\] for col, got -1/],
    [[[0, 1], [0]], [2, 1], /^coo_array: expected as many indices as data \(1\) for row, got 2/],
    [[[-1], [0]], null, /^coo_array: expected indices in \[0, 2147483646\] for row, got -1/],
    [[ints(-1), ints(0)], null, /^coo_array: expected indices in \[0, 2147483646\] for row, got -1/],
    [[[0], [2 ** 31 - 1]], null, /^coo_array: expected indices in \[0, 2147483646\] for col, got 2147483647/],
    [[Uint32Array.of(2 ** 32 - 1), [0]], [1, 1], /for row, got 4294967295/],
    [[xp.asarray(Uint32Array.of(2 ** 31), { device }), [0]], null, /for row, got 2147483648/],
  ];
  for (const [places, shape, error] of cases)
    expect(() => coo_array(parts(xp.asarray([1], { device }), places), { shape })).toThrow(error);
  const below = () => csr_array(parts(Float64Array.of(1), [-1], [0, 1]), { device });
  expect(below).toThrow(/^csr_array: expected indices in \[0, 2147483646\] for indices, got -1/);
});

small('a shape of null is one that is left out', () => {
  expect(csr_array([[1, 2]], { shape: null, device }).shape).toEqual([1, 2]);
  expect(coo_array(parts([1], [[2], [0]]), { shape: null, device }).shape).toEqual([3, 1]);
  expect(csc_array(xp.sparse.eye_array(2, { device }), { shape: null }).shape).toEqual([2, 2]);
});

describe('complex elements', () => {
  const A = () => csr_array(xp.expand_dims(complex(), 0));
  const sampler = ({ size }: { size: number }): NDArray => xp.ones(size, { dtype: xp.complex64, device });
  const makers: Record<string, (dtype: DType) => unknown> = {
    coo_array: (dtype) => coo_array(parts(complex(), [[0], [0]]), { dtype }),
    csr_array: (dtype) => csr_array(xp.expand_dims(complex(), 0), { dtype }),
    csc_array: (dtype) => csc_array(A(), { dtype }),
    diags_array: (dtype) => xp.sparse.diags_array([complex()], { dtype }),
    hstack: (dtype) => xp.sparse.hstack([A(), A()], { dtype }),
    random_array: (dtype) => xp.sparse.random_array([2, 2], { density: 1, dtype, data_sampler: sampler, device }),
  };
  for (const [name, make] of Object.entries(makers))
    small(`${name} refuses to drop their imaginary parts`, () => {
      for (const dtype of [xp.float64, xp.int32])
        expect(() => make(dtype)).toThrow(new RegExp(`^${name}: expected a complex dtype for dtype .*${dtype.name}$`));
      expect((make(xp.bool) as xp.sparse.SparseArray).dtype).toBe(xp.bool);
      expect((make(xp.complex64) as xp.sparse.SparseArray).dtype).toBe(xp.complex64);
    });
});

small('what does not fit into a stack is named by its place', () => {
  const A = xp.sparse.eye_array(2, { device });
  const { hstack, vstack, block_array, kron } = xp.sparse;
  expect(() => hstack([A, xp.sparse.eye_array(3, { device })])).toThrow(
    /^hstack: expected 2 rows for blocks\[1\], got/,
  );
  expect(() => vstack([A, A, [[1]]])).toThrow(/^vstack: expected 2 columns for blocks\[2\], got \[1, 1\]/);
  expect(() => hstack([A, xp.ones([2], { device })])).toThrow(
    /^hstack: expected a 2-d array for blocks\[1\], got \[2\]/,
  );
  expect(() => block_array([[A, [[1, 2], [3]]]])).toThrow(/^block_array: .* for blocks\[0\]\[1\], got \[3\]/); // prettier-ignore
  expect(() => kron(A, [1, 2])).toThrow(/^kron: expected a 2-d array for B, got \[2\]/);
});

describe('many more rows than elements', () => {
  const n = 2 ** 31 - 1;
  const places = () => [[n - 1, 7, 0, 7, n - 1], [n - 1, 3, 0, 3, 0]] as const; // prettier-ignore
  const A = () => coo_array(parts([1, 2, 0, 3, -4], places()), { shape: [n, n], device });
  // One pointer a row would be 8 GiB.
  const few = (x: unknown): unknown => {
    const before = xp.device_stats(device).live_bytes;
    expect(x).toBeDefined();
    expect(xp.device_stats(device).live_bytes - before).toBeLessThan(2 ** 20);
    return x;
  };

  small('duplicates are summed in order, with no memory for the rows that hold nothing', () => {
    const own = few(A().sum_duplicates()) as xp.sparse.CooArray;
    expect([own.shape, own.has_canonical_format]).toEqual([[n, n], true]);
    expect([own.row.tolist(), own.col.tolist(), own.data.tolist()]).toEqual([
      [0, 7, n - 1, n - 1],
      [0, 3, 0, n - 1],
      [0, 5, -4, 1],
    ]);
    expect(A().eliminate_zeros().nnz).toBe(3);
  });

  small('so what looks at elements alone takes no more', () => {
    const logical = coo_array(parts([true, true], [[n - 1, n - 1], [4, 4]]), { shape: [n, 5], device }); // prettier-ignore
    expect(logical.sum().item()).toBe(1);
    expect([A().max().item(), A().min().item(), A().count_nonzero().item()]).toEqual([5, -4, 3]);
    expect(A().nonzero()[0].tolist()).toEqual([7, n - 1, n - 1]);
    expect(xp.sparse.find(A())[2].tolist()).toEqual([5, -4, 1]);
    expect(sum(xp.sparse.square(A()).data).item()).toBe(25 + 16 + 1);
    expect(coo_array(parts([], [[], []]), { shape: [n, n], device }).sum_duplicates().nnz).toBe(0);
  });

  small('and an index out of range is refused as elsewhere', () => {
    const wrong = (i: number) => coo_array(parts([1], [ints(i), ints(0)]), { shape: [n, 1], device }).sum_duplicates();
    expect(() => wrong(-1)).toThrow(/^sum_duplicates: expected indices in \[0, 2147483646\] for row, got -1/);
    expect(() => wrong(n)).toThrow(/^sum_duplicates: expected indices in \[0, 2147483646\] for row, got 2147483647/);
  });
});

small('coords are rows and columns together', () => {
  const A = coo_array([[0, 2], [3, 0]], { device }); // prettier-ignore
  expect(A.coords.map((x) => [x.dtype, x.tolist()])).toEqual([
    [xp.int32, [0, 1]],
    [xp.int32, [1, 0]],
  ]);
});
