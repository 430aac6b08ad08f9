// The registry of rules. A new rule is a file, its id in rule.ts, its place here, and its defaults in config/alerts.yaml.
import { binFull } from './bin-full.ts';
import { binFullSoon } from './bin-full-soon.ts';
import { binOverflowing } from './bin-overflowing.ts';
import { collectionOverdue } from './collection-overdue.ts';
import { hazard } from './hazard.ts';
import type { BinRule, Rule, StationRule, Verdict } from './rule.ts';
import { sensorFault } from './sensor-fault.ts';
import { stationClock } from './station-clock.ts';
import { stationMessageFaults } from './station-message-faults.ts';
import { stationOffline } from './station-offline.ts';

/** What is still open of a rule that is switched off ends. */
const OFF: Verdict = { holds: false, reason: 'cleared', evidence: { settings: 'switched off' } };

const ON_BINS: readonly BinRule[] = [binOverflowing, binFull, collectionOverdue, binFullSoon, sensorFault];
const ON_STATIONS: readonly StationRule[] = [hazard, stationOffline, stationClock, stationMessageFaults];

/** In the order in which a bin is judged: what others refer to comes first. */
export const BIN_RULES = ON_BINS.map(
  (rule): BinRule => ({
    ...rule,
    judge: (settings, subject, now) => (settings.enabled ? rule.judge(settings, subject, now) : OFF),
  }),
);

export const STATION_RULES = ON_STATIONS.map(
  (rule): StationRule => ({
    ...rule,
    judge: (settings, subject, now) => (settings.enabled ? rule.judge(settings, subject, now) : OFF),
  }),
);

export const RULES: readonly Rule[] = [...STATION_RULES, ...BIN_RULES];
