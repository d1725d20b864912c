// imgToGraph and gridToGraph against scikit-learn's graphs and against plain loops, on every provider.
import { gridToGraph, imgToGraph, rescale, type PixelGraph } from '../../../lib/consumers/image';
import { extension, isSparse, type AnyArray } from '../../../lib/standard';
import { small } from '../../support/device';
import { readJson, readNpy } from '../../support/fixtures';
import { expectArray, layouts, numbers, picture, providers, unpack, type Packed } from '../support';

interface Graph {
  data: Packed;
  row: number[];
  col: number[];
  shape: number[];
}

const cases = readJson<{
  imgToGraph: { input: Packed; mask?: Packed; dtype?: 'float32' | 'int32' | 'float64'; graph: Graph }[];
  gridToGraph: { size: [number, number, number]; mask?: Packed; graph: Graph }[];
}>('image/cases.json.gz');

type Coo = PixelGraph<AnyArray, 'coo'>;

/** The graph of a picture by loops: entries sorted by row and column. */
function byLoops(values: ArrayLike<number>, shape: readonly number[]): [number, number, number][] {
  const entries: [number, number, number][] = [];
  const strides = shape.map((_, k) => shape.slice(k + 1).reduce((a, b) => a * b, 1));
  for (let i = 0; i < values.length; i++) {
    entries.push([i, i, values[i]]);
    for (let k = 0; k < shape.length; k++) {
      const step = strides[k];
      if (Math.floor(i / step) % shape[k] === shape[k] - 1) continue;
      const weight = Math.abs(values[i] - values[i + step]);
      entries.push([i, i + step, weight], [i + step, i, weight]);
    }
  }
  return entries.sort(([a, b], [c, d]) => a - c || b - d);
}

async function entriesOf(graph: Coo): Promise<[number, number, number][]> {
  const { data, row, col } = graph;
  const [values, rows, cols] = await Promise.all([data, row, col].map(numbers));
  return values.map((value, i) => [rows[i], cols[i], value]);
}

