// resize and rescale against scikit-image's numbers, on every provider.
import { gaussianFilter } from '../../../lib/consumers/ndimage';
import { rescale, resize, type RescaleOptions, type ResizeOptions } from '../../../lib/consumers/image';
import { small } from '../../support/device';
import { readJson, readNpy } from '../../support/fixtures';
import { expectArray, layouts, numbers, picture, providers, unpack, type Packed } from '../support';

/** Options as the fixtures have them, in Python's names. */
interface Python {
  order?: 0 | 1 | 3 | null;
  mode?: ResizeOptions['mode'];
  cval?: number;
  clip?: boolean;
  preserve_range?: boolean;
  anti_aliasing?: boolean;
  anti_aliasing_sigma?: number | number[];
  channel_axis?: number;
}

interface Case {
  input: Packed;
  outputShape: number[];
  scale: number | number[];
  options: Python;
  output: Packed;
}

const cases = readJson<{ resize: Case[]; rescale: Case[] }>('image/cases.json.gz');
const names = {
  preserve_range: 'preserveRange',
  anti_aliasing: 'antiAliasing',
  anti_aliasing_sigma: 'antiAliasingSigma',
};
const camel = (options: Python): RescaleOptions =>
  Object.fromEntries(
    Object.entries(options).map(([key, value]) => [
      key === 'channel_axis' ? 'channelAxis' : (names[key as 'anti_aliasing'] ?? key),
      value,
    ]),
  );
const label = ({ input, outputShape, scale, options }: Case): string =>
  `${input.dtype} [${input.shape.join(', ')}] to ${JSON.stringify(outputShape ?? scale)} ${JSON.stringify(options)}`;
const floats = (c: Case): boolean => c.input.dtype === 'float64' && c.input.shape.join() === '9,7';

