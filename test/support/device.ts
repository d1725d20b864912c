/**
 * The device under test, and the size classes of tests. A test body gets its device from here and passes it to every
 * creation, so the device under test need not be the default one.
 */

/** The device under test: OBOL_TEST_DEVICE, by default `cpu`. */
export const testDevice: string = process.env.OBOL_TEST_DEVICE ?? 'cpu';

/** Whether the device under test is the simulator (large and soak tests would take too long on it). */
export const onSimulator: boolean = testDevice.startsWith('sim');

/** OBOL_SOAK=1 adds the soak tests to the others; OBOL_SOAK=only registers no others (the gate's soak step). */
const soakMode = process.env.OBOL_SOAK;

type Body = (() => void) | (() => Promise<void>);

/** A test that runs on every device, the simulator and the sanitizers included. */
export function small(name: string, body: Body, timeout?: number): void {
  if (soakMode !== 'only') test(name, body, timeout);
}

/** A test that runs on the cpu and on real GPUs: registered nowhere else. */
export function large(name: string, body: Body, timeout?: number): void {
  if (!onSimulator && soakMode !== 'only') test(name, body, timeout);
}

/** A long repetition (leaks, workers): on the cpu and on real GPUs, where OBOL_SOAK asks for it. */
export function soak(name: string, body: Body, timeout = 600_000): void {
  if (!onSimulator && (soakMode === '1' || soakMode === 'only')) test(name, body, timeout);
}
