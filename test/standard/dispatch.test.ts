// arrayNamespace, extension, scope: which namespace an argument belongs to and what it can do.
import { arrayNamespace, extension, scope, setDefaultNamespace, defaultNamespace } from '../../lib/standard';
import { plainCopy } from '../support/copies';
import { plain } from '../support/plain';

const home = plainCopy('home');
const x = plain.asarray([1, 2, 3]);
const y = home.asarray([1, 2, 3]);

test('the default namespace is an error until it is set', () => {
  expect(() => defaultNamespace()).toThrow(expect.objectContaining({ code: 'ERR_OBOL_LOAD' }));
  expect(() => arrayNamespace([1, 2])).toThrow(/default namespace/);
  setDefaultNamespace(home, { workDevice: 'tray:1' });
  expect(defaultNamespace()).toBe(home);
});

test('arrays answer with their own namespace', () => {
  expect(arrayNamespace(x)).toBe(plain);
  expect(arrayNamespace(x, plain.zeros([2], { device: 'tray:1' }))).toBe(plain);
  expect(arrayNamespace(y)).toBe(home);
});

test('scalars, null and undefined have no say', () => {
  expect(arrayNamespace<unknown>(1, true, 2n, { re: 0, im: 1 }, null, undefined, x)).toBe(plain);
});

test('typed arrays and nested lists stand for the default namespace', () => {
  expect(arrayNamespace(new Float32Array(2))).toBe(home);
  expect(arrayNamespace<unknown>([[1, 2]], new BigInt64Array(1), [])).toBe(home);
  expect(arrayNamespace<unknown>([{ re: 1, im: 2 }], y)).toBe(home);
});

test('the parts of a sparse array belong where its arrays do', () => {
  const [row, col] = [plain.asarray([0]), plain.asarray([1])];
  const data = plain.asarray([1]);
  expect(arrayNamespace({ data, row, col, shape: [2, 2], format: 'coo' })).toBe(plain);
  expect(arrayNamespace({ data, indices: col, indptr: row, shape: [2, 2], format: 'csr' })).toBe(plain);
  const typed = { data: new Float64Array(1), row: new Int32Array(1), col: [0], shape: [1, 1], format: 'coo' };
  expect(arrayNamespace(typed)).toBe(home);
  expect(() => arrayNamespace({ data, row: home.asarray([0]), col, shape: [2, 2], format: 'coo' })).toThrow(TypeError);
});

test('no array at all is a TypeError that shows what came', () => {
  expect(() => arrayNamespace()).toThrow(new TypeError('arrayNamespace: expected at least one array, got no argument'));
  expect(() => arrayNamespace(1, null)).toThrow(
    new TypeError('arrayNamespace: expected at least one array, got 1, null'),
  );
});

test('two namespaces are a TypeError that names both with their versions', () => {
  expect(() => arrayNamespace(x, y)).toThrow(TypeError);
  expect(() => arrayNamespace(x, y)).toThrow(/plain 1\.0\.0 and home 1\.0\.0/);
  expect(() => arrayNamespace<unknown>(x, [1])).toThrow(/plain 1\.0\.0 and home 1\.0\.0/);
  const nameless = { __array_namespace__: () => ({}) };
  expect(() => arrayNamespace<unknown>(x, nameless)).toThrow(/the namespace of a plain object/);
});

test('what is neither array nor scalar is a TypeError', () => {
  for (const wrong of [{}, 'text', new Map(), Symbol('s'), [x], new DataView(new ArrayBuffer(8)), () => 1]) {
    expect(() => arrayNamespace(wrong)).toThrow(TypeError);
  }
  expect(() => arrayNamespace({ __array_namespace__: () => 7 })).toThrow(/expected a namespace/);
});

test('an extension is found by its name, or is undefined', () => {
  const sparse = { issparse: () => false };
  const copy = plainCopy('with', { sparse, __version__: '2' });
  expect(extension(copy, 'sparse')).toBe(sparse);
  expect(extension(plain, 'sparse')).toBeUndefined();
  expect(extension(plain, 'pi')).toBeUndefined();
});

test('scope is the namespace’s own where it has one, and the function alone elsewhere', () => {
  const calls: unknown[] = [];
  const copy = plainCopy('scoped', {
    scope: (fn: () => unknown) => {
      calls.push('in');
      return fn();
    },
  });
  expect(scope(copy, () => 7)).toBe(7);
  expect(calls).toEqual(['in']);
  expect(scope(plain, () => 8)).toBe(8);
});
