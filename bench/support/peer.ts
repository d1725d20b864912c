// The other side of a comparison: a Python process that bench/peers/peer.py drives, spoken to line by line.
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const SCRIPT = join(__dirname, '..', 'peers', 'peer.py');

/** One answer of bench/peers/peer.py. */
export interface PeerRun {
  readonly name: string;
  readonly seconds: number;
  readonly runs: readonly number[];
  readonly result: unknown;
  readonly error?: string;
}

/** What a peer says of itself when it starts. */
export interface PeerAbout {
  readonly versions: Readonly<Record<string, string>>;
  readonly blas: { library: string; version: string | null; architecture: string | null; threads: number | null };
  readonly processor: string;
}

/** The first interpreter that imports NumPy, SciPy and scikit-learn; undefined where there is none. */
export function findPython(asked?: string): string | undefined {
  const candidates = asked === undefined ? ['python3', '/usr/bin/python3', 'python'] : [asked];
  return candidates.find((name) => spawnSync(name, ['-c', 'import numpy, scipy, sklearn']).status === 0);
}

export class Peer {
  private readonly waiting: ((line: string) => void)[] = [];
  private gone = false;

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    public about: PeerAbout,
  ) {
    createInterface({ input: child.stdout }).on('line', (line) => this.waiting.shift()?.(line));
    child.on('exit', () => {
      this.gone = true;
      for (const answer of this.waiting.splice(0)) answer('{"error": "the peer process ended"}');
    });
  }

  /** Starts a peer; rejects with its own words where it refuses (NumPy on the reference BLAS). */
  static async start(python: string, environment: NodeJS.ProcessEnv = {}, flags: string[] = []): Promise<Peer> {
    const child = spawn(python, [SCRIPT, '--serve', ...flags], { env: { ...process.env, ...environment } });
    child.stderr.on('data', (text: Buffer) => process.stderr.write(text));
    const peer = new Peer(child, undefined as never);
    const hello = JSON.parse(await peer.line()) as PeerAbout & { error?: string };
    if (hello.error !== undefined) throw new Error(hello.error);
    peer.about = hello;
    return peer;
  }

  private line(): Promise<string> {
    if (this.gone) return Promise.resolve('{"error": "the peer process ended"}');
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private async ask(command: string): Promise<PeerRun> {
    const reply = this.line();
    this.child.stdin.write(`${command}\n`);
    return JSON.parse(await reply) as PeerRun;
  }

  /** Runs one measurement; preparation is kept between calls with the same name and arguments. */
  run(name: string, args: object = {}, repeat = 1): Promise<PeerRun> {
    return this.ask(`run ${name} ${JSON.stringify({ ...args, repeat })}`);
  }

  /** Lets the peer free what it prepared. */
  async drop(): Promise<void> {
    await this.ask('drop');
  }

  close(): void {
    if (!this.gone) this.child.stdin.end('quit\n');
  }
}
