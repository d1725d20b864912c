// Typed arrays and nested lists stand for obol's arrays; the entries obol/image and obol/ndimage bring the namespace along.
import { collected } from '../../support/collect';
import { gridToGraph, imgToGraph, rescale, resize } from 'obol/image';
import { gaussianFilter } from 'obol/ndimage';
import * as obol from 'obol';
import { small, testDevice } from '../../support/device';
import { numbers, providers } from '../support';

describe('typed arrays and nested lists', () => {
  const info = obol.__array_namespace_info__();
  const home = info.default_device();

  small('are filtered as the array that they spell, on the default device', async () => {
    const bytes = gaussianFilter(Uint8Array.of(0, 90, 0), 1);
    expect([bytes.dtype, bytes.device]).toEqual([obol.uint8, home]);
    const rows = [
      [0, 90],
      [0, 0],
    ];
    const list = gaussianFilter(rows, 1);
    expect([list.dtype, list.shape]).toEqual([obol.float64, [2, 2]]);
    const same = gaussianFilter(obol.asarray(rows), 1);
    expect(await numbers(list)).toEqual(await numbers(same));
    expect((await numbers(resize([0, 1], [4], { mode: 'edge' })))[0]).toBe(0);
    expect(rescale(Float32Array.of(1, 2), 2).dtype).toBe(obol.float32);
  });

  small('have graphs, and a grid without a mask is made in obol', async () => {
    expect(await numbers(imgToGraph([[1, 4]]).data)).toEqual([3, 3, 1, 4]);
    expect(await numbers(imgToGraph([[1, 4]], { mask: [[true, false]] }).data)).toEqual([1]);
    const grid = gridToGraph(2, 1);
    expect([grid.data.dtype, grid.data.device, grid.shape]).toEqual([obol.int32, home, [2, 2]]);
    const masked = gridToGraph(1, 2, { mask: [[true, true]], dtype: obol.float64 });
    expect(await numbers(masked.data)).toEqual([1, 1, 1, 1]);
  });

  small('and the types say so: a graph of obol is a sparse array with the parts of its format', () => {
    const x = obol.asarray([[1, 2]]);
    const coo = imgToGraph(x);
    expect([coo.row, coo.col, coo.tocsr().data].map(({ size }) => size)).toEqual([4, 4, 4]);
    const csr = imgToGraph(x, { returnAs: 'csr' });
    expect([csr.indices.size, csr.indptr.size, csr.toarray().tolist()]).toEqual([
      4,
      3,
      [
        [1, 1],
        [1, 2],
      ],
    ]);
    expect(gridToGraph(2, 2, { returnAs: 'csr' }).indptr.tolist()).toEqual([0, 3, 6, 9, 12]);
    expect(gridToGraph(1, 1, { mask: obol.asarray([true]) }).row.item()).toBe(0);
    expect(gridToGraph(1, 1, { xp: obol }).col.item()).toBe(0);
    const { xp, device } = providers.find(({ name }) => name === 'plain')!;
    const parts = imgToGraph(xp.zeros([2], { device }), { returnAs: 'csr' });
    expect([parts.indices.size, 'tocoo' in parts]).toEqual([4, false]);
  });

  small('on obol a call leaves its result and nothing else on the device', async () => {
    const live = (): number => obol.device_stats(testDevice).live_storages;
    const x = obol.reshape(obol.arange(99, undefined, undefined, { dtype: obol.uint8, device: testDevice }), [9, 11]);
    const mask = obol.greater(x, 4);
    const calls = [
      () => gaussianFilter(x, 1),
      () => rescale(x, 0.6, { mode: 'constant' }),
      () => resize(x, [20, 5], { order: 3 }),
      () => imgToGraph(x),
      () => imgToGraph(x, { mask, returnAs: 'csr' }),
      () => gridToGraph(4, 5, { xp: obol, device: testDevice }),
    ];
    for (const call of calls) {
      await collected(live);
      const before = live();
      call().dispose();
      await obol.synchronize(testDevice);
      // Not more; fewer where the collector meanwhile took what other tests had left.
      const more = Math.max(0, live() - before);
      expect([call.toString(), more]).toEqual([call.toString(), 0]);
    }
  });

  small("a picture of another namespace takes no mask of obol's", () => {
    const { xp, device } = providers.find(({ name }) => name === 'plain')!;
    const image = xp.zeros([2], { device });
    expect(() => imgToGraph(image, { mask: [true, false] })).toThrow(TypeError);
    expect(() => imgToGraph(image, { mask: obol.asarray([true, false]) as never })).toThrow(
      /of one namespace, got plain/,
    );
  });
});