describe.each(providers)('resize and rescale on $name', (provider) => {
  const { xp, device } = provider;
  const check = async (list: Case[]): Promise<void> => {
    expect(list.length).toBeGreaterThan(0);
    for (const each of list) {
      const x = unpack(provider, each.input);
      const options = camel(each.options);
      const y = each.scale === undefined ? resize(x, each.outputShape, options) : rescale(x, each.scale, options);
      await expectArray(provider, y, each.output, label(each));
    }
  };

  for (const mode of ['reflect', 'symmetric', 'edge', 'constant', 'wrap'] as const) {
    for (const order of [0, 1, 3] as const) {
      small(`resize at order ${order} in mode ${mode} has scikit-image's numbers, smaller and larger`, () =>
        check(cases.resize.filter((c) => floats(c) && c.options.mode === mode && c.options.order === order)),
      );
    }
  }

  for (const dtype of [...new Set(cases.resize.map((c) => c.input.dtype))]) {
    small(`resize of ${dtype} follows scikit-image, with and without preserveRange`, () =>
      check(cases.resize.filter((c) => !floats(c) && c.input.dtype === dtype)),
    );
  }

  small("rescale has scikit-image's shapes and numbers, with channels on any axis", () => check(cases.rescale));

  for (const scale of ['0.1', '0.2', '0.4', '0.6', '0.8', '1.0']) {
    small(`the coins at ${scale} are those of scikit-learn's example within 1e-10`, async () => {
      const smooth = picture(provider, 'image/coins-gaussian-2.npy.gz');
      const y = rescale(smooth, Number(scale), { mode: 'reflect', antiAliasing: false });
      const about = readJson<{ picture: { shape: number[] } }>(`coins/${scale}.json`);
      expect([y.dtype, y.device, y.shape]).toEqual([xp.float64, device, about.picture.shape]);
      const got = await numbers(y);
      const { shape, data } = readNpy<Float64Array>(`coins/${scale}-picture.npy.gz`);
      const sampled = got.length > 10_000;
      expect(shape).toEqual(sampled ? [1500, 3] : about.picture.shape);
      let worst = 0;
      for (let i = 0; i < (sampled ? 1500 : got.length); i++) {
        const at = sampled ? data[3 * i] * about.picture.shape[1] + data[3 * i + 1] : i;
        worst = Math.max(worst, Math.abs(got[at] - (sampled ? data[3 * i + 2] : data[i])));
      }
      expect(worst).toBeLessThan(1e-10);
    });
  }

  for (const [name, source, scale, options, step] of [
    ['camera-0.3', 'camera', 0.3, {}, 1],
    ['camera-0.8-cubic', 'camera', 0.8, { order: 3, mode: 'symmetric' }, 1],
    ['chelsea-0.4', 'chelsea', 0.4, { channelAxis: -1 }, 1],
    ['chelsea-1.3', 'chelsea', 1.3, { channelAxis: -1, mode: 'edge' }, 3],
    ['phantom-0.55', 'phantom', 0.55, { mode: 'constant', cval: 0.2, order: 3 }, 1],
  ] as [string, string, number, RescaleOptions, number][]) {
    small(`${name} is scikit-image's picture within 1e-10`, async () => {
      const y = rescale(picture(provider, `image/${source}.npy.gz`), scale, options);
      const { data, shape, dtype } = readNpy(`image/${name}.npy.gz`);
      const rows = y.get(xp.slice(null, null, step));
      const packed = { shape: [...shape], dtype, data: [...(data as Float64Array)] } as Packed;
      await expectArray(provider, rows, packed, name, { float64: 1e-10 });
    });
  }

  small('the layout of the picture makes no difference', async () => {
    const x = unpack(provider, cases.resize.find((c) => c.input.shape.length === 3)!.input);
    for (const order of [0, 1, 3] as const) {
      const wanted = await numbers(resize(x, [3, 8, 2], { order }));
      for (const [name, y] of layouts(provider, x)) {
        expect([name, await numbers(resize(y, [3, 8, 2], { order }))]).toEqual([name, wanted]);
      }
    }
    const row = xp.broadcast_to(xp.asarray(Float64Array.of(1, 5, 2, 0), { device }), [3, 4]);
    const copy = xp.asarray(row, { copy: true });
    expect(await numbers(resize(row, [5, 2]))).toEqual(await numbers(resize(copy, [5, 2])));
  });

  small('the same size gives the same values in an array of its own', async () => {
    for (const order of [0, 1, 3] as const) {
      const x = xp.asarray(Float64Array.of(1, 2, 4), { device });
      const y = rescale(x, 1, { order });
      expect(await numbers(y)).toEqual([1, 2, 4]);
      y.set([0], 99);
      expect(await numbers(x)).toEqual([1, 2, 4]);
    }
  });

  small('a constant picture stays constant at every order and in every mode', async () => {
    for (const mode of ['reflect', 'symmetric', 'edge', 'wrap'] as const) {
      for (const order of [0, 1, 3] as const) {
        const y = await numbers(resize(xp.full([5, 4], 0.7, { device }), [3, 9], { order, mode, clip: false }));
        expect(Math.max(...y.map((v) => Math.abs(v - 0.7)))).toBeLessThan(1e-14);
      }
    }
  });

  small('a cubic spline goes through a quadratic curve exactly, away from the edges', async () => {
    const n = 120;
    const line = Float64Array.from({ length: n }, (_, i) => (i / n) ** 2);
    const y = await numbers(resize(xp.asarray(line, { device }), [3 * n], { order: 3, antiAliasing: false }));
    for (let k = n; k < 2 * n; k++) expect(y[k]).toBeCloseTo((((k + 0.5) / 3 - 0.5) / n) ** 2, 13);
  });

  small('clip keeps a cubic spline within the range of the picture, and NaN does not undo it', async () => {
    const step = xp.asarray(Float64Array.of(0, 0, 0, 0, 1, 1, 1, 1), { device });
    const free = await numbers(resize(step, [40], { order: 3, clip: false }));
    expect(Math.max(...free)).toBeGreaterThan(1.01);
    const kept = await numbers(resize(step, [40], { order: 3 }));
    expect([Math.min(...kept), Math.max(...kept)]).toEqual([0, 1]);
    const holed = xp.asarray(Float64Array.of(0, NaN, 0.25, 0.5, 1), { device });
    const y = await numbers(resize(holed, [10], { antiAliasing: false, mode: 'edge' }));
    expect(y.map(Number.isNaN)).toEqual([false, true, true, true, true, false, false, false, false, false]);
    expect(Math.max(...y.filter((v) => !Number.isNaN(v)))).toBe(1);
  });

  small('integers at order 0 keep dtype and values, and are smoothed only when asked', async () => {
    const x = xp.asarray(Uint8Array.of(0, 250, 0, 250, 0, 250), { device });
    const plain = resize(x, [3], { order: 0 });
    expect([plain.dtype, await numbers(plain)]).toEqual([xp.uint8, [250, 250, 250]]);
    const smooth = await numbers(resize(x, [3], { order: 0, antiAliasing: true }));
    expect(smooth).toEqual(await numbers(gaussianFilter(x, 0.5, { mode: 'mirror' }).get(xp.slice(1, null, 2))));
  });

  small('wrong arguments are named', () => {
    const x = xp.zeros([4, 6], { device });
    const bool = xp.zeros([4, 6], { dtype: xp.bool, device });
    const fails = (body: () => unknown, kind: typeof TypeError | typeof RangeError, message: RegExp): void => {
      expect(body).toThrow(kind);
      expect(body).toThrow(message);
    };
    fails(() => rescale(x, 0), RangeError, /rescale: expected a factor > 0 for scale, got 0/);
    fails(() => rescale(x, -0.5), RangeError, /scale, got -0.5/);
    fails(() => rescale(x, Infinity), RangeError, /scale, got Infinity/);
    fails(() => rescale(x, '2' as never), TypeError, /scale, got "2"/);
    fails(() => rescale(x, [1, 2, 3]), RangeError, /one value or 2 of them for scale/);
    fails(() => rescale(x, 0.5, { channelAxis: 2 }), RangeError, /channelAxis, got 2/);
    fails(() => rescale(x, 0.5, { channelAxis: 'last' as never }), TypeError, /channelAxis, got "last"/);
    fails(
      () => rescale(x, 0.5, { multichannel: true } as never),
      TypeError,
      /unknown option multichannel; expected order, .*channelAxis/,
    );
    fails(
      () => resize(x, [2, 3], { channelAxis: 0 } as never),
      TypeError,
      /unknown option channelAxis; expected order/,
    );
    fails(() => resize(x, 5 as never), TypeError, /resize: expected a list of lengths for outputShape, got 5/);
    fails(() => resize(x, []), RangeError, /at least 1 lengths/);
    fails(() => resize(x, [2, 0]), RangeError, /outputShape, got 0/);
    fails(() => resize(x, [2, 2.5]), RangeError, /outputShape, got 2.5/);
    fails(() => resize(xp.zeros([2, 2, 2, 2], { device }), [2, 2]), RangeError, /at least 3 lengths/);
    fails(() => resize(x, [2, 3], { order: 2 as never }), RangeError, /0, 1 or 3 for order, got 2/);
    fails(() => resize(x, [2, 3], { order: 'cubic' as never }), TypeError, /order, got "cubic"/);
    fails(() => resize(x, [2, 3], { mode: 'nearest' as never }), RangeError, /'edge' .* for mode, got "nearest"/);
    fails(() => resize(x, [2, 3], { clip: 1 as never }), TypeError, /a boolean for clip/);
    fails(() => resize(x, [2, 3], { antiAliasingSigma: -1 }), RangeError, /antiAliasingSigma, got -1/);
    fails(() => resize(x, [2, 3], { antiAliasingSigma: [1] }), RangeError, /one value or 2 of them/);
    fails(() => resize(bool, [2, 3], { order: 1 }), RangeError, /0 for a picture of bool for order, got 1/);
    fails(() => resize(bool, [2, 3], { antiAliasing: true }), RangeError, /antiAliasing/);
    fails(
      () => resize(xp.zeros([2, 2], { dtype: xp.complex128, device }), [1, 1]),
      TypeError,
      /a real picture for img/,
    );
    fails(() => resize(xp.zeros([0, 4], { device }), [2, 2]), RangeError, /at least one pixel for img, got \[0, 4\]/);
    fails(() => rescale(xp.zeros([], { device }), 2), RangeError, /at least one axis for img/);
    fails(() => rescale(7 as never, 2), TypeError, /expected at least one array, got 7/);
  });
});
