// How the hub is, for `/readyz` and `/metrics`: whether it can take messages, and how far behind the history is.
import type { HubHealth } from './api/sources.ts';
import type { Broker } from './broker/broker.ts';
import type { Clock } from './clock.ts';
import type { History } from './history/history-client.ts';
import type { JournalPace } from './journal/pace.ts';
import type { SegmentJournal } from './journal/segment-journal.ts';

export interface HealthParts {
  journal: SegmentJournal;
  /** False while the door takes nothing. */
  isOpen: () => boolean;
  history: History;
  historyKind: string;
  broker: Broker;
  pace: JournalPace;
  clock: Clock;
}

const REASONS = {
  open: 'the memory is being read again from the journal',
  full: 'the journal is full, or the disk is',
  failed: 'the disk failed to flush: start the hub again when it is sound',
  closed: 'the hub is stopping',
} as const;

export function readHealth({
  journal,
  isOpen,
  history,
  historyKind,
  broker,
  pace,
  clock,
}: HealthParts): HubHealth {
  const { bytes, maxBytes, freeBytes } = journal.usage();
  const { position, behindBytes, failing } = history.state();
  const behindSeconds = behindBytes > 0 ? pace.secondsSince(position, clock.now()) : 0;
  const canJournal = isOpen();
  return {
    canJournal,
    ...(!canJournal && { reason: REASONS[journal.state] }),
    journal: {
      bytes,
      maxBytes,
      freeBytes,
      committed: journal.committed,
      daysLeft: pace.daysFor(maxBytes - bytes),
    },
    history: { kind: historyKind, position, behindBytes, behindSeconds, failing },
    connectedClients: broker.connectedClients(),
  };
}
