// What lies beyond the end of a line: SciPy's boundary modes as arithmetic of whole-number places.

/** How a line goes on beyond its ends, once the aliases are resolved. */
export type Boundary = 'reflect' | 'nearest' | 'constant' | 'mirror' | 'wrap';

/** The modes of `scipy.ndimage`; the `grid-` names are the same rules where only whole pixels are asked for. */
export type NdimageMode = Boundary | 'grid-mirror' | 'grid-constant' | 'grid-wrap';

const BOUNDARY: Record<NdimageMode, Boundary> = {
  reflect: 'reflect',
  nearest: 'nearest',
  constant: 'constant',
  mirror: 'mirror',
  wrap: 'wrap',
  'grid-mirror': 'reflect',
  'grid-constant': 'constant',
  'grid-wrap': 'wrap',
};

/** The names that are accepted as a mode. */
export const NDIMAGE_MODES = Object.keys(BOUNDARY) as readonly NdimageMode[];

/** The rule that a mode names. */
export function boundaryOf(mode: NdimageMode): Boundary {
  return BOUNDARY[mode];
}

/** Which of the `n` pixels of a line stands at place `i`; `constant` gives -1 beyond the ends. */
export function pixelAt(i: number, n: number, boundary: Boundary): number {
  if (i >= 0 && i < n) return i;
  switch (boundary) {
    case 'constant':
      return -1;
    case 'nearest':
      return i < 0 ? 0 : n - 1;
    case 'wrap':
      return modulo(i, n);
    case 'reflect': {
      const k = modulo(i, 2 * n);
      return k < n ? k : 2 * n - 1 - k;
    }
    case 'mirror': {
      if (n === 1) return 0;
      const k = modulo(i, 2 * n - 2);
      return k < n ? k : 2 * n - 2 - k;
    }
  }
}

function modulo(i: number, n: number): number {
  const k = i % n;
  return k < 0 ? k + n : k;
}
