// Sums of rows by number, with the standard's functions: a sparse product where the namespace has one, else a scan.
import { extension, type AnyArray } from '../../standard';
import { part, type Space } from './arguments';

/**
 * `[count, ...]`: the sum of the rows of `data` whose id is k, for each k below `count`; other ids (int32 or int64, any
 * order) are left out. Sums are of data's dtype.
 */
export function sumOfSegments(xp: Space, data: AnyArray, ids: AnyArray, count: number): AnyArray {
  const { dtype, device, shape } = data;
  const out = [count, ...shape.slice(1)];
  if (data.size === 0 || count === 0) return xp.zeros(out, { dtype, device });
  const outside = xp.logical_or(xp.less(ids, 0), xp.greater_equal(ids, count));
  // What is left out forms a last segment, so that bounds begin with 0 and end with the number of rows.
  const kept = xp.where(outside, xp.full([], count, { dtype: ids.dtype, device }), ids);
  const order = xp.argsort(kept);
  const sorted = xp.take(kept, order, { axis: 0 });
  const bounds = xp.searchsorted(sorted, xp.arange(count + 2, { dtype: ids.dtype, device }));
  const sparse = xp.isdtype(dtype, ['real floating', 'complex floating']) ? extension(xp, 'sparse') : undefined;
  const rows = xp.reshape(data, [shape[0]!, -1]);
  if (!sparse) return xp.reshape(scanned(xp, xp.take(rows, order, { axis: 0 }), sorted, bounds, count), out);
  const picks = sparse.csr_array([xp.ones([ids.size], { dtype, device }), order, bounds], {
    shape: [count + 1, ids.size],
  });
  return xp.reshape(part(xp, sparse.matmul(picks, rows) as AnyArray, 0, 0, count), out);
}

/** Sums of runs of equal numbers by doubling: after step s each row holds the sum of up to s rows of its run. */
function scanned(xp: Space, rows: AnyArray, sorted: AnyArray, bounds: AnyArray, count: number): AnyArray {
  const { dtype, device } = rows;
  const [n, width] = rows.shape as [number, number];
  let sums = rows;
  for (let step = 1; step < n; step *= 2) {
    const same = xp.equal(part(xp, sorted, 0, step, n), part(xp, sorted, 0, 0, n - step));
    const longer = xp.add(part(xp, sums, 0, step, n), part(xp, sums, 0, 0, n - step));
    const next = xp.where(xp.expand_dims(same, 1), longer, part(xp, sums, 0, step, n));
    sums = xp.concat([part(xp, sums, 0, 0, step), next], { axis: 0 });
  }
  const start = part(xp, bounds, 0, 0, count);
  const stop = part(xp, bounds, 0, 1, count + 1);
  const last = xp.maximum(xp.subtract(stop, 1), 0);
  const empty = xp.reshape(xp.equal(start, stop), [count, 1]);
  const zeros = xp.zeros([1, width], { dtype, device });
  return xp.where(empty, zeros, xp.take(sums, last, { axis: 0 }));
}
