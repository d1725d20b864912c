/** The devices of this process by name: which kinds are there, which is the default, and why others are not. */
import { describe, ObolError } from '../errors';
import type { Addon } from './addon';
import { kinds, session, type Kind, type Session } from './load';
import { Aliases } from './aliases';

/** A usable device. */
export interface NativeDevice {
  /** `cpu`, `cuda:0`, … */
  readonly name: string;
  readonly kind: Kind;
  readonly index: number;
  readonly session: Session;
  readonly addon: Addon;
  /** The shared argument buffer in each element type. */
  readonly buffer: Aliases;
}

/** A kind of device in a report. */
export interface DeviceReport {
  kind: string;
  usable: boolean;
  devices: { name: string; description: string }[];
  /** Why there is none, or why others that are there can't be used. */
  reason?: string;
}

const byKind = new Map<Kind, NativeDevice[]>();
const byName = new Map<string, NativeDevice>();

function simWanted(): boolean {
  return process.env['OBOL_SIM'] === '1' || /^sim(:|$)/.test(process.env['OBOL_DEVICE'] ?? '');
}

function devicesOf(kind: Kind): NativeDevice[] {
  let list = byKind.get(kind);
  if (list !== undefined) return list;
  list = [];
  const s = kind === 'sim' && !simWanted() ? undefined : session(kind);
  if (s !== undefined && !(s instanceof Error)) {
    const buffer = new Aliases(s.addon.buffer);
    for (let index = 0; index < s.addon.deviceCount(); index++) {
      const name = kind === 'cpu' ? 'cpu' : `${kind}:${index}`;
      const device = { name, kind, index, session: s, addon: s.addon, buffer };
      list.push(device);
      byName.set(name, device);
    }
  }
  byKind.set(kind, list);
  return list;
}

/** Every usable device, the CPU first. */
export function listDevices(): NativeDevice[] {
  return kinds.flatMap((kind) => devicesOf(kind));
}

/** The device of a name; an error names what is there. `cuda` means `cuda:0`. */
export function findDevice(fn: string, name: unknown): NativeDevice {
  const known = typeof name === 'string' ? byName.get(name) : undefined;
  if (known !== undefined) return known;
  const kind = typeof name === 'string' ? kinds.find((k) => name === k || name.startsWith(`${k}:`)) : undefined;
  if (kind !== undefined) {
    const list = devicesOf(kind);
    const found = byName.get(name as string) ?? (name === kind ? list[0] : undefined);
    if (found !== undefined) return found;
    const why = list.length > 0 ? `there are ${list.map((d) => d.name).join(', ')}` : reasonOf(kind);
    throw new ObolError('ERR_OBOL_DEVICE', `${fn}: expected a usable device for device, got ${describe(name)}: ${why}`);
  }
  const there = listDevices().map((d) => d.name);
  const text = `${fn}: expected one of ${there.join(', ')} for device, got ${describe(name)}`;
  if (typeof name !== 'string') throw new TypeError(text);
  throw new ObolError('ERR_OBOL_DEVICE', text);
}

function reasonOf(kind: Kind): string {
  if (kind === 'sim' && !simWanted()) return 'the simulator is for tests, set OBOL_SIM=1';
  const s = session(kind);
  if (s instanceof Error) return s.message.replace(/^obol: /, '');
  s.addon.deviceCount();
  return s.addon.lastError();
}

/** Each kind: usable or why not. */
export function deviceReport(): DeviceReport[] {
  return kinds
    .filter((kind) => kind !== 'sim' || simWanted())
    .map((kind) => {
      const devices = devicesOf(kind).map((d) => ({
        name: d.name,
        description: d.addon.deviceDescription(d.index),
      }));
      const usable = devices.length > 0;
      const reason = reasonOf(kind);
      return { kind, usable, devices, ...(reason !== '' && { reason }) };
    });
}

let defaultName: NativeDevice | undefined;

/** The default device: OBOL_DEVICE, else the CPU. */
export function defaultDevice(): NativeDevice {
  return (defaultName ??= findDevice('obol', process.env['OBOL_DEVICE'] || 'cpu'));
}
