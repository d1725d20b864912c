// Every routine of xp.sparse.csgraph with every dtype in every format beside SciPy's answers (scripts/fixtures/csgraph.py).
import * as xp from 'obol';
import { small, testDevice as device } from '../../support/device';
import { readJson } from '../../support/fixtures';
import { sparseDTypes } from '../../support/sparse';

const { sparse: sp } = xp;
const { csgraph } = sp;

type Plain = number | null | [number, number];
type Found = Record<string, Plain[]> & { tree: number; row: number[]; col: number[] };
const fixtures = readJson<Record<'bool' | 'real' | 'complex', Found>>('csgraph/dtypes.json.gz');

const n = 9;
const formats = ['coo', 'csr', 'csc'] as const;
type Graph = xp.sparse.SparseArray;
type Answer = xp.NDArray | Graph;

const laplacian = (options: object) => (W: Graph) => {
  const { laplacian: L, diag } = csgraph.laplacian(W, { ...options, return_diag: true });
  return [L, diag];
};
const order = (name: 'breadth_first_order' | 'depth_first_order', directed: boolean) => (W: Graph) => {
  const { node_array, predecessors } = csgraph[name](W, 6, { directed });
  return [node_array, predecessors];
};

/** What is asked, by the fixture's keys: the routine and how it is called. */
const table: Record<string, [name: string, call: (W: Graph) => Answer[]]> = {
  weak: ['connected_components', (W) => [csgraph.connected_components(W).labels]],
  strong: ['connected_components', (W) => [csgraph.connected_components(W, { connection: 'strong' }).labels]],
  'breadth_first_order True': ['breadth_first_order', order('breadth_first_order', true)],
  'breadth_first_order False': ['breadth_first_order', order('breadth_first_order', false)],
  'depth_first_order True': ['depth_first_order', order('depth_first_order', true)],
  'depth_first_order False': ['depth_first_order', order('depth_first_order', false)],
  'laplacian ': ['laplacian', laplacian({})],
  'laplacian normed': ['laplacian', laplacian({ normed: true })],
  'laplacian use_out_degree': ['laplacian', laplacian({ use_out_degree: true })],
  'laplacian symmetrized': ['laplacian', laplacian({ symmetrized: true })],
  'laplacian normed symmetrized': ['laplacian', laplacian({ normed: true, symmetrized: true })],
  dijkstra: ['dijkstra', (W) => [csgraph.dijkstra(W)]],
  limit: ['dijkstra', (W) => [csgraph.dijkstra(W, { limit: 7 })]],
  undirected: ['dijkstra', (W) => [csgraph.dijkstra(W, { directed: false })]],
  shortest_path: ['shortest_path', (W) => [csgraph.shortest_path(W, { unweighted: true })]],
};

function listed(answer: Answer): Plain[] {
  const list = (sp.issparse(answer) ? answer.toarray() : answer).tolist();
  return (list as unknown[]).flat().map((v) => {
    if (typeof v === 'object') return [(v as { re: number }).re, (v as { im: number }).im];
    return Number.isFinite(Number(v)) ? Number(v) : null;
  });
}

function graphOf(found: Found, dtype: (typeof sparseDTypes)[number]): xp.sparse.CooArray {
  const values = found.data!.map((v) => (Array.isArray(v) ? { re: v[0], im: v[1] } : v!));
  const typed = dtype === 'bool' ? values.map(Boolean) : values;
  const data = xp.astype(xp.asarray(typed as number[], { device }), xp[dtype]);
  return sp.coo_array([data, [Int32Array.from(found.row), Int32Array.from(found.col)]], { shape: [n, n] });
}

for (const dtype of sparseDTypes) {
  const kind = dtype === 'bool' ? 'bool' : dtype.startsWith('complex') ? 'complex' : 'real';
  const found = fixtures[kind];
  const tolerance = /float32|complex64/.test(dtype) ? 1e-5 : 1e-13;

  for (const format of formats)
    small(`${dtype}, ${format}: as SciPy, or refused by name`, async () => {
      const W = graphOf(found, dtype).asformat(format);
      for (const [key, [name, call]] of Object.entries(table)) {
        if (found[key] === undefined) {
          expect(() => call(W)).toThrow(new RegExp(`^${name}: expected real weights`));
          continue;
        }
        const got = call(W).flatMap(listed);
        const far = (a: Plain, b: Plain): boolean => {
          if (Array.isArray(b)) return !Array.isArray(a) || far(a[0], b[0]) || far(a[1], b[1]);
          return a === null || b === null ? a !== b : !(Math.abs((a as number) - b) <= tolerance);
        };
        const wrong = found[key].filter((want, i) => far(got[i]!, want));
        expect([key, got.length, wrong]).toEqual([key, found[key].length, []]);
      }

      const at = csgraph.reverse_cuthill_mckee(W).tolist() as number[];
      expect([...at].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      // The pattern alone counts.
      const pattern = graphOf(fixtures.real, 'float64').tocsr();
      expect(at).toEqual(csgraph.reverse_cuthill_mckee(pattern).tolist());

      if (kind === 'complex')
        expect(() => csgraph.minimum_spanning_tree(W)).toThrow(/^minimum_spanning_tree: expected/);
      else expect(Number(csgraph.minimum_spanning_tree(W).sum().item())).toBe(found.tree);

      const S = sp.add(W, W.T);
      if (!dtype.startsWith('float')) {
        await expect((async () => csgraph.spectral_eigs(S, { k: 4, seed: 1 }))()).rejects.toThrow(
          /^spectral_eigs: expected/,
        );
        return;
      }
      const { eigenvalues } = await csgraph.spectral_eigs(S, { k: 4, seed: 1, tol: tolerance });
      (eigenvalues.tolist() as number[]).forEach((v, i) =>
        expect(Math.abs(v - (found.eigenvalues![i] as number))).toBeLessThanOrEqual(10 * tolerance),
      );
    });
}

small('every routine is in the table, or asked beside it', () => {
  const named = Object.values(table).map(([name]) => name);
  const beside = ['reverse_cuthill_mckee', 'minimum_spanning_tree', 'spectral_eigs'];
  expect(Object.keys(csgraph).sort()).toEqual([...new Set([...named, ...beside])].sort());
});
