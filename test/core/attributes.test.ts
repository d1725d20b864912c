// Attributes of arrays can't be assigned: native code trusts them, and an assigned shape read what lies behind an array.
import * as xp from '../../lib/index';
import { small, testDevice as device } from '../support/device';

const assign = (target: object, name: string, value: unknown) => () => {
  (target as Record<string, unknown>)[name] = value;
};

describe('an array', () => {
  const given = { shape: [3], dtype: xp.int8, device: 'x', ndim: 2, size: 9, strides: [1], T: 1, mT: 1 };
  for (const [name, value] of Object.entries(given))
    small(`refuses to have its ${name} assigned, and stays what it was`, () => {
      const x = xp.asarray([[1, 2]], { device });
      expect(assign(x, name, value)).toThrow(new RegExp(`^${name}: expected no assignment, got one: `));
      expect([x.shape, x.dtype, x.device, x.tolist()]).toEqual([[1, 2], xp.float64, device, [[1, 2]]]);
    });

  small('names what to call in place of an assignment', () => {
    expect(assign(xp.ones([2], { device }), 'shape', [1, 2])).toThrow(/use xp\.reshape/);
    expect(assign(xp.ones([2], { device }), 'dtype', xp.int32)).toThrow(/use xp\.astype/);
  });
});

describe('a sparse array', () => {
  const parts = ['shape', 'format', 'dtype', 'device', 'nnz', 'ndim', 'data', 'T', 'has_canonical_format'];
  const own = { coo: ['row', 'col'], csr: ['indices', 'indptr'], csc: ['indices', 'indptr'] };
  for (const format of ['coo', 'csr', 'csc'] as const)
    small(`of ${format} refuses to have an attribute assigned, and stays what it was`, () => {
      const A = xp.sparse.csr_array(xp.asarray([[0, 2, 1]], { device })).asformat(format);
      for (const name of [...parts, ...own[format]])
        expect(assign(A, name, [2, 2])).toThrow(new RegExp(`^${name}: expected no assignment, got one: `));
      expect([A.shape, A.format, A.nnz, A.toarray().tolist()]).toEqual([[1, 3], format, 2, [[0, 2, 1]]]);
    });

  small('names what to call in place of an assignment', () => {
    const A = xp.sparse.eye_array(2, { device });
    expect(assign(A, 'shape', [1, 4])).toThrow(/use reshape or resize/);
    expect(assign(A, 'format', 'coo')).toThrow(/use asformat/);
    expect(assign(A, 'data', xp.ones([2], { device }))).toThrow(/make an array of the parts/);
  });
});
