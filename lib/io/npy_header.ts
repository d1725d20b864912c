/**
 * The header of the .npy format, versions 1 to 3 (numpy.lib.format): a Python dict of `descr`, `fortran_order` and
 * `shape`. Read as that one literal, never evaluated; written as NumPy writes it, byte for byte.
 */

/** What a header says. `descr` may name types that obol has no dtype for. */
export interface NpyHeader {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

/** The first bytes of every .npy file; two bytes of version follow. */
export const magic = Buffer.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59); // \x93NUMPY

const align = 64;

/** Room that NumPy leaves for the first extent to grow in place, in digits. */
const growthDigits = 21;

/** dtype name → NumPy's type string without the byte order. */
const codes: Readonly<Record<string, string>> = {
  bool: 'b1',
  int8: 'i1',
  int16: 'i2',
  int32: 'i4',
  int64: 'i8',
  uint8: 'u1',
  uint16: 'u2',
  uint32: 'u4',
  uint64: 'u8',
  float32: 'f4',
  float64: 'f8',
  complex64: 'c8',
  complex128: 'c16',
};
const names = new Map(Object.entries(codes).map(([name, code]) => [code, name]));

/** NumPy's type string of a dtype: `<f8`. */
export function descrOf(dtype: string): string {
  const code = codes[dtype]!;
  return (code.endsWith('1') ? '|' : '<') + code;
}

/** The dtype that a type string names, and whether its bytes are in the other order; undefined when obol has none. */
export function dtypeOf(descr: string): { name: string; bigEndian: boolean } | undefined {
  const name = names.get(descr.slice(1));
  return name !== undefined && /^[<>|=]/.test(descr) ? { name, bigEndian: descr[0] === '>' } : undefined;
}

/** The header's bytes, magic and version included. */
export function formatHeader({ descr, fortranOrder, shape }: NpyHeader): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const order = fortranOrder ? 'True' : 'False';
  let dict = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${tuple}, }`;
  if (shape.length > 0) dict += ' '.repeat(growthDigits - String(shape.at(fortranOrder ? -1 : 0)).length);
  const used = magic.length + 4 + dict.length + 1;
  dict += `${' '.repeat(align - (used % align))}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(dict.length);
  return Buffer.concat([magic, Buffer.from([1, 0]), length, Buffer.from(dict, 'latin1')]);
}

/** The dict of a header; undefined when it is not one. */
export function parseHeader(text: string): NpyHeader | undefined {
  const key = (name: string): RegExpExecArray | null =>
    new RegExp(`['"]${name}['"]\\s*:\\s*('[^']*'|"[^"]*"|True|False|\\([^()]*\\)|\\[)`).exec(text);
  const found = [key('descr'), key('fortran_order'), key('shape')];
  const [descr, order, shape] = found.map((match) => match?.[1]);
  if (!/^\s*\{.*\}\s*$/s.test(text) || descr === undefined || order === undefined || shape === undefined) return;
  // A number in brackets is no tuple.
  if (!/^\((\s*\d+L?\s*,)*\s*(\d+L?\s*)?\)$/.test(shape) || /^\(\s*\d+L?\s*\)$/.test(shape)) return;
  if (!/^(True|False)$/.test(order)) return;
  // A list of fields: a structured type, named as such; other keys make another dict.
  const others = found.reduce((rest, match) => rest.replace(match![0], ''), text);
  if (descr !== '[' && /[^{},\s]/.test(others)) return;
  const type = descr === '[' ? 'a structured dtype' : descr.slice(1, -1);
  return { descr: type, fortranOrder: order === 'True', shape: (shape.match(/\d+/g) ?? []).map(Number) };
}
