/**
 * Extensions `sparse` and `cluster` over the plain arrays, for tests of consumer code on a provider that has compiled
 * code of its own: dense inside, exact methods only (Jacobi rotations, Lloyd from the first points), for small graphs.
 */
import type { ArrayNamespace, ClusterExtension, SparseArray, SparseExtension } from '../../../lib/standard';
import type { PlainArray } from './array';

type Xp = ArrayNamespace<PlainArray>;
type Triple = [row: number, col: number, value: number];

class PlainSparse implements SparseArray<PlainArray> {
  readonly ndim = 2;
  readonly nnz: number;
  readonly data: PlainArray;
  readonly row?: PlainArray;
  readonly col?: PlainArray;
  readonly indices?: PlainArray;
  readonly indptr?: PlainArray;

  constructor(
    readonly xp: Xp,
    readonly format: 'coo' | 'csr',
    readonly triples: readonly Triple[],
    readonly shape: readonly number[],
    readonly device: string,
  ) {
    const ints = (values: number[]): PlainArray => xp.asarray(values, { dtype: xp.int32, device });
    this.nnz = triples.length;
    this.data = xp.asarray(
      triples.map(([, , v]) => v),
      { dtype: xp.float64, device },
    );
    if (format === 'coo') {
      this.row = ints(triples.map(([i]) => i));
      this.col = ints(triples.map(([, j]) => j));
    } else {
      this.indices = ints(triples.map(([, j]) => j));
      const begins = Array.from({ length: shape[0]! + 1 }, (_, i) => triples.filter(([r]) => r < i).length);
      this.indptr = ints(begins);
    }
  }

  get dtype() {
    return this.xp.float64;
  }
  get T(): PlainSparse {
    const turned = this.triples.map(([i, j, v]): Triple => [j, i, v]);
    return new PlainSparse(this.xp, 'coo', turned, [...this.shape].reverse(), this.device);
  }
  tocoo(): PlainSparse {
    return new PlainSparse(this.xp, 'coo', this.triples, this.shape, this.device);
  }
  tocsr(): PlainSparse {
    return new PlainSparse(this.xp, 'csr', summed(this.triples), this.shape, this.device);
  }
  toarray(): PlainArray {
    return this.xp.asarray(this.dense(), { dtype: this.xp.float64, device: this.device });
  }
  diagonal(): PlainArray {
    return this.xp.asarray(
      this.dense().map((line, i) => line[i]!),
      { device: this.device },
    );
  }
  sum({ axis = null }: { axis?: number | null } = {}): PlainArray {
    return this.xp.sum(this.toarray(), { axis });
  }
  astype(): PlainSparse {
    return this;
  }
  to_device(device: string): PlainSparse {
    return new PlainSparse(this.xp, this.format, this.triples, this.shape, device);
  }
  dispose(): void {}
  __array_namespace__(): Xp {
    return this.xp;
  }

  dense(): number[][] {
    const out = Array.from({ length: this.shape[0]! }, () => new Array<number>(this.shape[1]!).fill(0));
    for (const [i, j, v] of this.triples) out[i]![j]! += v;
    return out;
  }
}

function summed(triples: readonly Triple[]): Triple[] {
  const sums = new Map<string, Triple>();
  for (const [i, j, v] of triples) {
    const old = sums.get(`${i},${j}`);
    if (old) old[2] += v;
    else sums.set(`${i},${j}`, [i, j, v]);
  }
  return [...sums.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

/** Eigenpairs of a symmetric matrix by Jacobi rotations, ascending; vectors in columns. */
export function jacobi(matrix: readonly (readonly number[])[]): { values: number[]; vectors: number[][] } {
  const n = matrix.length;
  const a = matrix.map((line) => [...line]);
  const v = a.map((_, i) => a.map((__, j) => Number(i === j)));
  for (let sweep = 0; sweep < 60; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (a[p]![q] === 0) continue;
        const theta = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        const s = t * c;
        const turn = (m: number[][], i: number, j: number, k: number, l: number): void => {
          const [x, y] = [m[i]![j]!, m[k]![l]!];
          m[i]![j] = c * x - s * y;
          m[k]![l] = s * x + c * y;
        };
        for (let k = 0; k < n; k++) turn(a, k, p, k, q);
        for (let k = 0; k < n; k++) turn(a, p, k, q, k);
        for (let k = 0; k < n; k++) turn(v, k, p, k, q);
      }
    }
  }
  const order = a.map((_, i) => i).sort((i, j) => a[i]![i]! - a[j]![j]!);
  return { values: order.map((i) => a[i]![i]!), vectors: v.map((line) => order.map((i) => line[i]!)) };
}

