// The consumers' shared checks of options.
import { checkOptions, finiteNumber, flag, oneOf, wholeNumber } from '../../lib/standard';

test('unknown option keys are a TypeError that lists the known ones', () => {
  expect(checkOptions('f', undefined, ['a'] as never[])).toEqual({});
  expect(checkOptions<{ a?: number }>('f', { a: 1 }, ['a'])).toEqual({ a: 1 });
  expect(() => checkOptions<object>('f', { n_clusters: 2 }, ['nClusters', 'nInit'] as never[])).toThrow(
    new TypeError('f: unknown option n_clusters; expected nClusters, nInit'),
  );
});

test('an option given by position is told where it goes', () => {
  expect(() => checkOptions('f', 3 as unknown as object, ['sigma'] as never[])).toThrow(
    new TypeError('f: sigma goes into the options: { sigma: 3 }'),
  );
  expect(() => checkOptions('f', [1] as object, ['sigma'] as never[])).toThrow(TypeError);
});

test('kinds are TypeErrors and values are RangeErrors', () => {
  expect(wholeNumber('f', 'n', 3, 1, 3)).toBe(3);
  expect(() => wholeNumber('f', 'n', '3', 1)).toThrow(TypeError);
  for (const wrong of [0, 1.5, NaN, Infinity]) expect(() => wholeNumber('f', 'n', wrong, 1)).toThrow(RangeError);
  expect(() => wholeNumber('f', 'n', 4, 1, 3)).toThrow('f: expected a whole number in [1, 3] for n, got 4');
  expect(finiteNumber('f', 't', 0, 0)).toBe(0);
  expect(() => finiteNumber('f', 't', -1, 0)).toThrow(RangeError);
  expect(() => finiteNumber('f', 't', Infinity)).toThrow(RangeError);
  expect(() => finiteNumber('f', 't', null)).toThrow(TypeError);
  expect(flag('f', 'b', false)).toBe(false);
  expect(() => flag('f', 'b', 0)).toThrow(TypeError);
  expect(oneOf('f', 'm', 'x', ['x', 'y'])).toBe('x');
  expect(() => oneOf('f', 'm', 'z', ['x', 'y'])).toThrow(new RangeError(`f: expected 'x' | 'y' for m, got "z"`));
  expect(() => oneOf('f', 'm', 1, ['x'])).toThrow(TypeError);
});
