/**
 * The errors of obol: TypeError for the kind of an argument, RangeError for its value, ObolError with a `code` for
 * everything else. One form of message: `add: expected X for NAME, got Y`.
 */

/** The codes that an {@link ObolError} can carry. */
export type ObolErrorCode =
  | 'ERR_OBOL_DEVICE'
  | 'ERR_OBOL_LOAD'
  | 'ERR_OBOL_MEMORY'
  | 'ERR_OBOL_CONVERGENCE'
  | 'ERR_OBOL_NUMERIC'
  | 'ERR_OBOL_ABORTED'
  | 'ERR_OBOL_DISPOSED'
  | 'ERR_OBOL_FORMAT';

/**
 * What goes wrong at run time though every argument was of the right kind: a device that is not there, memory that
 * ran out, an iteration that did not converge (then `partial` holds what was reached).
 *
 * @example
 * try {
 *   xp.zeros([2], { device: 'cpu' }).dispose();
 * } catch (error) {
 *   if (error instanceof xp.ObolError && error.code === 'ERR_OBOL_MEMORY') xp.empty_cache();
 * }
 */
export class ObolError extends Error {
  /** Which of the things that can go wrong: a constant to branch on. */
  readonly code: ObolErrorCode;
  /** What an iteration had reached when it gave up (ERR_OBOL_CONVERGENCE). */
  declare readonly partial?: unknown;

  constructor(code: ObolErrorCode, message: string, options: { cause?: unknown; partial?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = code === 'ERR_OBOL_ABORTED' ? 'AbortError' : 'ObolError';
    this.code = code;
    // Not enumerable: an uncaught error shows its message, not pages of arrays.
    if (options.partial !== undefined) Object.defineProperty(this, 'partial', { value: options.partial });
  }
}

/** A short, safe description of any value for an error message; never calls into the value. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'undefined':
      return 'undefined';
    case 'string':
      return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return `${value}n`;
    case 'boolean':
      return String(value);
    case 'function':
      return `function ${value.name || '(anonymous)'}`;
    case 'symbol':
      return 'a symbol';
    default:
      break;
  }
  if (Array.isArray(value)) {
    const plain = value.length <= 8 && value.every((v) => typeof v === 'number' || typeof v === 'bigint');
    return plain ? `[${value.join(', ')}]` : `a JavaScript array of length ${value.length}`;
  }
  const name = (Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null)?.constructor?.name;
  return name && name !== 'Object' ? `a ${name}` : 'a plain object';
}

/** `fn: expected EXPECTED for NAME, got VALUE`, the one form of a refused argument. */
export function message(fn: string, name: string, expected: string, value: unknown): string {
  return `${fn}: expected ${expected} for ${name}, got ${describe(value)}`;
}

/** A TypeError of the house's form: the kind or dtype of an argument is wrong. */
export function typeError(fn: string, name: string, expected: string, value: unknown): TypeError {
  return new TypeError(message(fn, name, expected, value));
}

/** A RangeError of the house's form: a shape, axis, index or value is out of range. */
export function rangeError(fn: string, name: string, expected: string, value: unknown): RangeError {
  return new RangeError(message(fn, name, expected, value));
}
