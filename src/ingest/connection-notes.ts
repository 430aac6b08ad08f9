// What the broker tells of connections, noted in the memory of the station concerned.
import type { Principal } from '../model/principal.ts';
import type { HubMemory } from './hub-memory.ts';

export interface ConnectionNotes {
  connected(connection: { principal: Principal; tookOver: boolean }): void;
  disconnected(): void;
  packetTooLarge(packet: { station: string }): void;
}

export function connectionNotes(memory: HubMemory): ConnectionNotes {
  function count(station: string, ...what: ('connects' | 'takeovers' | 'oversizedPackets')[]): void {
    const known = memory.station(station);
    for (const counter of what) known.counters.count(counter);
    memory.touch(known);
  }

  return {
    connected({ principal, tookOver }) {
      if (principal.kind === 'station')
        count(principal.id, 'connects', ...(tookOver ? (['takeovers'] as const) : []));
    },
    /** Whether a station is gone, its will says, or its silence. */
    disconnected() {},
    packetTooLarge: ({ station }) => count(station, 'oversizedPackets'),
  };
}
