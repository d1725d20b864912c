/** Junk in the arguments of arrays' methods, of frombuffer and other ways in, of devices, and of xp.random. */
import * as xp from 'obol';
import { testDevice as device } from '../support/device';
import { junkTable, type Call, type JunkRow } from './support/junk';

const matrix = (): xp.NDArray => xp.reshape(xp.arange(12, undefined, undefined, { dtype: xp.float64, device }), [3, 4]);
const int = (...values: number[]): xp.NDArray => xp.asarray(values, { dtype: xp.int32, device });

/** A method of an array made for the call. */
function method(name: keyof xp.NDArray, ...args: (() => unknown)[]): JunkRow {
  const call: Call = (...given) => {
    const x = matrix();
    const result = (x[name] as Call).apply(x, given);
    return result ?? x;
  };
  return { call, args: () => args.map((make) => make()), named: String(name) };
}

describe('methods of arrays', () =>
  junkTable({
    'get by numbers': method(
      'get',
      () => 1,
      () => -1,
    ),
    'get by a slice': method(
      'get',
      () => xp.slice(0, 2),
      () => xp.ellipsis,
    ),
    'get by arrays': method(
      'get',
      () => int(0, 2),
      () => [1, 3],
    ),
    'get by a mask': method('get', () => xp.greater(matrix(), 3)),
    'get with newaxis': method(
      'get',
      () => xp.newaxis,
      () => 2,
    ),
    'set a number': method(
      'set',
      () => [0, 1],
      () => 5,
    ),
    'set by slices': method(
      'set',
      () => [xp.slice(0, 2), xp.ellipsis],
      () => matrix().get(0),
    ),
    'set by arrays': method(
      'set',
      () => [int(0, 1), [2, 3]],
      () => xp.ones([2], { device }),
    ),
    'set by a mask': method(
      'set',
      () => [xp.greater(matrix(), 3)],
      () => 0,
    ),
    'set a list': method(
      'set',
      () => [0],
      () => [1, 2, 3, 4],
    ),
    to_device: method('to_device', () => device),
    __array_namespace__: method('__array_namespace__', () => ({ api_version: '2025.12' })),
    dataSync: method('dataSync'),
    data: method('data'),
    tolist: method('tolist'),
  }));

describe('ways in', () =>
  junkTable({
    frombuffer: {
      call: xp.frombuffer as Call,
      args: () => [new Uint8Array(16), { dtype: xp.float32, shape: [2, 2], device }],
    },
    asarray: {
      call: xp.asarray as Call,
      args: () => [
        [
          [1, 2],
          [3, 4],
        ],
        { dtype: xp.int32, device, copy: true },
      ],
    },
    slice: { call: xp.slice as Call, args: () => [0, 2, 1] },
    device_stats: { call: xp.device_stats as Call, args: () => [device] },
    empty_cache: { call: xp.empty_cache as Call, args: () => [device] },
    synchronize: { call: xp.synchronize as Call, args: () => [device] },
    __array_namespace_info__: {
      call: (...x) => (xp.__array_namespace_info__().default_dtypes as Call)(...x),
      args: () => [{ device }],
      named: 'default_dtypes',
    },
  }));

function draw(name: keyof xp.random.Generator, ...args: unknown[]): JunkRow {
  return {
    call: (...given) => {
      const rng = xp.random.default_rng(1);
      return (rng[name] as Call).apply(rng, given);
    },
    args: () => args.map((x) => (typeof x === 'function' ? (x as () => unknown)() : x)),
    named: name,
  };
}

describe('xp.random', () =>
  junkTable({
    default_rng: { call: xp.random.default_rng as Call, args: () => [7] },
    random: draw('random', { size: [2, 3], dtype: xp.float32, device }),
    uniform: draw('uniform', { low: 1, high: 2, size: 4, device }),
    normal: draw('normal', { loc: 1, scale: 2, size: [3], device }),
    integers: draw('integers', 1, { high: 6, size: [4], dtype: xp.int64, endpoint: true, device }),
    permutation: draw('permutation', 5, { device }),
    'permutation of an array': draw('permutation', matrix, { axis: 1 }),
    choice: draw('choice', 5, { size: 3, replace: false, device }),
    'choice of weighted elements': draw('choice', matrix, () => ({
      size: [2],
      replace: true,
      axis: 0,
      p: xp.asarray([0.2, 0.3, 0.5], { device }),
    })),
  }));
