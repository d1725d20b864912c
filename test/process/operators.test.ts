/**
 * Solvers that call JavaScript functions, in processes and threads that end meanwhile: a job's thread that waits for the
 * event loop holds nothing up. And that solvers give the same bits whatever the number of threads. Each case is a process
 * of its own that uses the built package.
 */
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { large } from '../support/device';

const root = path.join(__dirname, '..', '..');

const prelude = `
  const xp = require('obol');
  const { cg, LinearOperator, smoothed_aggregation_solver } = xp.sparse.linalg;
  const asked = (matvec, n = 4) => cg(new LinearOperator([n, n], { matvec }), xp.ones([n]), { rtol: 0, maxiter: 1e9 });
`;

function run(script: string, environment: Record<string, string> = {}) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['-e', prelude + script], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, ...environment },
  });
  return { status, signal, out: stdout.trim(), stderr };
}

describe('a process', () => {
  large('that calls process.exit() inside of a function of an operator ends with its own code', () => {
    const { stderr, ...ended } = run(`asked(() => process.exit(7));`);
    expect({ ...ended, stderr }).toEqual({ status: 7, signal: null, out: '', stderr: '' });
  });

  large('that calls process.exit() while a function is awaited ends with its own code', () => {
    const { status, signal } = run(`
      asked(() => new Promise(() => undefined)).catch(() => undefined);
      setTimeout(() => process.exit(5), 50);`);
    expect([status, signal]).toEqual([5, null]);
  });

  large('whose function throws hears of it, and ends by itself', () => {
    const ended = run(`
      asked(() => { throw new Error('thrown on purpose'); }).catch((error) => console.log(error.message));`);
    expect(ended).toEqual({ status: 0, signal: null, out: 'thrown on purpose', stderr: '' });
  });

  large('whose code throws elsewhere while a function is awaited ends as Node ends such processes', () => {
    const { status, signal, stderr } = run(`
      asked(() => new Promise(() => undefined)).catch(() => undefined);
      setTimeout(() => { throw new Error('thrown on purpose'); }, 50);`);
    expect(stderr).toContain('thrown on purpose');
    expect([status, signal]).toEqual([1, null]);
  });
});

large('worker threads can be terminated while their functions are called or awaited, and others go on', () => {
  const ended = run(`
    const { Worker } = require('node:worker_threads');
    const start = (matvec) => new Worker(${JSON.stringify(prelude)} + \`
      const { parentPort } = require('node:worker_threads');
      const spread = xp.pow(10, xp.linspace(0, 8, 2000));
      let told = false;
      const tell = () => { if (!told) parentPort.postMessage('running'); told = true; };
      asked((x) => { tell(); return \${matvec}; }, 2000);\`, { eval: true });
    const end = (w) => new Promise((resolve) => w.once('message', async () => resolve(await w.terminate())));
    const ends = ['(() => { for (;;); })()', 'new Promise(() => undefined)', 'new Promise((done) => setImmediate(done, xp.multiply(x, spread)))'];
    Promise.all(ends.map((e) => end(start(e)))).then(async (codes) => {
      const { x } = await cg(new LinearOperator([2, 2], { matvec: (v) => xp.multiply(v, 2) }), xp.ones([2]));
      console.log(codes.join(), x.tolist().join());
      process.exit(0);
    });`);
  expect(ended).toEqual({ status: 0, signal: null, out: '1,1,1 0.5,0.5', stderr: '' });
});

large('the same bits with one thread and with several', () => {
  const script = `
    const { createHash } = require('node:crypto');
    const grid = require('./test/process/graphs.js');
    const hash = async (x) => createHash('sha256').update(await x.data()).digest('hex');
    (async () => {
      const n = 12100;
      const W = xp.sparse.csr_array(grid(110), { shape: [n, n] });
      const A = xp.sparse.add(xp.sparse.csgraph.laplacian(W), xp.sparse.eye_array(n));
      const b = xp.random.default_rng(1).normal({ size: [n] });
      const ml = await smoothed_aggregation_solver(A);
      const M = ml.aspreconditioner();
      const out = [(await ml.solve(b)).x];
      for (const name of ['cg', 'minres', 'gmres'])
        for (const options of [{}, { M }]) out.push((await xp.sparse.linalg[name](A, b, options)).x);
      out.push(await xp.sparse.linalg.expm_multiply(xp.sparse.multiply(A, -0.1), b));
      console.log((await Promise.all(out.map(hash))).join());
    })();`;
  const one = run(script, { OBOL_NUM_THREADS: '1' });
  expect(one.out.split(',')).toHaveLength(8);
  for (const threads of ['2', '5']) expect(run(script, { OBOL_NUM_THREADS: threads })).toEqual(one);
});
