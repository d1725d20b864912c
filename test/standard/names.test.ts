/**
 * Every name of the standard and every parameter, against the namespace: what TypeScript declares (names, order, which
 * may be left out), which options the code knows, and that a default given is the same as none.
 */
import * as xp from 'obol';
import type { NDArray } from 'obol';
import { declared, declaredMethod, type Declared } from '../support/declared';
import { testDevice, small } from '../support/device';
import { defaultOf, standard, type Parameter } from '../support/standard';

type Callable = (...args: unknown[]) => unknown;

/** What the namespace has beside the standard: obol's own. */
const extras = `__name__ __version__ ObolError NDArray slice ellipsis keep scope frombuffer device_stats device_report
  synchronize empty_cache cluster ndimage random sparse`.split(/\s+/);
const dtypes = `bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64 complex64 complex128`.split(' ');

/** Python's operators and conversions, which JavaScript's arrays can't have: what stands for each. */
const spelled: Record<string, string> = {
  ...{ __abs__: 'abs', __add__: 'add', __and__: 'bitwise_and', __eq__: 'equal', __floordiv__: 'floor_divide' },
  ...{ __ge__: 'greater_equal', __gt__: 'greater', __invert__: 'bitwise_invert', __le__: 'less_equal' },
  ...{ __lshift__: 'bitwise_left_shift', __lt__: 'less', __matmul__: 'matmul', __mod__: 'remainder' },
  ...{ __mul__: 'multiply', __ne__: 'not_equal', __neg__: 'negative', __or__: 'bitwise_or', __pos__: 'positive' },
  ...{ __pow__: 'pow', __rshift__: 'bitwise_right_shift', __sub__: 'subtract', __truediv__: 'divide' },
  ...{ __xor__: 'bitwise_xor', __getitem__: '.get', __setitem__: '.set', __bool__: '.item', __complex__: '.item' },
  ...{ __float__: '.item', __index__: '.item', __int__: '.item' },
};

const info = xp.__array_namespace_info__();
/** The chapters that are namespaces of their own. */
const homes: Record<string, object> = { fft: xp.fft, linalg: xp.linalg };
const inspection = Object.keys(standard.chapters['info']!).filter((name) => name !== '__array_namespace_info__');

const functions = Object.entries(standard.chapters).flatMap(([chapter, list]) =>
  Object.entries(list).map(([name, { parameters }]) => {
    const home = homes[chapter] ?? (inspection.includes(name) ? info : xp);
    return { chapter, name, parameters, call: (home as Record<string, unknown>)[name] as Callable };
  }),
);

small('the namespace has the names of the standard and those of obol, and no others', () => {
  const main = functions.filter(({ chapter, name }) => !(chapter in homes) && !inspection.includes(name));
  const all = [...main.map(({ name }) => name), ...standard.constants, ...dtypes, ...Object.keys(homes), ...extras];
  expect(Object.keys(xp).sort()).toEqual([...new Set([...all, '__array_api_version__'])].sort());
  for (const [chapter, home] of Object.entries(homes))
    expect(Object.keys(home).sort()).toEqual(Object.keys(standard.chapters[chapter]!).sort());
  expect(Object.keys(info).sort()).toEqual([...inspection].sort());
});

const isOption = ({ kind }: Parameter): boolean => kind === 'keyword-only';

/** A signature of the standard in the spelling of JavaScript: options in an object behind the others. */
function inJavaScript(parameters: readonly Parameter[]): Declared {
  return {
    positional: parameters
      .filter((p) => !isOption(p))
      .map((p) => `${p.kind === 'variadic' ? '...' : ''}${p.name}${p.default === undefined ? '' : '?'}`),
    options: parameters
      .filter(isOption)
      .map((p) => `${p.name}?`)
      .sort(),
  };
}

small('parameters have the names and the order of the standard, and may be left out where they may there', () => {
  for (const { chapter, name, parameters } of functions)
    expect([name, declared(chapter in homes ? chapter : '', name)]).toEqual([name, inJavaScript(parameters)]);
});

