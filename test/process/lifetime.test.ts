/**
 * Processes and threads that end while work is under way: whatever ends them, nothing crashes and nothing hangs. Each
 * case is a process of its own that uses the built package. And a long run leaves nothing behind: the main job a hundred
 * times, then a thousand times more.
 */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import * as path from 'node:path';
import { large, soak } from '../support/device';

const root = path.join(__dirname, '..', '..');

const prelude = `
  const xp = require('obol');
  const { spectralClustering } = require('obol/cluster');
  const grid = require('./test/process/graphs.js');
  const job = (n, options) =>
    spectralClustering(xp.sparse.csr_array(grid(n), { shape: [n * n, n * n] }),
      { nClusters: 6, randomState: 0, assignLabels: 'cluster_qr', ...options });
`;

function run(script: string): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, ['-e', prelude + script], { cwd: root, encoding: 'utf8', timeout: 120_000 });
}

function ended(result: SpawnSyncReturns<string>): { status: number | null; signal: string | null; out: string } {
  return { status: result.status, signal: result.signal, out: result.stdout.trim() };
}

describe('a process', () => {
  large('that calls process.exit() amid a job ends with its own code', () => {
    const result = run(`job(300, { onProgress: () => process.exit(7) });`);
    expect(ended(result)).toEqual({ status: 7, signal: null, out: '' });
  });

  large('that calls process.exit() with work queued ends with its own code', () => {
    const result = run(`
      let x = xp.ones([4_000_000]);
      for (let i = 0; i < 20; i++) x = xp.add(x, 1);
      x.data();
      process.exit(5);`);
    expect(ended(result)).toEqual({ status: 5, signal: null, out: '' });
  });

  large('whose code throws amid a job ends as Node ends such processes', () => {
    const result = run(`job(300); setTimeout(() => { throw new Error('thrown on purpose'); }, 30);`);
    expect(result.stderr).toContain('thrown on purpose');
    expect(ended(result)).toEqual({ status: 1, signal: null, out: '' });
  });

  large('stays alive for its jobs, and no longer', () => {
    const result = run(`job(40).then((labels) => console.log(labels.size));`);
    expect(ended(result)).toEqual({ status: 0, signal: null, out: '1600' });
  });

  large('is not held up by an error that nobody reads', () => {
    const result = run(`
      xp.take(xp.arange(3), xp.asarray([9], { dtype: xp.int32 }));
      console.log('fine');`);
    expect(ended(result)).toEqual({ status: 0, signal: null, out: 'fine' });
  });
});

const worker = `
  const { Worker } = require('node:worker_threads');
  const start = (n) => new Worker(${JSON.stringify(prelude)} + \`
    const { parentPort, workerData } = require('node:worker_threads');
    job(workerData, { onProgress: () => parentPort.postMessage('running') })
      .then(async (labels) => parentPort.postMessage(Array.from(await labels.data()).join('')));\`,
    { eval: true, workerData: n });
  const result = (w) => new Promise((resolve, reject) => {
    w.on('message', (m) => m !== 'running' && resolve(m));
    w.on('error', reject);
  });
`;

describe('worker threads', () => {
  large('run the job side by side, with the same answer as the main thread', () => {
    const script = `${worker}
      Promise.all([result(start(60)), result(start(60)), job(60).then((l) => l.data())]).then(([a, b, c]) => {
        console.log(a === b && a === Array.from(c).join(''));
      });`;
    expect(ended(run(script))).toEqual({ status: 0, signal: null, out: 'true' });
  });

  large('can be terminated in the middle of a job while another goes on', () => {
    const script = `${worker}
      const doomed = start(400);
      const other = result(start(60));
      doomed.once('message', async () => {
        const code = await doomed.terminate();
        console.log(code, (await other).length > 0);
      });`;
    expect(ended(run(script))).toEqual({ status: 0, signal: null, out: '1 true' });
  });

  large('can come and go without the main thread using the package', () => {
    const script = `
      const { Worker } = require('node:worker_threads');
      const once = () => new Promise((resolve) =>
        new Worker("const xp = require('obol'); xp.add(xp.ones(200000), 1).data();", { eval: true }).on('exit', resolve));
      (async () => { for (let i = 0; i < 5; i++) await once(); console.log('done'); })();`;
    const plain = spawnSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8', timeout: 120_000 });
    expect(ended(plain)).toEqual({ status: 0, signal: null, out: 'done' });
  });
});

interface State {
  live: number;
  rss: number;
}

soak('a thousand jobs leave live storages exactly, and memory within 5 %, where a hundred left them', () => {
  // V8 keeps its heap small and glibc one arena (it would give each thread a pool of its own, which fills over time), so
  // that what is measured is what the package holds.
  const flags = ['--expose-gc', '--optimize-for-size', '--max-semi-space-size=1'];
  const run = spawnSync(process.execPath, [...flags, path.join(root, 'test/process/soak.js')], {
    cwd: root,
    encoding: 'utf8',
    timeout: 500_000,
    env: { ...process.env, MALLOC_ARENA_MAX: '1' },
  });
  expect(run.stderr).toBe('');
  const { before, after } = JSON.parse(run.stdout) as { before: State; after: State };
  expect(after.live).toBe(before.live);
  expect(after.rss).toBeLessThan(before.rss * 1.05);
});
