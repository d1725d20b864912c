/** Results don't depend on the number of threads: the same bits with one, two and three of them. */
import { large } from '../support/device';
import { printedOn } from '../support/threads';

// Prints a digest of results whose work is cut into many chunks, on the default device.
const script = `
  const { createHash } = require('node:crypto');
  const xp = require('obol');
  const digest = {};
  const note = (name, x) => {
    digest[name] = createHash('sha256').update(new Uint8Array(x.dataSync().buffer)).digest('hex').slice(0, 16);
  };
  const rng = xp.random.default_rng(11);
  const x = rng.normal({ size: [700, 611] });
  const wide = rng.uniform({ low: -1, high: 1, size: [7, 60000], dtype: xp.float32 });
  note('normal', x);
  note('uniform', wide);
  for (const fn of ['sum', 'mean', 'std', 'max', 'argmax', 'prod'])
    for (const axis of [null, 0, 1]) {
      note(fn + ' of columns ' + axis, xp[fn](x, { axis }));
      note(fn + ' of rows ' + axis, xp[fn](wide, { axis }));
    }
  for (const axis of [0, 1]) {
    note('cumulative_sum ' + axis, xp.cumulative_sum(x, { axis }));
    note('sort ' + axis, xp.sort(wide, { axis }));
    note('correlate1d ' + axis, xp.ndimage.correlate1d(x, [0.1, 0.2, 0.3, 0.2, 0.1], { axis }));
  }
  const waves = xp.astype(wide, xp.complex64);
  for (const n of [60000, 59999]) note('fft of ' + n, xp.fft.fft(waves, { n }));
  note('fft of columns', xp.fft.fft(waves, { axis: 0 }));
  note('rfftn', xp.fft.rfftn(x));
  const flat = xp.reshape(x, [-1]);
  note('argsort', xp.argsort(flat));
  note('take', xp.take(flat, rng.permutation(flat.size)));
  note('nonzero', xp.nonzero(xp.greater(flat, 1))[0]);
  note('searchsorted', xp.searchsorted(xp.sort(flat), rng.normal({ size: 30000 })));
  console.log(JSON.stringify(digest));
`;

const digests = (threads: number) => printedOn<Record<string, string>>(threads, script, [], { OBOL_DEVICE: 'cpu' });

large('one, two and three threads give the same bits', () => {
  const one = digests(1);
  expect(Object.keys(one).length).toBe(52);
  expect(digests(2)).toEqual(one);
  expect(digests(3)).toEqual(one);
});
