// discretize and cluster_qr on vectors whose clusters are known: indicator vectors, turned and with noise.
import * as xp from '../../../lib/index';
import { small, testDevice as device } from '../../support/device';

const ways = {
  discretize: (v: xp.NDArray) => xp.cluster.discretize(v, { seed: 4 }),
  cluster_qr: (v: xp.NDArray) => xp.cluster.cluster_qr(v),
};
const numbers = (x: xp.NDArray): number[] => Array.from(x.dataSync() as Int32Array);

/** Row i is the indicator of cluster i mod k, in a basis that is turned by a reflection, and a little noise. */
function vectors(n: number, k: number, noise: number): number[][] {
  const w = Array.from({ length: k }, (_, j) => Math.sin(j + 1));
  const norm = w.reduce((sum, v) => sum + v * v, 0);
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: k }, (_, j) => {
      const exact = (i % k === j ? 1 : 0) - (2 * w[i % k]! * w[j]!) / norm;
      return exact + noise * (((i * 37 + j * 11) % 17) / 17 - 0.5);
    }),
  );
}

for (const [name, label] of Object.entries(ways)) {
  for (const [n, k] of [
    [1, 1],
    [5, 5],
    [60, 3],
    [500, 12],
  ] as const)
    small(`${name} finds ${k} clusters among ${n} rows, and the same again`, async () => {
      const V = xp.asarray(vectors(n, k, 0.2), { device });
      const labels = await label(V);
      expect([labels.dtype, labels.shape, labels.device]).toEqual([xp.int32, [n], device]);
      numbers(labels).forEach((l, i, all) => expect(l).toBe(all[i % k]));
      expect(new Set(numbers(labels)).size).toBe(k);
      expect(numbers(await label(V))).toEqual(numbers(labels));
      const narrow = numbers(await label(xp.astype(V, xp.float32)));
      narrow.forEach((l, i) => expect(l).toBe(narrow[i % k]));
      expect(new Set(narrow).size).toBe(k);
    });

  small(`${name}: a row of zeros is no error, NaN is`, async () => {
    const labels = numbers(
      await label(
        xp.asarray(
          [
            [1, 0],
            [0, 0],
            [0, 1],
          ],
          { device },
        ),
      ),
    );
    labels.forEach((l) => expect([0, 1]).toContain(l));
    await expect(
      label(
        xp.asarray(
          [
            [1, NaN],
            [0, 1],
          ],
          { device },
        ),
      ),
    ).rejects.toThrow(RangeError);
  });

  small(`${name} refuses more columns than rows and other dtypes`, async () => {
    await expect(label(xp.ones([2, 3], { device }))).rejects.toThrow(RangeError);
    await expect(label(xp.ones([3], { device }))).rejects.toThrow(RangeError);
    await expect(label(xp.ones([3, 2], { dtype: xp.complex128, device }))).rejects.toThrow(TypeError);
  });
}