describe.each(providers)('pixel graphs on $name', (provider) => {
  const { xp, device } = provider;
  const hasSparse = extension(xp, 'sparse') !== undefined;

  const expectGraph = async (graph: Coo, wanted: Graph, name: string): Promise<void> => {
    expect([name, isSparse(graph), graph.format, [...graph.shape]]).toEqual([name, hasSparse, 'coo', wanted.shape]);
    await expectArray(provider, graph.data, wanted.data, name);
    const { row, col } = graph;
    expect([row.dtype, col.dtype, row.device]).toEqual([xp.int32, xp.int32, device]);
    expect(await numbers(row)).toEqual(wanted.row);
    expect(await numbers(col)).toEqual(wanted.col);
  };

  small('imgToGraph has the entries of scikit-learn in its order: 1-D to 3-D, masks, dtypes', async () => {
    for (const { input, mask, dtype, graph } of cases.imgToGraph) {
      const options = { ...(mask && { mask: unpack(provider, mask) }), ...(dtype && { dtype: xp[dtype] }) };
      const name = `${input.dtype} [${input.shape.join(', ')}] ${mask ? 'masked' : ''} ${dtype ?? ''}`;
      await expectGraph(imgToGraph(unpack(provider, input), options), graph, name);
    }
  });

  small('gridToGraph has the entries of scikit-learn in its order, by default of the default integer', async () => {
    for (const { size, mask, graph } of cases.gridToGraph) {
      const [nX, nY, nZ] = size;
      const place = mask ? { mask: unpack(provider, mask) } : { xp, device };
      const wanted = { ...graph, data: { ...graph.data, dtype: 'int32' as const } };
      await expectGraph(gridToGraph(nX, nY, { nZ, ...place }), wanted, `${size.join(' x ')} ${mask ? 'masked' : ''}`);
      const double = gridToGraph(nX, nY, { nZ, ...place, dtype: xp.float64 });
      expect([double.data.dtype, await numbers(double.data)]).toEqual([xp.float64, graph.data.data]);
    }
  });

  for (const scale of ['0.1', '0.2', '0.4']) {
    small(`the graph of the coins at ${scale} has scikit-learn's weights within 1e-12`, async () => {
      const small = rescale(picture(provider, 'image/coins-gaussian-2.npy.gz'), Number(scale), { antiAliasing: false });
      const entries = await entriesOf(imgToGraph(small));
      const about = readJson<{ graph: { n: number; nnz: number }; gradient: { sum: number; std: number } }>(
        `coins/${scale}.json`,
      );
      expect(entries.length).toBe(about.graph.nnz);
      const sum = entries.reduce((total, [, , value]) => total + value, 0);
      expect(Math.abs(sum / about.gradient.sum - 1)).toBeLessThan(1e-12);
      const mean = sum / entries.length;
      const std = Math.sqrt(entries.reduce((total, [, , value]) => total + (value - mean) ** 2, 0) / entries.length);
      expect(Math.abs(std / about.gradient.std - 1)).toBeLessThan(1e-12);
      // The fixture holds weights exp(-10 g / std) + 1e-6 of sampled entries.
      const found = new Map(entries.map(([row, col, value]) => [row * about.graph.n + col, value]));
      const { data } = readNpy<Float64Array>(`coins/${scale}-edges.npy.gz`);
      let worst = 0;
      for (let i = 0; i < data.length; i += 3) {
        const value = found.get(data[i] * about.graph.n + data[i + 1])!;
        worst = Math.max(worst, Math.abs(Math.exp((-10 * value) / about.gradient.std) + 1e-6 - data[i + 2]));
      }
      expect(worst).toBeLessThan(1e-12);
    });
  }

  small('CSR has the entries of plain loops, rows and columns ascending', async () => {
    for (const shape of [[7, 5], [1, 4], [4, 1], [3, 4, 2], [6], [1, 1]]) {
      const size = shape.reduce((a, b) => a * b, 1);
      const values = Float64Array.from({ length: size }, (_, i) => ((i * 37) % 23) / 7);
      const x = xp.reshape(xp.asarray(values, { device }), shape);
      const graph = imgToGraph(x, { returnAs: 'csr' });
      const wanted = byLoops(values, shape);
      expect([graph.format, [...graph.shape], isSparse(graph)]).toEqual(['csr', [size, size], hasSparse]);
      expect(await numbers(graph.data)).toEqual(wanted.map(([, , value]) => value));
      expect(await numbers(graph.indices)).toEqual(wanted.map(([, col]) => col));
      const starts = Array.from({ length: size + 1 }, (_, i) => wanted.filter(([row]) => row < i).length);
      expect(await numbers(graph.indptr)).toEqual(starts);
      expect([graph.indices.dtype, graph.indptr.dtype]).toEqual([xp.int32, xp.int32]);
    }
  });

  small('differences of integers are true ones, where scikit-learn lets them wrap', async () => {
    const pairs = [
      [Uint8Array.of(3, 5), 2],
      [Uint16Array.of(0, 65535), 65535],
      [Int8Array.of(-128, -1), 127],
      [Int16Array.of(-20000, 12000), 32000],
      [BigUint64Array.of(1n, 2n ** 40n), 2 ** 40 - 1],
    ] as const;
    for (const [values, wanted] of pairs) {
      const x = xp.asarray(values, { device });
      const graph = imgToGraph(x);
      expect([graph.data.dtype, await numbers(graph.data)]).toEqual([
        x.dtype,
        [wanted, wanted, Number(values[0]), Number(values[1])],
      ]);
    }
    const wide = imgToGraph(xp.asarray(Int8Array.of(-128, 127), { device }), { dtype: xp.float64 });
    expect(await numbers(wide.data)).toEqual([255, 255, -128, 127]);
  });

  small('a mask of integers counts its non-zero pixels; one without any gives an empty graph', async () => {
    const x = xp.asarray(Float64Array.of(1, 4, 9, 16), { device });
    const some = imgToGraph(x, { mask: xp.asarray(Int32Array.of(0, 7, -1, 0), { device }) });
    expect(await entriesOf(some)).toEqual([
      [0, 1, 5],
      [1, 0, 5],
      [0, 0, 4],
      [1, 1, 9],
    ]);
    const none = imgToGraph(x, { mask: xp.zeros([4], { dtype: xp.bool, device }) });
    expect([[...none.shape], await entriesOf(none)]).toEqual([[0, 0], []]);
  });

  small('0-d, empty and NaN pictures have graphs', async () => {
    const point = imgToGraph(xp.full([], 3, { device, dtype: xp.float64 }));
    expect([[...point.shape], await entriesOf(point)]).toEqual([[1, 1], [[0, 0, 3]]]);
    const empty = imgToGraph(xp.zeros([0, 3], { device }));
    expect([[...empty.shape], await entriesOf(empty)]).toEqual([[0, 0], []]);
    const holed = imgToGraph(xp.asarray(Float64Array.of(1, NaN, Infinity), { device }));
    expect(await numbers(holed.data)).toEqual([NaN, NaN, NaN, NaN, 1, NaN, Infinity]);
  });

  small('the layout of picture and mask makes no difference', async () => {
    const { input, mask, graph } = cases.imgToGraph.find((c) => c.mask && c.input.shape.length === 3)!;
    const masks = layouts(provider, unpack(provider, mask!));
    for (const [i, [name, x]] of layouts(provider, unpack(provider, input)).entries()) {
      await expectGraph(imgToGraph(x, { mask: masks[i][1] }), graph, name);
    }
  });

  small('wrong arguments are named', () => {
    const x = xp.zeros([2, 3], { device });
    const fails = (body: () => unknown, kind: typeof TypeError | typeof RangeError, message: RegExp): void => {
      expect(body).toThrow(kind);
      expect(body).toThrow(message);
    };
    fails(
      () => imgToGraph(xp.zeros([2, 2], { dtype: xp.bool, device })),
      TypeError,
      /real numbers for img, got "bool"/,
    );
    fails(() => imgToGraph(xp.zeros([2], { dtype: xp.complex64, device })), TypeError, /img, got "complex64"/);
    fails(() => imgToGraph(xp.zeros([1, 1, 1, 1], { device })), RangeError, /at most three axes for img/);
    fails(
      () => imgToGraph(x, { mask: xp.zeros([3, 2], { dtype: xp.bool, device }) }),
      RangeError,
      /shape \[2, 3\] for mask/,
    );
    fails(() => imgToGraph(x, { mask: x }), TypeError, /bool or integers for mask, got "float64"/);
    fails(() => imgToGraph(x, { returnAs: 'dense' as never }), RangeError, /'coo' \| 'csr' for returnAs, got "dense"/);
    fails(() => imgToGraph(x, { dtype: 'float32' as never }), TypeError, /a dtype for dtype, got "float32"/);
    fails(
      () => imgToGraph(x, { return_as: 'csr' } as never),
      TypeError,
      /unknown option return_as; expected mask, dtype, returnAs/,
    );
    fails(() => imgToGraph(5 as never), TypeError, /at least one array, got 5/);
    fails(() => gridToGraph(0, 3, { xp }), RangeError, /gridToGraph: expected a whole number >= 1 for nX, got 0/);
    fails(() => gridToGraph(2, 1.5, { xp }), RangeError, /nY, got 1.5/);
    fails(() => gridToGraph(2, '3' as never, { xp }), TypeError, /nY, got "3"/);
    fails(() => gridToGraph(2, 3, { nZ: -1, xp }), RangeError, /nZ, got -1/);
    fails(
      () => gridToGraph(2, 3, { mask: xp.zeros([6], { dtype: xp.bool, device }) }),
      RangeError,
      /shape \[2, 3, 1\]/,
    );
    fails(() => gridToGraph(2, 3, { xp: {} }), TypeError, /a namespace for xp, got a plain object/);
    fails(() => gridToGraph(2, 3, { nz: 2 } as never), TypeError, /unknown option nz; expected nZ/);
  });
});
