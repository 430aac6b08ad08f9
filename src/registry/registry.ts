// The port of the registry: which stations, bins and areas exist, who may connect, and since when what was so.
// Reads are from memory and cheap enough for every message; changes are on disk when their promise resolves.
import type { Principal } from '../model/principal.ts';
import type { Area, Bin, Station, StationRevision } from '../model/station.ts';

/** A station with its bins at hand by id. */
export interface RegisteredStation extends Station {
  binsById: ReadonlyMap<string, Bin>;
}

export type StationInput = Omit<Station, 'declared'>;
export type AreaInput = Omit<Area, 'declared'>;

export interface Registry {
  /** A station in service. */
  station(id: string): RegisteredStation | undefined;
  /** Those in service, in order of id. */
  stations(): readonly RegisteredStation[];
  /** A station that was taken out of service, as it last was: its past can still be asked for. */
  formerStation(id: string): RegisteredStation | undefined;
  area(id: string): Area | undefined;
  /** Parents before children. */
  areas(): readonly Area[];
  /** The area itself and everything below it: the grids whose readings count for it. */
  gridsBelow(areaId: string): string[];
  /** From the grid up to the root, the grid first; of an unknown grid that id alone. */
  pathOf(grid: string): string[];
  /** Oldest first; the first one holds since the first day in service, or since ever. */
  revisions(stationId: string): readonly StationRevision[];

  /**
   * Who this is, or why not. `loopback`: the peer is on this machine; built-in demo tokens work only there.
   */
  authenticate(user: string, secret: string, options: { loopback: boolean }): Authentication;

  /** How a station could be let in, whether it is in service or not. */
  waysIn(stationId: string): WaysIn;

  /** What would keep these stations from being added; empty when nothing would. */
  findConflicts(inputs: readonly StationInput[]): RegistryFault[];
  /** Adds stations, all or none, and makes a token for each. Throws `RegistryConflict` with every fault found. */
  addStations(inputs: readonly StationInput[]): Promise<IssuedToken[]>;
  /** Replaces what is known of a station that is not declared; keeps the revision before. */
  updateStation(input: StationInput): Promise<void>;
  /** Takes a station out of service: it can no longer connect, its past stays. */
  removeStation(id: string): Promise<void>;
  /** A new token; the old ones stay valid for `overlapDays` (30 by default). */
  rotateToken(stationId: string, options?: { overlapDays?: number }): Promise<IssuedToken>;

  /** Adds areas, all or none; parents may stand among them, in any order. Throws `RegistryConflict`. */
  addAreas(inputs: readonly AreaInput[]): Promise<void>;

  /** Called after each change, with the ids of the stations concerned. */
  onChange(listener: (stationIds: readonly string[]) => void): void;
}

export type Authentication =
  | { ok: true; principal: Principal }
  | { ok: false; reason: 'unknown-user' | 'wrong-token' | 'not-in-service' | 'demo-token-off-loopback' };

export interface WaysIn {
  /** That are accepted now. */
  tokens: number;
  /** `demo-<id>` is accepted from this machine. */
  demoToken: boolean;
  /** Ids of gateways that speak for it. */
  gateways: string[];
}

/** Shown once; the registry keeps only its SHA-256. */
export interface IssuedToken {
  stationId: string;
  /** 256 random bits, base64url. */
  token: string;
}

/** What the configuration says exists; it alone can change it. */
export interface Declared {
  areas: readonly AreaInput[];
  stations: readonly DeclaredStation[];
  gateways: readonly DeclaredGateway[];
  integrations: readonly DeclaredIntegration[];
}

export interface DeclaredStation extends StationInput {
  /** SHA-256 of accepted tokens, hexadecimal. */
  tokenSha256: readonly string[];
  /** Accepts `demo-<id>` from this machine. */
  demoToken: boolean;
}

interface DeclaredGateway {
  id: string;
  tokenSha256: readonly string[];
  /** Ids of the stations it speaks for. */
  stations: readonly string[];
}

interface DeclaredIntegration {
  id: string;
  tokenSha256: readonly string[];
  /** Topic filters it may read. */
  filters: readonly string[];
}

export interface RegistryFault {
  /** Id of the station, area or user concerned. */
  subject: string;
  fault: string;
  /** For programs, where one of these it is: an id that another has, one that is named twice, an area that is not there. */
  code?: 'taken-id' | 'repeated-id' | 'unknown-area';
}

/** What was asked contradicts the registry; nothing was changed. */
export class RegistryConflict extends Error {
  override name = 'RegistryConflict';
  readonly faults: readonly RegistryFault[];
  constructor(faults: readonly RegistryFault[]) {
    super(faults.map(({ subject, fault }) => `${subject}: ${fault}`).join('\n'));
    this.faults = faults;
  }
}
