/**
 * What a graph argument may be, and the two forms that graph consumers work with: any CSR array, and an affinity, which
 * is symmetric and not negative.
 */
import { rangeError, typeError } from '../../errors';
import {
  isArray,
  isCooParts,
  isCsrParts,
  isNestedList,
  isSparse,
  isTypedArray,
  scope,
  type AnyArray,
  type ArrayInput,
  type GraphInput,
  type NamespaceWith,
  type SparseArray,
} from '../../standard';
import { asFloating, numbersOf } from '../values';

type Space = NamespaceWith<'sparse'>;
type Csr = SparseArray<AnyArray>;

/** Refuses what can't be a graph: not a sparse array, not the parts of one, not a dense array. */
export function checkGraph(fn: string, A: unknown): void {
  if ([isSparse, isArray, isCooParts, isCsrParts, isNestedList, isTypedArray].some((is) => is(A))) return;
  throw typeError(fn, 'A', 'a sparse array, its parts { data, row, col, shape, format } or a dense array', A);
}

/** Whether the graph comes as a dense array. */
export function isDense(A: GraphInput): A is ArrayInput {
  return !isSparse(A) && !isCooParts(A) && !isCsrParts(A);
}

/** Refuses a shape that is not n × n with n >= 1. */
export function checkSquare(fn: string, shape: readonly number[]): void {
  if (shape.length !== 2 || shape[0] !== shape[1] || shape[0] === 0) {
    throw rangeError(fn, 'A', 'shape [n, n] with n >= 1', `shape [${shape.join(', ')}]`);
  }
}

/** The graph as a CSR array of float64. */
export function asCsr(fn: string, xp: Space, A: GraphInput): Csr {
  const csr = anyCsr(fn, xp, A);
  checkSquare(fn, csr.shape);
  if (csr.dtype === xp.float64) return csr;
  if (xp.isdtype(csr.dtype, 'complex floating')) throw typeError(fn, 'A', 'real weights', csr.dtype.name);
  return csr.astype(xp.float64);
}

/** The graph as a CSR array of whichever dtype; its shape is not looked at. */
export function anyCsr(fn: string, xp: Space, A: GraphInput): Csr {
  if (isSparse(A)) return A.tocsr();
  if (isCooParts(A)) {
    const [data, row, col] = ownParts(xp, A.data, A.row, A.col);
    return xp.sparse.csr_array([data, [row, col]], { shape: A.shape });
  }
  if (isCsrParts(A)) return xp.sparse.csr_array(ownParts(xp, A.data, A.indices, A.indptr), { shape: A.shape });
  const dense = asFloating(fn, 'A', xp, A as ArrayInput);
  checkSquare(fn, dense.shape);
  return xp.sparse.csr_array(dense);
}

/** Lists among the parts as arrays, on the device of the others: csr_array would take them for a dense matrix. */
function ownParts(xp: Space, ...parts: [ArrayInput, ArrayInput, ArrayInput]): [AnyArray, AnyArray, AnyArray] {
  const device = (parts as unknown[]).find(isArray)?.device;
  return parts.map((x, i) => {
    if (!Array.isArray(x)) return x;
    return xp.asarray(x, { ...(i > 0 && { dtype: xp.int32 }), ...(device !== undefined && { device }) });
  }) as [AnyArray, AnyArray, AnyArray];
}

/** How far from symmetric a graph may be, against its largest weight. */
const skewAllowed = 1e-10;

/**
 * The graph as an affinity: CSR, float64, weights checked to be finite and not negative, made symmetric where rounding
 * left it a little skew. The diagonal is not looked at. It holds its own copy, taken before the first wait. The event
 * loop is held up only where duplicates are summed: for a COO graph, and where the pattern of non-zeros is not symmetric.
 */
export function asAffinity(fn: string, xp: Space, A: GraphInput): Promise<Csr> {
  // A scope of its own: what the checks computed is several times the graph, and goes before the iteration begins.
  return scope(xp, () => checkedAffinity(fn, xp, A));
}

async function checkedAffinity(fn: string, xp: Space, A: GraphInput): Promise<Csr> {
  const W = asCsr(fn, xp, isSparse(A) && A.format === 'csr' ? xp.sparse.csr_array(A, { copy: true }) : A);
  if (W.nnz === 0) return W;
  const { row, col, data } = W.tocoo() as Required<Csr>;
  const onDiagonal = xp.equal(row, col);
  const weights = xp.where(onDiagonal, 0, data);
  const T = W.T.tocsr();
  const elsewhere = xp.logical_or(
    xp.any(xp.not_equal(W.indices!, T.indices!)),
    xp.any(xp.not_equal(W.indptr!, T.indptr!)),
  );
  const skew = xp.max(xp.abs(xp.where(onDiagonal, 0, xp.subtract(W.data, T.data))));
  const [least, most, gap, moved] = (await numbersOf(xp, [xp.min(weights), xp.max(weights), skew, elsewhere])) as [
    number,
    number,
    number,
    number,
  ];
  if (!(least >= 0)) throw rangeError(fn, 'the weights of A', 'numbers >= 0', least);
  if (most === Infinity) throw rangeError(fn, 'the weights of A', 'finite numbers', most);
  if (most > Number.MAX_VALUE / W.shape[0]!) await checkDegrees(fn, xp, W, weights);
  if (moved || gap > skewAllowed * most) return symmetrised(fn, xp, { row, col, data: weights, shape: W.shape }, most);
  if (gap === 0) return W;
  const mean = xp.multiply(xp.add(W.data, T.data), 0.5);
  return xp.sparse.csr_array([mean, W.indices!, W.indptr!], { shape: W.shape });
}

/** Refuses weights whose sum at a node is beyond the largest float64. */
async function checkDegrees(fn: string, xp: Space, W: Csr, weights: AnyArray): Promise<void> {
  const degrees = xp.sparse.csr_array([weights, W.indices!, W.indptr!], { shape: W.shape }).sum({ axis: 1 });
  const [largest] = (await numbersOf(xp, [xp.max(degrees)])) as [number];
  if (largest === Infinity) throw rangeError(fn, 'the degrees of A', 'finite numbers', largest);
}

/** (A + Aᵀ) / 2 where A has elements that Aᵀ stores elsewhere or not at all; an error when they weigh. */
async function symmetrised(
  fn: string,
  xp: Space,
  { row, col, data, shape }: { row: AnyArray; col: AnyArray; data: AnyArray; shape: readonly number[] },
  most: number,
): Promise<Csr> {
  const places = [xp.concat([row, col]), xp.concat([col, row])] as const;
  const difference = xp.sparse.csr_array([xp.concat([data, xp.negative(data)]), places], { shape });
  const [gap] = (await numbersOf(xp, [xp.max(xp.abs(difference.data))])) as [number];
  if (gap > skewAllowed * most) {
    throw new RangeError(`${fn}: expected a symmetric graph for A, got one with max |A - Aᵀ| = ${gap}`);
  }
  const half = xp.multiply(data, 0.5);
  return xp.sparse.csr_array([xp.concat([half, half]), places], { shape });
}
