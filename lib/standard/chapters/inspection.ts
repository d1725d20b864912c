/** The standard's chapter "Inspection": what a namespace says of itself. */
import type { Device, DType, DTypeKind } from '../values';

/** What depends on the library. */
export interface Capabilities {
  /** Whether boolean masks can index. */
  readonly 'boolean indexing': boolean;
  /** Whether there are functions whose result's shape depends on values. */
  readonly 'data-dependent shapes': boolean;
  /** Largest number of axes; null when there is no limit. */
  readonly 'max dimensions': number | null;
}

/** The dtypes of arrays made without `dtype`, by kind. */
export interface DefaultDTypes {
  readonly 'real floating': DType;
  readonly 'complex floating': DType;
  readonly integral: DType;
  readonly indexing: DType;
}

/** The answers of `__array_namespace_info__()`. */
export interface NamespaceInfo {
  /** What depends on the library. */
  capabilities(): Capabilities;
  /** The device of arrays made without `device`. */
  default_device(): Device | null;
  /** The dtypes of arrays made without `dtype`. */
  default_dtypes(options?: { device?: Device | null }): DefaultDTypes;
  /** Every device that can be named. */
  devices(): readonly Device[];
  /** The dtypes of a device by name, all or those of a kind (or of several). */
  dtypes(options?: {
    device?: Device | null;
    kind?: DTypeKind | readonly DTypeKind[] | null;
  }): Readonly<Record<string, DType>>;
}

/** What a namespace says of itself. */
export interface Inspection {
  /** The version of the standard, as '2025.12'. */
  readonly __array_api_version__: string;
  /** Capabilities, devices and dtypes. */
  __array_namespace_info__(): NamespaceInfo;
}
