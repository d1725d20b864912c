// withExtension: work is done where the capability is and answered in the caller's namespace.
import {
  setDefaultNamespace,
  withExtension,
  withExtensionSync,
  type AnyArray,
  type ArrayNamespace,
  type NamespaceWith,
} from '../../lib/standard';
import { plainCopy } from '../support/copies';
import { plain, type PlainArray } from '../support/plain';

let scopes = 0;
const lent = { lent: true };
const home = plainCopy('home', {
  cluster: lent,
  sparse: lent,
  scope: (fn: () => unknown) => {
    scopes++;
    return fn();
  },
});
setDefaultNamespace(home, { workDevice: 'tray:1' });
beforeEach(() => (scopes = 0));

type With = NamespaceWith<'cluster'>;
const doubled = (xp: With, x: AnyArray): AnyArray => xp.multiply(x, 2);
const lists = (x: unknown): unknown => (x as PlainArray).tolist();

test('where the namespace has the extension, the arguments are handed over as they are, in a scope', async () => {
  const x = home.asarray([1, 2], { device: 'tray:0' }) as unknown as AnyArray;
  const seen: unknown[] = [];
  const y = await withExtension('cluster', { x }, async (xp, args) => {
    seen.push(xp, args.x);
    return doubled(xp, args.x);
  });
  expect(seen[0]).toBe(home);
  expect(seen[1]).toBe(x);
  expect([lists(y), y.device, scopes]).toEqual([[2, 4], 'tray:0', 1]);
});

test('where it has not, the work is done on the lender’s device and answered on the caller’s', async () => {
  const x = plain.asarray([[1, 2]], { dtype: plain.float32, device: 'tray:1' }) as unknown as AnyArray;
  const flag = plain.asarray([true, false], { device: 'tray:1' }) as unknown as AnyArray;
  const result = await withExtension(['cluster', 'sparse'], { x, flag, note: 'kept' }, async (xp, args) => {
    expect(args.x.__array_namespace__()).toBe(home);
    expect([args.x.device, args.x.dtype.name, args.flag.dtype.name]).toEqual(['tray:1', 'float32', 'bool']);
    expect(args.note).toBe('kept');
    return { y: doubled(xp, args.x), inner: { flag: args.flag }, count: 3 };
  });
  expect(result.y.__array_namespace__()).toBe(plain);
  expect([lists(result.y), result.y.dtype, result.y.device]).toEqual([[[2, 4]], plain.float32, 'tray:1']);
  expect(lists(result.inner.flag)).toEqual([true, false]);
  expect([result.count, scopes]).toEqual([3, 1]);
});

test('the answer lies on the device of the first array', async () => {
  const x = plain.asarray([1], { device: 'tray:0' }) as unknown as AnyArray;
  const y = await withExtension('cluster', { x }, async (xp, args) => doubled(xp, args.x));
  expect(y.device).toBe('tray:0');
});

test('the parts of a sparse array cross, and a sparse result comes back as parts', async () => {
  const parts = {
    data: plain.asarray([5]),
    row: plain.asarray([0], { dtype: plain.int32 }),
    col: plain.asarray([1], { dtype: plain.int32 }),
    shape: [2, 2],
    format: 'coo' as const,
  };
  const found = await withExtension('sparse', { A: parts }, async (xp, { A }) => {
    const { data, row, col } = A as unknown as Record<'data' | 'row' | 'col', AnyArray>;
    expect(data.__array_namespace__()).toBe(home);
    const members = {
      format: 'coo',
      shape: [2, 2],
      data: doubled(xp as unknown as With, data),
      row,
      col,
      device: 'tray:1',
    };
    return { ...members, tocsr: () => undefined, __array_namespace__: () => xp, secret: 1 };
  });
  expect(Object.keys(found).sort()).toEqual(['col', 'data', 'format', 'row', 'shape']);
  expect([lists(found.data), lists(found.row), found.data.__array_namespace__()]).toEqual([[10], [0], plain]);
});

test('CSC crosses by rows, into the default namespace and back', async () => {
  const ints = { dtype: plain.int32 };
  const bySpace = (space: unknown, format: string, more: object) => ({
    format,
    shape: [2, 3],
    device: 'tray:0',
    __array_namespace__: () => space,
    ...more,
  });
  const rows = {
    data: plain.asarray([5, 6]),
    indices: plain.asarray([2, 0], ints),
    indptr: plain.asarray([0, 1, 2], ints),
  };
  const A = bySpace(plain, 'csc', {
    tocsr: () => bySpace(plain, 'csr', { ...rows, tocsr: () => undefined }),
    // By columns: must not be taken for rows.
    data: plain.asarray([6, 5]),
    indices: plain.asarray([1, 0], ints),
    indptr: plain.asarray([0, 1, 1, 2], ints),
  });
  const found = await withExtension('sparse', { A }, async (xp, args) => {
    const { format, data, indices, indptr, shape } = args.A as unknown as Record<string, AnyArray>;
    expect([format, shape, data!.__array_namespace__()]).toEqual(['csr', [2, 3], home]);
    expect([data, indices, indptr].map((x) => lists(x!))).toEqual([
      [5, 6],
      [2, 0],
      [0, 1, 2],
    ]);
    const csr = bySpace(xp, 'csr', { data, indices, indptr, tocsr: () => undefined });
    return bySpace(xp, 'csc', { tocsr: () => csr }) as unknown as { format: string; data: AnyArray; indptr: AnyArray };
  });
  expect([found.format, lists(found.data), lists(found.indptr), found.data.__array_namespace__()]).toEqual([
    'csr',
    [5, 6],
    [0, 1, 2],
    plain,
  ]);
});

test('typed arrays and lists are the default namespace’s, handed over as they are', async () => {
  const list = [1, 2];
  const y = await withExtension('cluster', { list }, async (xp, args) => {
    expect(args.list).toBe(list);
    return xp.asarray(args.list);
  });
  expect(y.__array_namespace__()).toBe(home);
});

test('without waiting it does the same, given dataSync or tolist', () => {
  const x = plain.asarray([1, 2]) as unknown as AnyArray;
  const y = withExtensionSync('cluster', { x }, (xp, args) => doubled(xp, args.x));
  expect([lists(y), y.__array_namespace__()]).toEqual([[2, 4], plain]);
  const closed = Object.defineProperty(plain.asarray([1]), 'tolist', { value: undefined }) as unknown as AnyArray;
  expect(() => withExtensionSync('cluster', { x: closed }, (xp, args) => doubled(xp, args.x))).toThrow(
    /dataSync or tolist/,
  );
});

test('an error of the work is the caller’s error', async () => {
  const x = plain.asarray([1]) as unknown as AnyArray;
  const fail = withExtension('cluster', { x }, () => Promise.reject(new RangeError('no')));
  await expect(fail).rejects.toThrow(new RangeError('no'));
});

test('an extension that nobody has is ERR_OBOL_LOAD and names both namespaces', async () => {
  const x = plain.asarray([1]) as unknown as AnyArray;
  const missing = withExtension('random', { x }, async () => 1);
  await expect(missing).rejects.toMatchObject({ code: 'ERR_OBOL_LOAD' });
  await expect(withExtension('random', { x }, async () => 1)).rejects.toThrow(/neither plain 1\.0\.0 nor home/);
});

test('arguments of two namespaces are refused', async () => {
  const x = plain.asarray([1]) as unknown as AnyArray;
  const y = (home as ArrayNamespace<PlainArray>).asarray([1]) as unknown as AnyArray;
  await expect(withExtension('cluster', { x, y }, async () => 1)).rejects.toThrow(/plain 1\.0\.0 and home/);
});
