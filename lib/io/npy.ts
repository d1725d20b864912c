/** The .npy format: one dense array (numpy.load and numpy.save). */
import { frombuffer } from '../api/creation_from_data';
import { permute_dims } from '../api/manipulation';
import { deviceOption, type NDArray } from '../core/array';
import { dtypes } from '../core/dtype';
import { checkOptions } from '../core/options';
import { typeError } from '../errors';
import { toHost, type AnyArray } from '../standard';
import { descrOf, dtypeOf, formatHeader, magic, parseHeader, type NpyHeader } from './npy_header';
import { type Bytes, malformed, reading, shown, writing, type Source, type Target } from './source';

/** As many as arrays have. */
const mostAxes = 32;

/** Where arrays that are read go: the default device when left out. */
export interface ReadOptions {
  device?: string | null;
}

/** A header with the bytes of the elements as they are. */
export interface RawNpy extends NpyHeader {
  readonly bytes: Uint8Array;
}

/** The header and the bytes of an array. Strings of bytes (`|S3`) are let through, for what SciPy keeps in them. */
export async function readRaw(bytes: Bytes): Promise<RawNpy> {
  const start = await bytes.take(magic.length + 2, 'the magic string');
  if (!magic.equals(start.subarray(0, magic.length))) throw bytes.malformed("'\\x93NUMPY'", 'other first bytes');
  const version = start[magic.length]!;
  if (version < 1 || version > 3) throw bytes.malformed('version 1, 2 or 3 of the format', `version ${version}`);
  const length = Buffer.from(await bytes.take(version === 1 ? 2 : 4, 'the length of the header'));
  const n = version === 1 ? length.readUInt16LE() : length.readUInt32LE();
  // Only an attack has more.
  if (n > 1 << 20) throw bytes.malformed('a header of at most a MiB', `${n} bytes`);
  const text = Buffer.from(await bytes.take(n, 'header')).toString(version === 3 ? 'utf8' : 'latin1');
  const header = parseHeader(text);
  if (header === undefined) throw bytes.malformed('a dict of descr, fortran_order and shape', shown(text.trim()));
  const item = Number(/^[<>|=][a-zA-Z](\d+)$/.exec(header.descr)?.[1] ?? NaN);
  const known = dtypeOf(header.descr) !== undefined || /^\|S\d+$/.test(header.descr);
  if (!known) throw otherDtype(bytes.fn, bytes.name, header.descr);
  const size = header.shape.reduce((product, extent) => product * extent, item);
  if (!(size <= Number.MAX_SAFE_INTEGER))
    throw bytes.malformed('a shape that memory can hold', `(${header.shape.join(', ')})`);
  return { ...header, bytes: await bytes.take(size, 'elements') };
}

function otherDtype(fn: string, name: string, descr: string): Error {
  const got = descr.length > 80 ? 'another' : descr;
  return malformed(fn, name, 'elements of a dtype of the standard', `${got} (no object is unpickled)`);
}

/** The array that header and bytes describe. */
export function toArray(fn: string, name: string, raw: RawNpy, device: string): NDArray {
  const { shape, descr } = raw;
  if (dtypeOf(descr) === undefined) throw otherDtype(fn, name, descr);
  // Without elements extents are bounded by nothing else.
  if (shape.length > mostAxes || !shape.every(Number.isSafeInteger))
    throw malformed(fn, name, `a shape of at most ${mostAxes} axes that memory can hold`, `(${shape.join(', ')})`);
  return arrayOf(raw, device);
}

function arrayOf({ descr, shape, fortranOrder, bytes }: RawNpy, device: string): NDArray {
  const { name, bigEndian } = dtypeOf(descr)!;
  const dtype = dtypes.find((known) => known.name === name)!;
  if (name === 'bool') bytes.forEach((byte, i) => (bytes[i] = byte === 0 ? 0 : 1));
  if (bigEndian) swapBytes(bytes, name.startsWith('complex') ? dtype.itemsize / 2 : dtype.itemsize);
  const stored = fortranOrder ? [...shape].reverse() : shape;
  const x = frombuffer(bytes, { dtype, shape: stored, device });
  if (!fortranOrder || shape.length < 2) return x;
  const turned = permute_dims(
    x,
    shape.map((_, axis) => shape.length - 1 - axis),
  );
  x.dispose();
  return turned;
}

