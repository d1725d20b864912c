// connectedComponents: which nodes hang together.
import { connectedComponents } from '../../../lib/consumers/graph';
import { arrayNamespace, type AnyArray, type GraphInput } from '../../../lib/standard';
import { everywhere, forms, list, randomGraph, threeComponents, worlds } from '../graphs';
import { small } from '../../support/device';

test.each(everywhere(threeComponents))('a path, a pair and a node alone are three: %s', async (_, world, A) => {
  const { nComponents, labels } = connectedComponents(A);
  expect(nComponents).toBe(3);
  expect(await list(labels)).toEqual([0, 0, 0, 1, 1, 2]);
  expect([arrayNamespace(labels), labels.dtype, labels.device]).toEqual([world.xp, world.xp.int32, world.device]);
});

small('an edge in one direction joins, a zero or the diagonal does not', async () => {
  const W = [
    [1, 0, 0],
    [4, 1, 0],
    [0, 0, 1],
  ];
  for (const world of worlds) {
    for (const [form, A] of forms(world, W)) {
      const { nComponents, labels } = connectedComponents(A);
      expect([form, nComponents, await list(labels)]).toEqual([form, 2, [0, 0, 1]]);
    }
  }
});

small('two rings side by side are two components, whatever the order of their nodes', async () => {
  const [a, b] = [randomGraph(7, 3, 1), randomGraph(5, 2, 2)];
  const order = [3, 11, 0, 7, 5, 8, 1, 10, 2, 9, 4, 6];
  const joined = (i: number, j: number): number => {
    if (i < 7 && j < 7) return a[i]![j]!;
    return i >= 7 && j >= 7 ? b[i - 7]![j - 7]! : 0;
  };
  const W = order.map((i) => order.map((j) => joined(i, j)));
  for (const world of worlds) {
    for (const [, A] of forms(world, W)) {
      const { nComponents, labels } = connectedComponents(A);
      expect(nComponents).toBe(2);
      expect(await list(labels)).toEqual(order.map((i) => Number(i < 7 !== order[0]! < 7)));
    }
  }
});

small('the parts of a graph may be lists and typed arrays', async () => {
  const shape = [4, 4];
  const { xp, device } = worlds[0]!;
  const graphs: GraphInput[] = [
    { data: [2, 1], row: [0, 3], col: [2, 3], shape, format: 'coo' },
    { data: new Float32Array([2, 1]), row: [0, 3], col: new Int32Array([2, 3]), shape, format: 'coo' },
    { data: [2, 1], indices: [2, 3], indptr: [0, 1, 1, 1, 2], shape, format: 'csr' },
    { data: xp.asarray([2, 1], { device }), row: [0, 3], col: [2, 3], shape, format: 'coo' },
    { data: [], row: [], col: [], shape: [4, 4], format: 'coo' },
  ];
  const found = graphs.map((A) => connectedComponents(A));
  expect(found.map(({ nComponents }) => nComponents)).toEqual([3, 3, 3, 3, 4]);
  expect(await list(found[0]!.labels)).toEqual([0, 1, 0, 2]);
  expect(() => connectedComponents({ data: [1], row: [0.5], col: [0], shape, format: 'coo' })).toThrow(/0\.5/);
  expect(() => connectedComponents({ data: [1], row: [4], col: [0], shape, format: 'coo' })).toThrow(RangeError);
});

small('wrong arguments are refused', () => {
  const { xp, device } = worlds[0]!;
  expect(() => connectedComponents(3 as unknown as AnyArray)).toThrow(TypeError);
  expect(() => connectedComponents(xp.zeros([2, 3], { device }))).toThrow(RangeError);
  expect(() => connectedComponents(xp.zeros([0, 0], { device }))).toThrow(RangeError);
  expect(() => connectedComponents(xp.zeros([2, 2], { dtype: xp.complex64, device }))).toThrow(TypeError);
});
