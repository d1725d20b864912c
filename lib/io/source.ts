/**
 * Where bytes come from and go to: files, bytes in memory, streams; gzip is recognised by its first bytes when reading,
 * by the name's end when writing. Nothing here knows a format.
 */
import { constants } from 'node:buffer';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGunzip, createGzip } from 'node:zlib';
import { ObolError, typeError } from '../errors';

/** A file's path or file: URL, bytes in memory, or a stream (anything that yields bytes). */
export type Source = string | URL | ArrayBuffer | ArrayBufferView | AsyncIterable<Uint8Array>;

/** A file's path or file: URL, or a stream. */
export type Target = string | URL | Writable;

/** How much is handed on at once: parsing so much does not hold the event loop up. */
const pieceBytes = 256 * 1024;

/** Whether a URL, also one of another realm. */
const isUrl = (x: unknown): x is URL => Object.prototype.toString.call(x) === '[object URL]';

/** The path that a string or file: URL spells; undefined for anything else. */
export function pathOf(x: unknown): string | undefined {
  if (isUrl(x)) return x.protocol === 'file:' ? fileURLToPath(x.href) : undefined;
  return typeof x === 'string' ? x : undefined;
}

/** Bytes in memory as a view of them; undefined for anything else. */
export function bytesOf(x: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(x)) return new Uint8Array(x.buffer, x.byteOffset, x.byteLength);
  const tag = Object.prototype.toString.call(x);
  return tag === '[object ArrayBuffer]' || tag === '[object SharedArrayBuffer]'
    ? new Uint8Array(x as ArrayBuffer)
    : undefined;
}

/** The pieces of bytes in memory, with a turn of the event loop between them. */
async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    if (at > 0) await new Promise((resolve) => setImmediate(resolve));
    yield bytes.subarray(at, at + pieceBytes);
  }
}

async function* checked(fn: string, stream: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const piece of stream) {
    const bytes = bytesOf(piece);
    if (bytes === undefined) throw typeError(fn, 'source', 'a stream of bytes', piece);
    yield bytes;
  }
}

/** A text between quotes, no longer than a message has room for. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

/** ERR_OBOL_FORMAT: what was expected of the source that messages call `name`. */
export function malformed(fn: string, name: string, expected: string, got: string): ObolError {
  return new ObolError('ERR_OBOL_FORMAT', `${fn}: expected ${expected} in ${name}, got ${got}`);
}

/** Bytes read in order, and how many there are where that is known. */
export class Bytes {
  private held: Uint8Array = new Uint8Array(0);
  private taken = 0;

  private constructor(
    readonly fn: string,
    /** What messages call the source. */
    readonly name: string,
    private readonly pieces: AsyncIterator<Uint8Array>,
    private readonly size: number | undefined,
    /** Lets go what the pieces come from, even while a piece is waited for. */
    private readonly release?: () => unknown,
  ) {}

  /** Opens a source; gzipped bytes are unpacked on the way. */
  static async open(fn: string, source: unknown): Promise<Bytes> {
    const bytes = bytesOf(source);
    if (bytes !== undefined) return Bytes.unpacked(new Bytes(fn, 'the bytes', piecesOf(bytes), bytes.length));
    const path = pathOf(source);
    if (path !== undefined) {
      const info = await stat(path);
      const stream = createReadStream(path, { highWaterMark: pieceBytes });
      const size = info.isFile() ? info.size : undefined;
      const release = (): unknown => stream.destroy();
      return Bytes.unpacked(new Bytes(fn, basename(path), stream[Symbol.asyncIterator](), size, release));
    }
    if (typeof source === 'object' && source !== null && Symbol.asyncIterator in source) {
      const { destroy } = source as { destroy?: unknown };
      const pieces = checked(fn, source as AsyncIterable<unknown>);
      const release = typeof destroy === 'function' ? (): unknown => destroy.call(source) : undefined;
      return Bytes.unpacked(new Bytes(fn, 'the stream', pieces, undefined, release));
    }
    throw typeError(fn, 'source', 'a path, a file: URL, bytes or a stream of bytes', source);
  }

  /** Pieces of known length, as an archive's entry has. */
  static ofPieces(fn: string, name: string, pieces: AsyncIterator<Uint8Array>, size: number): Bytes {
    return new Bytes(fn, name, pieces, size);
  }

