// gaussianFilter against SciPy's numbers, on every provider.
import { gaussianFilter, type GaussianFilterOptions } from '../../../lib/consumers/ndimage';
import { small } from '../../support/device';
import { readJson, readNpy } from '../../support/fixtures';
import { expectArray, layouts, numbers, picture, providers, unpack, type Packed } from '../support';

interface Case {
  input: Packed;
  sigma: number | number[];
  options: GaussianFilterOptions;
  output: Packed;
}

const { gaussian, flat } = readJson<{ gaussian: Case[]; flat: [number, number[]][] }>('image/cases.json.gz');
const label = ({ input, sigma, options }: Case): string =>
  `${input.dtype} [${input.shape.join(', ')}] ${JSON.stringify(sigma)} ${JSON.stringify(options)}`;
const modes = [
  'reflect',
  'nearest',
  'constant',
  'mirror',
  'wrap',
  'grid-mirror',
  'grid-constant',
  'grid-wrap',
] as const;

describe.each(providers)('gaussianFilter on $name', (provider) => {
  const { xp, device } = provider;
  const check = async (cases: Case[]): Promise<void> => {
    expect(cases.length).toBeGreaterThan(0);
    for (const each of cases) {
      const y = gaussianFilter(unpack(provider, each.input), each.sigma, each.options);
      await expectArray(provider, y, each.output, label(each));
    }
  };
  const whole = (c: Case): boolean => c.input.dtype !== 'float64';

  for (const mode of modes) {
    small(`mode ${mode} has SciPy's numbers at every order, also where the kernel is longer than the line`, () =>
      check(gaussian.filter((c) => !whole(c) && c.options.mode === mode)),
    );
  }

  for (const dtype of [...new Set(gaussian.filter(whole).map((c) => c.input.dtype))]) {
    small(`${dtype} stays ${dtype}, as SciPy has it`, () => check(gaussian.filter((c) => c.input.dtype === dtype)));
  }

  small('a list of modes, sigma 0, truncate, radius, 0-d and empty arrays follow SciPy', () =>
    check(gaussian.filter((c) => !whole(c) && typeof c.options.mode !== 'string')),
  );

  small('flat pictures of uint8 keep or lose one exactly where SciPy has it', async () => {
    for (const [sigma, wanted] of flat) {
      const x = xp.astype(xp.broadcast_to(xp.reshape(xp.arange(256, { device }), [256, 1]), [256, 5]), xp.uint8);
      const y = gaussianFilter(x, [0, sigma]);
      expect([sigma, await numbers(y.get(xp.slice(null, null), 2))]).toEqual([sigma, wanted]);
    }
  });

  small("the coins smoothed with sigma 2 are SciPy's, pixel for pixel", async () => {
    const coins = picture(provider, 'image/coins.npy.gz');
    const y = gaussianFilter(coins, 2);
    expect(y.dtype).toBe(xp.uint8);
    const { data } = readNpy<Uint8Array>('image/coins-gaussian-2.npy.gz');
    expect(Buffer.compare(Buffer.from(await numbers(y)), data)).toBe(0);
  });

  small('the layout of the input makes no difference', async () => {
    const x = unpack(provider, gaussian.find((c) => c.input.shape.length === 3)!.input);
    const wanted = await numbers(gaussianFilter(x, [0.7, 1.1, 0.5], { order: [0, 1, 2] }));
    for (const [name, y] of layouts(provider, x)) {
      expect([name, await numbers(gaussianFilter(y, [0.7, 1.1, 0.5], { order: [0, 1, 2] }))]).toEqual([name, wanted]);
    }
    const row = xp.broadcast_to(xp.asarray(Float64Array.of(1, 5, 2, 0), { device }), [3, 4]);
    const copy = xp.asarray(row, { copy: true });
    expect(await numbers(gaussianFilter(row, 1))).toEqual(await numbers(gaussianFilter(copy, 1)));
  });

  small('axes name the axes to filter, and lists follow them', async () => {
    const x = unpack(provider, gaussian.find((c) => c.input.shape.length === 3)!.input);
    const wanted = await numbers(gaussianFilter(x, [0, 0.9, 1.4], { order: [0, 1, 0], mode: 'wrap' }));
    const options = { axes: [-1, 1], order: [0, 1], mode: 'wrap' } as const;
    const swapped = await numbers(gaussianFilter(x, [1.4, 0.9], options));
    swapped.forEach((value, i) => expect(value).toBeCloseTo(wanted[i], 12));
    expect(await numbers(gaussianFilter(x, 3, { axes: [] }))).toEqual(await numbers(x));
  });

  small('the input is never changed and never returned', async () => {
    const x = xp.asarray(Float64Array.of(1, 2, 4), { device });
    for (const sigma of [0, 1]) {
      const y = gaussianFilter(x, sigma);
      y.set([0], 99);
      expect(await numbers(x)).toEqual([1, 2, 4]);
    }
  });

  small('NaN and infinity reach as far as the kernel', async () => {
    const x = xp.zeros([9], { device });
    x.set([4], NaN);
    const y = await numbers(gaussianFilter(x, 1, { radius: 2 }));
    expect(y.map(Number.isNaN)).toEqual([false, false, true, true, true, true, true, false, false]);
  });

  small('wrong arguments are named', () => {
    const x = xp.zeros([3, 4], { device });
    const fails = (body: () => unknown, kind: typeof TypeError | typeof RangeError, message: RegExp): void => {
      expect(body).toThrow(kind);
      expect(body).toThrow(message);
    };
    fails(() => gaussianFilter(x, -1), RangeError, /gaussianFilter: expected a finite number >= 0 for sigma, got -1/);
    fails(() => gaussianFilter(x, NaN), RangeError, /sigma, got NaN/);
    fails(() => gaussianFilter(x, '2' as never), TypeError, /sigma, got "2"/);
    fails(() => gaussianFilter(x, undefined as never), TypeError, /sigma, got undefined/);
    fails(() => gaussianFilter(x, [1, 2, 3]), RangeError, /one value or 2 of them for sigma/);
    fails(() => gaussianFilter(x, 1, { order: -1 }), RangeError, /order, got -1/);
    fails(() => gaussianFilter(x, 1, { order: 0.5 }), RangeError, /order, got 0.5/);
    fails(
      () => gaussianFilter(x, 1, { mode: 'symmetric' as never }),
      RangeError,
      /'grid-wrap' for mode, got "symmetric"/,
    );
    fails(() => gaussianFilter(x, 1, { cval: '0' as never }), TypeError, /a number for cval/);
    fails(() => gaussianFilter(x, 1, { truncate: -1 }), RangeError, /truncate, got -1/);
    fails(() => gaussianFilter(x, 1, { radius: 1.5 }), RangeError, /radius, got 1.5/);
    fails(() => gaussianFilter(x, 1, { axes: 2 }), RangeError, /axes, got 2/);
    fails(() => gaussianFilter(x, 1, { axes: [0, -2] }), RangeError, /each axis once/);
    fails(() => gaussianFilter(x, 1, { sigma: 1 } as never), TypeError, /unknown option sigma; expected order, mode/);
    fails(() => gaussianFilter(x, 1, 'wrap' as never), TypeError, /options/);
    fails(() => gaussianFilter(3 as never, 1), TypeError, /expected at least one array, got 3/);
    fails(() => gaussianFilter('x' as never, 1), TypeError, /expected an array/);
  });
});
