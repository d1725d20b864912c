// Host data for the benchmarks from a fixed stream, so that no benchmark times or needs obol's own random numbers.

/** `n` numbers, uniform in [low, high). */
export function uniform(n: number, low = 0, high = 1, seed = 1): Float64Array {
  const values = new Float64Array(n);
  let state = seed >>> 0;
  for (let i = 0; i < n; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[i] = low + ((high - low) * state) / 2 ** 32;
  }
  return values;
}

/** Points around centres, each coordinate off by a sum of uniform numbers with standard deviation `spread`. */
export function blobs(n: number, features: number, clusters: number, spread: number): Float64Array {
  const centers = uniform(clusters * features, -2, 2, 7);
  const noise = uniform(4 * n * features, -spread * Math.sqrt(0.75), spread * Math.sqrt(0.75), 8);
  const member = uniform(n, 0, clusters, 9);
  return Float64Array.from({ length: n * features }, (_, at) => {
    const center = centers[Math.floor(member[Math.floor(at / features)]!) * features + (at % features)]!;
    return center + noise[4 * at]! + noise[4 * at + 1]! + noise[4 * at + 2]! + noise[4 * at + 3]!;
  });
}