small("the array has the standard's attributes and methods, but for Python's operators and conversions", () => {
  const x = xp.zeros([2, 2], { device: testDevice });
  for (const name of standard.attributes) expect([name, name in x]).toEqual([name, true]);
  for (const [name, { parameters }] of Object.entries(standard.methods)) {
    const other = spelled[name];
    if (other === undefined) expect([name, declaredMethod(name)]).toEqual([name, inJavaScript(parameters)]);
    else if (other.startsWith('.'))
      expect(typeof (x as unknown as Record<string, unknown>)[other.slice(1)]).toBe('function');
    else expect(functions.map((f) => f.name)).toContain(other);
    if (other !== undefined) expect(name in x).toBe(false);
    else if (parameters.some(isOption)) {
      const method = (x as unknown as Record<string, Callable>)[name]!.bind(x);
      expect(() => method(...parameters.filter((p) => !isOption(p)).map(() => x.device), { nonesuch: 1 })).toThrow(
        /unknown option nonesuch/,
      );
    }
  }
});

const make = (list: unknown, dtype: NDArray['dtype'] = xp.float64): NDArray =>
  xp.asarray(list, { dtype, device: testDevice });
const matrix = make([
  [4, 1, -2],
  [0.5, 5, 1],
  [1, 2, 6],
]);
const line = make([3, 1, 2]);
const spectrum = make([
  [{ re: 1, im: 0 }, { re: 2, im: 1 }, { re: 0, im: -1 }],
  [{ re: 3, im: 0 }, { re: 1, im: 2 }, { re: 1, im: 1 }],
], xp.complex128); // prettier-ignore
const integers = make([2, 0, 1], xp.int32);

/** An argument for each parameter that must be given, by its name; some functions want others. */
const values: Record<string, unknown> = {
  ...{ x: matrix, x1: matrix, x2: make([1, 2, 4]), shape: [3, 3], fill_value: 2, start: 1, stop: 7, num: 4, n: 3 },
  ...{ n_rows: 3, obj: [[1, 2]], dtype: xp.float32, from_: xp.int8, to: xp.int16, type: xp.float32 },
  ...{ kind: 'integral', indices: integers, arrays: [line, line], axis: 0, source: 0, destination: 1, axes: [1, 0] },
  ...{ repeats: 2, shift: 1, repetitions: [2, 1], condition: make([true, false, true], xp.bool) },
};
const others: Record<string, Record<string, unknown>> = {
  ...Object.fromEntries(['bitwise_and', 'bitwise_or', 'bitwise_xor'].map((f) => [f, { x1: integers, x2: integers }])),
  ...Object.fromEntries(['bitwise_left_shift', 'bitwise_right_shift'].map((f) => [f, { x1: integers, x2: integers }])),
  bitwise_invert: { x: integers },
  ...Object.fromEntries(
    ['logical_and', 'logical_or', 'logical_xor'].map((f) => [f, { x1: values['condition'], x2: true }]),
  ),
  logical_not: { x: values['condition'] },
  ...Object.fromEntries(['take', 'cumulative_sum', 'cumulative_prod'].map((f) => [f, { x: line }])),
  take_along_axis: { indices: make([[2, 0, 1]], xp.int32) },
  imag: { x: spectrum },
  squeeze: { x: make([[1, 2]]) },
  searchsorted: { x1: make([1, 2, 4]), x2: line },
  iinfo: { type: xp.int8 },
  ...Object.fromEntries(
    ['fft', 'ifft', 'fftn', 'ifftn', 'irfft', 'irfftn', 'hfft'].map((f) => [`fft.${f}`, { x: spectrum }]),
  ),
  tensordot: { x2: matrix },
  outer: { x1: line, x2: line },
};

function given(chapter: string, name: string, parameters: readonly Parameter[]): unknown[] {
  const required = parameters.filter((p) => p.default === undefined && !isOption(p));
  return required.flatMap((p): unknown[] => {
    const value = others[`${chapter}.${name}`]?.[p.name] ?? others[name]?.[p.name] ?? values[p.name];
    if (p.kind !== 'variadic') return [value];
    return name === 'broadcast_shapes' ? [[3, 1], [2]] : name === 'result_type' ? [xp.int8, integers] : [line, line];
  });
}

