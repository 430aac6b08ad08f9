// The port of the registry: which stations, bins and areas exist, who may connect, and since when what was so.
// Reads are from memory and cheap enough for every message; changes are on disk when their promise resolves.
import type { Principal } from '../model/principal.ts';
import type { Area, Bin, Station, StationRevision } from '../model/station.ts';

/** A station with its bins at hand by id. */
export interface RegisteredStation extends Station {
  binsById: ReadonlyMap<string, Bin>;
}

export type StationInput = Omit<Station, 'declared'>;

export interface Registry {
  station(id: string): RegisteredStation | undefined;
  /** In order of id. */
  stations(): readonly RegisteredStation[];
  area(id: string): Area | undefined;
  /** Parents before children. */
  areas(): readonly Area[];
  /** The area itself and everything below it: the grids whose readings count for it. */
  gridsBelow(areaId: string): string[];
  /** From the grid up to the root, the grid first. */
  pathOf(grid: string): string[];
  /** Oldest first. */
  revisions(stationId: string): readonly StationRevision[];

  /**
   * Who this is, or why not. `loopback`: the peer is on this machine; built-in demo tokens work only there.
   */
  authenticate(user: string, secret: string, options: { loopback: boolean }): Authentication;

  /** Adds stations, all or none, and makes a token for each. Throws `RegistryConflict` with every fault found. */
  addStations(inputs: readonly StationInput[]): Promise<IssuedToken[]>;
  /** Replaces what is known of a station that is not declared; keeps the revision before. */
  updateStation(input: StationInput): Promise<void>;
  /** Takes a station out of service: it can no longer connect, its past stays. */
  removeStation(id: string): Promise<void>;
  /** A new token; the old ones stay valid for `overlapDays` (30 by default). */
  rotateToken(stationId: string, options?: { overlapDays?: number }): Promise<IssuedToken>;

  /** Called after each change, with the ids of the stations concerned. */
  onChange(listener: (stationIds: readonly string[]) => void): void;
}

export type Authentication =
  | { ok: true; principal: Principal }
  | { ok: false; reason: 'unknown-user' | 'wrong-token' | 'not-in-service' | 'demo-token-off-loopback' };

/** Shown once; the registry keeps only its SHA-256. */
export interface IssuedToken {
  stationId: string;
  /** 256 random bits, base64url. */
  token: string;
}

/** What was asked contradicts the registry; nothing was changed. */
export class RegistryConflict extends Error {
  override name = 'RegistryConflict';
  readonly faults: readonly { subject: string; fault: string }[];
  constructor(faults: readonly { subject: string; fault: string }[]) {
    super(faults.map(({ subject, fault }) => `${subject}: ${fault}`).join('\n'));
    this.faults = faults;
  }
}
