/**
 * The default namespace: the one that typed arrays and nested lists stand for, and that lends its compiled code to
 * namespaces without any. An empty slot here; the package's entry fills it when it loads.
 */
import type { AnyArray } from './array';
import type { ArrayNamespace } from './namespace';
import type { Device } from './values';
import { ObolError } from '../errors';

let slot: { namespace: ArrayNamespace<AnyArray>; workDevice: Device } | undefined;

/**
 * Fills the slot. `workDevice` is where work lent to other namespaces is done.
 */
export function setDefaultNamespace<A>(xp: ArrayNamespace<A>, options: { workDevice: Device }): void {
  slot = { namespace: xp as unknown as ArrayNamespace<AnyArray>, workDevice: options.workDevice };
}

function filled(): NonNullable<typeof slot> {
  if (!slot)
    throw new ObolError('ERR_OBOL_LOAD', 'defaultNamespace: no default namespace; load the package root first');
  return slot;
}

/** The namespace that typed arrays and nested lists stand for. Throws ERR_OBOL_LOAD while the slot is empty. */
export function defaultNamespace(): ArrayNamespace<AnyArray> {
  return filled().namespace;
}

/** The device of the default namespace on which work for other namespaces is done. */
export function workDevice(): Device {
  return filled().workDevice;
}
