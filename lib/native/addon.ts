/**
 * The functions of an addon, as native/napi exports them. Operands and numbers go through the shared `buffer`
 * (lib/core/pack.ts writes them); every call answers 0, or a status code whose sentence `lastError()` holds.
 */

/** A call whose arguments lie in the shared buffer. */
export type Call = () => number;

/** The same, for work whose errors come later: they begin with the name of the user's function. */
export type NamedCall = (fn: string) => number;

/** What the JavaScript thread is told: a promise is settled, a job has progressed, or waits for a function's value. */
export const Event = { settled: 0, progress: 1, call: 2 } as const;
/** `lent`: arrays that come along, each as handle, bytes, dtype, ndim, shape…; whoever is told releases the handles. */
export type Deliver = (
  promise: number,
  event: number,
  code: number,
  message: string,
  numbers: number[],
  lent: number[],
) => void;

/** One session of an addon. */
export interface Addon {
  readonly buffer: ArrayBuffer;
  hold(wanted: boolean): void;
  kind(): string;
  lastError(): string;
  tables(): string;
  deviceCount(): number;
  deviceDescription(device: number): string;
  deviceStats(device: number): number;
  emptyCache(device: number): number;

  createStorage(device: number, bytes: number): number;
  releaseStorage(handle: number): void;
  storageError(handle: number): number;
  upload(source: ArrayBufferView | ArrayBuffer): number;
  downloadSync(target: ArrayBufferView | ArrayBuffer): number;
  download(target: ArrayBufferView | ArrayBuffer, promise: number): number;
  synchronize(device: number, promise: number): number;
  exportCrossing(): number;
  importCrossing(pointer: number): number;
  /** A capsule of DLPack, or a status code. */
  exportDlpack(): object | number;
  importDlpack(capsule: unknown): number;

  fill: Call;
  range: Call;
  copy: Call;
  unary: Call;
  binary: Call;
  where: Call;
  reduce: Call;
  argReduce: Call;
  scan: Call;
  sort: Call;
  argsort: Call;
  searchSorted: Call;
  gather: Call;
  scatter: Call;
  nonzero: Call;
  matmul: Call;
  cholesky: NamedCall;
  det: NamedCall;
  slogdet: NamedCall;
  inv: NamedCall;
  solve: NamedCall;
  qr: NamedCall;
  eigh: NamedCall;
  eig: NamedCall;
  svd: NamedCall;
  fft: Call;
  random: Call;
  correlate1d: Call;
  cooToCsr: Call;
  csrRows: Call;
  csrMatmul: Call;
  csrTranspose: Call;
  csrDiagonal: Call;
  csrToDense: Call;
  csrMatmatSymbolic: Call;
  csrMatmatNumeric: Call;
  csrMergeSymbolic: Call;
  csrMergeNumeric: Call;
  csrTakeSymbolic: Call;
  csrTakeNumeric: Call;
  csrSelectSymbolic: Call;
  csrSelectNumeric: Call;
  segmentReduce: Call;
  connectedComponents: Call;
  nearestRow: Call;
  neighbors: Call;
  strongComponents: Call;
  graphOrder: Call;
  dijkstra: NamedCall;
  spanningTree: Call;
  cuthillMckee: Call;

  jobNames(): string[];
  startJob: Call;
  cancelJob(promise: number): number;
  /** What a job asked for is enqueued: it goes on once y is written. */
  answerCall(device: number, promise: number, question: number, y: number): number;
}

/** The addon's module: a session is opened once per load. */
export interface AddonModule {
  open(deliver: Deliver): Addon;
}
