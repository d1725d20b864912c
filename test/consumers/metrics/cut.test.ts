// normalizedCut: against loops over the edges.
import { normalizedCut } from '../../../lib/consumers/metrics';
import type { AnyArray, GraphInput } from '../../../lib/standard';
import { degrees, everywhere, forms, randomGraph, threeComponents, twoCliques, worlds, type Dense } from '../graphs';
import { small } from '../../support/device';

function byLoops(W: Dense, labels: readonly number[]): number {
  const d = degrees(W).map((x) => x || 1);
  return [...new Set(labels)].reduce((sum, c) => {
    const volume = d.reduce((s, x, i) => (labels[i] === c ? s + x : s), 0);
    const cut = W.flatMap((line, i) => line.filter((_, j) => labels[i] === c && labels[j] !== c));
    return sum + cut.reduce((s, w) => s + w, 0) / volume;
  }, 0);
}

const cases: [string, Dense, number[]][] = [
  ['two cliques, cut between them', twoCliques, [0, 0, 0, 0, 1, 1, 1, 1]],
  ['two cliques, cut across', twoCliques, [0, 1, 0, 1, 0, 1, 0, 1]],
  ['one cluster', twoCliques, [3, 3, 3, 3, 3, 3, 3, 3]],
  ['a node alone is a cluster of volume 1', threeComponents, [0, 0, 1, 1, 1, 2]],
  ['labels of any name', randomGraph(9, 6, 3), [-5, 70, 70, 2, -5, 2, 2, 70, 1]],
];

describe.each(cases)('%s', (_, W, labels) => {
  test.each(everywhere(W))('%s', (__, { xp, device }, A) => {
    const given = xp.asarray(labels, { dtype: xp.int32, device });
    expect(normalizedCut(A, given)).toBeCloseTo(byLoops(W, labels), 13);
  });
});

small('a cut between components costs nothing', () => {
  for (const world of worlds) {
    for (const [, A] of forms(world, threeComponents)) {
      const labels = world.xp.asarray([0, 0, 0, 1, 1, 2], { dtype: world.xp.int32, device: world.device });
      expect(normalizedCut(A, labels)).toBe(0);
    }
  }
});

small('lists will do for both', () => {
  const W = [
    [0, 1, 0],
    [1, 0, 1],
    [0, 1, 0],
  ];
  expect(normalizedCut(W, [0, 0, 1])).toBeCloseTo(1 / 3 + 1, 14);
});

small('wrong arguments are refused', () => {
  const { xp, device } = worlds[0]!;
  const [, [, A]] = forms(worlds[0]!, twoCliques) as [unknown, [string, GraphInput]];
  const labels = xp.zeros([8], { device });
  expect(() => normalizedCut(undefined as unknown as AnyArray, labels)).toThrow(TypeError);
  expect(() => normalizedCut(A, xp.zeros([7], { device }))).toThrow(/expected 8 labels for labels, got 7/);
  expect(() => normalizedCut(A, xp.zeros([8, 1], { device }))).toThrow(RangeError);
  expect(() => normalizedCut(A, xp.zeros([8], { dtype: xp.complex64, device }))).toThrow(TypeError);
  expect(() => normalizedCut(xp.zeros([8, 7], { device }), labels)).toThrow(RangeError);
});