  private static async unpacked(raw: Bytes): Promise<Bytes> {
    const magic = await raw.peek(2);
    if (magic[0] !== 0x1f || magic[1] !== 0x8b) return raw;
    const gunzip = createGunzip({ chunkSize: pieceBytes });
    // An error of either stream ends the iteration over the last one.
    pipeline(Readable.from(raw.rest()), gunzip).catch(() => undefined);
    const pieces = gunzip[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    // The unpacking reads ahead, and a stream may have nothing to give for long: its end is not waited for.
    const release = (): unknown => raw.release?.() ?? raw.close().catch(() => undefined);
    return new Bytes(raw.fn, raw.name, pieces, undefined, release);
  }

  /** What is still to come, where that is known: a bound for what a header may claim. */
  get left(): number | undefined {
    return this.size === undefined ? undefined : this.size - this.taken;
  }

  private async more(): Promise<Uint8Array | undefined> {
    try {
      const next = await this.pieces.next();
      return next.done === true ? undefined : next.value;
    } catch (error) {
      const code = (error as { code?: string }).code ?? '';
      throw code.startsWith('Z_') || code === 'ERR_BUFFER_TOO_LARGE'
        ? this.malformed('gzip data', String(error))
        : error;
    }
  }

  /** Up to n of the next bytes, without taking them. */
  async peek(n: number): Promise<Uint8Array> {
    while (this.held.length < n) {
      const piece = await this.more();
      if (piece === undefined) break;
      this.held = this.held.length === 0 ? piece : Buffer.concat([this.held, piece]);
    }
    return this.held.subarray(0, n);
  }

  /** The next n bytes, in memory of their own; memory grows with what arrives, not with what a header claims. */
  async take(n: number, what: string): Promise<Uint8Array> {
    if (this.left !== undefined && this.left < n) throw this.truncated(what, n, this.left);
    if (n > constants.MAX_LENGTH) throw this.malformed(`at most ${constants.MAX_LENGTH} bytes of ${what}`, String(n));
    const parts: Uint8Array[] = [];
    let got = 0;
    while (got < n) {
      const piece = this.held.length > 0 ? this.held : await this.more();
      if (piece === undefined) throw this.truncated(what, n, got);
      const part = piece.subarray(0, n - got);
      this.held = piece.subarray(part.length);
      parts.push(part);
      got += part.length;
    }
    this.taken += n;
    const whole = new Uint8Array(n);
    for (let end = n; parts.length > 0;) {
      const part = parts.pop()!;
      whole.set(part, (end -= part.length));
    }
    return whole;
  }

  /** All that is left, in pieces. */
  async *rest(): AsyncGenerator<Uint8Array> {
    if (this.held.length > 0) yield this.held;
    this.held = new Uint8Array(0);
    for (let piece = await this.more(); piece !== undefined; piece = await this.more()) yield piece;
  }

  /** Lets the source go. */
  async close(): Promise<void> {
    await this.pieces.return?.();
    this.release?.();
  }

  truncated(what: string, expected: number, got: number): ObolError {
    return this.malformed(`${expected} bytes of ${what}`, `${got}: the file is truncated`);
  }

  /** ERR_OBOL_FORMAT for what is not as its format has it. */
  malformed(expected: string, got: string): ObolError {
    return malformed(this.fn, this.name, expected, got);
  }
}

/** Opens a source, reads it by `body`, and lets it go whatever happens. */
export async function reading<T>(fn: string, source: unknown, body: (bytes: Bytes) => Promise<T>): Promise<T> {
  const bytes = await Bytes.open(fn, source);
  try {
    return await body(bytes);
  } finally {
    await bytes.close();
  }
}

let temporaries = 0;

/**
 * Writes what `pieces` yields. A file appears under its name when it is complete, so a failure leaves what was there;
 * a name that ends in .gz is gzipped (unless `gzip` is false).
 */
export async function writing(
  fn: string,
  target: unknown,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  gzip = true,
): Promise<void> {
  const path = pathOf(target);
  if (path === undefined) {
    const stream = target as Writable | null | undefined;
    if (typeof stream?.write !== 'function' || typeof stream.end !== 'function')
      throw typeError(fn, 'target', 'a path, a file: URL or a writable stream', target);
    return pipeline(Readable.from(pieces), stream);
  }
  const temporary = `${path}.${process.pid}-${++temporaries}.part`;
  try {
    const file = createWriteStream(temporary, { flags: 'wx' });
    if (gzip && path.endsWith('.gz')) await pipeline(Readable.from(pieces), createGzip(), file);
    else await pipeline(Readable.from(pieces), file);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
