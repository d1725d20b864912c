/** A long run leaves nothing behind: the main job a hundred times, then a thousand times more, in a process of its own. */
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { soak } from '../support/device';

const root = path.join(__dirname, '..', '..');

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
