import { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createIntake } from './intake.ts';

/** A socket with bytes to read, and a reader that counts what it gets. */
function socketOf(intake: ReturnType<typeof createIntake>, onRead: () => void) {
  const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  intake.attach(socket);
  socket.on('readable', () => {
    if (socket.read() !== null) onRead();
  });
  socket.push('a message');
  return socket;
}

describe('intake', () => {
  it('lets readers in while little is held, and turns them away from then on', async () => {
    let held = 0;
    const intake = createIntake({ held: () => held, most: 2 });
    const sockets = Array.from({ length: 5 }, () => socketOf(intake, () => held++));
    await turn();
    expect(held).toBe(2);
    for (const socket of sockets) socket.destroy();
  });

  it('lets those who were turned away in again once half is answered, each once, none forgotten', async () => {
    let held = 0;
    let read = 0;
    const intake = createIntake({ held: () => held, most: 2 });
    const sockets = Array.from({ length: 9 }, () =>
      socketOf(intake, () => {
        held++;
        read++;
      }),
    );
    await turn();
    for (let rounds = 0; rounds < 20 && held > 0; rounds++) {
      held--;
      intake.answered();
      await turn();
      await turn();
    }
    expect({ held, read }).toEqual({ held: 0, read: 9 });
    for (const socket of sockets) socket.destroy();
  });

  it('forgets a socket that closed while it waited', async () => {
    let held = 1;
    let read = 0;
    const intake = createIntake({ held: () => held, most: 1 });
    const socket = socketOf(intake, () => read++);
    await turn();
    socket.destroy();
    await turn();
    held = 0;
    intake.answered();
    await turn();
    await turn();
    expect(read).toBe(0);
  });
});
