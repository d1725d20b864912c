/** What the tests of files share: arrays from lists of spelled values, a folder of their own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type * as xp from 'obol';
import { readJson } from '../support/fixtures';

/** What scripts/fixtures/io.py says a file holds. */
export interface Fact {
  readonly dtype: string;
  readonly shape: number[];
  /** In C order, Python's repr of each; complex as re, im. */
  readonly values: string[];
}

export const facts = readJson<{ [kind in 'npy' | 'sparse' | 'mtx']: Record<string, Fact> }>('io/facts.json');

/** What an array holds, spelled as the script spells it. */
export function factOf(x: xp.NDArray): Fact {
  const data = Array.from(x.dataSync() as ArrayLike<number | bigint>);
  return { dtype: x.dtype.name, shape: [...x.shape], values: data.map((v) => spelled(v, x.dtype.name)) };
}

function spelled(v: number | bigint, dtype: string): string {
  if (dtype === 'bool') return v ? 'True' : 'False';
  if (typeof v === 'bigint' || /int/.test(dtype)) return String(v);
  if (Number.isNaN(v)) return 'nan';
  return Object.is(v, -0) ? '-0' : String(v).replace('Infinity', 'inf');
}

/** The same fact with floats spelled by JavaScript. */
export function known({ dtype, shape, values }: Fact): Fact {
  const numbers = /float|complex/.test(dtype);
  const spell = (v: string): string => spelled(Number(v.replace(/^(-?)inf$/, '$1Infinity')), dtype);
  return { dtype, shape, values: numbers ? values.map(spell) : values };
}

/** A folder that goes with the tests of a file. */
export function temporaryFolder(): () => string {
  let folder = '';
  beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'obol-io-'))));
  afterAll(() => rmSync(folder, { recursive: true }));
  return () => folder;
}
