/** Memory lent and borrowed by DLPack capsules. */
import * as xp from 'obol';
import { array, dtypeNames, held, laid, layouts, values } from '../support/arrays';
import { small, testDevice as device } from '../support/device';

/** Another library, as far as from_dlpack can tell: it lends an array of obol's, and notes what it was asked for. */
class Lender {
  readonly asked: unknown[] = [];
  constructor(
    readonly x: xp.NDArray,
    readonly at: readonly unknown[] = x.__dlpack_device__(),
  ) {}
  __dlpack_device__(): readonly unknown[] {
    return this.at;
  }
  __dlpack__(options: object): object {
    this.asked.push(options);
    return this.x.__dlpack__(options);
  }
}

const live = (): number => xp.device_stats('cpu').live_storages;

describe('from_dlpack', () => {
  small('has the elements of every dtype and layout', () => {
    for (const name of dtypeNames) {
      for (const layout of layouts) {
        const x = laid(array(values(name, 12), [3, 4], name), layout);
        const y = xp.from_dlpack(new Lender(x));
        expect([y.dtype, y.shape, y.device]).toEqual([x.dtype, x.shape, 'cpu']);
        expect(held(y)).toEqual(held(x));
      }
    }
  });

  small('takes nothing, one element, and elements that repeat', () => {
    for (const shape of [[0], [3, 0, 2], []]) {
      const x = xp.ones(shape, { device, dtype: xp.complex64 });
      expect(held(xp.from_dlpack(new Lender(x)))).toEqual(held(x));
    }
    const repeated = xp.from_dlpack(new Lender(xp.broadcast_to(xp.arange(3, { device: 'cpu' }), [2, 3])));
    expect(repeated.tolist()).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
    expect(() => repeated.set([0, 0], 1)).toThrow(TypeError);
  });

  small('shares memory: writes show on both sides, and it outlives the lender', () => {
    const x = xp.asarray([1, 2, 3], { device: 'cpu' });
    const y = xp.from_dlpack(new Lender(x.get(xp.slice(null, null, -1))));
    y.set([0], 9);
    x.set([0], 7);
    expect([x.tolist(), y.tolist()]).toEqual([
      [7, 2, 9],
      [9, 2, 7],
    ]);
    x.dispose();
    expect(y.tolist()).toEqual([9, 2, 7]);
  });

  small('gives the memory back with the last array that uses it', () => {
    const before = live();
    const x = xp.asarray([1, 2, 3], { device: 'cpu' });
    const y = xp.from_dlpack(new Lender(x));
    const z = y.get(xp.slice(1));
    expect(live()).toBe(before + 2);
    x.dispose();
    y.dispose();
    expect(z.tolist()).toEqual([2, 3]);
    z.dispose();
    expect(live()).toBe(before);
  });

  small("is a view of obol's own arrays, on whichever device they are", () => {
    const x = xp.asarray([1, 2, 3], { device });
    const y = xp.from_dlpack(x);
    y.set([1], 5);
    expect([y.device, held(x)]).toEqual([device, held(y)]);
    const copy = xp.from_dlpack(x, { copy: true });
    copy.set([1], 6);
    expect(x.get(1).item()).toBe(5);
    expect(xp.from_dlpack(x, { device: 'cpu' }).tolist()).toEqual([1, 5, 3]);
  });

  small('copies where it is told to, and asks the lender for a copy to the CPU', () => {
    const x = xp.asarray([1, 2, 3], { device: 'cpu' });
    const lender = new Lender(x);
    const y = xp.from_dlpack(lender, { copy: true });
    y.set([0], 5);
    expect(x.tolist()).toEqual([1, 2, 3]);
    const far = new Lender(x, [2, 0]);
    expect(xp.from_dlpack(far).tolist()).toEqual([1, 2, 3]);
    expect([...lender.asked, ...far.asked]).toEqual([
      { max_version: [1, 0], copy: true },
      { max_version: [1, 0], dl_device: [1, 0] },
    ]);
    expect(() => xp.from_dlpack(far, { copy: false })).toThrow(RangeError);
    expect(xp.from_dlpack(new Lender(x), { device }).device).toBe(device);
  });

  small('refuses what lends nothing, and capsules that are none or were taken', () => {
    for (const value of [null, 3, 'x', {}, [1], { __dlpack__: () => ({}) }]) {
      expect(() => xp.from_dlpack(value as object)).toThrow(/^from_dlpack: expected an object with __dlpack__/);
    }
    const lends = (capsule: unknown) => ({ __dlpack__: () => capsule, __dlpack_device__: () => [1, 0] });
    for (const value of [null, 3, {}, new Uint8Array(64), xp.ones([2])]) {
      expect(() => xp.from_dlpack(lends(value))).toThrow(/^from_dlpack: expected a capsule of DLPack/);
    }
    const capsule = xp.ones([2], { device: 'cpu' }).__dlpack__();
    expect(xp.from_dlpack(lends(capsule)).tolist()).toEqual([1, 1]);
    expect(() => xp.from_dlpack(lends(capsule))).toThrow(/got one that was taken/);
    const badDevice = { __dlpack__: () => capsule, __dlpack_device__: () => 'cpu' };
    expect(() => xp.from_dlpack(badDevice)).toThrow(TypeError);
    expect(() => xp.from_dlpack(xp.ones([2]), { stream: 1 } as object)).toThrow(/unknown option stream/);
  });
});

