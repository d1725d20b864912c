/** Indexing of the plain namespace: which elements an index means, in which shape. */
import { broadcast, PlainArray } from './array';
import { cast, dtypes, isInteger } from './dtype';
import { broadcastShapes, product, strides } from './shape';

export const ellipsis: unique symbol = Symbol('ellipsis');

export class PlainSlice {
  constructor(
    readonly start: number | null,
    readonly stop: number | null,
    readonly step: number | null,
  ) {}

  /** The places that Python's slice names along an axis of length n. */
  places(n: number): number[] {
    const step = this.step ?? 1;
    if (step === 0) throw new RangeError('slice: expected a step that is not 0');
    const [low, high] = step > 0 ? [0, n] : [-1, n - 1];
    const bound = (v: number): number => Math.min(high, Math.max(low, v < 0 ? v + n : v));
    const start = this.start === null ? (step > 0 ? 0 : n - 1) : bound(this.start);
    const stop = this.stop === null ? (step > 0 ? n : -1) : bound(this.stop);
    const out: number[] = [];
    for (let i = start; step > 0 ? i < stop : i > stop; i += step) out.push(i);
    return out;
  }
}

/** A run of result axes: their shape, and the offset that each of their elements adds. */
interface Block {
  shape: readonly number[];
  offsets: readonly number[];
}

/** The flat positions that `keys` mean in an array of the given shape. */
export function positions(shape: readonly number[], keys: readonly unknown[]): { shape: number[]; flat: number[] } {
  const full = complete(shape, keys.flatMap(masksToPlaces));
  const steps = strides(shape);
  const blocks: Block[] = [];
  const advanced: { at: number; axis: number; index: PlainArray | number }[] = [];
  const anyArray = full.some((key) => key instanceof PlainArray);
  let axis = 0;
  for (const key of full) {
    if (key === null) {
      blocks.push({ shape: [1], offsets: [0] });
    } else if (key instanceof PlainSlice) {
      const places = key.places(shape[axis]!);
      blocks.push({ shape: [places.length], offsets: places.map((p) => p * steps[axis]!) });
      axis++;
    } else if (anyArray) {
      advanced.push({ at: blocks.length, axis, index: key as PlainArray | number });
      axis++;
    } else {
      blocks.push({ shape: [], offsets: [place(key as number, shape[axis]!) * steps[axis]!] });
      axis++;
    }
  }
  if (advanced.length > 0) {
    const apart = advanced.some(({ at }) => at !== advanced[0]!.at);
    blocks.splice(apart ? 0 : advanced[0]!.at, 0, together(advanced, shape, steps));
  }
  let flat = [0];
  for (const { offsets } of blocks) flat = flat.flatMap((p) => offsets.map((o) => p + o));
  return { shape: blocks.flatMap((b) => b.shape), flat };
}

/** Integer arrays (and integers beside them) broadcast against each other and index in step. */
function together(
  advanced: readonly { axis: number; index: PlainArray | number }[],
  shape: readonly number[],
  steps: readonly number[],
): Block {
  const common = broadcastShapes(...advanced.map(({ index }) => (index instanceof PlainArray ? index.shape : [])));
  const offsets = new Array<number>(product(common)).fill(0);
  for (const { axis, index } of advanced) {
    if (index instanceof PlainArray && !isInteger(index.dtype)) throw new TypeError('index arrays hold integers');
    const places = index instanceof PlainArray ? broadcast(index, common).values : offsets.map(() => index);
    places.forEach((p, i) => (offsets[i]! += place(Number(p), shape[axis]!) * steps[axis]!));
  }
  return { shape: common, offsets };
}

function place(i: number, n: number): number {
  if (!Number.isInteger(i) || i < -n || i >= n) throw new RangeError(`index ${i} is out of range for length ${n}`);
  return i < 0 ? i + n : i;
}

/** The ellipsis written out, full slices appended. */
function complete(shape: readonly number[], keys: readonly unknown[]): unknown[] {
  const used = keys.filter((key) => key !== null && key !== ellipsis).length;
  if (used > shape.length) throw new RangeError(`${used} indices for ${shape.length} axes`);
  const rest = Array.from({ length: shape.length - used }, () => new PlainSlice(null, null, null));
  const at = keys.indexOf(ellipsis);
  return at < 0 ? [...keys, ...rest] : [...keys.slice(0, at), ...rest, ...keys.slice(at + 1)];
}

/** A boolean mask means the places where it is true, one integer array per axis of it. */
function masksToPlaces(key: unknown): unknown[] {
  if (!(key instanceof PlainArray) || key.dtype.kind !== 'bool') return [key];
  return nonzero(key);
}

/** The places of the true elements, axis by axis. */
export function nonzero(x: PlainArray): PlainArray[] {
  const hits = x.values.flatMap((v, i) => (cast(v, dtypes.bool) ? [i] : []));
  return strides(x.shape).map((step, axis) => {
    const places = hits.map((i) => Math.floor(i / step) % x.shape[axis]!);
    return new PlainArray(places, [places.length], dtypes.int32, x.device);
  });
}
