// spectral_eigs by its defining equations: residuals and orthogonality in plain loops, eigenvalues by Jacobi rotations and
// in closed form, null spaces, the same bits for a seed, an abort, what it refuses.
import * as xp from '../../../lib/index';
import { ObolError } from '../../../lib/errors';
import { small, testDevice as device } from '../../support/device';
import { jacobi } from '../../support/plain/sparse';
import { degrees, errorOf, randomGraph, threeComponents, type Dense } from '../../consumers/graphs';

const { coo_array, csr_array } = xp.sparse;
const { spectral_eigs } = xp.sparse.csgraph;

const graphOf = (W: Dense): xp.sparse.CsrArray => csr_array(W, { device });

/** A grid of rows × columns nodes: each edge once. */
function gridEdges(rows: number, columns: number): [number, number][] {
  const at = Array.from({ length: rows * columns }, (_, i) => i);
  return at.flatMap((i) => {
    const right: [number, number][] = i % columns < columns - 1 ? [[i, i + 1]] : [];
    return i + columns < rows * columns ? [...right, [i, i + columns]] : right;
  });
}

/** The graph of edges of weight 1. */
function graphOfEdges(n: number, edges: readonly (readonly [number, number])[]): xp.sparse.CooArray {
  const ends = (first: 0 | 1): Int32Array =>
    Int32Array.from([...edges, ...edges], (e, i) => e[i < edges.length ? first : 1 - first]!);
  return coo_array([new Float64Array(2 * edges.length).fill(1), [ends(0), ends(1)]], { shape: [n, n], device });
}

interface Pairs {
  values: number[];
  Y: number[][];
  residuals: number[];
}

function pairsOf(found: xp.sparse.csgraph.SpectralEigs): Pairs {
  const { eigenvalues, eigenvectors, residuals } = found;
  expect([eigenvalues.dtype, eigenvectors.dtype, residuals.dtype]).toEqual([xp.float64, xp.float64, xp.float64]);
  expect([eigenvalues.device, eigenvectors.device, residuals.device]).toEqual([device, device, device]);
  return {
    values: eigenvalues.tolist() as number[],
    Y: eigenvectors.tolist() as number[][],
    residuals: residuals.tolist() as number[],
  };
}

/** K y = λ D y, yᵀDy = I, ascending values, the largest entry of each column positive, residuals as they are. */
function expectPairs(W: Dense, { values, Y, residuals }: Pairs, normed: boolean, limit: number): void {
  const D = degrees(W).map((d) => (normed && d > 0 ? d : 1));
  expect(values).toEqual([...values].sort((a, b) => a - b));
  values.forEach((value, c) => {
    const r = Y.map((y, i) => {
      const flow = W[i]!.reduce((sum, w, j) => (i === j ? sum : sum + w * (y[c]! - Y[j]![c]!)), 0);
      return (flow - value * D[i]! * y[c]!) / Math.sqrt(D[i]!);
    });
    expect(Math.hypot(...r)).toBeLessThan(limit);
    expect(Math.abs(residuals[c]! - Math.hypot(...r))).toBeLessThan(1e-3 * Math.hypot(...r) + 1e-13);
    const column = Y.map((y) => y[c]!);
    expect(Math.max(...column)).toBe(Math.max(...column.map(Math.abs)));
    for (let other = 0; other <= c; other++) {
      const dot = Y.reduce((sum, y, i) => sum + D[i]! * y[c]! * y[other]!, 0);
      expect(Math.abs(dot - Number(other === c))).toBeLessThan(1e-9);
    }
  });
}

/** The eigenvalues of D^-1/2 K D^-1/2. */
function spectrum(W: Dense, normed: boolean): number[] {
  const d = degrees(W);
  const scale = d.map((x) => (normed && x > 0 ? 1 / Math.sqrt(x) : 1));
  return jacobi(W.map((line, i) => line.map((w, j) => (i === j ? d[i]! : -w) * scale[i]! * scale[j]!))).values;
}

const expectNear = (found: readonly number[], wanted: readonly number[], limit: number): void =>
  found.forEach((value, c) => expect(Math.abs(value - wanted[c]!)).toBeLessThan(limit));

