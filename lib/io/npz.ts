/** The .npz format: named dense arrays in a zip archive (numpy.savez), and SciPy's sparse arrays in one (save_npz). */
import { coo_array, csc_array, csr_array } from '../extensions/sparse/construct';
import type { SparseArray } from '../extensions/sparse/array';
import { deviceOption, type NDArray } from '../core/array';
import { scope } from '../core/memory';
import { isOptions, booleanOption, checkOptions } from '../core/options';
import { typeError } from '../errors';
import { isSparse, type AnyArray } from '../standard';
import { npyBytes, readRaw, toArray, type RawNpy, type ReadOptions } from './npy';
import { formatHeader } from './npy_header';
import { malformed, pathOf, writing, type Source, type Target } from './source';
import { archiveOf, eachEntry } from './zip';

/** The name of an entry's array. */
const arrayName = (entry: string): string => entry.replace(/\.npy$/, '');

export interface ReadNpzOptions extends ReadOptions {
  /** Which arrays are read (default null: all). Entries of other names may be anything. */
  names?: readonly string[] | null;
}

function namesOption(fn: string, names: unknown): readonly string[] | null {
  if (names === undefined || names === null) return null;
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names;
  throw typeError(fn, 'names', 'an array of strings', names);
}

/**
 * The arrays in a .npz archive by their names (numpy.load): numpy.savez's and savez_compressed's. A stream is collected
 * in memory first, since an archive's directory is at its end. Of entries of one name the last one counts.
 *
 * @param source - a path, a file: URL, bytes, or a stream of bytes
 * @param options - `device`: where the arrays go; `names`: which arrays are read
 * @returns an object without a prototype, a property an array
 * @throws ObolError ERR_OBOL_FORMAT for a malformed archive, an entry that is no array of the standard's dtypes, or
 * names that it lacks; errors of the file system as they are.
 * @example
 * const { readNpz, writeNpz } = require('obol/io');
 * await writeNpz('run.npz', { points: xp.ones([3, 2]), labels: xp.zeros([3]) });
 * const { points, labels } = await readNpz('run.npz');
 */
export async function readNpz(source: Source, options?: ReadNpzOptions): Promise<Record<string, NDArray>> {
  const fn = 'readNpz';
  const given = checkOptions(fn, options, ['device', 'names']);
  const device = deviceOption(fn, given.device).name;
  const names = namesOption(fn, given.names);
  const arrays = Object.create(null) as Record<string, NDArray>;
  const wanted = (entry: string): boolean => names === null || names.includes(arrayName(entry));
  await eachEntry(fn, source, wanted, async (entry, bytes) => {
    arrays[arrayName(entry)] = toArray(fn, entry, await readRaw(bytes), device);
  });
  const missing = names?.find((name) => !(name in arrays));
  if (missing === undefined) return arrays;
  throw malformed(fn, pathOf(source) ?? 'the archive', `an entry ${missing}`, 'none');
}

/** Whether an archive is deflated. */
export interface WriteNpzOptions {
  /** Smaller and slower: numpy.savez_compressed. Default false: numpy.savez. */
  compressed?: boolean;
}

/**
 * Writes named arrays as a .npz archive (numpy.savez). Equal arrays make equal files.
 *
 * @param target - a path, a file: URL, or a writable stream (which is ended)
 * @param arrays - arrays of any namespace by their names; their values are those at the call
 * @throws TypeError when one is no array; errors of the file system as they are.
 * @example
 * await require('obol/io').writeNpz('run.npz', { x: xp.arange(3), y: xp.ones([2, 2]) }, { compressed: true });
 */
export async function writeNpz(
  target: Target,
  arrays: Readonly<Record<string, AnyArray>>,
  options?: WriteNpzOptions,
): Promise<void> {
  const fn = 'writeNpz';
  const compressed = booleanOption(fn, 'compressed', checkOptions(fn, options, ['compressed']).compressed, false);
  if (!isOptions(arrays)) throw typeError(fn, 'arrays', 'a plain object of arrays', arrays);
  const named = Object.entries(arrays).map(([name, x]) => entry(fn, name, npyBytes(fn, name, x)));
  await writing(fn, target, archiveOf(await Promise.all(named), compressed), false);
}

type NamedParts = readonly [string, readonly Uint8Array[]];

async function entry(fn: string, name: string, parts: Promise<Uint8Array[]>): Promise<NamedParts> {
  const bytes = await parts;
  if (name === '' || name.startsWith('/') || name.includes('\\') || name.split('/').includes('..'))
    throw typeError(fn, 'arrays', 'names that can be those of files', name);
  return [`${name}.npy`, bytes];
}

/** The text of an array of one string of bytes. */
const textOf = (raw: RawNpy | undefined): string | undefined =>
  raw?.descr.startsWith('|S') ? Buffer.from(raw.bytes).toString('latin1').replace(/\0+$/, '') : undefined;

