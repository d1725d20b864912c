/** The checksum of zip archives: CRC-32 (ISO 3309), by zlib where Node has it there. */
import * as zlib from 'node:zlib';

/** What a byte's eight divisions by the polynomial leave. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

/** The checksum of bytes that follow others, whose checksum is `before`. */
export function tabledCrc32(bytes: Uint8Array, before = 0): number {
  let rest = ~before;
  for (const byte of bytes) rest = table[(rest ^ byte) & 0xff]! ^ (rest >>> 8);
  return ~rest >>> 0;
}

/** {@link tabledCrc32}; Node's own is there from 20.15 on. */
export const crc32 = (zlib as Partial<typeof zlib>).crc32 ?? tabledCrc32;
