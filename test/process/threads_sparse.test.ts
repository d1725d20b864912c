/** Sparse products, conversions, sums and selections: the same bits, twice in a process and on any number of threads. */
import { onSimulator, small, testDevice } from '../support/device';
import { printedOn } from '../support/threads';

// Prints digests of each result on `device`, made twice. Large enough for many chunks and for every way to sort
// entries; with one row and one column that are full, and rows that are empty.
const script = `
  const { createHash } = require('node:crypto');
  const xp = require('obol');
  const [device, few] = [process.argv[1], process.argv[2] === 'few'];
  const { sparse } = xp, n = few ? 300 : 30_000, per = few ? 5 : 12;
  const hash = (...arrays) => {
    const all = createHash('sha256');
    for (const x of arrays) all.update(new Uint8Array(x.dataSync().buffer));
    return all.digest('hex');
  };
  const parts = (A) => {
    const C = A.tocsr();
    return hash(C.indptr, C.indices, C.data);
  };
  const draw = (i) => Math.imul(i ^ (i >>> 15), 0x2c1b3c6d) >>> 0;
  const [row, col] = [[], []];
  for (let i = 0; i < n; i++) {
    if (i % 7 === 3) continue;
    for (let e = 0; e < per; e++) { row.push(i); col.push(draw(i * per + e + 1) % n); }
    row.push(i); col.push(5);
  }
  for (let j = 0; j < n; j += 3) { row.push(9); col.push(j); }
  const order = Array.from(row, (_, e) => e).sort((a, b) => draw(a) - draw(b));
  const coo = (order, dtype) => sparse.coo_array([
    xp.astype(xp.asarray(Float64Array.from(order, (e) => Math.sin(e + 1)), { device }), dtype),
    [Int32Array.from(order, (e) => row[e]), Int32Array.from(order, (e) => col[e])],
  ], { shape: [n, n], device });
  const wave = (shape, dtype) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const flat = xp.asarray(Float64Array.from({ length: size }, (_, i) => Math.cos(3 * i)), { device });
    return xp.astype(xp.reshape(flat, shape), dtype);
  };
  const slim = (A) => A.tocsr().get(xp.slice(20, few ? 60 : 2000));
  const ways = {};
  for (const dtype of [xp.float32, xp.float64, xp.complex64, xp.complex128]) {
    const falling = coo(order.map((_, e) => e), dtype), mixed = coo(order, dtype), A = falling.tocsr();
    const rows = slim(falling);
    const add = (name, way) => (ways[name + ' ' + dtype.name] = way);
    add('rising rows to CSR', () => parts(falling));
    add('entries in any order to CSR', () => parts(mixed));
    add('transpose', () => parts(A.T));
    add('times a vector', () => hash(sparse.matmul(A, wave([n], dtype))));
    add('times 32 columns', () => hash(sparse.matmul(A, wave([n, 32], dtype))));
    add('times a transposed block', () => hash(sparse.matmul(A, wave([3, n], dtype).T)));
    add('a row vector times it', () => hash(sparse.matmul(wave([n], dtype), A)));
    add('times itself', () => parts(sparse.matmul(rows, A)));
    add('its Gram matrix', () => parts(sparse.matmul(rows, rows.T)));
    add('plus its transpose', () => parts(sparse.add(A, A.T)));
    add('times a broadcast row', () => parts(sparse.multiply(A, wave([n], dtype))));
    add('sums', () => hash(A.sum(), A.sum({ axis: 0 }), A.sum({ axis: 1 })));
    add('rows and columns', () => parts(A.get(xp.slice(null, null, 2), xp.slice(1, null, 3))));
    add('diagonal', () => hash(A.diagonal()));
    add('kron', () => parts(sparse.kron(sparse.eye_array(3, { device }), rows)));
  }
  const out = {};
  for (const [name, way] of Object.entries(ways)) out[name] = [xp.scope(way), xp.scope(way)];
  console.log(JSON.stringify(out));`;

const digests = (threads: number) =>
  printedOn<Record<string, [string, string]>>(threads, script, [testDevice, onSimulator ? 'few' : 'many']);

small('sparse algebra gives the same bits twice, on one, two and three threads', () => {
  const one = digests(1);
  expect(Object.keys(one)).toHaveLength(60);
  for (const [name, [first, second]] of Object.entries(one)) expect([name, second]).toEqual([name, first]);
  for (const threads of [2, 3]) expect(digests(threads)).toEqual(one);
});