describe('__dlpack__', () => {
  small('names its device by DLPack’s number', () => {
    expect(xp.ones([2], { device: 'cpu' }).__dlpack_device__()).toEqual([1, 0]);
    const types: Record<string, number> = { cpu: 1, cuda: 2, hip: 10, sim: 12 };
    expect(xp.ones([2], { device }).__dlpack_device__()[0]).toBe(types[device.split(':')[0]!]);
  });

  small('refuses streams, versions and devices that it has not got, and disposed arrays', () => {
    const x = xp.ones([2], { device: 'cpu' });
    expect(() => x.__dlpack__({ stream: 1 } as object)).toThrow(RangeError);
    expect(() => x.__dlpack__({ max_version: [0, 8] })).toThrow(
      expect.objectContaining({ code: 'ERR_OBOL_FORMAT' }) as Error,
    );
    expect(() => x.__dlpack__({ max_version: 1 } as unknown as object)).toThrow(TypeError);
    expect(() => x.__dlpack__({ dl_device: [2, 0] })).toThrow(
      expect.objectContaining({ code: 'ERR_OBOL_DEVICE' }) as Error,
    );
    expect(() => x.__dlpack__({ copy: 1 } as unknown as object)).toThrow(TypeError);
    x.dispose();
    for (const use of [() => x.__dlpack__(), () => x.__dlpack_device__()]) {
      expect(use).toThrow(expect.objectContaining({ code: 'ERR_OBOL_DISPOSED' }) as Error);
    }
  });

  small('passes an error that travels with the array on', () => {
    const x = xp.take(xp.arange(3, { device: 'cpu' }), xp.asarray([7], { dtype: xp.int32, device: 'cpu' }));
    expect(() => x.__dlpack__()).toThrow(RangeError);
  });
});

describe('crossing', () => {
  small('both ways while the queues of both devices are full brings every element', async () => {
    const rounds = 10_000;
    const on = (name: string) => xp.zeros([64], { device: name, dtype: xp.int32 });
    let [here, there] = [on(device), on('cpu')];
    for (let i = 0; i < rounds; i++) {
      [here, there] = xp.scope(() => [
        xp.add(xp.asarray(there, { device, copy: true }), 1),
        xp.add(xp.asarray(here, { device: 'cpu', copy: true }), 1),
      ]) as [xp.NDArray, xp.NDArray];
    }
    expect([...(await here.data()), ...(await there.data())]).toEqual(new Array(128).fill(rounds));
  });
});
