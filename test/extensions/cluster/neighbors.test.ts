// xp.cluster.kneighbors against sorted plain distances; extremes of coordinates; refusals.
import * as xp from '../../../lib/index';
import { small, testDevice as device } from '../../support/device';

const { kneighbors } = xp.cluster;
type Points = number[][];

/** Scattered points whose coordinates are sums of few bits: what is equal is exactly equal. */
const scattered = (n: number, d: number, offset = 0): Points =>
  Array.from({ length: n }, (_, i) => Array.from({ length: d }, (_, t) => offset + ((i * 37 + t * 61) % 23) / 4));

/** The first k rows of X for each row of Y by (distance, index), by loops. */
function plain(X: Points, Y: Points, k: number): { distances: Points; indices: Points } {
  const rows = Y.map((y) =>
    X.map((x, j) => [Math.hypot(...x.map((v, t) => v - y[t]!)), j] as const)
      .sort((a, b) => a[0] - b[0] || a[1] - b[1])
      .slice(0, k),
  );
  return { distances: rows.map((r) => r.map(([d]) => d)), indices: rows.map((r) => r.map(([, j]) => j)) };
}

function expectClose(got: xp.NDArray, wanted: Points, relative: number): void {
  (got.tolist() as Points).forEach((row, i) =>
    row.forEach((v, j) => expect(Math.abs(v - wanted[i]![j]!)).toBeLessThanOrEqual(relative * wanted[i]![j]!)),
  );
}

for (const dtype of [xp.float32, xp.float64])
  small(`the nearest of ${dtype.name} points, by distance, then index; other points, or the points themselves`, () => {
    for (const [n, m, d, k] of [
      [90, 70, 3, 7],
      [5, 3, 1, 5],
      [130, 1, 4, 1],
    ] as const) {
      const [A, B] = [scattered(n, d), scattered(m + 11, d).slice(11)];
      const [X, Y] = [A, B].map((p) => xp.asarray(p, { dtype, device })) as [xp.NDArray, xp.NDArray];
      const other = kneighbors(X, { n_neighbors: k, Y });
      expect([other.distances.dtype, other.indices.dtype]).toEqual([dtype, xp.int32]);
      expect([other.distances.shape, other.indices.shape]).toEqual([
        [m, k],
        [m, k],
      ]);
      expect(other.indices.tolist()).toEqual(plain(A, B, k).indices);
      expectClose(other.distances, plain(A, B, k).distances, dtype === xp.float32 ? 1e-6 : 1e-15);
      expect(kneighbors(X, { n_neighbors: k }).indices.tolist()).toEqual(plain(A, A, k).indices);
    }
  });

small('views of any strides are the points that they show; equal points are at distance 0', () => {
  const points = scattered(40, 6);
  const wide = xp.asarray(points, { device });
  const shown = wide.get(xp.slice(null, null, -2), xp.slice(1, null, 2));
  const rows = points
    .filter((_, i) => i % 2 === 1)
    .reverse()
    .map((row) => row.filter((_, t) => t % 2 === 1));
  expect(kneighbors(shown, { n_neighbors: 4 }).indices.tolist()).toEqual(plain(rows, rows, 4).indices);
  const columns = xp.asarray(points, { device }).T;
  const turned = points[0]!.map((_, t) => points.map((row) => row[t]!));
  expect(kneighbors(columns, { n_neighbors: 6 }).indices.tolist()).toEqual(plain(turned, turned, 6).indices);
  const same = kneighbors(xp.broadcast_to(xp.asarray([0.1, 1e8], { device }), [70, 2]), { n_neighbors: 70 });
  expect(xp.max(same.distances).item()).toBe(0);
  expect((same.indices.tolist() as Points)[69]).toEqual(Array.from({ length: 70 }, (_, i) => i));
});

small(
  'far from the origin, and with huge and tiny coordinates, the answers are those of the points brought near',
  () => {
    const near = scattered(60, 3);
    const wanted = plain(near, near, 5);
    const far = kneighbors(xp.asarray(scattered(60, 3, 2 ** 40), { device }));
    expect(far.indices.tolist()).toEqual(wanted.indices);
    expectClose(far.distances, wanted.distances, 1e-15);
    for (const [dtype, powers] of [
      [xp.float64, [1000, 500, -500, -1000]],
      [xp.float32, [120, 63, -63, -110]],
    ] as const)
      for (const power of powers) {
        const points = near.map((row) => row.map((v) => v * 2 ** power));
        const { distances, indices } = kneighbors(xp.asarray(points, { dtype, device }));
        expect(indices.tolist()).toEqual(wanted.indices);
        expectClose(
          distances,
          wanted.distances.map((row) => row.map((v) => v * 2 ** power)),
          dtype === xp.float32 ? 1e-6 : 1e-15,
        );
      }
    const mixed = kneighbors(xp.asarray([[1e300], [3], [1], [0]], { device }), { n_neighbors: 3 });
    expect((mixed.indices.tolist() as Points).slice(1)).toEqual([
      [1, 2, 3],
      [2, 3, 1],
      [3, 2, 1],
    ]);
  },
);

small('integers are float64, two dtypes the wider one; no columns and no rows of Y are no error', () => {
  const X = xp.asarray([[0], [4], [9]], { dtype: xp.int16, device });
  const { distances, indices } = kneighbors(X, { n_neighbors: 2, Y: xp.asarray([[7]], { dtype: xp.float32, device }) });
  expect([distances.dtype, distances.tolist(), indices.tolist()]).toEqual([xp.float64, [[2, 3]], [[2, 1]]]);
  const none = kneighbors(X, { n_neighbors: 2, Y: xp.zeros([0, 1], { device }) });
  expect([none.distances.shape, none.indices.shape]).toEqual([
    [0, 2],
    [0, 2],
  ]);
  expect(kneighbors(xp.zeros([3, 0], { device }), { n_neighbors: 2 }).indices.tolist()).toEqual([
    [0, 1],
    [0, 1],
    [0, 1],
  ]);
});

small('what is wrong is refused, NaN and infinity where the answer is read', async () => {
  const X = xp.asarray(scattered(4, 2), { device });
  for (const options of [
    {},
    { n_neighbors: 0 },
    { n_neighbors: 1.5 },
    { n_neighbors: 2, Y: xp.ones([2, 3], { device }) },
  ])
    expect(() => kneighbors(X, options)).toThrow(RangeError);
  expect(() => kneighbors(xp.ones([3], { device }))).toThrow(RangeError);
  expect(() => kneighbors(xp.ones([9, 2], { dtype: xp.complex64, device }))).toThrow(TypeError);
  expect(() => kneighbors(X, { neighbors: 2 } as never)).toThrow(/neighbors/);
  for (const bad of [NaN, Infinity, -Infinity]) {
    const Y = xp.asarray([[0, bad]], { device });
    expect(() => kneighbors(X, { n_neighbors: 2, Y }).indices.dataSync()).toThrow(RangeError);
    await expect(kneighbors(xp.concat([X, Y]), { n_neighbors: 1 }).distances.data()).rejects.toThrow(
      /kneighbors.*finite/,
    );
  }
});
