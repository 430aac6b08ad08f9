// Who is there: presence of stations as far as messages, last wills and silence tell, and whose has changed since it was
// last looked at. It must not know what follows from it.
import { presenceAt } from '../model/presence.ts';
import type { Presence } from '../model/present.ts';
import type { StationFacts } from './station-facts.ts';
import type { StationRecord } from './watched-station.ts';

const PAUSE_MS = 120_000;

export interface PresenceWatchOptions {
  /** An alert says that the station is offline. */
  wasOffline(station: string): boolean;
  /** When the hub begins to listen. */
  now: number;
  /** After a pause longer than this, of the hub or of its clock, stations have time again to be heard of. 120,000 */
  pauseMs?: number | undefined;
}

export class PresenceWatch {
  readonly #wasOffline: PresenceWatchOptions['wasOffline'];
  /** As each was when it was last looked at. */
  readonly #seen = new Map<string, Presence['state']>();
  /** Of whom something was heard that may have changed it. */
  readonly #stirred = new Set<string>();
  readonly #pauseMs: number;
  #listenedAt: number;
  /** Since when the hub has been listening without a pause. */
  #listeningSince: number;
  #open = true;

  constructor({ wasOffline, now, pauseMs = PAUSE_MS }: PresenceWatchOptions) {
    this.#pauseMs = pauseMs;
    this.#wasOffline = wasOffline;
    this.#listenedAt = now;
    this.#listeningSince = now;
  }

  /** Time goes on; `open`: the hub takes messages, so silence means something. Returns the time since the last call. */
  listen(now: number, open: boolean): number {
    const passedMs = Math.abs(now - this.#listenedAt);
    if (passedMs > this.#pauseMs || (open && !this.#open)) this.#listeningSince = now;
    this.#listenedAt = now;
    this.#open = open;
    return passedMs;
  }

  of({ reportingMinutes, id }: StationFacts, record: StationRecord, now: number): Presence {
    const hubStartedAt = this.#listeningSince;
    const known = presenceAt(record, { now, hubStartedAt, reportingMinutes, open: this.#open });
    const isHeard = (record.lastMessageAt ?? 0) >= hubStartedAt;
    if (known.state !== 'online' || isHeard) return known;
    // It was silent before the hub's own pause: the time it gets to be heard of does not say that it is back.
    return this.#wasOffline(id) ? { ...known, state: 'unknown' } : known;
  }

  /** A message or a status of the station came. */
  heard(station: string, isStatus: boolean): void {
    if (isStatus || this.#seen.get(station) !== 'online') this.#stirred.add(station);
  }

  /** Those whose presence may have changed by what was heard since the last call; by silence, any may. */
  takeStirred(): string[] {
    const stirred = [...this.#stirred];
    this.#stirred.clear();
    return stirred;
  }

  /** Whether it is another than when it was last seen; the first time after a start says nothing. */
  see(station: string, { state }: Presence): boolean {
    const before = this.#seen.get(station);
    this.#seen.set(station, state);
    return before !== undefined && before !== state;
  }

  forgetOthers(isKnown: (station: string) => boolean): void {
    for (const id of this.#seen.keys()) if (!isKnown(id)) this.#seen.delete(id);
  }
}
