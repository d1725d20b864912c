/** Native status codes as JavaScript errors. The numbers are those of native/core/status.h. */
import { ObolError, type ObolErrorCode } from '../errors';

const codes: Record<number, ObolErrorCode> = {
  1: 'ERR_OBOL_DEVICE',
  2: 'ERR_OBOL_LOAD',
  3: 'ERR_OBOL_MEMORY',
  4: 'ERR_OBOL_CONVERGENCE',
  5: 'ERR_OBOL_NUMERIC',
  6: 'ERR_OBOL_ABORTED',
  7: 'ERR_OBOL_DISPOSED',
  8: 'ERR_OBOL_FORMAT',
};
const typeCode = 9;
const rangeCode = 10;

/** The error for a status code; `fn` names the function that the user called. */
export function statusError(fn: string, code: number, message: string, partial?: unknown): Error {
  const text = `${fn}: ${message}`;
  if (code === typeCode) return new TypeError(text);
  if (code === rangeCode) return new RangeError(text);
  const name = codes[code];
  return name === undefined ? new Error(text) : new ObolError(name, text, { partial });
}