/** Turns the basis of the null space so that its first vector is `first`, scaled; it is known to lie in it. */
function constantFirst(values: readonly number[], vectors: number[][], first: readonly number[]): void {
  const nullity = values.filter((v) => v < 1e-12).length;
  const basis = [first, ...Array.from({ length: nullity }, (_, c) => vectors.map((line) => line[c]!))];
  const kept: number[][] = [];
  for (const vector of basis) {
    const rest = [...vector];
    for (const q of [...kept, ...kept]) {
      const along = rest.reduce((s, v, i) => s + v * q[i]!, 0);
      rest.forEach((_, i) => (rest[i]! -= along * q[i]!));
    }
    const length = Math.hypot(...rest);
    if (length > 1e-6 && kept.length < nullity) kept.push(rest.map((v) => v / length));
  }
  kept.forEach((vector, c) => vector.forEach((v, i) => (vectors[i]![c] = v)));
}

/** Degrees without the diagonal, 1 for an isolated node when `ones` says so. */
function degrees(W: number[][], ones: boolean): number[] {
  return W.map((line, i) => {
    const d = line.reduce((sum, w, j) => (i === j ? sum : sum + w), 0);
    return ones && d === 0 ? 1 : d;
  });
}

export function sparseOf(xp: Xp): SparseExtension<PlainArray> {
  const numbers = (x: unknown): number[] =>
    Array.isArray(x) || ArrayBuffer.isView(x)
      ? Array.from(x as number[], Number)
      : ((x as PlainArray).values as number[]);
  const build = (
    format: 'coo' | 'csr',
    source: unknown,
    options: { shape?: readonly number[] | null } = {},
  ): PlainSparse => {
    if (source instanceof PlainSparse) return format === 'csr' ? source.tocsr() : source.tocoo();
    if (!Array.isArray(source)) {
      const x = source as PlainArray;
      const cols = x.shape[1]!;
      const all = x.values.map((v, i): Triple => [Math.floor(i / cols), i % cols, v as number]);
      return new PlainSparse(
        xp,
        format,
        all.filter(([, , v]) => v !== 0),
        x.shape,
        x.device,
      );
    }
    const device = (source[0] as PlainArray).device;
    const data = numbers(source[0]);
    const places = Array.isArray(source[1]) ? source[1].map(numbers) : undefined;
    const rows = places
      ? places[0]!
      : numbers(source[2]).flatMap((end, i, all) => new Array<number>(i === 0 ? 0 : end - all[i - 1]!).fill(i - 1));
    const cols = places ? places[1]! : numbers(source[1]);
    const triples = data.map((v, i): Triple => [rows[i]!, cols[i]!, v]);
    return new PlainSparse(xp, format, format === 'csr' ? summed(triples) : triples, options.shape!, device);
  };
  const array = (x: unknown, device: string): PlainArray => xp.asarray(x as number[], { dtype: xp.float64, device });

  const laplacian = ((A: PlainSparse, { normed = false, return_diag = false } = {}) => {
    const W = A.dense();
    const d = degrees(A.T.dense(), false);
    const root = d.map((x) => (x === 0 ? 1 : Math.sqrt(x)));
    const L = W.map((line, i) =>
      line.map((w, j) => {
        if (i === j) return normed ? Number(d[i] !== 0) : d[i]!;
        return normed ? -w / (root[i]! * root[j]!) : -w;
      }),
    );
    const matrix = build('csr', array(L, A.device));
    return return_diag ? { laplacian: matrix, diag: array(normed ? root : d, A.device) } : matrix;
  }) as SparseExtension<PlainArray>['csgraph']['laplacian'];

  return {
    coo_array: (source, options) => build('coo', source, options),
    csr_array: (source, options) => build('csr', source, options),
    issparse: (x) => x instanceof PlainSparse,
    matmul: (a, b) =>
      xp.matmul((a as PlainSparse).toarray(), b instanceof PlainSparse ? b.toarray() : (b as PlainArray)),
    linalg: { eigsh: () => Promise.reject(new Error('the plain provider has no eigsh')) },
    csgraph: {
      laplacian,
      connected_components: (A) => {
        const W = (A as PlainSparse).dense();
        const labels = W.map(() => -1);
        let n_components = 0;
        for (let seed = labels.indexOf(-1); seed >= 0; seed = labels.indexOf(-1)) {
          const open = [seed];
          labels[seed] = n_components;
          for (let i = open.pop(); i !== undefined; i = open.pop()) {
            W.forEach((line, j) => {
              if (labels[j] === -1 && (W[i!]![j] !== 0 || line[i!] !== 0)) {
                labels[j] = n_components;
                open.push(j);
              }
            });
          }
          n_components++;
        }
        return { n_components, labels: xp.asarray(labels, { dtype: xp.int32, device: A.device }) };
      },
      spectral_eigs: async (A, { k = 6, normed = true } = {}) => {
        const W = (A as PlainSparse).dense();
        const d = degrees(W, true);
        const scale = d.map((x) => (normed ? Math.sqrt(x) : 1));
        const L = W.map((line, i) =>
          line.map((w, j) => (i === j ? degrees(W, false)[i]! : -w) / (scale[i]! * scale[j]!)),
        );
        const { values, vectors } = jacobi(L);
        constantFirst(values, vectors, scale);
        const unsigned = vectors.map((line, i) => line.slice(0, k).map((x) => x / scale[i]!));
        const signs = unsigned[0]!.map((_, c) => {
          const column = unsigned.map((line) => line[c]!);
          return Math.sign(column.find((y) => Math.abs(y) === Math.max(...column.map(Math.abs)))!);
        });
        const Y = unsigned.map((line) => line.map((y, c) => y * signs[c]!));
        return {
          eigenvalues: array(values.slice(0, k), A.device),
          eigenvectors: array(Y, A.device),
          iterations: 1,
          residuals: array(new Array(k).fill(0), A.device),
        };
      },
    },
  };
}

