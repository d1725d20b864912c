/**
 * The device under test, the size classes of tests, and what tests need of a device. A test body gets its device from
 * here and passes it to every creation, so the device under test need not be the default one.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findDevice } from '../../lib/native/registry';

/** The device under test: OBOL_TEST_DEVICE, by default `cpu`. */
export const testDevice: string = process.env.OBOL_TEST_DEVICE ?? 'cpu';

/** Whether the device under test is the simulator (large and soak tests would take too long on it). */
export const onSimulator: boolean = testDevice.startsWith('sim');

/** OBOL_SOAK=1 adds the soak tests to the others; OBOL_SOAK=only registers no others (the gate's soak step). */
const soakMode = process.env.OBOL_SOAK;

type Body = (() => void) | (() => Promise<void>);

/** Set by `needs`: the tests that are met now can't run on the device under test yet. */
let waiting = false;

/** The families of operations that a backend may have: the methods of native/device/backend.h. */
function families(): string[] {
  const text = readFileSync(join(__dirname, '../../native/device/backend.h'), 'utf8');
  return [...text.matchAll(/virtual Status (\w+)\(/g)].map((match) => match[1]!);
}

/**
 * Says which families of native/device/backend.h the tests of `body` need; without a body, the tests of the rest of the
 * file. Where the device under test has them all, this does nothing. Where its addon says that some are not there yet,
 * those tests are not registered, and one test that says so stands in their place.
 */
export function needs(names: readonly string[], body?: () => void): void {
  const unknown = names.filter((name) => !families().includes(name));
  if (unknown.length > 0) throw new Error(`needs: expected families of backend.h, got ${unknown.join(', ')}`);
  const lacks = (): string[] => findDevice('needs', testDevice).addon.lacks();
  const missing = names.filter((name) => lacks().includes(name));
  const before = waiting;
  if (missing.length > 0) {
    if (!waiting) test(`waits on ${testDevice} for ${missing.join(', ')}`, () => expect(lacks()).toContain(missing[0]));
    waiting = true;
  }
  if (body === undefined) return;
  body();
  waiting = before;
}

/** A test that runs on every device, the simulator and the sanitizers included. */
export function small(name: string, body: Body, timeout?: number): void {
  if (!waiting && soakMode !== 'only') test(name, body, timeout);
}

/** A test that runs on the cpu and on real GPUs: registered nowhere else. */
export function large(name: string, body: Body, timeout?: number): void {
  if (!waiting && !onSimulator && soakMode !== 'only') test(name, body, timeout);
}

/** A long repetition (leaks, workers): on the cpu and on real GPUs, where OBOL_SOAK asks for it. */
export function soak(name: string, body: Body, timeout = 600_000): void {
  if (!waiting && !onSimulator && (soakMode === '1' || soakMode === 'only')) test(name, body, timeout);
}
