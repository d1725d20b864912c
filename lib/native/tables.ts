/** The operations that the addon knows: rows of native/ops/*.def, read once. */
import { defaultDevice } from './registry';

/** How a result's dtype follows (native/ops/ops.h). */
export const enum ResultRule {
  same = 0,
  bool = 1,
  real = 2,
  accumulator = 3,
  index = 4,
}

/** One operation. */
export interface OpRow {
  readonly name: string;
  /** Its number for the addon. */
  readonly code: number;
  /** A mask of 1 << dtype code. */
  readonly accepts: number;
  readonly result: ResultRule;
}

export type Family = 'unary' | 'binary' | 'reduce' | 'argReduce' | 'scan' | 'random';

let tables: Record<Family, Map<string, OpRow>> | undefined;

function read(): Record<Family, Map<string, OpRow>> {
  const text = JSON.parse(defaultDevice().addon.tables()) as Record<Family, [string, number, number][]>;
  const entries = Object.entries(text).map(([family, rows]) => [
    family,
    new Map(rows.map(([name, accepts, result], code) => [name, { name, code, accepts, result }])),
  ]);
  return Object.fromEntries(entries) as Record<Family, Map<string, OpRow>>;
}

/** The row of an operation; a wrong name is a mistake of this package. */
export function opRow(family: Family, name: string): OpRow {
  const row = (tables ??= read())[family].get(name);
  if (row === undefined) throw new Error(`obol: the addon has no ${family} operation ${name}`);
  return row;
}
