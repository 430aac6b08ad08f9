// A warning of a whole area (一点发生、全域预警): what happened, at which bins, and where there is room instead. Plain
// JSON that survives a restart. It must not know rules, alerts' lives, nor how anybody is told. Times are ms since
// 1970 UTC.
import type { Stream } from '../../model/stream.ts';

/** From the gravest on. */
export const ADVISORY_KINDS = ['hazard', 'overflowing', 'many-near-full'] as const;
export type AdvisoryKind = (typeof ADVISORY_KINDS)[number];

/** What an area can be warned of once at a time. A hazard has no stream. */
export interface Cause {
  grid: string;
  kind: AdvisoryKind;
  stream?: Stream;
}

export interface BinPlace {
  station: string;
  /** Absent for what concerns the whole station. */
  binId?: string;
}

/** An open station with room for the stream now. */
export interface Alternative {
  station: string;
  name: string;
  /** As the crow flies, from the station that caused the advisory. */
  distanceM: number;
  freeLitres: number;
}

export interface Advisory extends Cause {
  id: string;
  /** The station that caused it: distances are from there. */
  station: string;
  bins: BinPlace[];
  /** The nearest first. */
  alternatives: Alternative[];
  since: number;
  /** At most two hours ahead; renewed while the cause lasts. */
  validUntil: number;
  /** When it was last told. */
  toldAt: number;
  /** Present while nothing causes it any more: it ends unless the cause is soon back. */
  calmSince?: number;
}

/** What is remembered between two steps. */
export interface AdvisoryState {
  open: Advisory[];
  /** When which station caused an advisory of which kind; forgotten after an hour. */
  caused: { station: string; kind: AdvisoryKind; at: number }[];
}

export interface AdvisorySettings {
  /** So many bins of one stream near full warn their area. */
  nearFullBins: number;
  /** How far ahead an advisory is valid, at most 120. */
  validMinutes: number;
  /** An advisory without a cause goes on for so long: what flickers is one advisory. */
  calmMinutes: number;
  /** Changes of bins and of room are told no more often. */
  tellEveryMinutes: number;
  /** From this level on a bin has no room for what comes from elsewhere. */
  fullLevel: number;
  /** While an area is warned of a stream, forecasts look so much further ahead there. */
  extraHours: number;
  /** Nobody is sent further. */
  maxDistanceM: number;
  /** Less room is not worth the way. */
  minFreeLitres: number;
}

export const ADVISORY_DEFAULTS: AdvisorySettings = {
  nearFullBins: 3,
  validMinutes: 120,
  calmMinutes: 5,
  tellEveryMinutes: 5,
  fullLevel: 0.8,
  extraHours: 2,
  maxDistanceM: 2_000,
  minFreeLitres: 30,
};

/** The retained message of an area's topic, now. An empty payload ends all advisories of the area. */
export interface GridMessage {
  grid: string;
  payload: string;
}

export interface AdvisoryStep {
  started: Advisory[];
  /** Told again: renewed, other bins, other room. */
  renewed: Advisory[];
  ended: Advisory[];
  /** To be published retained, in this order. */
  messages: GridMessage[];
}
