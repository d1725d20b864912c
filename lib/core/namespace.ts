/** The slot for the namespace that arrays answer with `__array_namespace__`; lib/index fills it on load. */
import { rangeError } from '../errors';

/** The version of the standard that this package implements. */
export const arrayApiVersion = '2025.12';
/** The older versions that it is compatible with. */
const versions = ['2021.12', '2022.12', '2023.12', '2024.12', arrayApiVersion];

/** The namespace's type; lib/index says what it is, by declaration merging. */
export interface Namespace {}

let namespace: Namespace | undefined;

/** Fills the slot. @internal */
export function setNamespace(xp: object): void {
  namespace = xp as Namespace;
}

/** The namespace; `api_version` must be one that it implements. @internal */
export function getNamespace(version?: unknown): Namespace {
  if (version !== undefined && version !== null && !versions.includes(version as string))
    throw rangeError('__array_namespace__', 'api_version', `one of ${versions.join(', ')}`, version);
  if (namespace === undefined) throw new Error('obol: the namespace is not loaded yet; require the package root first');
  return namespace;
}
