/** How an array reads in a console: nested brackets as NumPy's, long axes shortened to their ends. Waits. */
import { inspect, type InspectOptions } from 'node:util';
import type { NDArray } from './array';
import { Slice } from './slice';
import { sizeOf } from './shape';

const most = 1000;
const edge = 3;

function part(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    const { re, im } = value as { re: number; im: number };
    return `${number(re)}${im < 0 || Object.is(im, -0) ? '-' : '+'}${number(Math.abs(im))}i`;
  }
  return typeof value === 'number' ? number(value) : String(value);
}

function number(x: number): string {
  if (Object.is(x, -0)) return '-0';
  if (!Number.isFinite(x) || Number.isInteger(x)) return String(x);
  return String(Number(x.toPrecision(8)));
}

// The elements to show along each axis: all, or both ends around a gap.
function rows(x: NDArray, summary: boolean): (NDArray | undefined)[] {
  const n = x.shape[0]!;
  const at = (from: number, to: number): NDArray[] => Array.from({ length: to - from }, (_, i) => x.get(from + i));
  return summary && n > 2 * edge ? [...at(0, edge), undefined, ...at(n - edge, n)] : at(0, n);
}

function nested(x: NDArray, summary: boolean, indent: string): string {
  if (x.ndim === 0) return part(x.item());
  if (x.ndim === 1) {
    const n = x.shape[0]!;
    const ends = (s: Slice): string[] => {
      const piece = x.get(s);
      const list = (piece.tolist() as unknown[]).map(part);
      piece.dispose();
      return list;
    };
    const shown =
      summary && n > 2 * edge
        ? [...ends(new Slice(0, edge, 1)), '…', ...ends(new Slice(n - edge, n, 1))]
        : ends(new Slice(null, null, null));
    return `[${shown.join(', ')}]`;
  }
  const lines = rows(x, summary).map((r) => {
    if (r === undefined) return '…';
    const text = nested(r, summary, `${indent} `);
    r.dispose();
    return text;
  });
  return `[${lines.join(`,\n${indent} `)}]`;
}

/** `array([...], float64)`; the device is named when it is not the CPU. */
export function format(x: NDArray, options: InspectOptions): string {
  const where = x.device === 'cpu' ? '' : `, ${x.device}`;
  if (x._disposed) return `array(disposed, [${x.shape.join(', ')}], ${x.dtype.name}${where})`;
  const style = options.colors ? (s: string) => inspect.colors['cyan'] && `\u001b[36m${s}\u001b[39m` : (s: string) => s;
  const shape = sizeOf(x.shape) === 0 ? `, [${x.shape.join(', ')}]` : '';
  return `array(${nested(x, sizeOf(x.shape) > most, '       ')}${shape}, ${style(x.dtype.name)}${where})`;
}
