// Reads what scripts/fixtures wrote into test/fixtures: .npy and .json, either of them gzipped.
// It knows NumPy's file format and nothing of obol, so that an oracle never passes through the code under test.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const ROOT = join(__dirname, '..', 'fixtures');

export type FixtureData =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/** An array as the file has it: C order; bool is a Uint8Array, complex is interleaved re, im. */
export interface Fixture<T extends FixtureData = FixtureData> {
  readonly data: T;
  readonly shape: readonly number[];
  readonly dtype: string;
}

const KINDS: Record<string, [dtype: string, make: (bytes: ArrayBuffer) => FixtureData]> = {
  '|b1': ['bool', (b) => new Uint8Array(b)],
  '|u1': ['uint8', (b) => new Uint8Array(b)],
  '|i1': ['int8', (b) => new Int8Array(b)],
  '<u2': ['uint16', (b) => new Uint16Array(b)],
  '<i2': ['int16', (b) => new Int16Array(b)],
  '<u4': ['uint32', (b) => new Uint32Array(b)],
  '<i4': ['int32', (b) => new Int32Array(b)],
  '<u8': ['uint64', (b) => new BigUint64Array(b)],
  '<i8': ['int64', (b) => new BigInt64Array(b)],
  '<f4': ['float32', (b) => new Float32Array(b)],
  '<f8': ['float64', (b) => new Float64Array(b)],
  '<c8': ['complex64', (b) => new Float32Array(b)],
  '<c16': ['complex128', (b) => new Float64Array(b)],
};

/** The absolute path of a fixture; `name` is relative to test/fixtures. */
export function fixturePath(name: string): string {
  return join(ROOT, name);
}

function readBytes(name: string): Buffer {
  const bytes = readFileSync(fixturePath(name));
  return name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

/** Parses a .json or .json.gz fixture. JSON numbers written by Python's repr come back as the same float64. */
export function readJson<T = unknown>(name: string): T {
  return JSON.parse(readBytes(name).toString('utf8')) as T;
}

/** Reads a .npy or .npy.gz fixture (format version 1 to 3, little endian, C order). */
export function readNpy<T extends FixtureData = FixtureData>(name: string): Fixture<T> {
  return parseNpy<T>(readBytes(name), name);
}

/** Parses the bytes of a .npy file; `name` stands in the error messages. */
export function parseNpy<T extends FixtureData = FixtureData>(bytes: Buffer, name = 'npy'): Fixture<T> {
  if (bytes.toString('latin1', 0, 6) !== '\x93NUMPY') throw new Error(`${name}: not a .npy file`);
  const wide = bytes[6] > 1;
  const start = wide ? 12 : 10;
  const end = start + (wide ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8));
  const header = bytes.toString('utf8', start, end);
  const descr = /'descr': *'([^']+)'/.exec(header)?.[1] ?? '';
  const dims = /'shape': *\(([^)]*)\)/.exec(header)?.[1];
  const kind = KINDS[descr];
  if (kind === undefined || dims === undefined) throw new Error(`${name}: unsupported header ${header.trim()}`);
  if (!/'fortran_order': *False/.test(header)) throw new Error(`${name}: Fortran order is not read here`);
  const shape = dims
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(Number);
  // A copy, because typed arrays need aligned bytes of their own.
  const body = new Uint8Array(bytes.subarray(end)).buffer;
  const data = kind[1](body) as T;
  const width = kind[0].startsWith('complex') ? 2 : 1;
  const expected = shape.reduce((a, b) => a * b, 1) * width;
  if (data.length !== expected)
    throw new Error(`${name}: ${data.length} items do not fill shape (${shape.join(', ')})`);
  return { data, shape, dtype: kind[0] };
}
