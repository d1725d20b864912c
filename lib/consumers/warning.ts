/**
 * Warnings of the consumers: each code once in a process.
 */

const given = new Set<string>();

/** Emits a warning by `process.emitWarning`, unless one with this code was emitted before. */
export function warnOnce(code: string, message: string): void {
  if (given.has(code)) return;
  given.add(code);
  process.emitWarning(message, { code });
}
