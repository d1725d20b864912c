// What the host learns of sparse arrays while it works with them: what it must allocate, and nothing else.
import * as xp from '../../../lib/index';
import { small, testDevice as device } from '../../support/device';

const { coo_array, csr_array, matmul } = xp.sparse;
const { connected_components, laplacian } = xp.sparse.csgraph;

const n = 300;
const at = Array.from({ length: n }, (_, i) => i);
const entries = () =>
  coo_array(
    [
      xp.ones([2 * n], { device }),
      [
        xp.asarray(Int32Array.from([...at, ...at]), { device }),
        xp.asarray(Int32Array.from([...at, ...at.map((i) => (i * 7) % n)]), { device }),
      ],
    ],
    { shape: [n, n] },
  );

/** What `body` makes the device count. */
function counted(body: () => unknown) {
  const before = xp.device_stats(device);
  body();
  const after = xp.device_stats(device);
  return { downloads: after.downloads - before.downloads, bytes: after.download_bytes - before.download_bytes };
}

small('products with dense factors, transposes, sums, dense forms and diagonals bring nothing to the host', () => {
  const A = entries().tocsr();
  const x = xp.ones([n, 5], { device });
  for (const body of [
    () => matmul(A, x),
    () => matmul(x.T, A),
    () => A.T,
    () => A.tocoo(),
    () => A.sum({ axis: 0 }),
    () => A.toarray(),
    () => A.diagonal(),
  ]) {
    body();
    expect([body.toString(), counted(body)]).toEqual([body.toString(), { downloads: 0, bytes: 0 }]);
  }
});

small('sorting entries, components, sparse products and Laplacians bring a few numbers to the host', () => {
  const B = entries();
  const A = csr_array(B);
  for (const body of [() => B.tocsr(), () => connected_components(A), () => matmul(A, A), () => laplacian(A)]) {
    body();
    const { downloads, bytes } = counted(body);
    expect([body.toString(), downloads <= 4, bytes <= 64]).toEqual([body.toString(), true, true]);
  }
});
