// obol/extra against NumPy's answers, on every provider.
import * as extra from '../../../lib/consumers/extra';
import type { AnyArray, DTypeName } from '../../../lib/standard';
import { small } from '../../support/device';
import { readJson } from '../../support/fixtures';
import { expectArray, layouts, numbers, providers, unpack, type Packed } from '../support';

interface Case {
  fn: 'pad' | 'kron' | 'cov' | 'sinc' | 'nan_to_num' | 'isclose' | 'bincount';
  args: (Packed | number | number[])[];
  options: Record<string, unknown>;
  result: Packed;
}

const cases = readJson<Case[]>('extra/cases.json.gz');
const isPacked = (x: unknown): x is Packed => typeof x === 'object' && x !== null && 'dtype' in x;
const label = ({ fn, args, options }: Case): string =>
  `${fn}(${args.map((a) => (isPacked(a) ? `${a.dtype} [${a.shape.join()}]` : JSON.stringify(a))).join(', ')}) ${JSON.stringify(options)}`;
const tolerances: Partial<Record<DTypeName, number>> = { float64: 1e-14, float32: 1e-6 };

describe.each(providers)('obol/extra on $name', (provider) => {
  const call = (c: Case, args = c.args.map((a) => (isPacked(a) ? unpack(provider, a) : a))): AnyArray =>
    (extra[c.fn] as (...args: unknown[]) => AnyArray)(...args, c.options);

  for (const fn of [...new Set(cases.map((c) => c.fn))]) {
    small(`${fn} has NumPy's shape, dtype and values`, async () => {
      for (const c of cases.filter((each) => each.fn === fn)) {
        await expectArray(provider, call(c), c.result, label(c), tolerances);
      }
    });
  }

  small('the layout of the input makes no difference, and the input is left as it was', async () => {
    const picked = cases.filter(
      (c) => c.fn !== 'bincount' && c.args.some((a) => isPacked(a) && a.shape.length > 1 && a.data.length < 10),
    );
    expect(new Set(picked.map((c) => c.fn)).size).toBeGreaterThan(3);
    for (const c of picked.filter((_, i) => i % 5 === 0)) {
      const given = c.args.map((a) => (isPacked(a) ? unpack(provider, a) : a));
      const first = given[0] as AnyArray;
      const before = await numbers(first);
      for (const [name, x] of layouts(provider, first)) {
        await expectArray(provider, call(c, [x, ...given.slice(1)]), c.result, `${label(c)}, ${name}`, tolerances);
        expect(await numbers(x)).toEqual(before);
      }
    }
  });
});
