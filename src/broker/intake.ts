// Reads on only while little is held. What the hub cannot answer yet waits as bytes in the sockets: as thousands of
// half-judged messages in the heap it would outlive the garbage collector's young generation and cost more to move
// about than to judge. Measured: half of the hub's CPU at saturation.
import type { Duplex } from 'node:stream';

export interface Intake {
  /** From now on the reader of the socket gets nothing while enough is held. */
  attach(socket: Duplex): void;
  /** Something was answered: readers that were turned away may come again. */
  answered(): void;
}

export interface IntakeOptions {
  /** Messages handed to the door and not yet answered. */
  held: () => number;
  /** From here on nobody reads; again below half of it. */
  most: number;
}

export function createIntake({ held, most }: IntakeOptions): Intake {
  const waiting = new Set<Duplex>();
  let isDue = false;

  /** In the order in which they were turned away. */
  function admit(): void {
    isDue = false;
    for (const socket of waiting) {
      if (held() >= most) return;
      waiting.delete(socket);
      socket.emit('readable');
    }
  }

  return {
    attach(socket) {
      const read = socket.read.bind(socket);
      socket.read = (size?: number): unknown => {
        if (held() < most) return read(size);
        waiting.add(socket);
        return null;
      };
      socket.once('close', () => waiting.delete(socket));
    },
    answered() {
      if (isDue || waiting.size === 0 || held() > most / 2) return;
      isDue = true;
      setImmediate(admit);
    },
  };
}