for (const normed of [true, false]) {
  small(`the smallest pairs of a dense graph's Laplacian, normed ${normed}`, async () => {
    const W = randomGraph(26, 20, 3);
    const pairs = pairsOf(await spectral_eigs(graphOf(W), { k: 6, tol: 1e-9, normed, seed: 0 }));
    expectPairs(W, pairs, normed, 1e-8);
    expectNear(pairs.values, spectrum(W, normed), 1e-9);
  });

  small(`k = n: all of them, normed ${normed}`, async () => {
    const W = randomGraph(9, 4, 5);
    const pairs = pairsOf(await spectral_eigs(graphOf(W), { k: 9, normed, seed: 0 }));
    expectPairs(W, pairs, normed, 1e-9);
    expectNear(pairs.values, spectrum(W, normed), 1e-9);
  });

  small(`k = 1: the constant vector, its value 0 exactly, normed ${normed}`, async () => {
    const W = randomGraph(30, 10, 11);
    const { values, Y } = pairsOf(await spectral_eigs(graphOf(W), { k: 1, normed }));
    expect(values).toEqual([0]);
    const mass = normed ? degrees(W).reduce((a, b) => a + b) : 30;
    for (const [y] of Y) expect(y).toBeCloseTo(1 / Math.sqrt(mass), 12);
  });
}

small('a graph that is coarsened several times: a grid, whose values are sums of squared sines', async () => {
  const [rows, columns, k] = [26, 31, 9];
  const n = rows * columns;
  const edges = gridEdges(rows, columns);
  const sines = (i: number, size: number): number => 4 * Math.sin((Math.PI * i) / (2 * size)) ** 2;
  const wanted = Array.from(
    { length: n },
    (_, i) => sines(i % columns, columns) + sines(Math.floor(i / columns), rows),
  );
  wanted.sort((a, b) => a - b);
  const options = { k, tol: 1e-7, normed: false, seed: 2 };
  const found = await spectral_eigs(graphOfEdges(n, edges), options);
  const { values, Y } = pairsOf(found);
  expect(found.iterations).toBeGreaterThan(0);
  expectNear(values, wanted, 1e-11);
  values.forEach((value, c) => {
    const r = Y.map((y) => -value * y[c]!);
    for (const [a, b] of edges) {
      r[a]! += Y[a]![c]! - Y[b]![c]!;
      r[b]! += Y[b]![c]! - Y[a]![c]!;
    }
    expect(Math.hypot(...r)).toBeLessThan(1e-5);
  });
});

small('several components: a zero for each, column 0 constant; a node alone has D = 1', async () => {
  for (const normed of [true, false]) {
    const pairs = pairsOf(await spectral_eigs(graphOf(threeComponents), { k: 6, tol: 1e-9, normed, seed: 0 }));
    expectPairs(threeComponents, pairs, normed, 1e-9);
    expect(pairs.values.map((v) => v === 0)).toEqual([true, true, true, false, false, false]);
    for (const [y] of pairs.Y) expect(y).toBeCloseTo(1 / Math.sqrt(normed ? 13 : 6), 12);
  }
});

small('fewer wanted than there are components: null vectors, by the first constant, without an iteration', async () => {
  const found = await spectral_eigs(graphOf(threeComponents), { k: 2 });
  expectPairs(threeComponents, pairsOf(found), true, 1e-12);
  expect([found.iterations, found.eigenvalues.tolist()]).toEqual([0, [0, 0]]);
});

small('a graph without edges is all null space', async () => {
  const W = Array.from({ length: 5 }, () => new Array<number>(5).fill(0));
  const pairs = pairsOf(await spectral_eigs(graphOf(W), { k: 5 }));
  expectPairs(W, pairs, true, 1e-14);
  expect(pairs.values).toEqual([0, 0, 0, 0, 0]);
});

small('the diagonal is not looked at; COO and float32 are answered alike', async () => {
  const W = randomGraph(20, 9, 8);
  const options = { k: 4, tol: 1e-9, seed: 1 };
  const { values, Y } = pairsOf(await spectral_eigs(graphOf(W), options));
  const odd = W.map((line, i) => line.map((w, j) => (i === j ? ([-3, NaN, Infinity][i] ?? w) : w)));
  expect(pairsOf(await spectral_eigs(graphOf(odd), options))).toMatchObject({ values, Y });
  expect(pairsOf(await spectral_eigs(graphOf(W).tocoo(), options))).toMatchObject({ values, Y });
  const narrow = pairsOf(await spectral_eigs(graphOf(W).astype(xp.float32), options));
  expectNear(narrow.values, values, 1e-6);
});

