// The level sensor of a bin cannot be believed: no echo (测距无回波), the same value while deposits arrive, flipping
// between two levels. Bin state finds the signs; this waits until they have lasted.
import { z } from 'zod';
import type { BinState } from '../bin-state/bin-state.ts';
import type { BinRule, BinSubject, Evidence, RuleSettings } from './rule.ts';
import { commonShape } from './settings-shape.ts';

interface SensorFaultSettings extends RuleSettings {
  noEcho: boolean;
  stuck: boolean;
  flipping: boolean;
}

const SILENT_PERIODS = 3;

export const sensorFault: BinRule<SensorFaultSettings> = {
  id: 'sensor-fault',
  subject: 'bin',
  kind: 'device',
  schema: z.strictObject({ ...commonShape, noEcho: z.boolean(), stuck: z.boolean(), flipping: z.boolean() }),
  defaults: { enabled: true, severity: 'notice', holdMinutes: 60, noEcho: true, stuck: true, flipping: true },

  judge(settings, subject, now) {
    if (!isHeard(subject, now)) return undefined;
    const evidence = signsOf(subject.bin, settings);
    if (evidence.faults.length === 0) return { holds: false, reason: 'cleared', evidence: {} };
    return { holds: true, severity: settings.severity, evidence };
  },
};

function isHeard({ bin: { newest }, reportingMinutes }: BinSubject, now: number): boolean {
  return newest !== undefined && now - newest.receivedAt <= SILENT_PERIODS * reportingMinutes * 60_000;
}

function signsOf(bin: BinState, settings: SensorFaultSettings): Evidence & { faults: readonly string[] } {
  const since = [
    ['no-echo', settings.noEcho ? bin.noEchoSince : undefined],
    ['stuck', settings.stuck ? bin.stuckSince : undefined],
    ['flipping', settings.flipping ? bin.flippingSince : undefined],
  ] as const;
  const found = since.filter((one): one is [(typeof one)[0], number] => one[1] !== undefined);
  if (found.length === 0) return NO_SIGNS;
  return { faults: found.map(([fault]) => fault), since: Math.min(...found.map(([, at]) => at)) };
}

const NO_SIGNS = { faults: [] };
