// When messages are due: either as soon as an acknowledgement makes room, or at a fixed rate whatever the target
// does. In the second case a message that must wait for room is measured from when it was due, not from when it left.
import type { StationConnection } from './station-connection.ts';

export interface Pace {
  start(connections: readonly StationConnection[]): void;
  /** There is room for `count` more messages. */
  onRoom(connection: StationConnection, count: number, now: number): void;
}

export function asAcksCome(messages: number): Pace {
  let left = messages;
  const publish = (connection: StationConnection, room: number, now: number): void => {
    const count = Math.min(room, left);
    left -= count;
    if (count > 0) connection.publish(count, now);
  };
  return {
    start(connections) {
      for (const connection of connections) publish(connection, connection.room, performance.now());
    },
    onRoom: publish,
  };
}

const TICK_MS = 1;

export function atRate(messages: number, ratePerSecond: number): Pace {
  const waiting = new Map<StationConnection, number[]>();
  let issued = 0;

  function issue(connection: StationConnection, dueAt: number): void {
    if (connection.room > 0) connection.publish(1, dueAt);
    else waiting.get(connection)?.push(dueAt);
  }

  return {
    start(connections) {
      for (const connection of connections) waiting.set(connection, []);
      const startedAt = performance.now();
      const timer = setInterval(() => {
        const due = Math.min(messages, Math.floor(((performance.now() - startedAt) / 1000) * ratePerSecond));
        for (; issued < due; issued++) {
          const connection = connections[issued % connections.length] as StationConnection;
          issue(connection, startedAt + (issued / ratePerSecond) * 1000);
        }
        if (issued === messages) clearInterval(timer);
      }, TICK_MS);
    },
    onRoom(connection) {
      const queue = waiting.get(connection) ?? [];
      while (connection.room > 0 && queue.length > 0) connection.publish(1, queue.shift() as number);
    },
  };
}
