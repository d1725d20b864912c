/** The parts of an index that JavaScript has no syntax for: slices, the ellipsis, the new axis. */
import { describe } from '../errors';

/** A range of an axis with a step, Python's `start:stop:step`; made by `xp.slice`. */
export class Slice {
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number | null;

  constructor(start: unknown, stop: unknown, step: unknown) {
    this.start = bound('start', start);
    this.stop = bound('stop', stop);
    this.step = bound('step', step);
    if (this.step === 0) throw new RangeError('slice: expected a step other than 0 for step, got 0');
    Object.freeze(this);
  }

  /** First index, number of indices and step within an axis of `n` elements, by Python's rules. */
  resolve(n: number): { start: number; length: number; step: number } {
    const step = this.step ?? 1;
    const low = step > 0 ? 0 : -1;
    const high = step > 0 ? n : n - 1;
    const clip = (value: number | null, otherwise: number): number =>
      value === null ? otherwise : Math.min(Math.max(value < 0 ? value + n : value, low), high);
    const start = clip(this.start, step > 0 ? 0 : n - 1);
    const stop = clip(this.stop, step > 0 ? n : -1);
    const length = Math.max(0, Math.ceil((stop - start) / step));
    return { start, length, step };
  }
}

function bound(name: string, value: unknown): number | null {
  if (value === null || value === undefined) return null;
  const n = typeof value === 'bigint' ? Number(value) : value;
  if (typeof n !== 'number')
    throw new TypeError(`slice: expected a whole number or null for ${name}, got ${describe(value)}`);
  if (!Number.isInteger(n))
    throw new RangeError(`slice: expected a whole number or null for ${name}, got ${describe(value)}`);
  return n;
}

class Ellipsis {
  toString(): string {
    return 'ellipsis';
  }
}

/** As many full slices as the array has further axes, Python's `...`. */
export const ellipsis: Readonly<Ellipsis> = Object.freeze(new Ellipsis());

/** An index part that adds an axis of one element. */
export const newaxis = null;
