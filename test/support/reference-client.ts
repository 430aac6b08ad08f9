// A reference client of examples/ as a process: fed by lines, and what it says kept. The C one is built by `cc`.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect } from 'vitest';

const EXAMPLES = join(import.meta.dirname, '../../examples');
const WARNINGS = ['-std=c11', '-Wall', '-Wextra', '-Werror'];
/** What they find ends the program with a failure. */
const WATCHED = ['-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];

export interface ClientStart {
  port: number;
  station: string;
  buffer: string;
  token?: string;
  noClock?: boolean;
}

/** A program and what comes before its arguments. */
export interface ClientKind {
  command(start: ClientStart): string[];
  env: Record<string, string>;
}

/** `small`: few slots and an early end of patience. */
export function typescriptClient({ small }: { small: boolean }): ClientKind {
  const script = join(EXAMPLES, 'typescript/station.ts');
  return {
    command: ({ port }) => [process.execPath, '--import', 'tsx', script, `mqtt://127.0.0.1:${port}`],
    env: small ? { STATION_SLOTS: '16', STATION_ACK_SECONDS: '1' } : {},
  };
}

/** The small one watches its memory as well. */
export function cClient(folder: string, { small }: { small: boolean }): ClientKind {
  const program = join(folder, small ? 'station-small' : 'station');
  const kind = small ? [...WATCHED, '-DSLOTS=16', '-DACK_MS=1000'] : ['-O2'];
  execFileSync('cc', [...WARNINGS, ...kind, '-o', program, join(EXAMPLES, 'c/station.c')]);
  return { command: ({ port }) => [program, '127.0.0.1', String(port)], env: {} };
}

const running = new Set<ChildProcess>();

export class ReferenceClient {
  readonly lines: string[] = [];
  readonly errors: string[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown[]>;

  constructor(kind: ClientKind, start: ClientStart) {
    const { station, buffer, token = `demo-${station}`, noClock } = start;
    const [program = '', ...words] = [
      ...kind.command(start),
      station,
      buffer,
      ...(noClock ? ['--no-clock'] : []),
    ];
    const env = { ...process.env, ...kind.env, STATION_TOKEN: token };
    this.#child = spawn(program, words, { env });
    running.add(this.#child);
    this.#ended = once(this.#child, 'close');
    // Of one that was killed in the middle of a line.
    this.#child.stdin?.on('error', () => {});
    collect(this.#child.stdout, this.lines);
    collect(this.#child.stderr, this.errors);
  }

  write(type: string, body: object): void {
    this.#child.stdin?.write(`${type} ${JSON.stringify(body)}\n`);
  }

  /** The second words on of all lines that begin with this one. */
  said(word: string): string[] {
    return this.lines
      .filter((line) => line.startsWith(`${word} `))
      .map((line) => line.slice(word.length + 1));
  }

  async hears(words: RegExp): Promise<void> {
    await expect.poll(() => this.lines.some((line) => words.test(line)), { timeout: 60_000 }).toBe(true);
  }

  async stored(count: number): Promise<void> {
    await expect.poll(() => this.said('stored').length, { timeout: 60_000 }).toBe(count);
  }

  /** Lets it send what it has, and go. */
  async finish(): Promise<void> {
    this.#child.stdin?.end();
    expect(await this.#end(), this.errors.join('\n')).toEqual([0, null]);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    this.#child.kill(signal);
    await this.#end();
  }

  async #end(): Promise<unknown[]> {
    const ended = await this.#ended;
    running.delete(this.#child);
    return ended;
  }
}

/** For `afterEach`. */
export function killClients(): void {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
}

function collect(stream: NodeJS.ReadableStream | null, lines: string[]): void {
  let rest = '';
  stream?.on('data', (chunk) => {
    const parts = `${rest}${chunk}`.split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
}
