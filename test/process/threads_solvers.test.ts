/** Eigenvalue solvers and sparse systems: the same seed gives the same bits, twice in a process and on any number of threads. */
import { onSimulator, small, testDevice } from '../support/device';
import { printedOn } from '../support/threads';

// Prints a digest of each result on `device`, made twice. Large enough for many chunks, fronts and subtrees.
const script = `
  const { createHash } = require('node:crypto');
  const xp = require('obol');
  const [device, few] = [process.argv[1], process.argv[2] === 'few'];
  const { eigsh, lobpcg, svds, spsolve } = xp.sparse.linalg;
  const grid = (side, shift) => {
    const [row, col, data] = [[], [], []];
    const put = (i, j, v) => { row.push(i); col.push(j); data.push(v); };
    for (let at = 0; at < side * side; at++) {
      put(at, at, 4 + shift * (1 + Math.sin(at)));
      if (at % side) { put(at, at - 1, -1); put(at - 1, at, -1); }
      if (at >= side) { put(at, at - side, -1); put(at - side, at, -1); }
    }
    const n = side * side;
    return xp.sparse.coo_array([Float64Array.from(data), [Int32Array.from(row), Int32Array.from(col)]],
      { shape: [n, n], device }).tocsr();
  };
  const hash = (...arrays) => {
    const all = createHash('sha256');
    for (const x of arrays) all.update(new Uint8Array(x.dataSync().buffer));
    return all.digest('hex');
  };
  const pairs = ({ eigenvalues, eigenvectors, residuals }) => hash(eigenvalues, eigenvectors, residuals);
  const large = grid(few ? 14 : 90, 0.01), host = grid(few ? 24 : 90, 0.01);
  const block = Float64Array.from({ length: 9e4 }, (_, e) => Math.cos(Math.floor(e / 300) + (e % 300)));
  for (let i = 0; i < 300; i++) block[301 * i] += 300;
  const full = xp.sparse.csr_array(xp.reshape(xp.asarray(block, { device }), [300, 300]));
  const dense = xp.random.default_rng(3).normal({ size: few ? [130, 110] : [1500, 1200], device });
  const skew = xp.sparse.add(host, xp.sparse.diags_array([Float64Array.from({ length: host.shape[0] - 2 }, (_, i) => Math.cos(i))],
    { offsets: [2], shape: host.shape, device })).tocsr();
  const start = xp.random.default_rng(4).normal({ size: [large.shape[0], 4], device });
  const ones = xp.ones([host.shape[0], 3], { device });
  const ways = {
    'eigsh LA': async () => pairs(await eigsh(large, { k: 3, which: 'LA', tol: 1e-8 })),
    'eigsh sigma, Cholesky': async () => pairs(await eigsh(few ? large : host, { k: 6, sigma: 0 })),
    'eigsh sigma, LU': async () => pairs(await eigsh(few ? large : host, { k: 4, sigma: 3.3 })),
    lobpcg: async () => pairs(await lobpcg(large, start, { tol: 1e-3, maxiter: 500 })),
    svds: async () => {
      const { U, s, Vh } = await svds(dense, { k: 3, random_state: 7, tol: 1e-6 });
      return hash(U, s, Vh);
    },
    'spsolve, Cholesky': async () => hash(await spsolve(host, ones)),
    'spsolve, one front': async () => hash(await spsolve(full, xp.ones([300], { device }))),
    'spsolve, LU': async () => hash(await spsolve(skew, ones)),
  };
  (async () => {
    const out = {};
    for (const [name, way] of Object.entries(ways)) out[name] = [await way(), await way()];
    console.log(JSON.stringify(out));
  })();`;

const digests = (threads: number) =>
  printedOn<Record<string, [string, string]>>(threads, script, [testDevice, onSimulator ? 'few' : 'many']);

small('eigsh, lobpcg, svds and spsolve give the same bits twice, on one, two and three threads', () => {
  const one = digests(1);
  expect(Object.keys(one)).toHaveLength(8);
  for (const [first, second] of Object.values(one)) expect(second).toBe(first);
  for (const threads of [2, 3]) expect(digests(threads)).toEqual(one);
});
