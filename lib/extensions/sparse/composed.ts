/** What native families are about to do, in operations of dense arrays. Callers hold a scope. */
import { allocate, type NDArray } from '../../core/array';
import { binary, cast, check } from '../../core/call';
import { bool, int32, int64, type NativeDType } from '../../core/dtype';
import { begin, putArray } from '../../core/pack';
import { Slice } from '../../core/slice';
import { dataSync } from '../../core/transfer';
import { opRow } from '../../native/tables';
import { arange, zeros } from '../../api/creation';
import { add, subtract } from '../../api/elementwise';
import { concat } from '../../api/manipulation';
import { searchsorted } from '../../api/searching';
import { unique_inverse } from '../../api/sets';
import { cumulative_sum } from '../../api/statistical';
import { CsrArray, type MatrixShape } from './array';
import { checkEntries, chosen, keysOf, normalised, placesOf, pointers } from './structure';

export function reduceRows(fn: string, op: string, x: CsrArray, dtype: NativeDType): NDArray {
  const device = x._device;
  const out = allocate(fn, dtype, [x.shape[0]], device);
  const a = device.buffer.f64;
  let at = begin(device);
  a[at++] = opRow('reduce', op).code;
  at = putArray(a, at, out);
  at = putArray(a, at, x._data);
  putArray(a, at, x._indptr);
  check(fn, device, device.addon.segmentReduce());
  return out;
}

export function select(fn: string, x: CsrArray, keep?: NDArray): CsrArray {
  const mask = keep ?? (x._data.dtype === bool ? x._data : cast(fn, x._data, bool));
  const at = chosen(fn, mask);
  if (at.size === x.nnz) return x;
  const before = cumulative_sum(cast(fn, mask, int32), { include_initial: true });
  return new CsrArray(x.shape, x._data.get(at), x._indices.get(at), before.get(x._indptr));
}

export function merge(fn: string, op: string, x: CsrArray, y: CsrArray, _: 'union' | 'intersection'): CsrArray {
  const shape = x.shape;
  checkEntries(fn, x.nnz + y.nnz);
  const keys = [x, y].map((each) => keysOf(each._rows(fn), each._indices, shape));
  const { values, inverse_indices } = unique_inverse(concat(keys));
  const [row, indices] = placesOf(values, shape[1]);
  const spread = (data: NDArray, from: number): NDArray => {
    const out = zeros(values.shape, { dtype: data.dtype, device: data.device });
    out.set([inverse_indices.get(new Slice(from, from + data.shape[0]!, null))], data);
    return out;
  };
  const data = binary(opRow('binary', op), spread(x._data, 0), spread(y._data, x.nnz));
  return new CsrArray(shape, data, indices, pointers(row, shape[0]));
}

export function takeRows(fn: string, x: CsrArray, index: NDArray): CsrArray {
  const rows = normalised(index, x.shape[0]);
  const indptr = x._indptr;
  const starts = indptr.get(new Slice(0, -1, null)).get(rows);
  const counts = subtract(indptr.get(new Slice(1, null, null)).get(rows), starts);
  const total = cumulative_sum(cast(fn, counts, int64), { include_initial: true });
  const n = Number(dataSync(total.get(-1), fn)[0]);
  checkEntries(fn, n);
  const ends = cast(fn, total, int32);
  const place = arange(n, { device: x.device, dtype: int32 });
  // The row of each new entry is the last one that begins at or before it.
  const row = subtract(searchsorted(ends, place, { side: 'right' }), 1);
  const at = add(place, subtract(starts, ends.get(new Slice(0, -1, null))).get(row));
  const shape: MatrixShape = [rows.shape[0]!, x.shape[1]];
  return new CsrArray(shape, x._data.get(at), x._indices.get(at), ends);
}
