/** Zip archives by yauzl and yazl, as promises: entries of an archive read in turn, and an archive written from bytes. */
import { Readable } from 'node:stream';
import { type Entry, fromBuffer, open, type ZipFile as Archive } from 'yauzl';
import { ZipFile } from 'yazl';
import { typeError } from '../errors';
import { crc32 } from './crc32';
import { Bytes, bytesOf, malformed, pathOf } from './source';

type Callback<T> = (error: Error | null, value: T) => void;

const promised = <T>(start: (done: Callback<T>) => void): Promise<T> =>
  new Promise((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value))));

async function everything(stream: AsyncIterable<unknown>, fn: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) {
    const bytes = bytesOf(part);
    if (bytes === undefined) throw typeError(fn, 'source', 'a stream of bytes', part);
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

/** An archive can't be read from its start: a stream is collected first. */
async function openArchive(fn: string, source: unknown): Promise<Archive> {
  const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true } as const;
  const path = pathOf(source);
  if (path !== undefined) return promised<Archive>((done) => open(path, options, done));
  let bytes = bytesOf(source);
  if (bytes === undefined) {
    if (typeof source !== 'object' || source === null || !(Symbol.asyncIterator in source))
      throw typeError(fn, 'source', 'a path, a file: URL, bytes or a stream of bytes', source);
    bytes = await everything(source as AsyncIterable<unknown>, fn);
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return promised<Archive>((done) => fromBuffer(buffer, options, done));
}

/** What an entry unpacks to; an error at its end where that is not what was packed. */
async function* summed(stream: NodeJS.ReadableStream, { crc32: expected }: Entry): AsyncGenerator<Uint8Array> {
  let sum = 0;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    sum = crc32(piece, sum);
    yield piece;
  }
  if (sum !== expected) throw new Error(`a checksum of ${sum} where the directory has ${expected}`);
}

/** Calls `visit` with the name and the bytes of each entry that is `wanted`, one after the other. */
export async function eachEntry(
  fn: string,
  source: unknown,
  wanted: (name: string) => boolean,
  visit: (name: string, bytes: Bytes) => Promise<void>,
): Promise<void> {
  const name = pathOf(source) ?? 'the archive';
  let archive: Archive;
  try {
    archive = await openArchive(fn, source);
  } catch (error) {
    if ((error as { code?: string }).code !== undefined || error instanceof TypeError) throw error;
    throw malformed(fn, name, 'a zip archive', (error as Error).message);
  }
  try {
    for (;;) {
      const entry = await promised<Entry | undefined>((done) => {
        archive
          .once('error', done)
          .once('end', () => done(null, undefined))
          .once('entry', (e: Entry) => done(null, e));
        archive.readEntry();
      }).finally(() => archive.removeAllListeners());
      if (entry === undefined) return;
      if (entry.fileName.endsWith('/') || !wanted(entry.fileName)) continue;
      const stream = await promised<NodeJS.ReadableStream>((done) => archive.openReadStream(entry, done));
      const bytes = Bytes.ofPieces(fn, entry.fileName, summed(stream, entry), entry.uncompressedSize);
      try {
        await visit(entry.fileName, bytes);
        for await (const piece of bytes.rest()) void piece; // to its end: sizes and sums are checked there
      } finally {
        await bytes.close();
      }
    }
  } catch (error) {
    const { message, code } = error as { message: string; code?: string };
    if (code?.startsWith('ERR_OBOL') || error instanceof TypeError || error instanceof RangeError) throw error;
    throw malformed(fn, name, 'a sound zip archive', message);
  } finally {
    archive.close();
  }
}

/** How much of an entry is packed at once. */
const pieceBytes = 1 << 20;

function* piecesOf(parts: readonly Uint8Array[]): Generator<Buffer> {
  for (const { buffer, byteOffset, length } of parts) {
    for (let at = 0; at < length; at += pieceBytes)
      yield Buffer.from(buffer, byteOffset + at, Math.min(pieceBytes, length - at));
  }
}

/** An archive of named bytes, each in parts, deflated or stored, as a stream. */
export function archiveOf(
  entries: Iterable<readonly [string, readonly Uint8Array[]]>,
  compress: boolean,
): AsyncIterable<Uint8Array> {
  const zip = new ZipFile();
  // A fixed time, so that equal arrays make equal files.
  const mtime = new Date(1980, 0, 1);
  for (const [name, parts] of entries)
    zip.addReadStreamLazy(name, { mtime, compress }, (done) => done(null, Readable.from(piecesOf(parts))));
  zip.end();
  return zip.outputStream as AsyncIterable<Uint8Array> & NodeJS.ReadableStream;
}
