// Writes a float array as a .npy file, so that a peer works on the very numbers that obol works on.
import { writeFileSync } from 'node:fs';

export function writeNpy(path: string, data: Float64Array | Float32Array, shape: readonly number[]): void {
  const dims = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '<f${data.BYTES_PER_ELEMENT}', 'fortran_order': False, 'shape': (${dims}), }`;
  // The data start at a multiple of 64; ten bytes of magic, version and length stand before the header.
  const header = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`;
  const prefix = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  const body = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  writeFileSync(path, Buffer.concat([prefix, Buffer.from(header, 'latin1'), body]));
}
