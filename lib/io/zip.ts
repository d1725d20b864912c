/** Zip archives by yauzl and yazl, as promises: entries of an archive read in turn, and an archive written from bytes. */
import { type Entry, fromBuffer, open, type ZipFile as Archive } from 'yauzl';
import { ZipFile } from 'yazl';
import { typeError } from '../errors';
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

/** Calls `visit` with each entry's name and bytes, one after the other. */
export async function eachEntry(
  fn: string,
  source: unknown,
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
      if (entry.fileName.endsWith('/')) continue;
      const stream = await promised<NodeJS.ReadableStream>((done) => archive.openReadStream(entry, done));
      const bytes = Bytes.ofStream(fn, entry.fileName, stream, entry.uncompressedSize);
      try {
        await visit(entry.fileName, bytes);
        for await (const piece of bytes.rest()) void piece; // to its end: sizes are checked there
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

/** An archive of named bytes, deflated or stored, as a stream. */
export function archiveOf(
  entries: Iterable<readonly [string, Uint8Array]>,
  compress: boolean,
): AsyncIterable<Uint8Array> {
  const zip = new ZipFile();
  // A fixed time, so that equal arrays make equal files.
  const mtime = new Date(1980, 0, 1);
  for (const [name, bytes] of entries)
    zip.addBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), name, { mtime, compress });
  zip.end();
  return zip.outputStream as AsyncIterable<Uint8Array> & NodeJS.ReadableStream;
}
