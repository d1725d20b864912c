/**
 * Jobs: what iterates runs on a native thread of its own. Starting one snapshots what it reads, follows its signal,
 * hands its progress on, and turns its end into a promise.
 */
import { AsyncResource } from 'node:async_hooks';
import { ObolError, rangeError, typeError } from '../errors';
import type { JobCall, LentArray } from '../native/load';
import type { NativeDevice } from '../native/registry';
import { allocate, nativeDType, NDArray } from './array';
import { check, copyInto } from './call';
import { dtypes } from './dtype';
import { keep, outsideScope } from './memory';
import { begin, putAbsent, putArray } from './pack';
import { contiguousStrides } from './shape';
import { Storage } from './storage';

/**
 * A function that a job calls while it runs: y for x, or for the adjoint. It belongs to the user: it runs in the user's
 * asynchronous context and scope. x is the job's, and goes when the function has answered. y is copied; what is wrong
 * with it is the function's to say.
 */
export type JobFunction = (x: NDArray, adjoint: boolean) => Promise<NDArray>;

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
  /** The functions that it may call, by the numbers that it knows them by. */
  functions?: ReadonlyMap<number, JobFunction>;
  /** Gets the arrays that the job itself made, if it has any to give, before its promise is settled. */
  given?: (arrays: NDArray[]) => void;
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
  checkRoom(fn, job);
  const inputs = job.inputs.map((x) => (x === undefined ? undefined : snapshot(fn, x)));
  let thrown: { error: unknown } | undefined;
  let cancel = (): void => undefined;
  const fail = (error: unknown): void => {
    thrown ??= { error };
    cancel();
  };
  const context = new AsyncResource('obol.job');
  const call = (c: JobCall): void => {
    context.runInAsyncScope(() => void answerCall(fn, job, c, () => thrown === undefined).catch(fail));
  };
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
      fail(error);
    }
  };
  let made: LentArray[] = [];
  const given = (list: LentArray[]): void => void (made = list);
  const done = device.session.promise(
    fn,
    (promise) => {
      cancel = () => void device.addon.cancelJob(promise);
      pack(device, job, inputs, promise);
      return device.addon.startJob();
    },
    { progress: job.onProgress === undefined ? undefined : progress, call, given, partial: job.partial },
  );
  for (const [i, x] of inputs.entries()) if (x !== job.inputs[i]) x?.dispose();
  const stop = (): void => cancel();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const numbers = await done;
    const arrays = made.map((lent) => lentArray(fn, device, lent));
    if (thrown !== undefined) {
      for (const x of arrays) x.dispose();
      throw thrown.error;
    }
    job.given?.(arrays);
    return numbers;
  } catch (error) {
    if (thrown !== undefined) throw thrown.error;
    if ((error as ObolError).code === 'ERR_OBOL_ABORTED') throw aborted(fn, signal);
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Everything has to fit into the shared argument buffer. */
function checkRoom(fn: string, { device, inputs, outputs, numbers }: Job): void {
  const room = [...inputs, ...outputs].reduce((sum, x) => sum + 4 + 2 * (x?.ndim ?? 0), numbers.length + 8);
  if (room > device.buffer.f64.length)
    throw rangeError(fn, 'A', 'an operator of fewer parts', `one of ${inputs.length} arrays`);
}

/** What a job lends, as an array that gives it back. */
function lentArray(fn: string, device: NativeDevice, lent: LentArray): NDArray {
  const storage = new Storage(fn, device, lent.bytes, lent.handle);
  return new NDArray(storage, dtypes[lent.dtype]!, lent.shape, contiguousStrides(lent.shape), 0, true);
}

async function answerCall(fn: string, job: Job, c: JobCall, wanted: () => boolean): Promise<void> {
  const { device } = job;
  const x = keep(lentArray(fn, device, c.x));
  const y = keep(lentArray(fn, device, c.y));
  try {
    if (!wanted()) return;
    const f = job.functions?.get(c.function);
    if (f === undefined) throw new Error(`${fn}: the job asked for a function that it does not have`);
    const value = await outsideScope(() => f(x, c.adjoint));
    if (!wanted()) return;
    copyInto(fn, y, value);
    check(fn, device, device.addon.answerCall(device.index, c.promise, c.question, y._storage.id));
  } finally {
    x.dispose();
    y.dispose();
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
