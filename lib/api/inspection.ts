/** The standard's inspection: what this namespace offers on this machine. */
import { complex128, dtypes as all, float64, int32, isOfKind, type DType, type DTypeKind } from '../core/dtype';
import { maxDims } from '../core/shape';
import { checkOptions } from '../core/options';
import { defaultDevice, findDevice, listDevices } from '../native/registry';
import { typeError } from '../errors';

/** The answers of `__array_namespace_info__()`. */
export interface NamespaceInfo {
  /** What depends on the library: boolean masks and value-dependent shapes are there. */
  capabilities(): { 'boolean indexing': boolean; 'data-dependent shapes': boolean; 'max dimensions': number };
  /** The device of arrays made without `device`. */
  default_device(): string;
  /** The dtypes of arrays made without `dtype`. */
  default_dtypes(options?: {
    device?: string | null;
  }): Record<'real floating' | 'complex floating' | 'integral' | 'indexing', DType>;
  /** Every usable device. */
  devices(): string[];
  /** The dtypes of a device by name, all or those of a kind (or of several). */
  dtypes(options?: { device?: string | null; kind?: DTypeKind | readonly DTypeKind[] | null }): Record<string, DType>;
}

function checkDevice(fn: string, device: string | null | undefined): void {
  if (device !== undefined && device !== null) findDevice(fn, device);
}

const info: NamespaceInfo = {
  capabilities: () => ({ 'boolean indexing': true, 'data-dependent shapes': true, 'max dimensions': maxDims }),
  default_device: () => defaultDevice().name,
  default_dtypes(options) {
    const o = checkOptions('default_dtypes', options, ['device']);
    checkDevice('default_dtypes', o.device);
    return { 'real floating': float64, 'complex floating': complex128, integral: int32, indexing: int32 };
  },
  devices: () => listDevices().map((d) => d.name),
  dtypes(options) {
    const fn = 'dtypes';
    const o = checkOptions(fn, options, ['device', 'kind']);
    checkDevice(fn, o.device);
    const kinds: readonly unknown[] = Array.isArray(o.kind) ? o.kind : [o.kind];
    const wanted = all.filter((d) =>
      kinds.some((kind) => {
        if (kind === undefined || kind === null) return true;
        const answer = isOfKind(d, kind);
        if (answer === undefined) throw typeError(fn, 'kind', 'the name of a kind, or an array of them', kind);
        return answer;
      }),
    );
    return Object.fromEntries(wanted.map((d) => [d.name, d]));
  },
};
Object.freeze(info);

/**
 * The namespace's inspection: `capabilities()`, `default_device()`, `default_dtypes()`, `devices()`, `dtypes()`.
 *
 * @example
 * xp.__array_namespace_info__().devices()
 */
export function __array_namespace_info__(): NamespaceInfo {
  return info;
}
