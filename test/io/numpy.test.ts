// .npy and .npz beside what NumPy and SciPy wrote (scripts/fixtures/io.py), byte for byte where the format fixes bytes.
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { ZipFile } from 'yazl';
import * as xp from 'obol';
import { readMatrixMarket, readNpy, readNpz, readSparseNpz, writeNpy, writeNpz, writeSparseNpz } from 'obol/io';
import { crc32, tabledCrc32 } from '../../lib/io/crc32';
import { small, testDevice as device } from '../support/device';
import { fixturePath } from '../support/fixtures';
import { factOf, facts, known, temporaryFolder } from './support';

const folder = temporaryFolder();
const fixture = (name: string): string => fixturePath(`io/${name}`);
const bytes = (name: string): Buffer => readFileSync(fixture(name));
const format = expect.objectContaining({ code: 'ERR_OBOL_FORMAT' });

describe('.npy', () => {
  small(
    "holds what NumPy's files hold: every dtype, both byte orders, Fortran's order, no elements, no axes",
    async () => {
      for (const [name, fact] of Object.entries(facts.npy)) {
        const x = await readNpy(fixture(name), { device });
        expect([name, x.device, factOf(x)]).toEqual([name, device, known(fact)]);
      }
    },
  );

  small('is written byte for byte as NumPy writes it', async () => {
    for (const name of Object.keys(facts.npy).filter((file) => !file.includes('-big'))) {
      const file = path.join(folder(), name);
      await writeNpy(file, await readNpy(fixture(name), { device }));
      expect([name, readFileSync(file).equals(bytes(name))]).toEqual([name, true]);
    }
  });

  small('a view is written as the elements that it shows', async () => {
    const x = xp.reshape(xp.arange(24, { device }), [4, 6]);
    for (const view of [
      x.get(xp.slice(null, null, -1), xp.slice(1, null, 2)),
      x.T,
      xp.broadcast_to(x.get(0), [2, 6]),
    ]) {
      await writeNpy(path.join(folder(), 'view.npy'), view);
      expect(factOf(await readNpy(path.join(folder(), 'view.npy')))).toEqual(factOf(view));
    }
  });

  small('comes from paths, URLs, bytes, streams, gzipped or not', async () => {
    const plain = bytes('float64.npy');
    const packed = path.join(folder(), 'packed.npy.gz');
    await writeNpy(packed, await readNpy(plain));
    expect(readFileSync(packed).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
    const drops = Readable.from(Array.from(plain, (byte) => Uint8Array.of(byte)));
    const whole = plain.buffer.slice(plain.byteOffset, plain.byteOffset + plain.length) as ArrayBuffer;
    for (const source of [pathToFileURL(fixture('float64.npy')), plain, whole, drops, gzipSync(plain), packed])
      expect(factOf(await readNpy(source))).toEqual(known(facts.npy['float64.npy']!));
    const parts: Buffer[] = [];
    const sink = new Writable({ write: (part: Buffer, _, done) => (parts.push(part), done()) });
    await writeNpy(sink, await readNpy(plain));
    expect(Buffer.concat(parts).equals(plain)).toBe(true);
  });

  small('every cut of a file is refused, and so is what is none', async () => {
    const whole = bytes('int16.npy');
    for (let n = 0; n < whole.length; n += n < 130 ? 9 : 1)
      await expect(readNpy(whole.subarray(0, n))).rejects.toEqual(format);
    for (const name of ['refused-objects.npy', 'refused-fields.npy', 'refused-text.npy', 'stored.npz', 'facts.json'])
      await expect(readNpy(fixture(name))).rejects.toEqual(format);
    await expect(readNpy(fixture('refused-text.npy'))).rejects.toThrow(/elements of a dtype .*, got \|S3/);
    await expect(readNpy(new URL('https://example.org/x.npy'))).rejects.toThrow(
      /^readNpy: expected a path, a file: URL/,
    );
    const dict = (text: string): Buffer => {
      const head = Buffer.concat([whole.subarray(0, 8), Buffer.alloc(2), Buffer.from(text)]);
      head.writeUInt16LE(text.length, 8);
      return head;
    };
    for (const text of [
      "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }",
      "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999, 99999999999, 99999999999), }",
      "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }",
      "{'descr': '<f8', 'fortran_order': maybe, 'shape': (1,), }",
      "{'descr': '<f2', 'fortran_order': False, 'shape': (1,), }",
      "{'descr': '<f8', 'fortran_order': False, 'shape': (1), }",
      "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'more': 3, }",
      "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 9007199254740993), }",
      `{'descr': '<f8', 'fortran_order': False, 'shape': (0, ${'1, '.repeat(40)}), }`,
      "{'descr': '|S4', 'fortran_order': False, 'shape': (0,), 'é': 1}",
      "__import__('os')",
      '',
      '{'.repeat(60000),
    ]) {
      await expect(readNpy(dict(text))).rejects.toThrow(/^.{1,250}$/s);
      await expect(readNpy(dict(text))).rejects.toEqual(format);
      await expect(readNpy(Readable.from([dict(text)]))).rejects.toEqual(format);
    }
    await expect(readNpy(gzipSync(whole).subarray(0, 60))).rejects.toEqual(format);
    await expect(readNpy(gzipSync(whole).fill(7, 20, 60))).rejects.toEqual(format);
    await expect(readNpy(path.join(folder(), 'none.npy'))).rejects.toEqual(expect.objectContaining({ code: 'ENOENT' }));
    for (const source of [undefined, 5, {}, []])
      await expect(readNpy(source as never)).rejects.toThrow(/^readNpy: expected a path, a file: URL, bytes or/);
    await expect(readNpy(whole, { dtype: xp.int8 } as never)).rejects.toThrow('readNpy: unknown option dtype');
  });

  small('blanks in the tuple of a header are as Python allows', async () => {
    for (const shape of ['( )', '(2 , )', '( 2,1 )', '(\n2L, 1L, )']) {
      const header = `{"descr": '<f8', "fortran_order" : False, 'shape':${shape}}`;
      const head = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]);
      const x = await readNpy(Buffer.concat([head, Buffer.from(header), Buffer.alloc(16)]));
      expect(x.shape).toEqual((shape.match(/\d/g) ?? []).map(Number));
    }
  });

  small(
    'what is malformed is let go: the file of an archive that gzip packed, a stream that has more to come',
    async () => {
      const packed = path.join(folder(), 'packed.gz');
      writeFileSync(packed, gzipSync(randomBytes(1 << 20)));
      const open = (): number =>
        readdirSync('/proc/self/fd').filter((fd) => {
          try {
            return readlinkSync(`/proc/self/fd/${fd}`) === packed;
          } catch {
            return false; // closed meanwhile
          }
        }).length;
      for (let i = 0; i < 3; i++) {
        await expect(readNpy(packed)).rejects.toEqual(format);
        await expect(readMatrixMarket(packed)).rejects.toEqual(format);
      }
      const deadline = Date.now() + 5000;
      while (open() > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
      expect(open()).toBe(0);
      for (const first of [Buffer.from('neither one'), gzipSync(Buffer.alloc(100))]) {
        const stream = new PassThrough();
        stream.write(first);
        await expect(readNpy(stream)).rejects.toEqual(format);
        expect(stream.destroyed).toBe(true);
      }
    },
  );

  small('a failed writing leaves the file that was there, and nothing else', async () => {
    const file = path.join(folder(), 'kept.npy');
    writeFileSync(file, 'kept');
    await expect(writeNpy(file, [1, 2] as never)).rejects.toThrow(/^writeNpy: expected an array for x/);
    const x = xp.ones([3], { device });
    x.dispose();
    await expect(writeNpy(file, x)).rejects.toEqual(expect.objectContaining({ code: 'ERR_OBOL_DISPOSED' }));
    await expect(writeNpy(path.join(folder(), 'no/such/folder.npy'), xp.ones(2))).rejects.toThrow('ENOENT');
    await expect(writeNpy(7 as never, xp.ones(2))).rejects.toThrow(/^writeNpy: expected a path/);
    expect(readFileSync(file, 'utf8')).toBe('kept');
    expect(readdirSync(folder()).filter((name) => name.includes('.part'))).toEqual([]);
  });
});

