/** Elements out of arrays and across devices; errors that travel; what may not be mixed. */
import * as xp from 'obol';
import type { NDArray } from 'obol';
import { array, dtypeNames, held, laid, layouts, values, type Name } from '../support/arrays';
import { small, testDevice as device } from '../support/device';

/** The same elements on the cpu, made there. */
const onCpu = (name: Name, n: number, shape: number[]): NDArray =>
  xp.reshape(xp.asarray([...values(name, n)], { dtype: xp[name], device: 'cpu' }), shape);

/** On the host; where the device under test is the host itself, `to_device` answers the array itself, so a copy. */
const there = (x: xp.NDArray): xp.NDArray => (device === 'cpu' ? xp.asarray(x, { copy: true }) : x.to_device('cpu'));

describe('to_device', () => {
  small('brings the same elements, of every dtype and layout, there and back', () => {
    for (const name of dtypeNames) {
      const x = array(values(name, 12), [3, 4], name);
      for (const layout of layouts) {
        const there = laid(x, layout).to_device('cpu');
        const back = there.to_device(device);
        expect([there.device, back.device]).toEqual(['cpu', device]);
        expect(held(there)).toEqual(held(onCpu(name, 12, [3, 4])));
        expect(held(back)).toEqual(held(x));
      }
    }
  });

  small('is the array itself where it is there already', () => {
    const x = xp.ones([2], { device });
    expect(x.to_device(device)).toBe(x);
  });

  small('takes nothing, and one element', () => {
    for (const shape of [[0], [3, 0], []]) {
      const x = xp.ones(shape, { device, dtype: xp.int16 });
      expect(held(there(x).to_device(device))).toEqual(held(x));
    }
  });

  small('brings the elements of the time of the call', () => {
    const x = xp.zeros([100_000], { device });
    const before = there(x);
    x.set([xp.ellipsis], 1);
    const after = there(x);
    expect([xp.sum(before).item(), xp.sum(after).item()]).toEqual([0, 100_000]);
  });

  small('crosses many times while both queues are full', async () => {
    let x = xp.zeros([30_000], { device: 'cpu' });
    for (let i = 0; i < 100; i++) {
      const y = xp.add(x.to_device(device), 1);
      x.dispose();
      x = xp.add(y.to_device('cpu'), 1);
      y.dispose();
    }
    const data = await x.data();
    expect([data[0], data[29_999]]).toEqual([200, 200]);
  });

  small('brings an error along: whatever reads it gets the first cause', async () => {
    const x = xp.arange(5, { device });
    const bad = x.get(xp.asarray([1, 7], { dtype: xp.int32, device }));
    const crossed = xp.multiply(bad.to_device('cpu'), 2);
    expect(() => crossed.dataSync()).toThrow('index 7 is out of bounds for axis 0 with size 5');
    await expect(bad.data()).rejects.toThrow(RangeError);
    expect(xp.add(x, 1).tolist()).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('data', () => {
  small('is what dataSync is', async () => {
    for (const name of dtypeNames) {
      const x = laid(array(values(name, 30), [5, 6], name), 'transposed');
      expect(await x.data()).toEqual(x.dataSync());
    }
  });
});

// The cpu alone has nothing to be mixed with.
if (device !== 'cpu')
  describe('devices in one call', () => {
    const both = (call: () => unknown): void => {
      let error: unknown;
      try {
        call();
      } catch (e) {
        error = e;
      }
      expect(error).toMatchObject({ code: 'ERR_OBOL_DEVICE' });
      expect((error as Error).message).toContain('cpu');
      expect((error as Error).message).toContain(device);
    };

    small('must be one: the error names both', () => {
      const [here, there] = [xp.ones([3], { device }), xp.ones([3], { device: 'cpu' })];
      both(() => xp.add(here, there));
      both(() => xp.where(xp.equal(here, here), there, here));
      both(() => xp.concat([here, there]));
      both(() => xp.matmul(here, there));
      both(() => here.set([0], there.get(0)));
      expect(xp.add(here, there.to_device(device)).tolist()).toEqual([2, 2, 2]);
    });
  });
