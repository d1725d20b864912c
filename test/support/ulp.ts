// Distances of floating-point numbers in units of the expected value's last place. It knows IEEE 754 and nothing of obol.

const view = new DataView(new ArrayBuffer(8));

/** The distance between `x`, finite, and the next larger magnitude of its precision. */
export function ulp(x: number, single: boolean): number {
  view.setFloat64(0, x);
  const exponent = ((view.getUint32(0) >>> 20) & 0x7ff) - 1023;
  return 2 ** (single ? Math.max(exponent - 23, -149) : Math.max(exponent - 52, -1074));
}

/** |got - want| in ulps of `want`, or of `scale` where that is given; 0 for the same non-finite value. */
export function ulpsOff(got: number, want: number, single: boolean, scale = want): number {
  if (Object.is(got, want) || got === want) return 0;
  if (!Number.isFinite(got) || !Number.isFinite(want)) return Infinity;
  return Math.abs(got - want) / ulp(scale, single);
}

/** Whether a number has its sign bit set, NaN aside. */
export const negative = (x: number): boolean => x < 0 || Object.is(x, -0);