small("an unknown option is refused with a list of the known ones, and those are the standard's", () => {
  for (const { chapter, name, parameters, call } of functions) {
    const known = parameters.filter(isOption).map((p) => p.name);
    if (known.length === 0) continue;
    let message = 'accepted';
    try {
      call(...given(chapter, name, parameters), { nonesuch: 1 });
    } catch (error) {
      message = (error as Error).message;
    }
    const listed = /unknown option nonesuch; expected (.*)$/.exec(message)?.[1]?.split(', ');
    expect([name, message, listed?.sort()]).toEqual([name, message, known.sort()]);
  }
});

/** A result as values: arrays by dtype, shape and elements (those of `empty` are none's). */
function plainly(value: unknown, blank: boolean): unknown {
  if (value instanceof xp.NDArray) return [value.dtype.name, value.shape, blank ? '' : value.tolist()];
  if (Array.isArray(value)) return value.map((v) => plainly(v, blank));
  if (typeof value !== 'object' || value === null || 'itemsize' in value) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plainly(v, blank)]));
}

small('a default that is given is the same as none', () => {
  for (const { chapter, name, parameters, call } of functions) {
    const args = given(chapter, name, parameters);
    const blank = name.startsWith('empty');
    const plain = plainly(call(...args), blank);
    const positional = parameters.filter((p) => !isOption(p) && p.default !== undefined);
    positional.forEach((p, i) => {
      const before = positional.slice(0, i + 1).map(defaultOf);
      expect([name, p.name, plainly(call(...args, ...before), blank)]).toEqual([name, p.name, plain]);
    });
    for (const p of parameters.filter((q) => isOption(q) && q.default !== undefined))
      expect([name, p.name, plainly(call(...args, { [p.name]: defaultOf(p) }), blank)]).toEqual([name, p.name, plain]);
  }
});

small('what the namespace says of itself is so', () => {
  expect(info.capabilities()).toEqual({
    'boolean indexing': true,
    'data-dependent shapes': true,
    'max dimensions': 32,
  });
  const most = info.capabilities()['max dimensions']!;
  expect(xp.zeros(new Array<number>(most).fill(1), { device: testDevice }).ndim).toBe(most);
  expect(() => xp.zeros(new Array<number>(most + 1).fill(1), { device: testDevice })).toThrow(RangeError);
  expect(info.devices()).toContain(info.default_device());
  for (const device of [undefined, null, ...info.devices()]) {
    const defaults = info.default_dtypes({ device });
    expect(Object.keys(info.dtypes({ device })).sort()).toEqual([...dtypes].sort());
    const on = device === undefined ? {} : { device };
    expect(xp.zeros(1, on).dtype).toBe(defaults['real floating']);
    expect(xp.asarray({ re: 1, im: 2 }, on).dtype).toBe(defaults['complex floating']);
    expect(xp.arange(3, on).dtype).toBe(defaults.integral);
    expect(xp.argmax(xp.zeros(1, on)).dtype).toBe(defaults.indexing);
  }
  const kinds = ['bool', 'signed integer', 'unsigned integer', 'real floating', 'complex floating'] as const;
  const of = (kind: Parameters<typeof info.dtypes>[0]): string[] => Object.keys(info.dtypes(kind));
  expect(kinds.map((kind) => of({ kind }).length)).toEqual([1, 4, 4, 2, 2]);
  expect(kinds.flatMap((kind) => of({ kind })).sort()).toEqual([...dtypes].sort());
  expect(of({ kind: 'integral' })).toEqual(of({ kind: ['signed integer', 'unsigned integer'] }));
  expect(of({ kind: 'numeric' })).toEqual(of({ kind: kinds.slice(1) }));
  for (const [name, dtype] of Object.entries(info.dtypes())) expect(xp[name as 'int8']).toBe(dtype);
});