describe('.npz', () => {
  small("holds what NumPy's archives hold, stored or deflated", async () => {
    for (const source of [
      fixture('stored.npz'),
      fixture('deflated.npz'),
      bytes('stored.npz'),
      Readable.from([bytes('deflated.npz')]),
    ]) {
      const { x, y, ...more } = await readNpz(source, { device });
      expect([x!.tolist(), y!.tolist(), y!.dtype, x!.device, more]).toEqual([
        [
          [0, 1, 2],
          [3, 4, 5],
        ],
        [1, 2],
        xp.uint8,
        device,
        {},
      ]);
    }
  });

  small('what is written is read again, and equal arrays make equal files', async () => {
    const arrays = {
      a: xp.reshape(xp.arange(6, { device }), [2, 3]),
      'b/c': xp.asarray(true, { device }),
      __proto__x: xp.zeros([0], { device }),
    };
    const files = ['one.npz', 'two.npz'].map((name) => path.join(folder(), name));
    for (const compressed of [false, true]) {
      for (const file of files) await writeNpz(file, arrays, { compressed });
      expect(readFileSync(files[0]!).equals(readFileSync(files[1]!))).toBe(true);
      const again = await readNpz(files[0]!);
      expect(Object.entries(again).map(([name, x]) => [name, factOf(x)])).toEqual(
        Object.entries(arrays).map(([name, x]) => [name, factOf(x)]),
      );
    }
  });

  small('an array is read by its name beside entries that are none; of two of one name it is the last', async () => {
    const file = path.join(folder(), 'some.npz');
    const pieces: Buffer[] = [];
    const sink = new Writable({ write: (part: Buffer, _, done) => (pieces.push(part), done()) });
    await writeNpy(sink, xp.asarray([3, 4], { device }));
    const zip = new ZipFile();
    zip.addBuffer(bytes('int16.npy'), 'x.npy');
    zip.addBuffer(Buffer.from('words'), 'words.npy');
    zip.addBuffer(Buffer.concat(pieces), 'x.npy');
    zip.end();
    const parts: Buffer[] = [];
    for await (const part of zip.outputStream) parts.push(part as Buffer);
    writeFileSync(file, Buffer.concat(parts));
    const found = await readNpz(file, { names: ['x'], device });
    expect([Object.keys(found), found['x']!.device, found['x']!.tolist()]).toEqual([['x'], device, [3, 4]]);
    expect(await readNpz(file, { names: [] })).toEqual({});
    await expect(readNpz(file, { names: null })).rejects.toThrow(/in words\.npy, got 5/);
    await expect(readNpz(file, { names: ['x', 'y'] })).rejects.toThrow(/^readNpz: expected an entry y in .*some\.npz/);
    for (const names of ['x', [1], {}])
      await expect(readNpz(file, { names: names as never })).rejects.toThrow(/an array of strings for names/);
  });

  small('a byte that changed in an archive is noticed, stored or deflated', async () => {
    for (const name of ['stored.npz', 'deflated.npz']) {
      const whole = bytes(name);
      // Near the end of the first entry, before the second one's signature.
      const second = whole.indexOf('PK\x03\x04', 4, 'latin1');
      for (const at of [second - 5, second - 9]) {
        const copy = Buffer.from(whole);
        copy[at]! ^= 0x10;
        await expect(readNpz(copy).then((arrays) => arrays['x']!.tolist())).rejects.toEqual(format);
      }
    }
    const text = Buffer.from('123456789');
    for (const sum of [crc32, tabledCrc32]) {
      expect(sum(text)).toBe(0xcbf43926);
      expect(sum(text.subarray(4), sum(text.subarray(0, 4)))).toBe(0xcbf43926);
    }
  });

  small('malformed archives and arrays of other things are refused', async () => {
    const whole = bytes('stored.npz');
    for (let n = 0; n < whole.length; n += 37) await expect(readNpz(whole.subarray(0, n))).rejects.toEqual(format);
    await expect(readNpz(Buffer.from(whole).fill(0, 0, 60))).rejects.toEqual(format);
    await expect(readNpz(fixture('refused.npz'))).rejects.toThrow(
      /^readNpz: expected elements of a dtype .* x\.npy, got <U4/,
    );
    await expect(readNpz(fixture('real-csr.npz'))).rejects.toThrow(/got \|S3/);
    await expect(readNpz(5 as never)).rejects.toThrow(/^readNpz: expected a path/);
    await expect(readNpz(path.join(folder(), 'none.npz'))).rejects.toEqual(expect.objectContaining({ code: 'ENOENT' }));
    for (const arrays of [null, [], { x: 5 }, { '../x': xp.ones(1) }])
      await expect(writeNpz(path.join(folder(), 'x.npz'), arrays as never)).rejects.toThrow(/^writeNpz: expected/);
  });
});

