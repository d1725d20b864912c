/**
 * The Matrix Market format read (Boisvert, Pozo and Remington 1996, NISTIR 5935; scipy.io.mmread): coordinate and array,
 * every field and symmetry, streamed.
 */
import { frombuffer } from '../api/creation_from_data';
import { permute_dims } from '../api/manipulation';
import { deviceOption, type NDArray } from '../core/array';
import { complex128, float64, int64, uint64 } from '../core/dtype';
import { checkOptions } from '../core/options';
import { coo_array } from '../extensions/sparse/construct';
import type { CooArray } from '../extensions/sparse/array';
import { Cursor } from './numbers';
import type { ReadOptions } from './npy';
import { reading, shown, type Bytes, type Source } from './source';

const fields = ['real', 'double', 'integer', 'unsigned-integer', 'complex', 'pattern'] as const;
const symmetries = ['general', 'symmetric', 'skew-symmetric', 'hermitian'] as const;
type Field = (typeof fields)[number];
type Symmetry = (typeof symmetries)[number];

interface Header {
  readonly coordinate: boolean;
  readonly field: Field;
  readonly symmetry: Symmetry;
}

const most = 2 ** 31 - 1;
const oneOf = <T extends string>(known: readonly T[], word: string | undefined): word is T => known.includes(word as T);

function parseBanner(bytes: Bytes, line: string): Header {
  const [banner, object, format, field, symmetry, ...more] = line.trim().toLowerCase().split(/\s+/);
  const refuse = (expected: string, got: string | undefined): never => {
    throw bytes.malformed(expected, shown(got ?? ''));
  };
  if (banner !== '%%matrixmarket') refuse('%%MatrixMarket as its first word', banner);
  if (object !== 'matrix') refuse('a matrix', object);
  if (format !== 'coordinate' && format !== 'array') refuse('coordinate or array', format);
  if (!oneOf(fields, field)) return refuse(`a field (${fields.join(', ')})`, field);
  if (!oneOf(symmetries, symmetry)) return refuse(`a symmetry (${symmetries.join(', ')})`, symmetry);
  if (more.length > 0) refuse('five words in the first line', line);
  if (field === 'pattern' && (format === 'array' || symmetry === 'skew-symmetric' || symmetry === 'hermitian'))
    refuse('a pattern to be of coordinates, general or symmetric', line);
  if (symmetry === 'hermitian' && field !== 'complex') refuse('a complex field beside hermitian', field);
  if (symmetry === 'skew-symmetric' && field === 'unsigned-integer')
    refuse('a field with signs beside skew-symmetric', field);
  return { coordinate: format === 'coordinate', field, symmetry };
}

/** A typed array that grows as values come, up to a bound that the header names. */
class Column<T extends Int32Array | Float64Array | BigInt64Array | BigUint64Array> {
  length = 0;
  constructor(
    private values: T,
    private readonly bound: number,
  ) {}
  push(value: T[number]): void {
    if (this.length === this.values.length) {
      const Typed = this.values.constructor as new (length: number) => T;
      const grown = new Typed(Math.min(this.bound, Math.max(1024, 2 * this.length)));
      (grown as { set(from: T): void }).set(this.values);
      this.values = grown;
    }
    this.values[this.length++] = value as never;
  }
  done(): T {
    return this.values.subarray(0, this.length) as T;
  }
}

type Values = Column<Float64Array> | Column<BigInt64Array> | Column<BigUint64Array>;

/** Whether a whole number fits the field. */
const fits = (field: Field, x: bigint): boolean =>
  (field === 'integer' ? BigInt.asIntN(64, x) : BigInt.asUintN(64, x)) === x;

/** The elements of one file as they are read: values with their mirror images, and places for coordinates. */
class Elements {
  readonly row: Column<Int32Array>;
  readonly col: Column<Int32Array>;
  readonly values: Values;
  private count = 0;
  /** Where the next element of an array goes. */
  private i = 0;
  private j = 0;

  constructor(
    private readonly bytes: Bytes,
    private readonly header: Header,
    readonly rows: number,
    readonly cols: number,
    readonly expected: number,
  ) {
    const bound = header.symmetry === 'general' ? expected : 2 * expected;
    const wide = header.field === 'complex' ? 2 : 1;
    this.row = new Column(new Int32Array(0), bound);
    this.col = new Column(new Int32Array(0), bound);
    this.values =
      header.field === 'integer'
        ? new Column(new BigInt64Array(0), bound)
        : header.field === 'unsigned-integer'
          ? new Column(new BigUint64Array(0), bound)
          : new Column(new Float64Array(0), wide * bound);
    if (header.symmetry === 'skew-symmetric') this.i = 1;
  }

