// A station (投放站), its bins (桶) and the areas (网格) it belongs to, as the registry knows them.
import type { Stream } from './stream.ts';

export interface Bin {
  id: string;
  stream: Stream;
  /** Usable volume. */
  litres: number;
  /** From the sensor to the floor of the empty bin; needed to turn a distance into a level. */
  depthMm?: number;
}

/** A local time of day `HH:MM`; `24:00` is the end of the day. */
export type TimeOfDay = string;

export interface OpeningWindow {
  from: TimeOfDay;
  to: TimeOfDay;
}

export interface Station {
  id: string;
  name: string;
  /** Id of the area (网格) that the station stands in: a node of the area tree. */
  grid: string;
  latitude?: number;
  longitude?: number;
  bins: Bin[];
  /** How often the station reports levels, in minutes. */
  reportingMinutes: number;
  /** IANA time zone of local days and hours; its offset must be whole hours. */
  zone: string;
  /** Registered households, for the participation rate. */
  households?: number;
  /** When residents may drop off (定时定点); absent: always open. */
  openingHours?: OpeningWindow[];
  /** Planned collections, local times of day. */
  collectionTimes?: TimeOfDay[];
  /** Local date `YYYY-MM-DD` of the first day in service; absent: since ever. */
  inServiceFrom?: string;
  /** True when the station comes from `config/stations.yaml`, where alone it can be changed. */
  declared: boolean;
}

/** A node of the area tree (镇 > 社区 > 网格 > 微网格), of free depth. */
export interface Area {
  id: string;
  name: string;
  /** Absent at a root. */
  parent?: string;
  declared: boolean;
}

/** What a station was from `validFrom` until the next revision; kept so that the past stays explainable. */
export interface StationRevision {
  /** Milliseconds since 1970 UTC. */
  validFrom: number;
  grid: string;
  bins: Bin[];
  inService: boolean;
}
