// The port behind the commands that change the registry: the same words whether a hub runs (hub-desk.ts) or not
// (folder-desk.ts).
import type { Area, Station } from '../model/station.ts';
import type { AreaInput, IssuedToken } from '../registry/registry.ts';

export interface RegistryDesk {
  /** As a person typed it; judged by the schema of a station. */
  addStation(input: Record<string, unknown>): Promise<IssuedToken[]>;
  /** All rows or none. */
  importStations(csv: string): Promise<IssuedToken[]>;
  /** Those in service, in order of id. */
  stations(): Promise<Station[]>;
  rotateToken(id: string, overlapDays?: number): Promise<IssuedToken>;
  removeStation(id: string): Promise<void>;
  addArea(input: AreaInput): Promise<void>;
  /** Parents before children. */
  areas(): Promise<Area[]>;
  close(): Promise<void>;
}

/** What was asked was refused, with every reason; nothing was changed. */
export class DeskRefusal extends Error {
  override name = 'DeskRefusal';
  constructor(summary: string, reasons: readonly string[] = []) {
    super([summary, ...reasons.map((reason) => `  ${reason}`)].join('\n'));
  }
}
