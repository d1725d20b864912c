/** The demo's command line: names, defaults, and refusals of one line. */
import { parseArgs } from 'node:util';
import * as path from 'node:path';

/** A refusal: one line for the user, and the exit code (2: how it was called, 1: what happened). */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly exitCode: 1 | 2,
  ) {
    super(message);
  }
}

export const labelings = ['kmeans', 'discretize', 'cluster_qr'] as const;
export type Labeling = (typeof labelings)[number];

export interface DemoArguments {
  image: string;
  scales: number[];
  regions: number;
  assign: Labeling[];
  device: string | undefined;
  out: string;
  seed: number;
}

export const usage = `npm run demo -- [--image FILE] [--scale S] [--regions N] [--assign kmeans|discretize|cluster_qr]
               [--device cpu|cuda:0|…] [--seed N] [--out DIR]
Segments a picture by spectral clustering. Without options: the coins at scale 0.2 and at full size, 25 regions,
by k-means and by discretize. --scale and --assign may be given several times.`;

/** Reads the command line; undefined when help was asked for. */
export function readArguments(argv: readonly string[], root: string): DemoArguments | undefined {
  const text = { type: 'string' } as const;
  const list = { type: 'string', multiple: true } as const;
  let values;
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        image: text,
        scale: list,
        regions: text,
        assign: list,
        device: text,
        out: text,
        seed: text,
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    throw new Refusal((error as Error).message.split('\n')[0] ?? '', 2);
  }
  if (values.help) return undefined;
  return {
    image: values.image ?? path.join(root, 'examples', 'coins.png'),
    scales: (values.scale ?? ['0.2', '1']).map((s) => positive('--scale', s)),
    regions: whole('--regions', values.regions ?? '25', 1),
    assign: (values.assign ?? ['kmeans', 'discretize']).map(labeling),
    device: values.device,
    out: values.out ?? path.join(process.cwd(), 'out'),
    seed: whole('--seed', values.seed ?? '0', 0),
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value))
    throw new Refusal(`${name}: expected a number above 0, got ${JSON.stringify(text)}`, 2);
  return value;
}

function whole(name: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < least)
    throw new Refusal(`${name}: expected a whole number of at least ${least}, got ${JSON.stringify(text)}`, 2);
  return value;
}

function labeling(text: string): Labeling {
  const found = labelings.find((l) => l === text);
  if (found === undefined)
    throw new Refusal(`--assign: expected one of ${labelings.join(', ')}, got ${JSON.stringify(text)}`, 2);
  return found;
}
