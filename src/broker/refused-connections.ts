// The last CONNECTs that were not let in, so that a new station can be added from the list instead of from a
// typed-in id. Bounded in number and in length: everything in it comes from strangers.

import type { RefusedConnection } from '../model/refused-connection.ts';

export interface RefusedConnections {
  add(attempt: { user: string; address: string; reason: string; at: number }): void;
  /** The newest first. */
  list(): readonly RefusedConnection[];
}

const MAX_KEPT = 200;
const MAX_USER_CHARACTERS = 64;

export function createRefusedConnections(): RefusedConnections {
  /** In order of the last attempt, the oldest first. */
  const kept = new Map<string, RefusedConnection>();

  return {
    add({ user: given, address, reason, at }) {
      const user = printable(given);
      const key = JSON.stringify([user, address, reason]);
      const known = kept.get(key);
      kept.delete(key);
      kept.set(key, {
        user,
        address,
        reason,
        count: (known?.count ?? 0) + 1,
        firstAt: known?.firstAt ?? at,
        lastAt: at,
      });
      if (kept.size > MAX_KEPT) for (const oldest of kept.keys()) return void kept.delete(oldest);
    },
    list: () => [...kept.values()].reverse(),
  };
}

function printable(text: string): string {
  return text.slice(0, MAX_USER_CHARACTERS).replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '?');
}
