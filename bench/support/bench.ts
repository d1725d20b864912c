// The clockwork of the benchmarks: warm-up, rounds in which obol and its peers take turns, medians, JSON lines.
// One line a measurement on standard output; the table for people on standard error; both kept in out/.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as xp from 'obol';
import { findPython, Peer } from './peer';

export const OUT = join(__dirname, '..', '..', 'out');

export interface Options {
  readonly rounds: number;
  readonly peers: boolean;
  readonly device?: string;
  readonly python?: string;
  readonly scales?: string;
  readonly assign?: string;
}

/** One piece of work, done by obol on a device and by its peers. */
export interface Comparison {
  readonly name: string;
  /** Does the work once and returns when it is finished. */
  readonly ours: (device: string) => Promise<void> | void;
  /** Calls in one run of `ours`, for work too short to be timed alone. */
  readonly calls?: number;
  /** Label → [measurement of peer.py, its arguments]; the first is the one that ratios are taken with. */
  readonly peers?: Readonly<Record<string, readonly [name: string, args?: object]>>;
  /** What one call moves or computes, to print a rate. */
  readonly work?: { readonly amount: number; readonly unit: string };
  readonly rounds?: number;
  /** What obol's last run found, to stand beside what the peers say of theirs. */
  readonly found?: () => object;
}

export interface Measurement {
  readonly bench: string;
  readonly name: string;
  readonly side: string;
  readonly seconds: number;
  readonly best: number;
  readonly runs: readonly number[];
  readonly rate?: number;
  readonly unit?: string;
  /** A peer's median divided by ours; and the same of the best runs, which neighbours on the machine disturb less. */
  readonly ratios?: Readonly<Record<string, number>>;
  readonly bestRatios?: Readonly<Record<string, number>>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Wall seconds of one call of `work`. */
export async function seconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function readable(value: number): string {
  if (value >= 1) return `${value.toFixed(2)} s`;
  if (value >= 1e-3) return `${(value * 1e3).toFixed(2)} ms`;
  return value >= 1e-6 ? `${(value * 1e6).toFixed(2)} µs` : `${(value * 1e9).toFixed(0)} ns`;
}

function best(ratio: number | undefined): string {
  return ratio === undefined ? '' : ` (best runs ${ratio.toFixed(2)})`;
}

export class Bench {
  stem = '';
  private lines: Measurement[] = [];

  private constructor(
    readonly options: Options,
    readonly devices: readonly string[],
    readonly peer: Peer | undefined,
  ) {}

  static async start(options: Options): Promise<Bench> {
    const there = xp.__array_namespace_info__().devices().map(String);
    if (options.device !== undefined && !there.includes(options.device)) {
      throw new Error(`bench: no device ${options.device} here; there are ${there.join(', ')}`);
    }
    const devices = options.device === undefined ? there : [options.device];
    const python = options.peers ? findPython(options.python) : undefined;
    const peer = python === undefined ? undefined : await Peer.start(python);
    const about = {
      obol: xp.__version__,
      node: process.version,
      devices,
      cores: cpus().length,
      processor: cpus()[0]?.model,
      load: loadavg()[0],
      peers: peer?.about ?? null,
    };
    console.log(JSON.stringify(about));
    const busy = loadavg()[0]!;
    if (busy > 0.5 * cpus().length) {
      console.error(`bench: the load is ${busy.toFixed(1)} on ${cpus().length} cores: ratios mean little, peers whose`);
      console.error('       threads spin (OpenBLAS) suffer most, and two threads wait for the slower one');
    }
    if (options.peers && peer === undefined)
      console.error('bench: no python3 with numpy, scipy and sklearn: obol alone');
    return new Bench(options, devices, peer);
  }

  /** Prints and keeps one measurement; `seconds` is the median of `runs`. */
  record(name: string, side: string, runs: readonly number[], details: object = {}): Measurement {
    const line = { bench: this.stem, name, side, seconds: median(runs), best: Math.min(...runs), runs, ...details };
    console.log(JSON.stringify(line));
    this.lines.push(line);
    return line;
  }

  /** Runs obol and the peers by turns, and records every side with its ratio to the first peer. */
  async compare(work: Comparison): Promise<void> {
    const calls = work.calls ?? 1;
    const ours = new Map<string, number[]>(this.devices.map((device) => [device, []]));
    const theirs = new Map<string, number[]>();
    const results = new Map<string, unknown>();
    for (const device of this.devices) await work.ours(device);
    for (let round = 0; round < (work.rounds ?? this.options.rounds); round++) {
      for (const [device, runs] of ours) runs.push((await seconds(() => work.ours(device))) / calls);
      for (const [label, [name, args]] of Object.entries(this.peer ? (work.peers ?? {}) : {})) {
        // Idle BLAS threads spin for up to a tenth of a second: nobody is timed beside them.
        await sleep(200);
        const reply = await this.peer!.run(name, args);
        if (reply.error !== undefined) {
          if (round === 0) console.error(`bench: ${label}: ${reply.error}`);
          continue;
        }
        results.set(label, reply.result);
        theirs.set(label, [...(theirs.get(label) ?? []), reply.seconds]);
      }
      await sleep(200);
    }
    await this.peer?.drop();
    const peers = [...theirs].map(([label, runs]) => {
      const found = work.found && { result: results.get(label) };
      return this.record(work.name, label, runs, { ...this.rate(work, runs), ...found });
    });
    for (const [device, runs] of ours) {
      const ratios = Object.fromEntries(peers.map((peer) => [peer.side, peer.seconds / median(runs)]));
      const bestRatios = Object.fromEntries(peers.map((peer) => [peer.side, peer.best / Math.min(...runs)]));
      const found = work.found && { result: work.found() };
      this.record(work.name, `obol ${device}`, runs, { ...this.rate(work, runs), ratios, bestRatios, ...found });
    }
  }

  private rate(work: Comparison, runs: readonly number[]): object {
    return work.work === undefined ? {} : { rate: work.work.amount / median(runs), unit: work.work.unit };
  }

  /** The table of this stem, and its lines as out/bench-<stem>.json. */
  finish(): void {
    const width = Math.max(4, ...this.lines.map((line) => line.name.length));
    const side = Math.max(4, ...this.lines.map((line) => line.side.length));
    for (const line of this.lines) {
      const ratios = Object.entries(line.ratios ?? {});
      const beside = ratios
        .map(([label, ratio]) => `${ratio.toFixed(2)} × ${label}${best(line.bestRatios?.[label])}`)
        .join(', ');
      const rate = line.rate === undefined ? '' : `${(line.rate / 1e9).toFixed(1)} G${line.unit}`;
      const row = [line.name.padEnd(width), line.side.padEnd(side), readable(line.seconds).padStart(10)];
      console.error(`${row.join('  ')}  ${rate.padStart(14)}  ${beside}`.trimEnd());
    }
    mkdirSync(OUT, { recursive: true });
    writeFileSync(join(OUT, `bench-${this.stem}.json`), `${JSON.stringify(this.lines, null, 1)}\n`);
    this.lines = [];
  }

  close(): void {
    this.peer?.close();
  }
}
