// spectralEmbedding: eigenpairs of the Laplacian by their defining equations, conventions, and refusals.
import { spectralEmbedding, type SpectralEmbeddingOptions } from '../../../lib/consumers/manifold';
import { spectralClustering } from '../../../lib/consumers/cluster';
import { ObolError } from '../../../lib/errors';
import {
  arrayNamespace,
  defaultNamespace,
  setDefaultNamespace,
  type AnyArray,
  type GraphInput,
} from '../../../lib/standard';
import {
  degrees,
  dense,
  errorOf,
  everywhere,
  forms,
  list,
  randomGraph,
  rows,
  threeComponents,
  twoCliques,
  worlds,
  type Dense,
  type World,
} from '../graphs';
import { small } from '../../support/device';

const tight = { eigenTol: 1e-9, randomState: 0 };

/** The largest |K y - λ D y| and |yᵀDy - I| over the columns; D = I when not normed. */
function errors(W: Dense, Y: Dense, values: readonly number[], normed: boolean): { residual: number; gram: number } {
  const d = degrees(W);
  const D = d.map((x) => (normed ? x || 1 : 1));
  const off = (i: number, j: number): number => (i === j ? 0 : W[i]![j]!);
  const residual = Math.max(
    ...values.flatMap((value, c) =>
      Y.map((y, i) => {
        const Ky = W.reduce((sum, _, j) => sum + off(i, j) * (y[c]! - Y[j]![c]!), 0);
        return Math.abs(Ky - value * D[i]! * y[c]!);
      }),
    ),
  );
  const gram = Math.max(
    ...values.flatMap((_, a) =>
      values.map((__, b) => Math.abs(Y.reduce((s, y, i) => s + D[i]! * y[a]! * y[b]!, 0) - Number(a === b))),
    ),
  );
  return { residual, gram };
}

const graph = randomGraph(24, 12, 7);

describe.each([true, false])('normLaplacian %s', (normLaplacian) => {
  test.each(everywhere(graph))('columns are eigenvectors, ascending: %s', async (_, world, A) => {
    const options = { ...tight, nComponents: 5, normLaplacian, dropFirst: false } as const;
    const { embedding, eigenvalues } = await spectralEmbedding(A, { ...options, returnEigenvalues: true });
    const [Y, values] = [await rows(embedding), await list(eigenvalues)];
    const { residual, gram } = errors(graph, Y, values, normLaplacian);
    expect(residual).toBeLessThan(1e-7);
    expect(gram).toBeLessThan(1e-9);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(Math.abs(values[0]!)).toBeLessThan(1e-12);
    expect([embedding.shape, embedding.dtype, embedding.device]).toEqual([[24, 5], world.xp.float64, world.device]);
    expect([arrayNamespace(embedding), arrayNamespace(eigenvalues)]).toEqual([world.xp, world.xp]);
  });
});

small('dropFirst leaves out the constant vector and its eigenvalue, and is the default', async () => {
  for (const { xp, device } of worlds) {
    const A = dense({ xp, device }, graph);
    const whole = await spectralEmbedding(A, { ...tight, nComponents: 4, dropFirst: false, returnEigenvalues: true });
    const rest = await spectralEmbedding(A, { ...tight, nComponents: 3, returnEigenvalues: true });
    const constant = 1 / Math.sqrt(degrees(graph).reduce((a, b) => a + b));
    for (const y of await rows(whole.embedding)) expect(y[0]).toBeCloseTo(constant, 9);
    (await rows(rest.embedding)).forEach((y, i) => expect(y.length === 3 && i < 24).toBe(true));
    const [a, b] = [await rows(whole.embedding), await rows(rest.embedding)];
    a.forEach((y, i) => y.slice(1).forEach((v, c) => expect(b[i]![c]).toBeCloseTo(v, 7)));
    const values = await list(whole.eigenvalues);
    (await list(rest.eigenvalues)).forEach((v, c) => expect(v).toBeCloseTo(values[c + 1]!, 9));
  }
});

small('by default there are eight columns, and the embedding comes alone', async () => {
  const { xp, device } = worlds[0]!;
  const Y = await spectralEmbedding(dense({ xp, device }, graph));
  expect(Y.shape).toEqual([24, 8]);
});

small('in each column the entry of largest magnitude is positive', async () => {
  for (const { xp, device } of worlds) {
    for (let randomState = 0; randomState < 3; randomState++) {
      const Y = await rows(await spectralEmbedding(dense({ xp, device }, graph), { nComponents: 6, randomState }));
      for (let c = 0; c < 6; c++) {
        const column = Y.map((y) => y[c]!);
        const largest = Math.max(...column.map(Math.abs));
        expect(Math.max(...column)).toBe(largest);
      }
    }
  }
});