function swapBytes(bytes: Uint8Array, width: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (width === 2) buffer.swap16();
  else if (width === 4) buffer.swap32();
  else if (width === 8) buffer.swap64();
}

/**
 * The array in a .npy file (numpy.load), or in one that gzip packed. Either byte order; an array that is stored in
 * Fortran's order comes as a transposed view, as NumPy's does. Objects are not unpickled.
 *
 * @param source - a path, a file: URL, bytes, or a stream of bytes
 * @param options - `device`: where the array goes
 * @throws ObolError ERR_OBOL_FORMAT for what is not such a file, is truncated, or has elements that the standard has no
 * dtype for; errors of the file system as they are. What a header claims takes no memory before the bytes are there.
 * @example
 * const { readNpy, writeNpy } = require('obol/io');
 * await writeNpy('points.npy', xp.ones([3, 2]));
 * const points = await readNpy('points.npy'); // shape [3, 2]
 */
export async function readNpy(source: Source, options?: ReadOptions): Promise<NDArray> {
  const fn = 'readNpy';
  const device = deviceOption(fn, checkOptions(fn, options, ['device']).device).name;
  return reading(fn, source, async (bytes) => toArray(fn, bytes.name, await readRaw(bytes), device));
}

/** An array as a .npy file has it, header and elements: in Fortran's order where only that is its memory's. */
export async function npyBytes(fn: string, name: string, x: unknown): Promise<[Uint8Array, Uint8Array]> {
  if (typeof (x as AnyArray | null)?.__array_namespace__ !== 'function') throw typeError(fn, name, 'an array', x);
  const array = x as AnyArray;
  if (!Array.isArray(array.shape) || typeof array.data !== 'function') throw typeError(fn, name, 'an array', x);
  const fortranOrder = onlyFortran(array);
  const axes = array.shape.map((_, axis) => array.ndim - 1 - axis);
  const stored = fortranOrder ? array.__array_namespace__().permute_dims(array, axes) : array;
  const { data, dtype } = await toHost(stored);
  if (!dtypes.some((known) => known.name === dtype))
    throw typeError(fn, name, 'an array of a dtype of the standard', dtype);
  const header = formatHeader({ descr: descrOf(dtype), fortranOrder, shape: array.shape });
  return [header, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)];
}

/** Whether the elements lie in Fortran's order and not in C's: for arrays that tell their strides. */
function onlyFortran(x: AnyArray): boolean {
  const strides = (x as { strides?: readonly number[] }).strides;
  const { shape } = x;
  if (strides === undefined || shape.length < 2 || shape.includes(0)) return false;
  const dense = (axes: number[]): boolean => {
    let step = 1;
    for (const axis of axes) {
      if (shape[axis] !== 1 && strides[axis] !== step) return false;
      step *= shape[axis]!;
    }
    return true;
  };
  const axes = shape.map((_, axis) => axis);
  return dense(axes) && !dense(axes.reverse());
}

/**
 * Writes an array as a .npy file (numpy.save), byte for byte as NumPy 1.24 and later do. A file appears when it is
 * complete; a name that ends in .gz is gzipped.
 *
 * @param target - a path, a file: URL, or a writable stream (which is ended)
 * @param x - an array of any namespace; its values are those at the call
 * @throws TypeError when x is no array; errors of the file system as they are.
 * @example
 * await require('obol/io').writeNpy('eye.npy', xp.eye(3));
 */
export async function writeNpy(target: Target, x: AnyArray): Promise<void> {
  const fn = 'writeNpy';
  await writing(fn, target, await npyBytes(fn, 'x', x));
}
