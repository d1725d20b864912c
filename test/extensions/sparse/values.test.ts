// What a sparse array says of itself, in every dtype and format: class, extents, parts, order, devices; and what it is not.
import * as xp from 'obol';
import { connectedComponents, laplacian } from 'obol/graph';
import { spectralClustering } from 'obol/cluster';
import { normalizedCut } from 'obol/metrics';
import { toHost } from 'obol/standard';
import { small, testDevice as device } from '../../support/device';
import { expectElements, pair, sparseDTypes } from '../../support/sparse';

const { sparse: sp } = xp;
const { issparse, random_array } = sp;
const formats = ['coo', 'csr', 'csc'] as const;
const classes = { coo: sp.CooArray, csr: sp.CsrArray, csc: sp.CscArray };

for (const dtype of sparseDTypes)
  for (const format of formats)
    small(`${dtype}, ${format}: class, extents, parts, order`, () => {
      const { A: made, dense, stored } = pair(dtype, [6, 9], { seed: 70, share: 2 });
      const A = made.asformat(format);
      const { ndim, shape, nnz } = A;
      expect([ndim, shape, nnz, A.dtype, A.device]).toEqual([
        2,
        [6, 9],
        stored.filter(Boolean).length,
        xp[dtype],
        device,
      ]);
      expect([A instanceof sp.SparseArray, A.constructor, issparse(A), issparse(dense)]).toEqual([
        true,
        classes[format],
        true,
        false,
      ]);
      expect(A.toString()).toBe(`${format}_array([6, 9], ${dtype}, ${nnz} stored elements, ${device})`);
      expect([A.data.dtype, A.data.shape]).toEqual([xp[dtype], [nnz]]);
      const { row, col, indices, indptr } = A as unknown as Record<string, xp.NDArray>;
      const places = format === 'coo' ? [row!, col!] : [indices!, indptr!];
      expect(places.map((x) => [x.dtype, x.shape[0]])).toEqual([
        [xp.int32, nnz],
        [xp.int32, format === 'coo' ? nnz : format === 'csr' ? 7 : 10],
      ]);
      for (const part of [A.data, ...places])
        if (part.size > 0) expect(() => part.set([0], dtype === 'bool' ? true : 1)).toThrow(/read-only/);
      const ordered = A.sum_duplicates();
      expect([ordered.has_canonical_format, ordered.has_sorted_indices]).toEqual([true, true]);
      const parts = format === 'coo' ? [A.data, [row, col]] : [A.data, indices, indptr];
      expectElements(sp[`${format}_array`](parts as never, { shape }), dense, 'made of its own parts');
    });

for (const dtype of sparseDTypes)
  for (const format of formats)
    small(`${dtype}, ${format}: there and back between devices, the same elements and parts`, async () => {
      const { A: made, dense } = pair(dtype, [6, 9], { seed: 71, share: 2 });
      const A = made.asformat(format);
      expect(A.to_device(device)).toBe(A);
      const there = A.to_device('cpu');
      expect([there.device, there.format, there.nnz, there.dtype]).toEqual(['cpu', format, A.nnz, A.dtype]);
      expect(there.toarray().tolist()).toEqual(A.toarray().tolist());
      const back = sp[`${format}_array`](there, { device });
      expect([back.device, back.format]).toEqual([device, format]);
      expectElements(back, dense, 'and back');
      // Reached from the host by the parts alone.
      expect((await toHost(back.data)).data).toEqual((await toHost(A.data)).data);
    });

for (const dtype of sparseDTypes)
  small(`${dtype}: random_array in every format: as many elements as asked, by a seed`, () => {
    const options = { density: 0.2, dtype: xp[dtype], random_state: 5, device };
    const made = formats.map((format) => random_array([12, 15], { ...options, format }));
    for (const [i, A] of made.entries()) {
      expect([A.format, A.nnz, A.shape, A.dtype, A.device]).toEqual([formats[i], 36, [12, 15], xp[dtype], device]);
      expect(A.toarray().tolist()).toEqual(made[0]!.toarray().tolist());
    }
    expect(random_array([12, 15], options).toarray().tolist()).toEqual(made[0]!.toarray().tolist());
  });

small(
  'an array that is none: JSON, arithmetic of JavaScript, iteration and asarray are refused and say what to use',
  () => {
    for (const format of formats) {
      const A = pair('float64', [6, 9]).A.asformat(format);
      expect(() => A.toJSON()).toThrow(/^toJSON: expected a JavaScript value, got a sparse array: use toarray\(\)/);
      expect(() => JSON.stringify({ A })).toThrow(/toarray/);
      expect(() => (A as unknown as number) * 2).toThrow(/xp\.sparse/);
      expect(() => [...(A as unknown as Iterable<unknown>)]).toThrow(/^iteration: expected a dense array/);
      expect(() => xp.asarray(A as never)).toThrow(TypeError);
      expect(() => xp.add(A as never, 1)).toThrow(/xp\.sparse/);
    }
  },
);

small('consumers answer CSC as they answer CSR and COO', async () => {
  const weights = [
    [0, 2, 0, 0, 0],
    [2, 0, 1, 0, 0],
    [0, 1, 0, 0, 0],
    [0, 0, 0, 0, 3],
    [0, 0, 0, 3, 0],
  ];
  const labels = xp.asarray([0, 0, 1, 1, 1], { dtype: xp.int32, device });
  const answers = await Promise.all(
    formats.map(async (format) => {
      const W = sp.coo_array(weights, { device }).asformat(format);
      const L = laplacian(W) as xp.sparse.SparseArray;
      const found = connectedComponents(W);
      const clusters = await spectralClustering(W, { nClusters: 2, randomState: 1 });
      return [
        L.toarray().tolist(),
        found.nComponents,
        found.labels.tolist(),
        normalizedCut(W, labels),
        clusters.tolist(),
      ];
    }),
  );
  expect(answers[0]![0]).toEqual(
    weights.map((row, i) => row.map((w, j) => (i === j ? row.reduce((a, b) => a + b) : -w) + 0)),
  );
  expect(answers.map((answer) => answer)).toEqual([answers[0], answers[0], answers[0]]);
});
