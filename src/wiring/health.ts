// How the hub is, for `/readyz` and `/metrics`: whether it can take messages, how far behind the history is, how long
// the journal's room will last. Tells the operator when that becomes short.
import type { HubHealth } from '../api/sources.ts';
import type { Broker } from '../broker/broker.ts';
import type { History } from '../history/history-client.ts';
import { FillWarnings } from '../journal/fill-warnings.ts';
import { JournalPace } from '../journal/pace.ts';
import type { SegmentJournal } from '../journal/segment-journal.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../model/clock.ts';
import type { Watch } from '../watch/watch.ts';
import { every } from './every.ts';
import type { HistoryCheck } from './history-check.ts';

export interface HealthParts {
  journal: SegmentJournal;
  /** Whether the door takes messages. */
  door: { readonly open: boolean };
  history: History;
  historyCheck: HistoryCheck;
  historyKind: string;
  /** Absent when it is switched off. */
  watch?: Pick<Watch, 'state'>;
  broker: Broker;
  clock: Clock;
  log: Log;
}

const LOOK_EVERY_MS = 1_000;

const REASONS = {
  open: 'the memory is being read again from the journal',
  full: 'the journal is full, or the disk is',
  failed: 'the disk failed to flush: start the hub again when it is sound',
  closed: 'the hub is stopping',
} as const;

export function watchHealth(parts: HealthParts): { read(): HubHealth; stop(): Promise<void> } {
  const { journal, door, history, historyCheck, historyKind, watch, broker, clock, log } = parts;
  const pace = new JournalPace();
  const warnings = new FillWarnings(log);
  look();
  const timer = every(LOOK_EVERY_MS, look, (error) => log.warn({ err: error }, 'cannot look at the journal'));

  function look(): void {
    pace.sample(clock.now(), journal.committed);
    warnings.look(journal.usage(), daysLeft());
  }

  function daysLeft(): number | undefined {
    const { bytes, maxBytes } = journal.usage();
    return pace.daysFor(maxBytes - bytes);
  }

  function secondsBehind({ position, behindBytes }: { position: number; behindBytes: number }): number {
    return behindBytes > 0 ? pace.secondsSince(position, clock.now()) : 0;
  }

  function read(): HubHealth {
    const { bytes, maxBytes, freeBytes } = journal.usage();
    const { position, behindBytes, failing = historyCheck.fault() } = history.state();
    const behindSeconds = secondsBehind({ position, behindBytes });
    const watched = watch?.state();
    return {
      canJournal: door.open,
      ...(!door.open && { reason: REASONS[journal.state] }),
      journal: { bytes, maxBytes, freeBytes, committed: journal.committed, daysLeft: daysLeft() },
      history: { kind: historyKind, position, behindBytes, behindSeconds, failing },
      ...(watched && { watch: { ...watched, behindSeconds: secondsBehind(watched) } }),
      connectedClients: broker.connectedClients(),
    };
  }

  return { read, stop: () => timer.stop() };
}
