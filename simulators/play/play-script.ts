// Plays the script of a station in real time: each step at its time or as soon as the one before is done, and writes
// down what the hub acknowledged.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../src/model/clock.ts';
import type { StationBook } from '../ledger/station-book.ts';
import type { StationScript, Step } from '../scenario/step.ts';
import { Line } from './line.ts';

export interface PlayOptions {
  host: string;
  port: number;
  token: string;
  /** Milliseconds since 1970 UTC. */
  startsAt: number;
  clock: Clock;
  signal: AbortSignal;
  book: StationBook;
}

type Saying = Extract<Step, { act: 'say' }>;

/** The hub keeps ten refused messages of a station a second, and only counts what is more. */
const BETWEEN_REFUSED_MS = 120;
const DRAIN_MS = 20_000;

/** Resolves when all is said, or after a clean end when `signal` is aborted. Throws when the hub is not there. */
export async function playScript(script: StationScript, options: PlayOptions): Promise<void> {
  const { book, signal, startsAt, clock } = options;
  const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  const line = new Line<Saying>({
    ...options,
    station: script.station,
    onAcknowledged: ({ expected }) => book.acknowledged(expected),
    onResent: ({ expected }) => book.resent(expected.length),
    onRejected: (messages) => book.toldRejected(messages),
  });
  let refusedAt = 0;

  async function act(step: Step): Promise<void> {
    switch (step.act) {
      case 'connect':
        return line.connect(step.connectionId);
      case 'take-over':
        book.takenOver();
        return line.takeOver(step.connectionId);
      case 'cut':
        await within(DRAIN_MS, line.settledTo(0));
        return line.cut();
      case 'leave':
        await within(DRAIN_MS, line.settledTo(0));
        return line.leave();
      case 'say':
        return say(step);
    }
  }

  async function say(step: Saying): Promise<void> {
    if (step.expected.some(({ reason }) => reason !== undefined)) {
      await sleep(Math.max(0, refusedAt + BETWEEN_REFUSED_MS - clock.now()));
      refusedAt = clock.now();
    }
    book.said(step.expected.length);
    await Promise.race([line.say(step), aborted]);
  }

  try {
    for (const step of script.steps) {
      await untilDue(startsAt + step.at - clock.now(), signal);
      if (signal.aborted) break;
      await act(step);
    }
    if (signal.aborted) await act({ act: 'leave', at: 0 });
  } finally {
    line.cut();
    const left = [...line.unacknowledged].map(({ expected }) => expected.length);
    book.ended(left.reduce((sum, messages) => sum + messages, 0));
  }
}

async function untilDue(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds > 0) await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}

function within(milliseconds: number, promise: Promise<void>): Promise<void> {
  return Promise.race([promise, sleep(milliseconds, undefined, { ref: false })]);
}