small('the same seed gives the same bits; another one the same pairs', async () => {
  const W = graphOfEdges(400, gridEdges(20, 20));
  const run = async (seed: number): Promise<Pairs> => pairsOf(await spectral_eigs(W, { k: 3, tol: 1e-8, seed }));
  const [first, again, other] = [await run(7), await run(7), await run(8)];
  expect(again).toEqual(first);
  expectNear(other.values, first.values, 1e-12);
});

small('progress grows; what it throws is what the promise rejects with', async () => {
  const W = graphOfEdges(400, gridEdges(20, 20));
  const seen: { stage: string; iteration: number; fraction: number; error: number }[] = [];
  const found = await spectral_eigs(W, { k: 4, seed: 0, onProgress: (p) => seen.push(p) });
  expect(seen.length).toBeGreaterThan(0);
  seen.forEach((p, i) => {
    expect([p.stage, p.fraction >= 0 && p.fraction <= 1]).toEqual(['embedding', true]);
    expect(p.iteration).toBeGreaterThanOrEqual(seen[i - 1]?.iteration ?? 0);
    expect(p.iteration).toBeLessThanOrEqual(found.iterations);
  });
  const trouble = new Error('no more');
  const onProgress = (): void => {
    throw trouble;
  };
  await expect(spectral_eigs(W, { k: 4, onProgress })).rejects.toBe(trouble);
});

small('a signal aborts it, before and in the course', async () => {
  const W = graphOfEdges(400, gridEdges(20, 20));
  const expectAborted = async (run: () => Promise<unknown>): Promise<void> => {
    const error = await errorOf(run);
    expect(error).toBeInstanceOf(ObolError);
    expect([error.name, error.code, error.cause]).toEqual(['AbortError', 'ERR_OBOL_ABORTED', 'enough']);
  };
  await expectAborted(() => spectral_eigs(W, { k: 4, signal: AbortSignal.abort('enough') }));
  const later = new AbortController();
  // No tolerance stops it before the first report arrives.
  const onProgress = (): void => later.abort('enough');
  await expectAborted(() => spectral_eigs(W, { k: 40, tol: 1e-300, signal: later.signal, onProgress }));
});

small('a tolerance that no digits can meet is an error with what was reached', async () => {
  const W = graphOfEdges(400, gridEdges(20, 20));
  const error = (await errorOf(() => spectral_eigs(W, { k: 3, tol: 1e-300, seed: 0 }))) as ObolError;
  expect([error.name, error.code]).toEqual(['ObolError', 'ERR_OBOL_CONVERGENCE']);
  const partial = error.partial as xp.sparse.csgraph.SpectralEigs;
  const { values, residuals } = pairsOf(partial);
  expect(values[0]).toBe(0);
  expect(Math.max(...residuals)).toBeLessThan(1e-8);
  expect(partial.iterations).toBeGreaterThan(5);
});

small('what is wrong is refused', async () => {
  const W = graphOf(randomGraph(6, 2, 1));
  const refused: [unknown, unknown, ErrorConstructor, RegExp][] = [
    [xp.ones([3, 3], { device }), {}, TypeError, /expected a sparse array for W/],
    [csr_array([[1, 2]], { device }), {}, RangeError, /expected a square matrix for W/],
    [W.astype(xp.int32), {}, TypeError, /expected a sparse array of float32 or float64 for W, got "int32"/],
    [W.astype(xp.complex128), {}, TypeError, /float32 or float64/],
    [W, { k: 0 }, RangeError, /expected a number in \[1, 6\] for k, got 0/],
    [W, { k: 7 }, RangeError, /got 7/],
    [W, { k: 1.5 }, RangeError, /a whole number for k/],
    [W, { tol: 0 }, RangeError, /'auto' or a number > 0/],
    [W, { tol: NaN }, RangeError, /'auto' or a number > 0/],
    [W, { normed: 1 }, TypeError, /normed/],
    [W, { seed: 0.5 }, RangeError, /a whole number for seed/],
    [W, { seed: 'x' }, TypeError, /a whole number for seed/],
    [W, { eigenTol: 1 }, TypeError, /eigenTol/],
    [W, { signal: 3 }, TypeError, /AbortSignal/],
    [W, { onProgress: 3 }, TypeError, /a function/],
  ];
  for (const [graph, options, kind, message] of refused) {
    const error = await errorOf(() => spectral_eigs(graph as never, options as never));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toMatch(message);
  }
  const infinite = csr_array(
    [
      [0, Infinity],
      [Infinity, 0],
    ],
    { device },
  );
  await expect(spectral_eigs(infinite, { k: 2 })).rejects.toMatchObject({ code: 'ERR_OBOL_NUMERIC' });
});
