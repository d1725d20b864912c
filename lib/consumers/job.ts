/**
 * What the jobs among the consumers share: their signal, their progress, their seed.
 */
import { randomInt } from 'node:crypto';
import { ObolError, typeError } from '../errors';
import {
  toHost,
  wholeNumber,
  withExtension,
  type AnyArray,
  type ArrayNamespace,
  type Generator,
  type JobOptions,
} from '../standard';

/** Where a consumer's random numbers come from: a whole number, a generator, or fresh ones when left out. */
export type RandomState = number | Pick<Generator<AnyArray>, 'integers'> | null;

/** The names of the options that every job takes. */
export const jobOptions = ['signal', 'onProgress'] as const;

/** Refuses what is no signal or no function; throws ERR_OBOL_ABORTED when the signal is aborted already. */
export function checkJob(fn: string, { signal, onProgress }: JobOptions): void {
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw typeError(fn, 'onProgress', 'a function', onProgress);
  }
  if (signal === undefined) return;
  if (typeof signal?.aborted !== 'boolean') throw typeError(fn, 'signal', 'an AbortSignal', signal);
  if (signal.aborted) throw new ObolError('ERR_OBOL_ABORTED', `${fn}: aborted`, { cause: signal.reason });
}

const largestSeed = 2 ** 32 - 1;

/**
 * What the seed will be, drawn at the time of the call: a number, or the array that a generator gave. Jobs take it and
 * their inputs before they first wait, so that nothing the caller does afterwards disturbs them.
 */
export function drawSeed(fn: string, randomState: RandomState | undefined): number | AnyArray {
  if (randomState === undefined || randomState === null) return randomInt(largestSeed);
  if (typeof randomState === 'number') return wholeNumber(fn, 'randomState', randomState, 0, largestSeed);
  if (typeof randomState === 'object' && typeof randomState.integers === 'function') {
    return randomState.integers(2 ** 31 - 1);
  }
  throw typeError(fn, 'randomState', 'a whole number or a generator', randomState);
}

/** The seed that was drawn, as a number. */
export async function seedOf(drawn: number | AnyArray): Promise<number> {
  return typeof drawn === 'number' ? drawn : Number((await toHost(drawn)).data[0]);
}

/** The whole numbers below n in random order, int32 on the device: by the namespace's own generator where it has one. */
export function randomOrder(xp: ArrayNamespace<AnyArray>, seed: number, n: number, device: string): Promise<AnyArray> {
  return withExtension('random', { at: xp.zeros([0], { device }) }, async (lender, { at }) =>
    lender.astype(lender.random.default_rng(seed).permutation(n, { device: at.device }), lender.int32),
  );
}
