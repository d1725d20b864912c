// Files that obol wrote are read by NumPy and SciPy themselves, where a python3 of this machine has them.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as xp from 'obol';
import { readMatrixMarket, readNpy, writeMatrixMarket, writeNpy, writeNpz, writeSparseNpz } from 'obol/io';
import { large } from '../support/device';
import { fixturePath } from '../support/fixtures';
import { factOf, facts, temporaryFolder, type Fact } from './support';

const python = ['python3', '/usr/bin/python3'].find(
  (program) => spawnSync(program, ['-c', 'import numpy, scipy.sparse, scipy.io']).status === 0,
);
const folder = temporaryFolder();
const script = path.join(__dirname, '../../scripts/fixtures/io.py');

if (python === undefined)
  large('without NumPy and SciPy there is nothing to ask', () => expect(python).toBeUndefined());
else
  large('NumPy and SciPy read what was written, value for value', async () => {
    const expected: Record<string, Fact & { entry?: string }> = {};
    const at = (name: string, x: xp.NDArray, entry?: string): string => {
      expected[name] = { ...factOf(x), ...(entry !== undefined && { entry }) };
      return path.join(folder(), name);
    };
    for (const name of Object.keys(facts.npy)) {
      const x = await readNpy(fixturePath(`io/${name}`));
      await writeNpy(at(name, x), x);
      await writeNpz(at(`${name}.npz`, x, 'x'), { x }, { compressed: name.length % 2 === 0 });
    }
    for (const name of Object.keys(facts.mtx)) {
      const A = await readMatrixMarket(fixturePath(`io/${name}`));
      if (!xp.sparse.issparse(A)) {
        await writeMatrixMarket(at(name, A as xp.NDArray), A);
        continue;
      }
      const dense = A.toarray();
      await writeMatrixMarket(at(name, dense), A);
      await writeSparseNpz(at(`sparse-${name}-coo.npz`, dense), A);
      await writeSparseNpz(at(`sparse-${name}-csr.npz`, dense), A.tocsr(), { compressed: false });
      await writeSparseNpz(at(`sparse-${name}-csc.npz`, dense), A.tocsc());
    }
    writeFileSync(path.join(folder(), 'expected.json'), JSON.stringify(expected));
    const { status, stdout, stderr } = spawnSync(python, [script, '--check', folder()], { encoding: 'utf8' });
    expect([status, stdout, stderr]).toEqual([0, '', '']);
  });