  get missing(): number {
    return this.expected - this.count;
  }

  /** One line. */
  read(line: Cursor): void {
    if (this.missing === 0) throw this.bytes.malformed(`${this.expected} elements`, `more: ${shown(line.text())}`);
    let { i, j } = this;
    if (this.header.coordinate) {
      i = line.whole() - 1;
      j = line.whole() - 1;
      if (!(i >= 0 && i < this.rows && j >= 0 && j < this.cols))
        throw this.wrong(line, `a row of 1 to ${this.rows} and a column of 1 to ${this.cols}`);
    } else {
      this.advance();
    }
    this.put(line, i, j);
    if (!line.endLine()) throw this.wrong(line, 'the end of the line');
    this.count++;
  }

  /** Arrays go down the columns; of symmetric ones only the lower triangle is there. */
  private advance(): void {
    if (++this.i < this.rows) return;
    this.j++;
    const { symmetry } = this.header;
    this.i = symmetry === 'general' ? 0 : symmetry === 'skew-symmetric' ? this.j + 1 : this.j;
  }

  private put(line: Cursor, i: number, j: number): void {
    const { field, symmetry } = this.header;
    const mirrored = symmetry !== 'general' && i !== j;
    if (mirrored && i < j) throw this.wrong(line, 'an element of the lower triangle');
    if (symmetry === 'skew-symmetric' && i === j) throw this.wrong(line, 'an element below the diagonal');
    this.place(i, j, mirrored);
    const sign = symmetry === 'skew-symmetric' ? -1 : 1;
    if (field === 'integer' || field === 'unsigned-integer') {
      const value = line.big();
      const image = value === undefined ? 0n : BigInt(sign) * value;
      if (value === undefined || !fits(field, value) || (mirrored && !fits(field, image)))
        throw this.wrong(line, `${field === 'integer' ? 'a whole' : 'an unsigned'} number of 64 bits`);
      const values = this.values as Column<BigInt64Array>;
      values.push(value);
      if (mirrored) values.push(image);
      return;
    }
    const values = this.values as Column<Float64Array>;
    const re = field === 'pattern' ? 1 : line.decimal();
    if (re === undefined) throw this.wrong(line, 'a number');
    if (field !== 'complex') {
      values.push(re);
      if (mirrored) values.push(sign * re);
      return;
    }
    const im = line.decimal();
    if (im === undefined) throw this.wrong(line, 'an imaginary part');
    values.push(re);
    values.push(im);
    if (mirrored) {
      values.push(sign * re);
      values.push(symmetry === 'hermitian' ? -im : sign * im);
    }
  }

  private place(i: number, j: number, mirrored: boolean): void {
    if (!this.header.coordinate && this.header.symmetry === 'general') return;
    this.row.push(i);
    this.col.push(j);
    if (mirrored) {
      this.row.push(j);
      this.col.push(i);
    }
  }

  private wrong(line: Cursor, expected: string): Error {
    return this.bytes.malformed(`${expected} at element ${this.count + 1}`, shown(line.text()));
  }

  /** The values in the order of the file, as an array of a shape. */
  private array(device: string, shape: readonly number[] | null): NDArray {
    const { field } = this.header;
    const whole = field === 'integer' ? int64 : field === 'unsigned-integer' ? uint64 : undefined;
    const dtype = whole ?? (field === 'complex' ? complex128 : float64);
    return frombuffer(this.values.done(), { dtype, shape, device });
  }

  sparse(device: string): CooArray {
    const data = this.array(device, null);
    const A = coo_array([data, [this.row.done(), this.col.done()]], { shape: [this.rows, this.cols], device });
    data.dispose();
    return A;
  }

  dense(device: string): NDArray {
    if (this.header.symmetry !== 'general') {
      // The upper triangle's places are known only now.
      const A = this.sparse(device);
      const x = A.toarray();
      A.dispose();
      return x;
    }
    const turned = this.array(device, [this.cols, this.rows]);
    const x = permute_dims(turned, [1, 0]);
    turned.dispose();
    return x;
  }
}