export function clusterOf(xp: Xp): ClusterExtension<PlainArray> {
  const missing = (): Promise<never> => Promise.reject(new Error('not in the plain provider'));
  return {
    kmeans: async (X, { n_clusters = 8, init, max_iter = 300 } = {}) => {
      const points = X.tolist() as number[][];
      const distance = (a: number[], b: number[]): number => a.reduce((s, v, i) => s + (v - b[i]!) ** 2, 0);
      // Farthest-first: each further center is the point farthest from those there are.
      let centers = typeof init === 'object' ? (init.tolist() as number[][]) : [points[0]!];
      while (centers.length < n_clusters) {
        const far = points.map((p) => Math.min(...centers.map((c) => distance(p, c))));
        centers.push(points[far.indexOf(Math.max(...far))]!);
      }
      let labels: number[] = [];
      let n_iter = 0;
      for (; n_iter < max_iter; n_iter++) {
        const next = points.map((p) => {
          const all = centers.map((c) => distance(p, c));
          return all.indexOf(Math.min(...all));
        });
        if (next.join() === labels.join()) break;
        labels = next;
        centers = centers.map((c, l) => {
          const own = points.filter((_, i) => labels[i] === l);
          return own.length === 0 ? c : c.map((_, j) => own.reduce((s, p) => s + p[j]!, 0) / own.length);
        });
      }
      return {
        centers: xp.asarray(centers, { dtype: X.dtype, device: X.device }),
        labels: xp.asarray(labels, { dtype: xp.int32, device: X.device }),
        inertia: points.reduce((s, p, i) => s + distance(p, centers[labels[i]!]!), 0),
        n_iter,
      };
    },
    minibatch_kmeans: missing,
    minibatch_kmeans_step: missing,
    kneighbors: (X, { n_neighbors = 5, Y = X } = {}) => {
      const points = X.tolist() as number[][];
      const nearest = (Y.tolist() as number[][]).map((y) =>
        points
          .map((x, j) => [Math.hypot(...x.map((v, t) => v - y[t]!)), j] as const)
          .sort((a, b) => a[0] - b[0] || a[1] - b[1])
          .slice(0, n_neighbors),
      );
      return {
        distances: xp.asarray(
          nearest.map((row) => row.map(([distance]) => distance)),
          { dtype: X.dtype, device: X.device },
        ),
        indices: xp.asarray(
          nearest.map((row) => row.map(([, j]) => j)),
          { dtype: xp.int32, device: X.device },
        ),
      };
    },
    discretize: missing,
    cluster_qr: missing,
  };
}
