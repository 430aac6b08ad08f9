// Writes PUBACKs past Aedes: all of one turn in one write a connection, instead of three small ones a message. After
// a group commit hundreds are due at once; measured, this takes a quarter off the broker's time for a message.
import type { BrokerClient } from './aedes-internals.ts';

export interface Acknowledgements {
  /** Due at the end of this turn, in the order of the calls. */
  add(client: BrokerClient, packetId: number): void;
  /** Writes those of one client at once: before something that must not overtake them. */
  flush(client: BrokerClient): void;
}

const PUBACK_BYTES = 4;

export function createAcknowledgements(): Acknowledgements {
  let due = new Map<BrokerClient, number[]>();

  function flushAll(): void {
    const flushed = due;
    due = new Map();
    for (const [client, packetIds] of flushed) write(client, packetIds);
    // Last, because it takes the next messages in: nobody's acknowledgement should wait for that.
    for (const [client, packetIds] of flushed) goOn(client, packetIds.length);
  }

  return {
    add(client, packetId) {
      const packetIds = due.get(client);
      if (packetIds) {
        packetIds.push(packetId);
        return;
      }
      if (due.size === 0) process.nextTick(flushAll);
      due.set(client, [packetId]);
    },
    flush(client) {
      const packetIds = due.get(client);
      if (packetIds === undefined) return;
      due.delete(client);
      write(client, packetIds);
      goOn(client, packetIds.length);
    },
  };
}

function write(client: BrokerClient, packetIds: readonly number[]): void {
  if (client.closed) return;
  const bytes = Buffer.allocUnsafe(packetIds.length * PUBACK_BYTES);
  for (const [place, packetId] of packetIds.entries())
    bytes.writeUInt32BE(0x4002_0000 + packetId, place * PUBACK_BYTES);
  client.conn.write(bytes);
}

/** Aedes reads on when it was told so for each message of its last read. */
function goOn(client: BrokerClient, messages: number): void {
  if (client.closed) return;
  for (let count = 0; count < messages; count++) client._nextBatch();
}
