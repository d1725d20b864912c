// The weights of a Gaussian and its derivatives, on the host. Their last bits show: an integer picture is truncated
// after the weighted sum, and whether a flat area of 100 stays 100 hangs on them. Hence exp rounded correctly and NumPy's
// order of summation.

/** What {@link correlateAlong} weighs with for a Gaussian of this sigma: 2 · radius + 1 numbers, reversed as SciPy does. */
export function gaussianWeights(sigma: number, order: number, radius: number): Float64Array {
  const variance = sigma * sigma;
  const density = new Float64Array(2 * radius + 1);
  for (let i = 0; i <= radius; i++) {
    density[radius + i] = density[radius - i] = exactExp((-0.5 / variance) * (i * i));
  }
  const total = pairwiseSum(density, 0, density.length);
  const factor = hermite(order, variance);
  return density.map((p, i) => factor(radius - i) * (p / total));
}

/** q(x) where the order-th derivative of exp(-x²/2v) is q(x) exp(-x²/2v): from q to q' - q x / v, order times. */
function hermite(order: number, variance: number): (x: number) => number {
  if (order === 0) return () => 1;
  let q = [1];
  for (let step = 0; step < order; step++) {
    const next = new Array<number>(q.length + 1).fill(0);
    q.forEach((c, k) => {
      if (k > 0) next[k - 1] += k * c;
      next[k + 1] += c * (1 / -variance);
    });
    q = next;
  }
  return (x) => q.reduce((sum, c, k) => sum + c * x ** k, 0);
}

/** The sum as NumPy's `sum` adds: eight lanes, halves above 128 elements. */
function pairwiseSum(a: Float64Array, start: number, n: number): number {
  if (n > 128) {
    const half = (n >> 1) - ((n >> 1) % 8);
    return pairwiseSum(a, start, half) + pairwiseSum(a, start + half, n - half);
  }
  const lane = new Float64Array(8);
  const whole = n - (n % 8);
  for (let i = 0; i < whole; i++) lane[i % 8] += a[start + i];
  const [a0, a1, a2, a3, a4, a5, a6, a7] = lane as unknown as number[];
  let sum = a0 + a1 + (a2 + a3) + (a4 + a5 + (a6 + a7));
  for (let i = whole; i < n; i++) sum += a[start + i];
  return sum;
}

const LN2 = [0.6931471805599453, 2.3190468138462996e-17] as const;

/** exp(x) for x <= 0, rounded correctly (Math.exp is an ulp off now and then, and engines differ): a series in pairs. */
function exactExp(x: number): number {
  if (x < -745) return 0;
  const k = Math.round(x / LN2[0]);
  const [p, pLow] = product(k, LN2[0]);
  const [d, dLow] = sum2(x, -p);
  const [r, rLow] = sum2(d, dLow - pLow - k * LN2[1]);
  // 1 + r (1 + r/2 (1 + r/3 (...))), |r| < 0.35: 28 terms reach 2^-106.
  let [s, sLow] = [1, 0];
  for (let n = 28; n >= 1; n--) {
    const [t, tLow] = product(r, s);
    const [u, uLow] = sum2(t, tLow + r * sLow + rLow * s);
    const quotient = u / n;
    const [v, vLow] = product(quotient, n);
    const [w, wLow] = sum2(1, quotient);
    [s, sLow] = sum2(w, wLow + (u - v - vLow + uLow) / n);
  }
  return (s + sLow) * 2 ** k;
}

/** a + b as a double and its rounding error (Knuth). */
function sum2(a: number, b: number): [number, number] {
  const s = a + b;
  const t = s - a;
  return [s, a - (s - t) + (b - t)];
}

/** a · b as a double and its rounding error (Dekker). */
function product(a: number, b: number): [number, number] {
  const p = a * b;
  const [aHigh, aLow] = split(a);
  const [bHigh, bLow] = split(b);
  return [p, aHigh * bHigh - p + aHigh * bLow + aLow * bHigh + aLow * bLow];
}

function split(a: number): [number, number] {
  const t = 134217729 * a;
  const high = t - (t - a);
  return [high, a - high];
}