small(
  'in a null space of several dimensions column 0 is constant; a node alone has D = 1 and eigenvalue 0',
  async () => {
    for (const world of worlds) {
      for (const [form, A] of forms(world, threeComponents)) {
        const options = { ...tight, nComponents: 5, dropFirst: false, returnEigenvalues: true } as const;
        const { embedding, eigenvalues } = await spectralEmbedding(A, options);
        const [Y, values] = [await rows(embedding), await list(eigenvalues)];
        const { residual, gram } = errors(threeComponents, Y, values, true);
        expect([form, residual < 1e-8, gram < 1e-9]).toEqual([form, true, true]);
        expect(values.map((v) => Math.abs(v) < 1e-9)).toEqual([true, true, true, false, false]);
        for (const y of Y) expect(y[0]).toBeCloseTo(1 / Math.sqrt(13), 9); // the degrees 2 + 3 + 1 + 3 + 3 + 1
      }
    }
  },
);

small('all eigenvectors may be asked for', async () => {
  for (const { xp, device } of worlds) {
    const Y = await spectralEmbedding(dense({ xp, device }, twoCliques), { ...tight, nComponents: 7 });
    expect(Y.shape).toEqual([8, 7]);
  }
});

small('a graph without edges is all null space', async () => {
  for (const { xp, device } of worlds) {
    const A = xp.zeros([4, 4], { device });
    const found = await spectralEmbedding(A, { nComponents: 2, dropFirst: false, returnEigenvalues: true });
    expect((await list(found.eigenvalues)).map(Math.abs).every((v) => v < 1e-12)).toBe(true);
  }
});

describe('a graph that is not quite symmetric', () => {
  const skewed = (at: [number, number], by: number): Dense =>
    twoCliques.map((line, i) => line.map((w, j) => (i === at[0] && j === at[1] ? w + by : w)));

  test.each([
    ['an edge', [0, 1]],
    ['an edge stored one way only', [0, 7]],
  ] as const)('%s off by up to 1e-10 of the largest weight is averaged', async (_, at) => {
    const W = skewed([...at], 0.9e-10);
    const mean = W.map((line, i) => line.map((w, j) => (w + W[j]![i]!) / 2));
    for (const world of worlds) {
      for (const [, A] of forms(world, W)) {
        const options = { ...tight, nComponents: 2, returnEigenvalues: true } as const;
        const found = await spectralEmbedding(A, options);
        const { residual } = errors(mean, await rows(found.embedding), await list(found.eigenvalues), true);
        expect(residual).toBeLessThan(1e-8);
      }
    }
  });

  test.each([
    ['an edge', [0, 1]],
    ['an edge stored one way only', [0, 7]],
  ] as const)('%s off by more is a RangeError', async (_, at) => {
    for (const world of worlds) {
      for (const [, A] of forms(world, skewed([...at], 1.2e-10))) {
        const error = await errorOf(() => spectralEmbedding(A, { nComponents: 2 }));
        expect(error).toBeInstanceOf(RangeError);
        expect(error.message).toMatch(/expected a symmetric graph for A, got one with max \|A - Aᵀ\| = 1\.2/);
      }
    }
  });
});

test.each([
  ['negative', -1, /expected numbers >= 0 for the weights of A, got -1/],
  ['NaN', NaN, /got NaN/],
  ['infinite', Infinity, /expected finite numbers/],
])('%s weights are RangeErrors', async (_, weight, message) => {
  const W = graph.map((line) => [...line]);
  W[2]![3] = W[3]![2] = weight;
  for (const world of worlds) {
    for (const [, A] of forms(world, W)) {
      const error = await errorOf(() => spectralEmbedding(A));
      expect(error).toBeInstanceOf(RangeError);
      expect(error.message).toMatch(message);
    }
  }
});

small('the diagonal is not looked at: negative, NaN and infinite entries there change nothing', async () => {
  for (const { xp, device } of worlds) {
    const odd = twoCliques.map((line, i) => line.map((w, j) => (i === j ? ([-1, NaN, Infinity][i] ?? w) : w)));
    const [a, b] = await Promise.all(
      [twoCliques, odd].map((W) => spectralEmbedding(dense({ xp, device }, W), { ...tight, nComponents: 1 })),
    );
    expect(await list(b!)).toEqual(await list(a!));
  }
});

