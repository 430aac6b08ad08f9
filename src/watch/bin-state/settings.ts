// The numbers that levels are judged by, with their reasons. Any of them can differ from stream to stream or from
// station to station: who judges passes the right ones.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export interface BinSettings {
  /** How many readings the median is taken of; older ones than `windowMs` say nothing of the present. */
  windowReadings: number;
  windowMs: number;
  /** A step of the level, 0..1, that one reading alone does not prove. */
  spikeLevel: number;
  /** A bin was emptied when the clean level falls by so much, 0..1, and stays there for so many readings. */
  emptiedFall: number;
  emptiedReadings: number;
  /** When somebody says so as well, so many low readings do; low is a fall as above, or at most `emptyLevel`. */
  claimReadings: number;
  emptyLevel: number;
  /** The crew may tap before it empties the bin: a level that is still high so long afterwards is no denial. */
  claimSlackMs: number;
  /** A claim that no level confirms in this time stays one for good. */
  claimWithinMs: number;
  /** What is claimed so soon after an emptying is the same one, told twice. */
  claimAgainMs: number;
  /** Unconfirmed claims that are kept. */
  claimsKept: number;
  /** How near, 0..1, a sensor must come back to call it a flip, and for how long flips are remembered. */
  flipTolerance: number;
  flipMemoryMs: number;
  /** While it flips, a new level must last so long for each flip, and twice the longest, to be believed. */
  flipHoldMs: number;
  flipHoldReadings: number;
  /** From the upright. */
  maxTiltDeg: number;
  /** The distance that stands for "no echo": 254 cm in the sensors that were studied. */
  noEchoMm: number;
  /** Nearer than this an ultrasonic sensor cannot measure. */
  blindZoneMm: number;
  /** A sensor is stuck when the level moves less than `unchangedLevel`, 0..1, although so many deposits came. */
  unchangedLevel: number;
  stuckMs: number;
  stuckDeposits: number;
  /** A bin as full as this shows no more rise: it neither fills nor is its sensor stuck. */
  fullLevel: number;
  /** 0..1: the share that an older filling keeps in the long-run mean with each newer one. */
  fillingMemory: number;
}

export const DEFAULT_BIN_SETTINGS: Readonly<BinSettings> = {
  windowReadings: 5,
  windowMs: 12 * HOUR_MS,
  spikeLevel: 0.2,
  emptiedFall: 0.35,
  emptiedReadings: 2,
  claimReadings: 2,
  emptyLevel: 0.2,
  claimSlackMs: 30 * MINUTE_MS,
  claimWithinMs: 24 * HOUR_MS,
  claimAgainMs: 4 * HOUR_MS,
  claimsKept: 5,
  flipTolerance: 0.1,
  flipMemoryMs: 48 * HOUR_MS,
  flipHoldMs: 6 * HOUR_MS,
  flipHoldReadings: 4,
  maxTiltDeg: 30,
  noEchoMm: 2_540,
  blindZoneMm: 200,
  unchangedLevel: 0.01,
  stuckMs: 48 * HOUR_MS,
  stuckDeposits: 20,
  fullLevel: 0.95,
  fillingMemory: 0.8,
};
