/** Scopes, disposal and accounting: what is live is what something refers to. */
import * as xp from 'obol';
import { collected } from '../support/collect';
import { testDevice, small } from '../support/device';

const device = testDevice;
const live = (): number => xp.device_stats(device).live_storages;
beforeEach(() => collected(live));

describe('dispose', () => {
  small('gives the memory back, once, when the last view goes', () => {
    const before = live();
    const x = xp.zeros([4, 4], { device });
    const view = x.get(0);
    expect(live()).toBe(before + 1);
    x.dispose();
    x.dispose();
    expect(live()).toBe(before + 1);
    view.dispose();
    expect(live()).toBe(before);
  });

  small('is safe while work that reads the array is queued', async () => {
    const x = xp.ones([300_000], { device });
    let y = x;
    for (let i = 0; i < 20; i++) {
      const next = xp.add(y, 1);
      y.dispose();
      y = next;
    }
    const data = await y.data();
    expect(data[0]).toBe(21);
    expect(data[299_999]).toBe(21);
  });

  small('makes every further use an error that says so', async () => {
    const x = xp.ones([2], { device });
    x.dispose();
    const gone = expect.objectContaining({ code: 'ERR_OBOL_DISPOSED' });
    expect(() => xp.add(x, 1)).toThrow(gone);
    expect(() => x.get(0)).toThrow(gone);
    expect(() => x.T).toThrow();
    await expect(x.data()).rejects.toEqual(gone);
    expect(`${x.shape.length}`).toBe('1');
  });

  small('happens at the end of a using block', () => {
    const before = live();
    const x = xp.ones([2], { device });
    x[Symbol.dispose]();
    expect(live()).toBe(before);
  });
});

describe('a scope', () => {
  small('disposes what its result does not reach', () => {
    const before = live();
    const kept = xp.scope(() => {
      const a = xp.ones([3], { device });
      const b = xp.add(a, 1);
      return { deep: [xp.multiply(b, b), b.get(0)], name: 'result' };
    });
    expect((kept.deep[0] as xp.NDArray).tolist()).toEqual([4, 4, 4]);
    expect(live()).toBe(before + 2);
    for (const x of kept.deep) x.dispose();
    expect(live()).toBe(before);
  });

  small('disposes everything when the body throws', async () => {
    const before = live();
    expect(() =>
      xp.scope(() => {
        xp.ones([3], { device });
        throw new Error('no');
      }),
    ).toThrow('no');
    await expect(
      xp.scope(async () => {
        xp.ones([3], { device });
        await Promise.resolve();
        xp.ones([3], { device });
        throw new Error('later');
      }),
    ).rejects.toThrow('later');
    expect(live()).toBe(before);
  });

  small('leaves what was kept, and arrays made outside', () => {
    const before = live();
    const outside = xp.ones([3], { device });
    let saved: xp.NDArray | undefined;
    xp.scope(() => xp.scope(() => void (saved = xp.keep(xp.add(outside, 1)))));
    expect(saved!.tolist()).toEqual([2, 2, 2]);
    expect(outside.tolist()).toEqual([1, 1, 1]);
    saved!.dispose();
    outside.dispose();
    expect(live()).toBe(before);
  });

  small('hands its result to the scope around it', () => {
    const before = live();
    xp.scope(() => {
      const inner = xp.scope(() => xp.ones([3], { device }));
      expect(inner.tolist()).toEqual([1, 1, 1]);
    });
    expect(live()).toBe(before);
  });

  small('follows its asynchronous context: interleaved scopes never touch each other', async () => {
    const before = live();
    const pause = (ms: number): Promise<void> => new Promise((r) => setTimeout(r, ms));
    const request = (value: number): Promise<xp.NDArray> =>
      xp.scope(async () => {
        const a = xp.full([100], value, { device });
        await pause(value);
        const b = xp.add(a, a);
        await pause(5 - value);
        return xp.add(b, a);
      });
    const results = await Promise.all([1, 2, 3, 4].map(request));
    results.forEach((r, i) => expect((r.tolist() as number[])[99]).toBe(3 * (i + 1)));
    expect(live()).toBe(before + 4);
    for (const r of results) r.dispose();
  });
});

describe('reading', () => {
  small('gives the value at the time of the call, whatever is written later', async () => {
    const x = xp.zeros([50_000], { device });
    const first = x.data();
    x.set([xp.ellipsis], 1);
    const second = x.data();
    x.dispose();
    expect((await first)[49_999]).toBe(0);
    expect((await second)[49_999]).toBe(1);
  });

  small('refuses what JavaScript would do by itself, and names what to call', () => {
    const x = xp.ones([1], { device });
    expect(() => +(x as unknown as number)).toThrow(/item\(\)/);
    expect(() => JSON.stringify({ x })).toThrow(/tolist/);
    expect(() => structuredClone(x)).toThrow();
  });
});

describe('out of memory', () => {
  small('is thrown at the call, with a code, and loses nothing', () => {
    const x = xp.ones([3], { device });
    expect(() => xp.zeros([2 ** 46], { device })).toThrow(expect.objectContaining({ code: 'ERR_OBOL_MEMORY' }));
    expect(xp.add(x, 1).tolist()).toEqual([2, 2, 2]);
  });
});
