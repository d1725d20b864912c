/**
 * Jobs: what iterates runs on a native thread of its own. Starting one snapshots what it reads, follows its signal,
 * hands its progress on, and turns its end into a promise.
 */
import { ObolError, typeError } from '../errors';
import type { NativeDevice } from '../native/registry';
import { allocate, nativeDType, type NDArray } from './array';
import { copyInto } from './call';
import { begin, putAbsent, putArray } from './pack';

/** What every job takes. */
export interface JobOptions {
  /** Stops the job: it rejects with an AbortError. */
  signal?: AbortSignal;
  /** Hears how far the job is. */
  onProgress?: (progress: { stage: string; iteration: number; fraction: number; error: number }) => void;
}

/** What a job reads, writes and is told. */
export interface Job extends JobOptions {
  device: NativeDevice;
  /** Its row of native/algorithms/jobs.def. */
  name: string;
  /** Arrays to read; undefined for one that is left out. Those that may change meanwhile are copied. */
  inputs: readonly (NDArray | undefined)[];
  outputs: readonly NDArray[];
  numbers: readonly number[];
  /** The names of the stages that it reports by number. */
  stages: readonly string[];
  /** What it had reached when it gave up, from the numbers it answered. */
  partial?: (numbers: number[]) => unknown;
}

/** Throws where the options are no job's options, or the signal is aborted already. */
export function checkJobOptions(fn: string, { signal, onProgress }: JobOptions): void {
  if (onProgress !== undefined && typeof onProgress !== 'function')
    throw typeError(fn, 'onProgress', 'a function', onProgress);
  if (signal === undefined) return;
  if (typeof signal !== 'object' || signal === null || typeof signal.aborted !== 'boolean')
    throw typeError(fn, 'signal', 'an AbortSignal', signal);
  if (signal.aborted) throw aborted(fn, signal);
}

function aborted(fn: string, signal: AbortSignal | undefined): ObolError {
  return new ObolError('ERR_OBOL_ABORTED', `${fn}: aborted`, { cause: signal?.reason });
}

/** An array that later writes can't reach: itself where it is read-only, else a copy. */
function snapshot(fn: string, x: NDArray): NDArray {
  if (!x._writable && x._contiguous) return x;
  const copy = allocate(fn, nativeDType(x), x.shape, x._device);
  copyInto(fn, copy, x);
  return copy;
}

/** Starts a job; the promise holds the numbers that it answers. */
export async function runJob(fn: string, job: Job): Promise<number[]> {
  checkJobOptions(fn, job);
  const { device, signal } = job;
  const inputs = job.inputs.map((x) => (x === undefined ? undefined : snapshot(fn, x)));
  let thrown: { error: unknown } | undefined;
  let cancel = (): void => undefined;
  const progress = ({
    stage,
    ...rest
  }: {
    stage: number;
    iteration: number;
    fraction: number;
    error: number;
  }): void => {
    if (thrown !== undefined) return;
    try {
      job.onProgress?.({ stage: job.stages[stage] ?? job.name, ...rest });
    } catch (error) {
      thrown = { error };
      cancel();
    }
  };
  const done = device.session.promise(
    fn,
    (promise) => {
      cancel = () => void device.addon.cancelJob(promise);
      pack(device, job, inputs, promise);
      return device.addon.startJob();
    },
    { progress: job.onProgress === undefined ? undefined : progress, partial: job.partial },
  );
  for (const [i, x] of inputs.entries()) if (x !== job.inputs[i]) x?.dispose();
  const stop = (): void => cancel();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const numbers = await done;
    if (thrown !== undefined) throw thrown.error;
    return numbers;
  } catch (error) {
    if (thrown !== undefined) throw thrown.error;
    if ((error as ObolError).code === 'ERR_OBOL_ABORTED') throw aborted(fn, signal);
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

function pack(device: NativeDevice, job: Job, inputs: readonly (NDArray | undefined)[], promise: number): void {
  const a = device.buffer.f64;
  let at = begin(device);
  a[at++] = device.addon.jobNames().indexOf(job.name);
  a[at++] = promise;
  a[at++] = inputs.length;
  a[at++] = inputs.length + job.outputs.length;
  for (const x of [...inputs, ...job.outputs]) at = x === undefined ? putAbsent(a, at) : putArray(a, at, x);
  a[at++] = job.numbers.length;
  for (const n of job.numbers) a[at++] = n;
}
