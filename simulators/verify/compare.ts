// Holds what a ledger says of a station against what a hub answers. Pure; each difference is said, none is judged.
import type { RejectionReason } from '../../src/model/rejection.ts';
import { STREAMS } from '../../src/model/stream.ts';
import type { Counters, LedgerStation, LedgerStream } from '../ledger/ledger-file.ts';
import type { DeliveryAnswer, ReadingRow } from './hub-answers.ts';

export interface Difference {
  station: string;
  what: string;
  expected: string;
  found: string;
}

export interface StationAnswers {
  delivery: DeliveryAnswer;
  dropOffs: readonly ReadingRow[];
  levels: readonly ReadingRow[];
}

type Say = (what: string, expected: number | string, found: number | string, isSame?: boolean) => void;

const NOTHING: Counters = { received: 0, duplicates: 0, rejected: {}, takeovers: 0 };
const NO_STREAM: LedgerStream = { dropOffs: 0, weightKg: 0, levels: 0 };
/** Sums of floating numbers in another order. */
const WEIGHT_TOLERANCE_KG = 0.000_5;

export function compareStation(
  station: string,
  ledger: LedgerStation,
  answers: StationAnswers,
  before: Counters = NOTHING,
): Difference[] {
  const differences: Difference[] = [];
  const say: Say = (what, expected, found, isSame = expected === found) => {
    if (!isSame) differences.push({ station, what, expected: String(expected), found: String(found) });
  };
  say('acknowledged of what was sent', ledger.sent, ledger.acknowledged);
  compareCounts(ledger, answers.delivery, before, say);
  compareBoots(ledger, answers.delivery, say);
  compareStreams(ledger, answers, say);
  return differences;
}

function compareCounts(
  { expected, resentMessages }: LedgerStation,
  now: DeliveryAnswer,
  before: Counters,
  say: Say,
): void {
  // What went out twice may have been counted twice.
  const sayAtMost = (what: string, least: number, found: number) => {
    const most = least + resentMessages;
    say(what, resentMessages > 0 ? `${least} to ${most}` : least, found, found >= least && found <= most);
  };
  say('received', expected.accepted, now.received - before.received);
  sayAtMost('duplicates', expected.duplicates, now.duplicates - before.duplicates);
  const takeovers = now.takeovers - before.takeovers;
  say('takeovers', `at least ${expected.takeovers}`, takeovers, takeovers >= expected.takeovers);
  const reasons = Object.keys({ ...expected.rejected, ...now.rejected }) as RejectionReason[];
  for (const reason of reasons)
    sayAtMost(
      `rejected as ${reason}`,
      expected.rejected[reason] ?? 0,
      (now.rejected[reason] ?? 0) - (before.rejected[reason] ?? 0),
    );
}

function compareBoots({ boots }: LedgerStation, delivery: DeliveryAnswer, say: Say): void {
  const found = new Map(delivery.boots.map((boot) => [boot.bootId, boot]));
  for (const [bootId, { ranges, missing }] of Object.entries(boots)) {
    const boot = found.get(bootId);
    say(`numbers of boot ${bootId}`, sayRanges(ranges), sayRanges(boot?.ranges ?? []));
    say(`missing of boot ${bootId}`, missing, boot?.missing ?? 0);
  }
}

function compareStreams(
  { boots, streams }: LedgerStation,
  { dropOffs, levels }: StationAnswers,
  say: Say,
): void {
  const isOfRun = ({ bootId }: ReadingRow) => Object.hasOwn(boots, bootId);
  const ownDropOffs = dropOffs.filter(isOfRun);
  const ownLevels = levels.filter(isOfRun);
  for (const stream of STREAMS) {
    const expected = streams[stream] ?? NO_STREAM;
    const dropped = ownDropOffs.filter((row) => row.stream === stream);
    const weightKg = dropped.reduce((sum, row) => sum + (row.weightKg ?? 0), 0);
    say(`deposits of ${stream} in the history`, expected.dropOffs, dropped.length);
    const isSameWeight = Math.abs(weightKg - expected.weightKg) < WEIGHT_TOLERANCE_KG;
    say(`kg of ${stream} in the history`, expected.weightKg, weightKg, isSameWeight);
    const read = ownLevels.filter((row) => row.stream === stream).length;
    say(`levels of ${stream} in the history`, expected.levels, read);
  }
}

function sayRanges(ranges: readonly (readonly number[])[]): string {
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',') || 'none';
}