describe('wrong arguments', () => {
  const A = dense(worlds[0]!, graph);
  const refused: [string, unknown, SpectralEmbeddingOptions | undefined, ErrorConstructor, RegExp][] = [
    ['no graph', 7, undefined, TypeError, /expected a sparse array, its parts .* for A, got 7/],
    ['an oblong graph', [[1, 2]], undefined, RangeError, /shape \[n, n\]/],
    ['an empty graph', worlds[0]!.xp.zeros([0, 0]), undefined, RangeError, /n >= 1/],
    [
      'degrees beyond all numbers',
      [
        [Infinity, 1e308, 1e308],
        [1e308, 0, 0],
        [1e308, 0, 0],
      ],
      { nComponents: 1 },
      RangeError,
      /finite numbers for the degrees of A/,
    ],
    [
      'as many components as nodes',
      A,
      { nComponents: 24 },
      RangeError,
      /whole number in \[1, 23\] for nComponents, got 24/,
    ],
    ['more components than nodes', A, { nComponents: 25, dropFirst: false }, RangeError, /in \[1, 24\]/],
    ['no components', A, { nComponents: 0 }, RangeError, /nComponents/],
    ['half a component', A, { nComponents: 1.5 }, RangeError, /nComponents/],
    ['components as text', A, { nComponents: '2' as unknown as number }, TypeError, /nComponents/],
    [
      'an unknown option',
      A,
      { n_components: 2 } as SpectralEmbeddingOptions,
      TypeError,
      /unknown option n_components; expected nComponents/,
    ],
    ['a negative tolerance', A, { eigenTol: -1 }, RangeError, /eigenTol/],
    ['the tolerance 0', A, { eigenTol: 0 }, RangeError, /'auto' or a number > 0/],
    ['a tolerance in words', A, { eigenTol: 'tight' as 'auto' }, TypeError, /eigenTol/],
    ['a negative seed', A, { randomState: -1 }, RangeError, /randomState/],
    ['a seed in words', A, { randomState: 'x' as unknown as number }, TypeError, /a whole number or a generator/],
    ['no signal', A, { signal: {} as AbortSignal }, TypeError, /an AbortSignal for signal/],
    ['no function', A, { onProgress: 3 as never }, TypeError, /a function for onProgress/],
    ['flags', A, { dropFirst: 0 as unknown as boolean }, TypeError, /dropFirst/],
  ];
  test.each(refused)('%s', async (_, graphArgument, options, kind, message) => {
    const error = await errorOf(() =>
      spectralEmbedding(graphArgument as GraphInput, options as { returnEigenvalues?: false }),
    );
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toMatch(/^spectralEmbedding: /);
    expect(error.message).toMatch(message);
  });
});

small('a signal that is aborted already is an AbortError with the reason as cause', async () => {
  const reason = new Error('changed my mind');
  const error = await errorOf(() => spectralEmbedding(dense(worlds[0]!, graph), { signal: AbortSignal.abort(reason) }));
  expect([error.name, error.code, error.cause]).toEqual(['AbortError', 'ERR_OBOL_ABORTED', reason]);
});

small('not converging is an error whose partial holds what was reached, in the caller’s arrays', async () => {
  const [, able, foreign] = worlds as [World, World, World];
  const lender = able.xp;
  const { csgraph } = lender.sparse!;
  const own = csgraph.spectral_eigs.bind(csgraph);
  const home = defaultNamespace();
  setDefaultNamespace(lender, { workDevice: 'tray:0' });
  const spy = jest.spyOn(csgraph, 'spectral_eigs').mockImplementation(async (...args) => {
    throw new ObolError('ERR_OBOL_CONVERGENCE', 'no convergence in 3 iterations', { partial: await own(...args) });
  });
  for (const { xp, device } of [able, foreign]) {
    const A = dense({ xp, device }, graph);
    const calls = [spectralEmbedding(A, { nComponents: 3, dropFirst: false }), spectralClustering(A, { nClusters: 3 })];
    for (const call of calls) {
      const error = await errorOf(() => call);
      expect([error.code, error.message]).toEqual(['ERR_OBOL_CONVERGENCE', 'no convergence in 3 iterations']);
      const { embedding, eigenvalues } = (error as ObolError).partial as Record<'embedding' | 'eigenvalues', AnyArray>;
      expect([arrayNamespace(embedding), embedding.shape, embedding.device]).toEqual([xp, [24, 3], device]);
      expect((await list(eigenvalues)).length).toBe(3);
    }
  }
  spy.mockRestore();
  setDefaultNamespace(home, { workDevice: 'cpu' });
});

small('a generator as randomState is drawn from once', async () => {
  const { xp, device } = worlds[0]!;
  const draws: unknown[] = [];
  const generator = {
    integers: (high: number): AnyArray => {
      draws.push(high);
      return xp.asarray(5, { dtype: xp.int32 });
    },
  };
  await spectralEmbedding(dense({ xp, device }, graph), { nComponents: 2, randomState: generator });
  expect(draws).toEqual([2 ** 31 - 1]);
});
