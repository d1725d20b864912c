/**
 * Storage as JavaScript sees it: a counted handle of native memory. Arrays share it; it goes back when the last one is
 * disposed, or when the collector finds that nothing refers to it any more.
 */
import { ObolError } from '../errors';
import type { NativeDevice } from '../native/registry';
import { statusError } from '../native/status';

// What survives the Storage object, so that the collector's callback can release the handle, once.
interface Handle {
  id: number;
  readonly device: NativeDevice;
}

function release(handle: Handle): void {
  if (handle.id < 0) return;
  handle.device.addon.releaseStorage(handle.id);
  handle.id = -1;
}

const collected = new FinalizationRegistry<Handle>(release);

/** Native memory of one device. @internal */
export class Storage {
  readonly device: NativeDevice;
  readonly bytes: number;
  private readonly handle: Handle;
  private users = 0;

  /** Memory of `bytes`, or what the handle `made` names; ERR_OBOL_MEMORY when there is none. */
  constructor(fn: string, device: NativeDevice, bytes: number, made?: number) {
    const id = made ?? device.addon.createStorage(device.index, bytes);
    if (id < 0 && !Number.isSafeInteger(bytes))
      throw new ObolError('ERR_OBOL_MEMORY', `${fn}: out of memory: ${bytes} bytes asked for`);
    if (id < 0) throw statusError(fn, -id, device.addon.lastError());
    this.device = device;
    this.bytes = bytes;
    this.handle = { id, device };
    collected.register(this, this.handle);
  }

  /** The handle for native calls; -1 once released. */
  get id(): number {
    return this.handle.id;
  }

  /** One more array uses it. */
  retain(): this {
    this.users++;
    return this;
  }

  /** One array less: the last one frees the memory. */
  drop(): void {
    if (--this.users === 0) release(this.handle);
  }
}
