// imgToGraph and gridToGraph: the graph of neighbouring pixels, as scikit-learn makes it.
import { rangeError, typeError } from '../../errors';
import {
  arrayNamespace,
  checkOptions,
  defaultNamespace,
  oneOf,
  scope,
  wholeNumber,
  type AnyArray,
  type ArrayInput,
  type ArrayNamespace,
  type ArrayOf,
  type CooParts,
  type CsrParts,
  type Device,
  type DType,
  type OfDefault,
  type SparseArray,
} from '../../standard';
import { arrayOf } from '../ndimage/arguments';
import { gridEdges, toGraph } from './edges';

type Space = ArrayNamespace<AnyArray>;

/** The format of a graph. */
export type GraphFormat = 'coo' | 'csr';

const FORMATS: readonly GraphFormat[] = ['coo', 'csr'];

/** A sparse array where the namespace has `sparse`, as obol's has; else the parts of one. */
type Sparse<A, Parts> = A extends OfDefault ? SparseArray<A> & Parts : (SparseArray<A> & Parts) | Parts;

/** A graph over the array type `A`: either way it has the parts of its format. */
export type PixelGraph<A, F extends GraphFormat = GraphFormat> = F extends 'csr'
  ? Sparse<A, CsrParts<A>>
  : Sparse<A, CooParts<A>>;

/** Options of {@link imgToGraph}. */
export interface ImgToGraphOptions<F extends GraphFormat = GraphFormat> {
  /** Which pixels are nodes: bool or integers, of the picture's shape; default all. */
  mask?: ArrayInput | null;
  /** Of the weights; default the picture's. */
  dtype?: DType | null;
  /** Default 'coo'. */
  returnAs?: F;
}

/** Options of {@link gridToGraph}. */
export interface GridToGraphOptions<F extends GraphFormat = GraphFormat> extends ImgToGraphOptions<F> {
  /** Length of the third axis; default 1. */
  nZ?: number;
  /** Where the graph is made when there is no mask; default obol's namespace. */
  xp?: object | null;
  /** And on which device; default the namespace's default, or the mask's. */
  device?: Device | null;
}

/**
 * The graph of neighbouring pixels, weighted with the absolute difference of their values; mirrors
 * `sklearn.feature_extraction.image.img_to_graph` (scikit-learn 1.5).
 *
 * Nodes are the pixels in C order, or with a mask its true ones, numbered anew. The diagonal holds the pixel values. Each
 * edge is stored both ways. In COO the entries stand as scikit-learn has them: the edges along the last axis, then those
 * along the axis before, …; the same the other way round; the diagonal. CSR has sorted columns.
 *
 * Differences are true ones: scikit-learn lets those of unsigned pixels wrap (|3 - 5| = 254 in uint8). What does not fit
 * the graph's dtype wraps in the cast.
 *
 * @param img A picture of up to three axes, real.
 * @returns A sparse array of n × n, of img's namespace and device. A namespace without `sparse` gets the parts as its
 * arrays: `{ data, row, col, shape, format: 'coo' }` (with 'csr': `data, indices, indptr`), which graph consumers take.
 * The call waits for the picture: obol's `sparse` checks the indices; a mask decides on the number of nodes and edges.
 * @throws TypeError for a picture of bool or complex, another kind of argument, an unknown option; RangeError for more
 * than three axes or a mask of another shape.
 * @example
 * const picture = xp.asarray([[9, 9, 1], [9, 8, 1]]);
 * imgToGraph(picture).nnz; // 20
 * const inside = imgToGraph(picture, { mask: xp.greater(picture, 5), dtype: xp.float32, returnAs: 'csr' });
 */
export function imgToGraph<X extends ArrayInput, F extends GraphFormat = 'coo'>(
  img: X,
  options?: ImgToGraphOptions<F>,
): PixelGraph<ArrayOf<X>, F> {
  const fn = 'imgToGraph';
  const { mask: among, dtype, returnAs } = checkOptions(fn, options, ['mask', 'dtype', 'returnAs']);
  const mask = among ?? undefined;
  const format = oneOf(fn, 'returnAs', returnAs ?? 'coo', FORMATS);
  const xp = arrayNamespace<ArrayInput>(...(mask === undefined ? [img] : [img, mask]));
  return scope(xp, () => {
    const image = arrayOf(fn, 'img', xp, img);
    if (image.ndim > 3) throw rangeError(fn, 'img', 'at most three axes', image.shape);
    if (!xp.isdtype(image.dtype, ['integral', 'real floating'])) {
      throw typeError(fn, 'img', 'a picture of real numbers', image.dtype.name);
    }
    const type = dtypeOf(fn, dtype) ?? image.dtype;
    const chosen = mask === undefined ? undefined : maskOf(fn, xp, mask, image.shape, image.device);
    return toGraph(xp, gridEdges(xp, image.shape, image.device, chosen, image), type, format) as PixelGraph<
      ArrayOf<X>,
      F
    >;
  });
}

