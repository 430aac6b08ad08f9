// Whether a station is online: by what it says, by its last will, and by its silence. Pure.
import type { Presence } from './present.ts';
import type { StationStatus } from './reading.ts';

/** What is known of a station, and when it was last heard of. */
export interface PresenceSigns {
  presence: Presence;
  /** Of any accepted message. */
  lastMessageAt?: number | undefined;
}

export interface PresenceContext {
  now: number;
  hubStartedAt: number;
  reportingMinutes: number;
  /** False while the hub takes no messages: then it cannot know. */
  open: boolean;
}

export const NEVER_HEARD: Presence = { state: 'unknown', since: 0 };

/** Silent for so many reporting periods means offline. */
const SILENT_PERIODS = 3;
/** After a start of the hub a station has so many periods to be heard of. */
const START_PERIODS = 2;

/** A will speaks for the connection that left it only: after a takeover it says nothing. */
export function isStaleStatus(known: Presence, { state, connectionId }: SaidStatus): boolean {
  if (state === 'online') return false;
  return known.connectionId !== connectionId || known.state === 'offline';
}

export type SaidStatus = Pick<StationStatus, 'state' | 'connectionId'>;

export function presenceAfter(known: Presence, status: StationStatus): Presence {
  const { state, at: since, connectionId, firmware, configVersion } = status;
  const presence: Presence = { ...(state === 'offline' ? known : undefined), state, since, connectionId };
  if (firmware !== undefined) presence.firmware = firmware;
  if (configVersion !== undefined) presence.configVersion = configVersion;
  return presence;
}

/** Silence taken into account. */
export function presenceAt({ presence, lastMessageAt }: PresenceSigns, context: PresenceContext): Presence {
  const { now, hubStartedAt, reportingMinutes, open } = context;
  const { state, since } = presence;
  if (!open) return { ...presence, state: 'unknown' };
  const heardAt = Math.max(lastMessageAt ?? 0, since);
  if (state === 'offline' && heardAt === since) return presence;
  const quietSince = Math.max(heardAt, hubStartedAt);
  const periods = heardAt < hubStartedAt ? START_PERIODS : SILENT_PERIODS;
  const isQuiet = now - quietSince > periods * reportingMinutes * 60_000;
  if (heardAt === 0) return { state: isQuiet ? 'offline' : 'unknown', since: hubStartedAt };
  if (isQuiet) return { ...presence, state: 'offline', since: heardAt };
  // Heard, without a status: it never says one, or none since its last will, or sends by HTTP.
  return state === 'online' ? presence : { ...presence, state: 'online', since: heardAt };
}
