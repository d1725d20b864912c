/** The standard's chapter "Inspection": what a namespace says of itself. */
import type { Device, DType, DTypeKind } from '../values';

export interface Capabilities {
  readonly 'boolean indexing': boolean;
  readonly 'data-dependent shapes': boolean;
  /** Largest number of axes; null when there is no limit. */
  readonly 'max dimensions': number | null;
}

export interface DefaultDTypes {
  readonly 'real floating': DType;
  readonly 'complex floating': DType;
  readonly integral: DType;
  readonly indexing: DType;
}

export interface NamespaceInfo {
  capabilities(): Capabilities;
  default_device(): Device | null;
  default_dtypes(options?: { device?: Device | null }): DefaultDTypes;
  devices(): readonly Device[];
  dtypes(options?: {
    device?: Device | null;
    kind?: DTypeKind | readonly DTypeKind[] | null;
  }): Readonly<Record<string, DType>>;
}

export interface Inspection {
  readonly __array_api_version__: string;
  __array_namespace_info__(): NamespaceInfo;
}