/**
 * The graph of neighbouring points of a grid, every weight and the diagonal 1; mirrors
 * `sklearn.feature_extraction.image.grid_to_graph` (scikit-learn 1.5). Nodes, entries and formats as in
 * {@link imgToGraph}.
 *
 * It follows its mask; without one it is made in `xp`, by default obol's namespace. The dtype is by default the
 * namespace's default integer.
 *
 * @param nX Length of the first axis (>= 1).
 * @param nY Length of the second.
 * @throws TypeError for another kind of argument or an unknown option; RangeError for a length below 1 or a mask of
 * another shape than [nX, nY, nZ] (or [nX, nY] when nZ is 1).
 * @example
 * const connectivity = gridToGraph(61, 77, { dtype: xp.float64, returnAs: 'csr' });
 */
export function gridToGraph<M extends ArrayInput, F extends GraphFormat = 'coo'>(
  nX: number,
  nY: number,
  options: GridToGraphOptions<F> & { mask: M },
): PixelGraph<ArrayOf<M>, F>;
export function gridToGraph<A, F extends GraphFormat = 'coo'>(
  nX: number,
  nY: number,
  options: GridToGraphOptions<F> & { xp: ArrayNamespace<A> },
): PixelGraph<A, F>;
export function gridToGraph<F extends GraphFormat = 'coo'>(
  nX: number,
  nY: number,
  options?: GridToGraphOptions<F>,
): PixelGraph<OfDefault, F>;
export function gridToGraph(nX: number, nY: number, options?: GridToGraphOptions): unknown {
  const fn = 'gridToGraph';
  const given = checkOptions(fn, options, ['nZ', 'mask', 'dtype', 'returnAs', 'xp', 'device']);
  const shape = [wholeNumber(fn, 'nX', nX, 1), wholeNumber(fn, 'nY', nY, 1), wholeNumber(fn, 'nZ', given.nZ ?? 1, 1)];
  const format = oneOf(fn, 'returnAs', given.returnAs ?? 'coo', FORMATS);
  const mask = given.mask ?? undefined;
  const wanted = given.device ?? undefined;
  const xp = mask === undefined ? namespaceOf(fn, given.xp) : arrayNamespace<ArrayInput>(mask);
  return scope(xp, () => {
    const own = mask === undefined ? undefined : maskOf(fn, xp, mask, shape, wanted);
    const chosen = wanted === undefined ? own : own?.to_device(wanted);
    const device = chosen?.device ?? wanted;
    const type = dtypeOf(fn, given.dtype) ?? xp.__array_namespace_info__().default_dtypes({ device }).integral;
    return toGraph(xp, gridEdges(xp, shape, device, chosen), type, format);
  });
}

function namespaceOf(fn: string, xp: unknown): Space {
  if (xp === undefined || xp === null) return defaultNamespace();
  const asked = (xp as Partial<Space>).__array_namespace_info__;
  if (typeof asked !== 'function') throw typeError(fn, 'xp', 'a namespace', xp);
  return xp as Space;
}

/** The mask as bool of the grid's shape, of which axes of length 1 may be missing. */
function maskOf(fn: string, xp: Space, mask: unknown, shape: readonly number[], device: Device | undefined): AnyArray {
  const given = arrayOf(fn, 'mask', xp, mask, device);
  if (!xp.isdtype(given.dtype, ['bool', 'integral'])) throw typeError(fn, 'mask', 'bool or integers', given.dtype.name);
  const squeezed = (s: readonly number[]): string => s.filter((length) => length !== 1).join();
  if (squeezed(given.shape) !== squeezed(shape)) {
    throw rangeError(fn, 'mask', `shape [${shape.join(', ')}]`, given.shape);
  }
  return xp.reshape(xp.astype(given, xp.bool), shape);
}

/** A dtype given as an option, or undefined. */
function dtypeOf(fn: string, dtype: DType | null | undefined): DType | undefined {
  if (dtype === undefined || dtype === null) return undefined;
  if (typeof dtype !== 'object' || typeof dtype.name !== 'string') throw typeError(fn, 'dtype', 'a dtype', dtype);
  return dtype;
}