/**
 * The sparse array in SciPy's .npz (scipy.sparse.load_npz), in its own format: csr, csc or coo.
 *
 * @param source - a path, a file: URL, bytes, or a stream of bytes
 * @param options - `device`: where the array goes
 * @throws ObolError ERR_OBOL_FORMAT for a malformed archive, another format, or parts that make no such array; errors of
 * the file system as they are.
 * @example
 * const { readSparseNpz, writeSparseNpz } = require('obol/io');
 * await writeSparseNpz('graph.npz', xp.sparse.csr_array(xp.eye(3)));
 * const graph = await readSparseNpz('graph.npz'); // format 'csr'
 */
export async function readSparseNpz(source: Source, options?: ReadOptions): Promise<SparseArray> {
  const fn = 'readSparseNpz';
  const device = deviceOption(fn, checkOptions(fn, options, ['device']).device).name;
  const parts = new Map<string, RawNpy>();
  const all = (): boolean => true;
  await eachEntry(fn, source, all, async (entry, bytes) => void parts.set(arrayName(entry), await readRaw(bytes)));
  const name = pathOf(source) ?? 'the archive';
  const part = (key: string): NDArray => {
    const raw = parts.get(key);
    if (raw === undefined) throw malformed(fn, name, `an entry ${key}`, [...parts.keys()].join(', ') || 'none');
    return toArray(fn, key, raw, device);
  };
  const format = textOf(parts.get('format'));
  if (format === undefined || !['csr', 'csc', 'coo'].includes(format))
    throw malformed(fn, name, 'the format csr, csc or coo', format ?? 'none');
  return scope(() => {
    const extents = part('shape');
    const shape = [extents.tolist()].flat().map(Number);
    try {
      if (!/int/.test(extents.dtype.name) || shape.length !== 2)
        throw new RangeError(`a shape of [${shape.join(', ')}]`);
      if (format === 'coo') return coo_array([part('data'), coordinates(parts.has('coords'), part)], { shape });
      const make = format === 'csr' ? csr_array : csc_array;
      return make([part('data'), part('indices'), part('indptr')], { shape });
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
      throw malformed(fn, name, `the parts of a ${format}_array`, error.message);
    }
  });
}

/** Rows and columns as typed arrays, which are checked at the call: two entries, or newer SciPy's one. */
function coordinates(together: boolean, part: (key: string) => NDArray): [ArrayBufferView, ArrayBufferView] {
  if (!together) return [part('row').dataSync(), part('col').dataSync()];
  const coords = part('coords');
  if (coords.ndim !== 2 || coords.shape[0] !== 2) throw new RangeError(`coords of shape [${coords.shape.join(', ')}]`);
  return [coords.get(0).dataSync(), coords.get(1).dataSync()];
}

/**
 * Writes a sparse array as SciPy's .npz (scipy.sparse.save_npz), in its own format.
 *
 * @param target - a path, a file: URL, or a writable stream (which is ended)
 * @param options - `compressed`: default true, as SciPy's
 * @throws TypeError when A is no sparse array; errors of the file system as they are.
 * @example
 * await require('obol/io').writeSparseNpz('eye.npz', xp.sparse.csr_array(xp.eye(3)));
 */
export async function writeSparseNpz(target: Target, A: SparseArray, options?: WriteNpzOptions): Promise<void> {
  const fn = 'writeSparseNpz';
  const compressed = booleanOption(fn, 'compressed', checkOptions(fn, options, ['compressed']).compressed, true);
  const { format, shape } = sparseArgument(fn, A);
  const keys = format === 'coo' ? (['row', 'col', 'data'] as const) : (['indices', 'indptr', 'data'] as const);
  const arrays = keys.map((key) => entry(fn, key, npyBytes(fn, key, (A as unknown as Record<string, NDArray>)[key])));
  const text = Buffer.from(format, 'latin1');
  const extents = Buffer.from(BigInt64Array.from(shape, BigInt).buffer);
  const header = (descr: string, length: readonly number[]) =>
    formatHeader({ descr, fortranOrder: false, shape: length });
  const described = [
    entry(fn, 'format', Promise.resolve([header(`|S${text.length}`, []), text])),
    entry(fn, 'shape', Promise.resolve([header('<i8', [2]), extents])),
    entry(fn, '_is_array', Promise.resolve([header('|b1', []), Buffer.from([1])])),
  ];
  const parts = await Promise.all([...arrays.slice(0, 2), ...described, arrays[2]!]);
  await writing(fn, target, archiveOf(parts, compressed), false);
}

/** The argument `A`, which must be a sparse array. */
export function sparseArgument(fn: string, A: unknown): SparseArray {
  if (!isSparse(A)) throw typeError(fn, 'A', 'a sparse array', A);
  return A as unknown as SparseArray;
}
