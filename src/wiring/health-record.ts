// Puts a record of the hub about itself into the journal every 15 seconds, also when nothing happens. It waits in
// the journal's queue like any message: no acknowledgement waits for it longer than for one message more.
import type { HubMemory } from '../ingest/hub-memory.ts';
import type { JournalGate } from '../ingest/journal-gate.ts';
import type { JournalState } from '../journal/segment-journal.ts';
import type { Clock } from '../model/clock.ts';
import type { Health } from '../model/health.ts';
import { every } from './every.ts';
import type { HealthFigures } from './health-figures.ts';

export interface HealthRecordParts {
  figures: HealthFigures;
  gate: Pick<JournalGate, 'open' | 'append'>;
  journal: { readonly state: JournalState };
  memory: Pick<HubMemory, 'apply'>;
  clock: Clock;
  everyMs: number;
  /** A fault of the hub: a journal that takes nothing is none. */
  onFailed: (error: unknown) => void;
}

export const HEALTH_EVERY_MS = 15_000;

export function recordHealth(parts: HealthRecordParts): { stop(): Promise<void> } {
  const { figures, gate, journal, memory, clock, everyMs, onFailed } = parts;
  figures.start();
  const timer = every(everyMs, record, onFailed);

  /** While the journal takes nothing the counts go on: the first record afterwards tells of all that time. */
  async function record(): Promise<void> {
    if (!isOpen()) return;
    const fields = await figures.take();
    if (!isOpen()) return;
    const entry: Health = { type: 'health', at: clock.now(), fields };
    if (!(await isKept(entry))) return;
    figures.keep();
    memory.apply(entry);
  }

  /** A full journal behind an open gate as well: it is for a message to find that out, not for this. */
  function isOpen(): boolean {
    return gate.open && journal.state === 'open';
  }

  /** Whoever keeps the gate has said why not. */
  function isKept(entry: Health): Promise<boolean> {
    return new Promise((resolve) => gate.append([entry], (error) => resolve(error === undefined)));
  }

  return {
    async stop() {
      await timer.stop();
      figures.stop();
    },
  };
}
