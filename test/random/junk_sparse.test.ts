/** Junk in the arguments of xp.sparse: constructors, methods, arithmetic, solvers, graphs. */
import * as xp from 'obol';
import { testDevice as device } from '../support/device';
import { junkTable, type Call, type JunkRow } from './support/junk';

const { sparse } = xp;
type Args = () => readonly unknown[];

const dense = (): xp.NDArray =>
  xp.asarray(
    [
      [4, 1, 0],
      [1, 5, 2],
      [0, 2, 6],
    ],
    { device },
  );
const csr = (): xp.sparse.CsrArray => sparse.csr_array(dense());
const coo = (): xp.sparse.CooArray => sparse.coo_array(dense());
const vector = (): xp.NDArray => xp.ones([3], { device });
const places = (): Int32Array => Int32Array.of(0, 1, 2);

const rows = (functions: object, table: Record<string, Args>): Record<string, JunkRow> =>
  Object.fromEntries(
    Object.entries(table).map(([name, args]) => {
      const named = name.split(' ')[0]!;
      const call = (functions as Record<string, Call>)[named]!;
      return [name, { call, args, named: named === 'matmul' ? 'sparse.matmul' : named }];
    }),
  );

const components = (): unknown[] => [Float64Array.of(1, 2, 3), [places(), places()]];

describe('constructors', () =>
  junkTable(
    rows(sparse, {
      coo_array: () => [components(), { shape: [3, 3], dtype: xp.float32, device, copy: true }],
      csr_array: () => [[xp.ones([3], { device }), places(), Int32Array.of(0, 1, 2, 3)], { shape: [3, 3] }],
      csc_array: () => [components(), { shape: [3, 3] }],
      'coo_array of a list': () => [
        [
          [1, 0],
          [0, 2],
        ],
        { device },
      ],
      eye_array: () => [3, { k: 1, dtype: xp.int32, format: 'csr', device }],
      diags_array: () => [
        [
          [1, 2, 3],
          [4, 5],
        ],
        { offsets: [0, 1], shape: [3, 3], device },
      ],
      random_array: () => [[3, 4], { density: 0.5, format: 'csr', device }],
      block_array: () => [
        [
          [csr(), null],
          [null, dense()],
        ],
        { format: 'coo' },
      ],
      hstack: () => [[csr(), coo()], { format: 'csr', dtype: xp.float64 }],
      vstack: () => [[csr(), dense()]],
      block_diag: () => [[csr(), dense()]],
      kron: () => [csr(), dense(), { format: 'csr' }],
      find: () => [coo()],
      tril: () => [csr(), { k: 1, format: 'coo' }],
      triu: () => [csr(), { k: -1 }],
      permute_dims: () => [csr(), [1, 0]],
      any: () => [csr(), { axis: 0 }],
      all: () => [csr(), { axis: 1 }],
      issparse: () => [csr()],
    }),
  ));

describe('arithmetic', () =>
  junkTable(
    rows(sparse, {
      matmul: () => [csr(), vector()],
      'matmul sparse': () => [coo(), csr()],
      add: () => [csr(), coo()],
      subtract: () => [csr(), dense()],
      multiply: () => [csr(), 2],
      divide: () => [csr(), dense()],
      not_equal: () => [csr(), coo()],
      greater: () => [csr(), 1],
      abs: () => [csr()],
      sqrt: () => [coo()],
      maximum: () => [csr(), coo()],
    }),
  ));

function method(name: string, make: () => object, ...args: unknown[]): JunkRow {
  return {
    call: (...given) => {
      const A = make();
      return ((A as Record<string, unknown>)[name] as Call).apply(A, given);
    },
    args: () => args.map((x) => (typeof x === 'function' ? (x as () => unknown)() : x)),
    named: name,
  };
}

describe('methods', () =>
  junkTable({
    asformat: method('asformat', csr, 'coo'),
    astype: method('astype', coo, () => xp.float32),
    to_device: method('to_device', csr, device),
    diagonal: method('diagonal', csr, 1),
    trace: method('trace', csr, { offset: 1 }),
    setdiag: method('setdiag', csr, vector, 0),
    sum: method('sum', csr, { axis: 0, dtype: xp.float64 }),
    mean: method('mean', coo, { axis: 1 }),
    max: method('max', csr, { axis: 0 }),
    argmin: method('argmin', csr, { axis: 0 }),
    count_nonzero: method('count_nonzero', csr, { axis: 0 }),
    get: method('get', csr, 0, () => xp.slice(0, 2)),
    'get rows': method('get', csr, () => [0, 2]),
    'get by a mask': method('get', csr, () => xp.asarray([true, false, true], { device })),
    reshape: method('reshape', csr, [9, 1], { order: 'C' }),
    resize: method('resize', coo, [2, 4]),
    transpose: method('transpose', csr, [1, 0]),
    toarray: method('toarray', csr),
    eliminate_zeros: method('eliminate_zeros', csr),
  }));

describe('linalg', () =>
  junkTable(
    rows(sparse.linalg, {
      eigsh: () => [
        csr(),
        { k: 1, which: 'LA', tol: 0, maxiter: 100, v0: vector(), ncv: 3, return_eigenvectors: true },
      ],
      'eigsh by shift': () => [csr(), { k: 1, sigma: 0.5 }],
      cg: () => [csr(), vector(), { x0: vector(), rtol: 1e-6, atol: 0, maxiter: 20, M: csr() }],
      minres: () => [dense(), vector(), { rtol: 1e-6, shift: 0, maxiter: 20 }],
      gmres: () => [coo(), vector(), { rtol: 1e-6, restart: 3, maxiter: 20 }],
      aslinearoperator: () => [csr()],
    }),
  ));

describe('csgraph', () =>
  junkTable(
    rows(sparse.csgraph, {
      laplacian: () => [
        csr(),
        { normed: true, return_diag: true, use_out_degree: true, symmetrized: true, dtype: xp.float64, form: 'array' },
      ],
      'laplacian of dense': () => [dense(), { normed: true, symmetrized: true }],
      connected_components: () => [csr(), { directed: true, connection: 'strong', return_labels: true }],
      breadth_first_order: () => [csr(), 0, { directed: false, return_predecessors: true }],
      depth_first_order: () => [dense(), 1, { directed: false, return_predecessors: false }],
      dijkstra: () => [
        csr(),
        { directed: true, indices: [0, 1], return_predecessors: true, unweighted: true, limit: 4, min_only: true },
      ],
      'dijkstra weighted': () => [dense(), { indices: 1 }],
      shortest_path: () => [
        coo(),
        { method: 'D', directed: true, indices: xp.asarray([0, 2], { dtype: xp.int32, device }) },
      ],
      minimum_spanning_tree: () => [csr()],
      reverse_cuthill_mckee: () => [csr(), { symmetric_mode: false }],
      spectral_eigs: () => [csr(), { k: 2, tol: 1e-3, normed: true, seed: 1 }],
    }),
  ));
