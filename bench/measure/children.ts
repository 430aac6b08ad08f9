// Processes that the benchmark started: each is ended by its own id, also when the benchmark fails or is interrupted.
import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const KILL_AFTER_MS = 15_000;
const running = new Set<ChildProcess>();

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Remembers a child until it has ended. */
export function guard<Child extends ChildProcess>(child: Child): Child {
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** `module`: path below bench/ without ending, so that it works from the sources and from the build. */
export function forkModule(module: string, options: ForkOptions = {}): ChildProcess {
  const ending = extname(fileURLToPath(import.meta.url));
  return guard(fork(new URL(`../${module}${ending}`, import.meta.url), [], options));
}

/** The next message of a child; rejects when it ends instead. */
export function nextMessage<Message>(child: ChildProcess, what: string): Promise<Message> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null, signal: string | null) =>
      reject(new Error(`cannot ${what}: process ${child.pid} ended with ${signal ?? code}`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as Message);
    });
  });
}

export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(timer);
}
