/** What only the bits of a number show: signs of NaNs, neighbours. */
import * as xp from 'obol';
import type { NDArray } from 'obol';
import { testDevice, small } from '../support/device';

describe('bits', () => {
  const next = (dtype: NDArray['dtype'], ...operands: [number[], number[]]): unknown => {
    const [x, y] = operands.map((list) => xp.asarray(list, { dtype, device: testDevice })) as [NDArray, NDArray];
    return xp.nextafter(x, y).tolist();
  };
  const words = (bits: bigint[]): NDArray => {
    const bytes = new Float64Array(new BigUint64Array(bits).buffer);
    return xp.asarray(bytes, { device: testDevice });
  };
  const bitsOf = (x: NDArray): bigint[] => [...new BigUint64Array((x.dataSync() as Float64Array).slice().buffer)];
  const positiveNan = 0x7ff8000000000000n;
  const negativeNan = 0xfff8000000000000n;

  small('signbit and copysign see the sign of a NaN', () => {
    expect(xp.signbit(words([positiveNan, negativeNan])).tolist()).toEqual([false, true]);
    const one = words([0x3ff0000000000000n, 0x3ff0000000000000n]);
    expect(xp.copysign(one, words([positiveNan, negativeNan])).tolist()).toEqual([1, -1]);
    const nans = words([positiveNan, positiveNan, negativeNan, negativeNan]);
    const signed = xp.copysign(nans, xp.asarray([-1, 0, -0, 2], { device: testDevice }));
    expect(bitsOf(signed).map((b) => b >> 63n)).toEqual([1n, 0n, 1n, 0n]);
    expect(bitsOf(xp.abs(words([negativeNan])))[0]! >> 63n).toBe(0n);
  });

  small('nextafter moves by one place, through zero and into the infinities', () => {
    const x = [1, 1, -1, 0, 0, 5e-324, Number.MAX_VALUE, -Infinity, 2.2250738585072014e-308];
    const y = [2, 0, 0, 1, -1, 0, Infinity, 0, 0];
    const want = [
      1 + 2 ** -52,
      1 - 2 ** -53,
      -1 + 2 ** -53,
      5e-324,
      -5e-324,
      0,
      Infinity,
      -Number.MAX_VALUE,
      2.225073858507201e-308,
    ];
    expect(next(xp.float64, x, y)).toEqual(want);
    expect(next(xp.float32, [1, 0, -0], [2, 1, -1])).toEqual([1 + 2 ** -23, 2 ** -149, -(2 ** -149)]);
  });
});
