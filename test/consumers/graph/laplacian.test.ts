// laplacian: D - A and its normalised form, whichever provider and form the graph comes in.
import { laplacian } from '../../../lib/consumers/graph';
import { arrayNamespace, type AnyArray, type CsrParts, type GraphInput } from '../../../lib/standard';
import {
  degrees,
  dense,
  distance,
  everywhere,
  foreign,
  forms,
  list,
  matrix,
  threeComponents,
  twoCliques,
  worlds,
  type Dense,
} from '../graphs';
import { small } from '../../support/device';

function expected(W: Dense, normed: boolean): { L: number[][]; diag: number[] } {
  const d = degrees(W);
  const root = d.map((x) => (x === 0 ? 1 : Math.sqrt(x)));
  const L = W.map((line, i) =>
    line.map((w, j) => {
      if (i === j) return normed ? Number(d[i] !== 0) : d[i]!;
      return normed ? -w / (root[i]! * root[j]!) : -w;
    }),
  );
  return { L, diag: normed ? root : d };
}

describe.each([
  ['two cliques', twoCliques],
  ['three components, one of them a node alone', threeComponents],
])('of %s', (_, W) => {
  test.each(everywhere(W))('%s', async (label, world, A) => {
    for (const normed of [false, true]) {
      const { L, diag } = expected(W, normed);
      expect(distance(await matrix(laplacian(A, { normed })), L)).toBeLessThan(1e-15);
      const both = laplacian(A, { normed, returnDiag: true });
      expect(distance(await matrix(both.laplacian), L)).toBeLessThan(1e-15);
      expect(distance([await list(both.diag)], [diag])).toBeLessThan(1e-15);
      const { dtype, device } = both.diag;
      expect([arrayNamespace(both.diag), dtype, device]).toEqual([world.xp, world.xp.float64, world.device]);
      expect('format' in (both.laplacian as object)).toBe(!label.startsWith('dense'));
    }
  });
});

small('the degree of a node in a directed graph is the sum of its column', async () => {
  for (const world of worlds) {
    for (const [form, A] of forms(world, [
      [0, 3],
      [1, 0],
    ])) {
      const L = laplacian(A);
      expect([form, await matrix(L)]).toEqual([form, [[1, -3], [-1, 3]]]); // prettier-ignore
    }
  }
});

small('a provider without sparse gets the parts of a CSR array in its own arrays', () => {
  const [, [, parts]] = forms(foreign, twoCliques) as [unknown, [string, GraphInput]];
  const L = laplacian(parts) as unknown as CsrParts<AnyArray>;
  expect([L.format, L.shape, L.data.device]).toEqual(['csr', [8, 8], foreign.device]);
  for (const part of [L.data, L.indices, L.indptr]) expect(arrayNamespace(part)).toBe(foreign.xp);
});

small('integers and booleans become float64, float32 stays in a dense answer', () => {
  for (const { xp, device } of worlds) {
    const A = dense({ xp, device }, twoCliques);
    for (const dtype of [xp.int32, xp.uint8, xp.bool]) {
      expect((laplacian(xp.astype(A, dtype)) as AnyArray).dtype).toBe(xp.float64);
    }
    expect((laplacian(xp.astype(A, xp.float32), { normed: true }) as AnyArray).dtype).toBe(xp.float32);
  }
});

small('a dense graph needs nothing but the standard: no value is read', async () => {
  const A = dense(foreign, twoCliques);
  Object.defineProperty(A, 'tolist', { value: undefined });
  expect(distance(await matrix(laplacian(A)), expected(twoCliques, false).L)).toBe(0);
});

small('sparse parts whose arrays can’t be read at once are refused with the way out', () => {
  const [, [, parts]] = forms(foreign, twoCliques) as [unknown, [string, { data: AnyArray }]];
  Object.defineProperty(parts.data, 'tolist', { value: undefined });
  expect(() => laplacian(parts as unknown as AnyArray)).toThrow(/expected an array with dataSync or tolist/);
});

small('wrong arguments are refused', () => {
  const { xp, device } = worlds[0]!;
  const wrong: [unknown, unknown, ErrorConstructor, RegExp][] = [
    ['graph', undefined, TypeError, /laplacian: expected a sparse array, its parts .* for A, got "graph"/],
    [{}, undefined, TypeError, /for A/],
    [null, undefined, TypeError, /for A/],
    [xp.zeros([2, 3], { device }), undefined, RangeError, /expected shape \[n, n\] with n >= 1 for A/],
    [xp.zeros([0, 0], { device }), undefined, RangeError, /n >= 1/],
    [xp.zeros([2, 2, 2], { device }), undefined, RangeError, /n >= 1/],
    [xp.zeros([2, 2], { dtype: xp.complex128, device }), undefined, TypeError, /complex128/],
    [
      xp.zeros([2, 2], { device }),
      { normalized: true },
      TypeError,
      /unknown option normalized; expected normed, returnDiag/,
    ],
    [xp.zeros([2, 2], { device }), { normed: 1 }, TypeError, /expected a boolean for normed, got 1/],
    [xp.zeros([2, 2], { device }), true, TypeError, /normed goes into the options: \{ normed: true \}/],
  ];
  for (const [A, options, kind, message] of wrong) {
    const call = (): unknown => laplacian(A as AnyArray, options as { normed?: boolean });
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  }
  const data = xp.asarray([1], { device });
  const ints = (v: number): AnyArray => xp.asarray([v], { dtype: xp.int32, device });
  const oblong = {
    data,
    row: ints(0),
    col: ints(1),
    shape: [2, 3],
    format: 'coo',
  };
  expect(() => laplacian(oblong as unknown as AnyArray)).toThrow(RangeError);
});
