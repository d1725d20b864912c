// connectedComponents: which nodes hang together.
import { connectedComponents } from '../../../lib/consumers/graph';
import { arrayNamespace, type AnyArray } from '../../../lib/standard';
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

small('wrong arguments are refused', () => {
  const { xp, device } = worlds[0]!;
  expect(() => connectedComponents(3 as unknown as AnyArray)).toThrow(TypeError);
  expect(() => connectedComponents(xp.zeros([2, 3], { device }))).toThrow(RangeError);
  expect(() => connectedComponents(xp.zeros([0, 0], { device }))).toThrow(RangeError);
  expect(() => connectedComponents(xp.zeros([2, 2], { dtype: xp.complex64, device }))).toThrow(TypeError);
});