function parseSizes(bytes: Bytes, header: Header, line: Cursor): Elements {
  const text = line.text();
  const sizes = [line.whole(), line.whole()];
  if (header.coordinate) sizes.push(line.whole());
  if (sizes.some((n) => !(n >= 0 && n <= most)) || !line.endLine())
    throw bytes.malformed(
      `${header.coordinate ? 'rows, columns and elements' : 'rows and columns'}, at most 2^31 - 1 each`,
      shown(text),
    );
  const [rows, cols] = sizes as [number, number];
  if (header.symmetry !== 'general' && rows !== cols)
    throw bytes.malformed(`a square matrix that is ${header.symmetry}`, `${rows} × ${cols}`);
  const triangle = (n: number, diagonal: boolean): number => (n * (n + (diagonal ? 1 : -1))) / 2;
  const full = header.symmetry === 'general' ? rows * cols : triangle(rows, header.symmetry !== 'skew-symmetric');
  const expected = header.coordinate ? sizes[2]! : full;
  // "1 1" and a newline, "1" and a newline: the least that an element takes; the last line may lack its end.
  const least = header.coordinate ? (header.field === 'pattern' ? 4 : 6) : 2;
  if (bytes.left !== undefined && expected * least - 1 > bytes.left)
    throw bytes.malformed(`${expected} elements`, `${bytes.left} bytes for them: the file is truncated`);
  if (expected > (header.symmetry === 'general' ? most : most / 2))
    throw bytes.malformed('at most 2^31 - 1 elements', `${expected}`);
  return new Elements(bytes, header, rows, cols, expected);
}

/** Calls `line` with each line; a line that a piece ends amid is kept for the next. */
async function eachLine(bytes: Bytes, line: (cursor: Cursor) => void): Promise<void> {
  let kept: Uint8Array = new Uint8Array(0);
  for await (const piece of bytes.rest()) {
    const last = piece.lastIndexOf(10) + 1;
    if (last === 0) {
      kept = Buffer.concat([kept, piece]);
      if (kept.length > 1 << 20) throw bytes.malformed('lines of text', 'a line of over a MiB');
      continue;
    }
    const whole = kept.length > 0 ? Buffer.concat([kept, piece.subarray(0, last)]) : piece.subarray(0, last);
    kept = piece.slice(last);
    const cursor = new Cursor(whole);
    while (cursor.at < cursor.end) line(cursor);
  }
  if (kept.length > 0) line(new Cursor(kept));
}

/**
 * The matrix in a Matrix Market file (scipy.io.mmread), or in one that gzip packed: a COO array for `coordinate`, a dense
 * one for `array`. Real fields are float64, integers int64, unsigned ones (which SciPy writes) uint64, complex ones
 * complex128; a pattern has ones. Symmetric,
 * skew-symmetric and Hermitian matrices come complete. Large files are parsed piece by piece between turns of the event
 * loop; what a header claims takes no memory before the elements are there.
 *
 * @param source - a path, a file: URL, bytes, or a stream of bytes
 * @param options - `device`: where the array goes
 * @throws ObolError ERR_OBOL_FORMAT naming what was expected where; errors of the file system as they are.
 * @example
 * const { readMatrixMarket } = require('obol/io');
 * const text = '%%MatrixMarket matrix coordinate real symmetric\n2 2 2\n1 1 4\n2 1 -1.5\n';
 * const A = await readMatrixMarket(Buffer.from(text)); // [[4, -1.5], [-1.5, 0]]
 */
export async function readMatrixMarket(source: Source, options?: ReadOptions): Promise<CooArray | NDArray> {
  const fn = 'readMatrixMarket';
  const device = deviceOption(fn, checkOptions(fn, options, ['device']).device).name;
  return reading(fn, source, async (bytes) => {
    let header: Header | undefined;
    let elements: Elements | undefined;
    await eachLine(bytes, (line) => {
      if (header === undefined) {
        const end = line.bytes.indexOf(10, line.at);
        const text = Buffer.from(line.bytes.subarray(line.at, end < 0 ? line.end : end)).toString('latin1');
        header = parseBanner(bytes, text);
        line.at += text.length + 1;
      } else if (line.skipLine()) {
        return;
      } else if (elements === undefined) {
        elements = parseSizes(bytes, header, line);
      } else {
        elements.read(line);
      }
    });
    if (header === undefined || elements === undefined)
      throw bytes.malformed('a first line and sizes', 'nothing more: the file is truncated');
    if (elements.missing > 0)
      throw bytes.malformed(`${elements.expected} elements`, `${elements.missing} fewer: the file is truncated`);
    return header.coordinate ? elements.sparse(device) : elements.dense(device);
  });
}
