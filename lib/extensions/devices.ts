/** Devices beside the standard: what they did, what they hold, whether they are done. */
import { findDevice, defaultDevice, deviceReport, type DeviceReport, type NativeDevice } from '../native/registry';

/** Figures of a device since the process began; bytes and counts. */
export interface DeviceStats {
  /** Storages that something refers to, and their bytes. */
  live_storages: number;
  live_bytes: number;
  /** Bytes of freed blocks kept for reuse; `empty_cache` returns them. */
  cached_bytes: number;
  /** OBOL_MEMORY_LIMIT in bytes, 0 for none; unset, on the cpu nine tenths of the machine's or the cgroup's memory. */
  limit_bytes: number;
  /** Operations handed to the device, and the times that the host waited for its results. */
  launches: number;
  waits: number;
  /** Transfers to and from the host. */
  uploads: number;
  downloads: number;
  upload_bytes: number;
  download_bytes: number;
}

const names: readonly (keyof DeviceStats)[] = [
  'live_storages',
  'live_bytes',
  'cached_bytes',
  'limit_bytes',
  'launches',
  'waits',
  'uploads',
  'downloads',
  'upload_bytes',
  'download_bytes',
];

function given(fn: string, device: string | undefined | null): NativeDevice {
  return device === undefined || device === null ? defaultDevice() : findDevice(fn, device);
}

/**
 * Counters of a device (the default one when left out).
 *
 * @example
 * xp.device_stats('cpu').live_bytes
 */
export function device_stats(device?: string | null): DeviceStats {
  const d = given('device_stats', device);
  d.addon.deviceStats(d.index);
  return Object.fromEntries(names.map((name, i) => [name, d.buffer.f64[i]!])) as unknown as DeviceStats;
}

/**
 * Each kind of device: usable, or why not.
 *
 * @example
 * xp.device_report().find((r) => r.kind === 'cuda')
 */
export function device_report(): DeviceReport[] {
  return deviceReport();
}

/**
 * A promise that is settled when everything enqueued on the device so far is done.
 *
 * @example
 * await xp.synchronize();
 */
export async function synchronize(device?: string | null): Promise<void> {
  const d = given('synchronize', device);
  await d.session.promise('synchronize', (promise) => d.addon.synchronize(d.index, promise));
}

/**
 * Returns the freed blocks that the device's allocator keeps for reuse.
 *
 * @example
 * xp.empty_cache('cpu')
 */
export function empty_cache(device?: string | null): void {
  const d = given('empty_cache', device);
  d.addon.emptyCache(d.index);
}
