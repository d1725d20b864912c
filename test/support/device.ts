/**
 * The device under test and the size classes of tests. A test body gets its device from here and passes it to every
 * creation, so the device under test need not be the default one.
 */

/** The device under test: OBOL_TEST_DEVICE, by default `cpu`. */
export const testDevice: string = process.env.OBOL_TEST_DEVICE ?? 'cpu';

/** Whether the device under test is the simulator (large and soak tests would take too long on it). */
export const onSimulator: boolean = testDevice.startsWith('sim');

type Body = (() => void) | (() => Promise<void>);

/** A test that runs on every device, the simulator and the sanitizers included. */
export function small(name: string, body: Body, timeout?: number): void {
  test(name, body, timeout);
}

/** A test that runs on the cpu and on real GPUs: registered nowhere else. */
export function large(name: string, body: Body, timeout?: number): void {
  if (!onSimulator) test(name, body, timeout);
}

/** A long repetition (leaks, workers): registered where OBOL_SOAK=1 asks for it, on the cpu and on real GPUs. */
export function soak(name: string, body: Body, timeout = 600_000): void {
  if (!onSimulator && process.env.OBOL_SOAK === '1') test(name, body, timeout);
}
