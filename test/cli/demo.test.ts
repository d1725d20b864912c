/** The demo as a program: what it prints and writes, and how it refuses. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import sharp from 'sharp';
import { large, small, testDevice } from '../support/device';

const root = path.join(__dirname, '..', '..');
let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'obol-demo-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function demo(...args: string[]): { code: number | null; out: string; err: string } {
  const result = spawnSync(process.execPath, [path.join(root, 'dist/cli/demo.js'), ...args, '--out', folder], {
    cwd: root,
    env: { ...process.env, OBOL_SIM: '' },
    encoding: 'utf8',
    timeout: 120_000,
  });
  return { code: result.status, out: result.stdout, err: result.stderr };
}

large('segments the coins, prints seconds by stage and writes a picture for each way of labelling', async () => {
  const { code, out, err } = demo(
    '--scale',
    '0.1',
    '--assign',
    'kmeans',
    '--assign',
    'discretize',
    '--assign',
    'cluster_qr',
  );
  expect(err).toBe('');
  expect(code).toBe(0);
  for (const column of ['picture', 'graph', 'embed', 'labels', 'total', 'cpu']) expect(out).toContain(column);
  for (const way of ['kmeans', 'discretize', 'cluster_qr']) {
    const { data, info } = await sharp(path.join(folder, `coins-0.1-${way}.png`))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info.channels).toBe(3);
    expect(info.width % 38).toBe(0);
    // Contours are coloured, the picture is gray.
    let coloured = 0;
    for (let i = 0; i < data.length; i += 3) if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) coloured++;
    expect(coloured).toBeGreaterThan(100);
    expect(coloured).toBeLessThan(data.length / 6);
  }
});

small('works on the device that it is asked for; to name the simulator is to ask for it', () => {
  const { code, out, err } = demo('--device', testDevice, '--scale', '0.1', '--assign', 'cluster_qr');
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain(`on ${testDevice};`);
});

large('refuses in one line, with exit code 2 for how it was called and 1 for what happened', async () => {
  const cut = path.join(folder, 'cut.png');
  writeFileSync(cut, readFileSync(path.join(root, 'examples/coins.png')).subarray(0, 20_000));
  const dot = path.join(folder, 'dot.png');
  await sharp({ create: { width: 1, height: 1, channels: 3, background: 'gray' } })
    .png()
    .toFile(dot);
  const cases: [string[], number, RegExp][] = [
    [['--regions', '0'], 2, /--regions: expected a whole number of at least 1, got "0"/],
    [['--scale', 'big'], 2, /--scale/],
    [['--assign', 'magic'], 2, /kmeans, discretize, cluster_qr/],
    [['--colour', 'red'], 2, /--colour/],
    [['--image', path.join(folder, 'none.png')], 1, /none\.png/],
    [['--image', cut], 1, /cut\.png/],
    [['--image', dot, '--scale', '1'], 1, /--regions: expected at most the 1 pixels/],
    [['--device', 'cuda:99'], 1, /cuda/],
    [['--device', 'abacus'], 1, /expected one of cpu/],
  ];
  for (const [args, code, message] of cases) {
    const result = demo(...args);
    expect({ args, code: result.code }).toEqual({ args, code });
    expect(result.err.trim().split('\n')).toHaveLength(1);
    expect(result.err).toMatch(message);
  }
});
