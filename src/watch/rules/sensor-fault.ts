// The level sensor of a bin cannot be believed: no echo (测距无回波), the same value while deposits arrive, flipping
// between two levels. Bin state finds the signs; this waits until they have lasted.
import { z } from 'zod';
import type { BinState } from '../bin-state/bin-state.ts';
import { type BinRule, type BinSubject, NOT_THE_CASE, type RuleSettings } from './rule.ts';
import { commonShape } from './settings-shape.ts';

interface SensorFaultSettings extends RuleSettings {
  noEcho: boolean;
  stuck: boolean;
  flipping: boolean;
}

type Fault = [name: string, since: number];

const SILENT_PERIODS = 3;
/** Of almost every bin, and with every reading. */
const NONE: readonly Fault[] = [];

export const sensorFault: BinRule<SensorFaultSettings> = {
  id: 'sensor-fault',
  subject: 'bin',
  kind: 'device',
  schema: z.strictObject({ ...commonShape, noEcho: z.boolean(), stuck: z.boolean(), flipping: z.boolean() }),
  defaults: { enabled: true, severity: 'notice', holdMinutes: 60, noEcho: true, stuck: true, flipping: true },

  judge(settings, subject, now) {
    if (!isHeard(subject, now)) return undefined;
    const faults = faultsOf(subject.bin, settings);
    if (faults.length === 0) return NOT_THE_CASE;
    const since = Math.min(...faults.map(([, at]) => at));
    return {
      holds: true,
      severity: settings.severity,
      evidence: { faults: faults.map(([fault]) => fault), since },
    };
  },
};

function isHeard({ bin: { newest }, reportingMinutes }: BinSubject, now: number): boolean {
  return newest !== undefined && now - newest.receivedAt <= SILENT_PERIODS * reportingMinutes * 60_000;
}

function faultsOf(
  { noEchoSince, stuckSince, flippingSince }: BinState,
  settings: SensorFaultSettings,
): readonly Fault[] {
  if (noEchoSince === undefined && stuckSince === undefined && flippingSince === undefined) return NONE;
  const faults: Fault[] = [];
  if (noEchoSince !== undefined && settings.noEcho) faults.push(['no-echo', noEchoSince]);
  if (stuckSince !== undefined && settings.stuck) faults.push(['stuck', stuckSince]);
  if (flippingSince !== undefined && settings.flipping) faults.push(['flipping', flippingSince]);
  return faults;
}
