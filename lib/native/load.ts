/**
 * Finds and opens addons: the CPU's in this package, a vendor's in `backends/<kind>` or in its own package. A session
 * is kept with the promises that wait for it. What could not be loaded is remembered with the reason.
 */
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { ObolError } from '../errors';
import { Event, type Addon, type AddonModule } from './addon';
import { statusError } from './status';

/** The kinds of device that an addon may serve. */
export const kinds = ['cpu', 'cuda', 'hip', 'sim'] as const;
export type Kind = (typeof kinds)[number];

/** What a job reports while it runs. */
export interface JobProgress {
  stage: number;
  iteration: number;
  fraction: number;
  error: number;
}

/** An array that a job lends: a handle that whoever is told releases. */
export interface LentArray {
  handle: number;
  bytes: number;
  dtype: number;
  shape: number[];
}

/** A job waits for y = f(x), for one of the functions that it was started with. */
export interface JobCall {
  promise: number;
  question: number;
  function: number;
  adjoint: boolean;
  x: LentArray;
  y: LentArray;
}

interface Waiting {
  fn: string;
  resolve(numbers: number[]): void;
  reject(error: Error): void;
  progress?: (p: JobProgress) => void;
  call?: (c: JobCall) => void;
  /** Told of the arrays that the work made, before the promise is settled. */
  given?: (arrays: LentArray[]) => void;
  /** Kept alive until the promise is settled: memory that a native thread writes to. */
  held?: unknown;
  partial?: (numbers: number[]) => unknown;
}

/** How a promise of native work is made. */
export interface PromiseOptions {
  progress?: (p: JobProgress) => void;
  call?: (c: JobCall) => void;
  /** Told of the arrays that the work made, before the promise is settled. */
  given?: (arrays: LentArray[]) => void;
  held?: unknown;
  partial?: (numbers: number[]) => unknown;
  /** Told the number under which the native side knows the promise. */
  started?: (promise: number) => void;
}

/** An open addon. */
export class Session {
  readonly addon: Addon;
  private readonly waiting = new Map<number, Waiting>();
  private next = 1;

  constructor(module: AddonModule) {
    this.addon = module.open((promise, event, code, message, numbers, lent) => {
      this.deliver(promise, event, code, message, numbers, readLent(lent));
    });
  }

  /** A promise that native work settles; `start` gets its number and answers a status code. */
  promise(fn: string, start: (promise: number) => number, options: PromiseOptions = {}): Promise<number[]> {
    return new Promise((resolve, reject) => {
      const id = this.next++;
      this.waiting.set(id, { fn, resolve, reject, ...options });
      if (this.waiting.size === 1) this.addon.hold(true);
      const code = start(id);
      if (code === 0) {
        options.started?.(id);
        return;
      }
      this.forget(id);
      reject(statusError(fn, code, this.addon.lastError()));
    });
  }

  private forget(id: number): void {
    this.waiting.delete(id);
    if (this.waiting.size === 0) this.addon.hold(false);
  }

  private deliver(id: number, event: number, code: number, text: string, numbers: number[], lent: LentArray[]): void {
    const w = this.waiting.get(id);
    const taker = event === Event.call ? w?.call : w?.given;
    if (taker === undefined) for (const { handle } of lent) this.addon.releaseStorage(handle);
    if (event === Event.call) {
      const [question = 0, f = 0, adjoint = 0] = numbers;
      const [x, y] = lent as [LentArray, LentArray];
      w?.call?.({ promise: id, question, function: f, adjoint: adjoint === 1, x, y });
      return;
    }
    if (w === undefined) return;
    if (event === Event.progress) {
      const [stage = 0, iteration = 0, fraction = 0, error = 0] = numbers;
      w.progress?.({ stage, iteration, fraction, error });
      return;
    }
    this.forget(id);
    w.given?.(lent);
    if (code === 0) w.resolve(numbers);
    else w.reject(statusError(w.fn, code, text, w.partial?.(numbers)));
  }
}

function readLent(numbers: number[]): LentArray[] {
  const list: LentArray[] = [];
  for (let at = 0; at < numbers.length;) {
    const [handle, bytes, dtype, ndim] = numbers.slice(at, at + 4) as [number, number, number, number];
    at += 4 + ndim;
    list.push({ handle, bytes, dtype, shape: numbers.slice(at - ndim, at) });
  }
  return list;
}

const root = path.join(__dirname, '..', '..');
const sessions = new Map<Kind, Session | Error>();

function addonModule(kind: Kind): AddonModule {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const nodeGypBuild = require('node-gyp-build') as (dir: string) => AddonModule;
  const tried: string[] = [];
  for (const place of places(kind)) {
    try {
      return nodeGypBuild(place);
    } catch (error) {
      tried.push(`${place}: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  if (tried.length === 0) tried.push(kind === 'sim' ? 'it is not built' : `${vendorPackage(kind)} is not installed`);
  throw new ObolError(
    'ERR_OBOL_LOAD',
    `obol: no addon for ${kind} could be loaded: ${tried.join('; ')}; ${advice(kind)}`,
  );
}

/** The folders that may hold the addon of a kind, the one that was compiled here first. */
function places(kind: Kind): string[] {
  if (kind === 'cpu') return [root];
  const own = path.join(root, 'backends', kind);
  const installed = kind === 'sim' ? undefined : vendorFolder(kind);
  return [...(existsSync(own) ? [own] : []), ...(installed === undefined ? [] : [installed])];
}

const vendorPackage = (kind: Kind): string => `@obol/${kind}-${process.platform}-${process.arch}`;

/** Where the package of a vendor's addon lies, if it has the version of this package: they are made together. */
function vendorFolder(kind: Kind): string | undefined {
  let file: string;
  try {
    file = require.resolve(`${vendorPackage(kind)}/package.json`);
  } catch {
    return undefined;
  }
  const version = (at: string): string => (JSON.parse(readFileSync(at, 'utf8')) as { version: string }).version;
  const [theirs, ours] = [version(file), version(path.join(root, 'package.json'))];
  if (theirs === ours) return path.dirname(file);
  throw new ObolError(
    'ERR_OBOL_LOAD',
    `obol: expected ${vendorPackage(kind)} ${ours}, got ${theirs}; install that one`,
  );
}

function advice(kind: Kind): string {
  if (kind === 'cpu')
    return 'build it with `npm run build` (a C++17 compiler is needed), or install a prebuilt package for this platform';
  const compile = `compile it in a checkout: \`npm run build -- --backend ${kind}\``;
  const prebuilt = kind !== 'sim' && process.platform === 'linux' && process.arch === 'x64';
  return prebuilt ? `install ${vendorPackage(kind)}, or ${compile}` : compile;
}

/** The session of a kind's addon, opened on first use; an Error says why there is none. */
export function session(kind: Kind): Session | Error {
  let found = sessions.get(kind);
  if (found === undefined) {
    try {
      found = new Session(addonModule(kind));
    } catch (error) {
      found = error instanceof Error ? error : new ObolError('ERR_OBOL_LOAD', `obol: ${String(error)}`);
    }
    sessions.set(kind, found);
  }
  return found;
}
