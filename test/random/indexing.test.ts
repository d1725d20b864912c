/** `get` and `set` against the oracle of support/indexing: whole numbers, slices, new axes, arrays and masks together. */
import * as fc from 'fast-check';
import * as xp from 'obol';
import type { IndexPart } from '../../lib/core/array';
import { small } from '../support/device';
import { array, arrayOf, pick, shape } from './support/arbitrary';
import { checkCase, holds, type Row } from './support/check';
import { asHost, scalar } from './support/elementwise';
import { all, isHost, type Host } from './support/host';
import { addressed, parts, read, written, type Drawn } from './support/indexing';
import { Laid } from './support/layout';

const part = (p: unknown): IndexPart => {
  if (p === 'ellipsis') return xp.ellipsis;
  if (typeof p === 'object' && p !== null && Object.hasOwn(p, 'slice'))
    return xp.slice(...(p as { slice: number[] }).slice);
  return p as IndexPart;
};
const kinds = pick<'basic' | 'arrays' | 'mask'>('basic', 'arrays', 'mask', 'arrays');
const few = shape(0, 4, false);

const getRow: Row = {
  args: fc
    .tuple(array(all, { shape: few }), kinds)
    .chain(([x, kind]) => fc.tuple(fc.constant(x), parts(x.host.shape, kind))),
  want: (x: Host, index: Drawn<Host>[]) => read(x, index),
};

const writable = array(all, { shape: few }).filter((x) => !(x.layout?.steps.includes(0) ?? false));
const hosts = (index: Drawn<Laid>[]): Drawn<Host>[] => index.map((p) => (p instanceof Laid ? p.host : p));
/** A value for what an index names: a scalar, or an array of its shape or of one that broadcasts to it. */
const assigned = (kind: fc.Arbitrary<'basic' | 'arrays' | 'mask'>): fc.Arbitrary<unknown[]> =>
  fc.tuple(writable, kind).chain(([x, k]) =>
    parts(x.host.shape, k).chain((index) => {
      let extents: number[] = [];
      try {
        extents = addressed(x.host.shape, hosts(index)).shape;
      } catch {
        // What is out of range is refused whatever the value.
      }
      const own = fc
        .tuple(fc.nat(extents.length), fc.nat(15))
        .chain(([from, ones]) => arrayOf(x.host.dtype, extents.map((n, i) => ((ones >> i) & 1 ? 1 : n)).slice(from)));
      return fc.tuple(fc.constant(x), fc.constant(index), fc.oneof<fc.Arbitrary<unknown>[]>(own, scalar(x.host.dtype)));
    }),
  );
const after = (x: Host, index: Drawn<Host>[], v: unknown): Host =>
  written(x, index, isHost(v) ? v : asHost(v, x.dtype));
const setRow: Row = { args: assigned(kinds), want: after, writes: true };

describe('an index names the elements that plain loops find', () => {
  const get = (x: unknown, index: unknown): unknown => (x as xp.NDArray).get(...(index as unknown[]).map(part));
  holds(small, 'get', getRow.args, (args) => checkCase('get', get, getRow, args), 400);

  const set = (x: unknown, index: unknown, v: unknown): unknown => {
    (x as xp.NDArray).set((index as unknown[]).map(part), v);
    return x;
  };
  holds(small, 'set', setRow.args, (args) => checkCase('set', set, setRow, args), 400);

  const throughView = (x: unknown, index: unknown, v: unknown): unknown => {
    (x as xp.NDArray).get(...(index as unknown[]).map(part)).set([xp.ellipsis], v);
    return x;
  };
  const basic: Row = { args: assigned(pick('basic')), want: after, writes: true };
  // An index that is refused is get's to name.
  const inside = basic.args.filter(([x, index]) => {
    try {
      return addressed((x as Laid).host.shape, hosts(index as Drawn<Laid>[])) !== undefined;
    } catch {
      return false;
    }
  });
  holds(
    small,
    'what is written through a view shows in the array',
    inside,
    (args) => checkCase('set', throughView, basic, args),
    200,
  );
});
