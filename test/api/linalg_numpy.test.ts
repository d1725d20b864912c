// What is unique of decompositions (values, factors with a sign convention, inverses, norms) against NumPy 2's answers.
import * as xp from 'obol';
import { small, testDevice as device } from '../support/device';
import { readJson } from '../support/fixtures';

interface Packed {
  shape: number[];
  re: number[];
  im?: number[];
}
interface Case {
  x: Packed;
  b: Packed;
  h: Packed;
  d: Packed;
  results: Record<string, Packed>;
}

const { linalg } = xp;
const cases = readJson<Record<string, Case>>('linalg/linalg.json.gz');

function unpack({ shape, re, im }: Packed): xp.NDArray {
  const data = im === undefined ? Float64Array.from(re) : Float64Array.from(re.flatMap((v, i) => [v, im[i]!]));
  return xp.frombuffer(data, { dtype: im === undefined ? xp.float64 : xp.complex128, shape, device });
}

const rows = (x: xp.NDArray, from: number | null, to: number | null, step = 1) =>
  x.get(xp.ellipsis, xp.slice(from, to, step), xp.slice(null, 3));

const calls: Record<string, (c: { x: xp.NDArray; b: xp.NDArray; h: xp.NDArray; d: xp.NDArray }) => xp.NDArray> = {
  det: ({ x }) => linalg.det(x),
  sign: ({ x }) => linalg.slogdet(x).sign,
  logabsdet: ({ x }) => linalg.slogdet(x).logabsdet,
  inv: ({ x }) => linalg.inv(x),
  solve: ({ x, b }) => linalg.solve(x, b),
  eigvalsh: ({ h }) => linalg.eigvalsh(h),
  absolute: ({ x }) => xp.sort(xp.abs(linalg.eigvals(x))),
  cholesky: ({ d }) => linalg.cholesky(d),
  matrix_power: ({ x }) => linalg.matrix_power(x, -3),
  trace: ({ x }) => linalg.trace(x, { offset: 1 }),
  cross: ({ x }) => linalg.cross(rows(x, null, null), rows(x, null, null, -1)),
  outer: ({ x, b }) => linalg.outer(xp.reshape(b.get(xp.ellipsis, 0), [-1]), x.get(0, 0)),
};
const ofTall: Record<string, (tall: xp.NDArray) => xp.NDArray> = {
  svdvals: (tall) => linalg.svdvals(tall),
  pinv: (tall) => linalg.pinv(tall),
  matrix_rank: (tall) => linalg.matrix_rank(tall),
};

function call(name: string, c: Case): xp.NDArray {
  const [x, b, h, d] = [unpack(c.x), unpack(c.b), unpack(c.h), unpack(c.d)];
  const tall = x.get(xp.ellipsis, xp.slice(null, -1));
  const [which, order] = name.split(' ') as [string, string | undefined];
  const ord = order === 'fro' || order === 'nuc' ? order : Number(order?.replace('inf', 'Infinity'));
  if (which === 'matrix_norm') return linalg.matrix_norm(tall, { ord });
  if (which === 'vector_norm') return linalg.vector_norm(x, { axis: [0, 2], ord: ord as number });
  return ofTall[name]?.(tall) ?? calls[name]!({ x, b, h, d });
}

for (const [title, c] of Object.entries(cases))
  small(`${title} × ${c.x.shape.at(-1)}: the values are NumPy's`, () => {
    expect(Object.keys(c.results).length).toBeGreaterThan(30);
    for (const [name, wanted] of Object.entries(c.results)) {
      const got = call(name, c);
      expect([name, got.shape]).toEqual([name, wanted.shape]);
      const width = wanted.im === undefined ? 1 : 2;
      const data = Array.from(got.dataSync() as Float64Array, Number);
      const scale = Math.max(1, ...wanted.re.map(Math.abs));
      const off = wanted.re.map((re, i) =>
        Math.hypot(data[width * i]! - re, width === 1 ? 0 : data[2 * i + 1]! - wanted.im![i]!),
      );
      expect([name, Math.max(...off) / scale]).toEqual([name, expect.closeTo(0, 10)]);
      expect(data.length).toBe(width * wanted.re.length);
    }
  });
