// The end of connections at a stop that loses no PUBACK: what the hub wrote must leave, and a socket that is closed
// while it still has unread bytes would be reset, with the acknowledgements that were on their way.
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 5;

/** Waits until `isDone`, at most `timeoutMs`. */
export async function waitUntil(isDone: () => boolean, timeoutMs: number): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!isDone() && performance.now() < end) await delay(POLL_MS);
}

/** Sends what is still to be sent, discards what comes, and waits for the peers to close; then closes. */
export async function sayFarewell(sockets: Iterable<Duplex>, timeoutMs: number): Promise<void> {
  const open = [...sockets].filter((socket) => !socket.destroyed);
  for (const socket of open) {
    socket.removeAllListeners('readable');
    socket.resume();
    socket.end();
  }
  await waitUntil(() => open.every((socket) => socket.destroyed), timeoutMs);
  for (const socket of open) socket.destroy();
}
