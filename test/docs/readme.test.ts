/** The example of the readme runs as it stands, as a module beside the built package. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { large } from '../support/device';

const root = path.join(__dirname, '..', '..');

large('the readme\u2019s example finds 25 regions', () => {
  const text = readFileSync(path.join(root, 'README.md'), 'utf8');
  const example = /```js\n([\s\S]*?)```/.exec(text)![1]!;
  const folder = mkdtempSync(path.join(root, 'build', 'readme-'));
  try {
    const file = path.join(folder, 'example.mjs');
    writeFileSync(file, example);
    const result = spawnSync(process.execPath, [file], { cwd: root, encoding: 'utf8', timeout: 60_000 });
    expect(result.stderr).toBe('');
    expect(result.stdout.trim()).toBe('25 regions');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