/** An archive of arrays with SciPy's entry `format`, made of a written one's. */
async function archived(arrays: Record<string, xp.NDArray>, kind: string): Promise<Buffer> {
  const parts: [string, Buffer][] = [];
  for (const [name, x] of Object.entries(arrays)) {
    const pieces: Buffer[] = [];
    await writeNpy(new Writable({ write: (part: Buffer, _, done) => (pieces.push(part), done()) }), x);
    parts.push([`${name}.npy`, Buffer.concat(pieces)]);
  }
  const header = Buffer.from(`{'descr': '|S3', 'fortran_order': False, 'shape': (), }\n`);
  const head = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]);
  parts.push(['format.npy', Buffer.concat([head, header, Buffer.from(kind)])]);
  const zip = new ZipFile();
  for (const [name, data] of parts) zip.addBuffer(data, name);
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

describe("SciPy's sparse .npz", () => {
  small('csr, csc and coo of every kind of number are read exactly', async () => {
    for (const [name, fact] of Object.entries(facts.sparse)) {
      const A = await readSparseNpz(fixture(name), { device });
      expect([name, A.device, A.format, factOf(A.toarray())]).toEqual([
        name,
        device,
        /coo|csr|csc/.exec(name)![0],
        known(fact),
      ]);
    }
  });

  small('what is written is read again, format and all', async () => {
    const file = path.join(folder(), 'sparse.npz');
    for (const name of ['real-csr.npz', 'complex-coo.npz', 'integer-csc.npz']) {
      const A = await readSparseNpz(fixture(name), { device });
      await writeSparseNpz(file, A, { compressed: false });
      const B = await readSparseNpz(file);
      expect([B.format, B.nnz, factOf(B.toarray())]).toEqual([A.format, A.nnz, factOf(A.toarray())]);
    }
    for (const dtype of [xp.bool, xp.int8, xp.uint64, xp.float32, xp.complex64])
      for (const make of [xp.sparse.coo_array, xp.sparse.csr_array, xp.sparse.csc_array])
        for (const shape of [
          [2, 3],
          [0, 3],
          [3, 0],
        ]) {
          const A = make(xp.ones(shape, { dtype, device }));
          await writeSparseNpz(file, A);
          const B = await readSparseNpz(file, { device });
          expect([B.format, B.shape, factOf(B.toarray())]).toEqual([A.format, A.shape, factOf(A.toarray())]);
        }
    await expect(writeSparseNpz(file, xp.ones([2, 2]) as never)).rejects.toThrow(
      /^writeSparseNpz: expected a sparse array/,
    );
  });

  small('other formats, dense archives and indices out of range are refused', async () => {
    await expect(readSparseNpz(fixture('refused-dia.npz'))).rejects.toThrow(
      /expected the format csr, csc or coo .*, got dia/,
    );
    await expect(readSparseNpz(fixture('stored.npz'))).rejects.toEqual(format);
    const one = xp.asarray([1n], { device });
    const two = xp.asarray([2, 3], { device });
    const wrong: Record<string, xp.NDArray>[] = [
      { data: two, row: one, col: one },
      { data: one, row: one, col: xp.asarray([-1n], { device }) },
      { data: one, row: one, col: xp.asarray([0.5], { device }) },
      { data: one, row: xp.asarray([7n], { device }), col: one },
      { data: one, row: one },
      { data: one, coords: one },
      { data: one, row: one, col: one, shape: xp.asarray([2n, -2n], { device }) },
      { data: one, row: one, col: one, shape: xp.asarray([2n, 2n ** 31n], { device }) },
      { data: one, row: one, col: one, shape: xp.asarray([2.5, 2], { device }) },
      { data: one, row: one, col: one, shape: xp.asarray(2n, { device }) },
      { data: one, indices: one, indptr: xp.asarray([0n, 2n, 1n], { device }), format: 'csr' as never },
      { data: one, indices: one, indptr: xp.asarray([0n, 1n], { device }), format: 'csc' as never },
      {
        data: one,
        indices: xp.asarray([2n ** 40n], { device }),
        indptr: xp.asarray([0n, 1n, 1n]),
        format: 'csc' as never,
      },
    ];
    const shape = xp.asarray([2n, 2n], { device });
    await xp.synchronize(device);
    const live = xp.device_stats(device).live_storages;
    for (const { format: kind = 'coo', ...parts } of wrong as (Record<string, xp.NDArray> & { format?: string })[]) {
      const archive = await archived({ shape, ...parts }, kind);
      await expect(readSparseNpz(archive, { device })).rejects.toEqual(format);
    }
    await xp.synchronize(device);
    expect(xp.device_stats(device).live_storages).toBeLessThanOrEqual(live);
    const together = {
      shape,
      data: two,
      coords: xp.asarray([
        [0n, 1n],
        [1n, 1n],
      ]),
    };
    const A = await readSparseNpz(await archived(together, 'coo'), { device });
    expect(A.toarray().tolist()).toEqual([
      [0, 2],
      [0, 3],
    ]);
  });
});
