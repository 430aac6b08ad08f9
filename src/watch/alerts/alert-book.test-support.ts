// A store that does what the watch's does with the changes of a book, and judgements in few words.
import type { Verdict } from '../rules/rule.ts';
import type { Alert, AlertAction, AlertEvent } from './alert.ts';
import { AlertBook, type BookChanges } from './alert-book.ts';
import type { Condition, Judgement } from './condition.ts';
import type { Silence } from './silence.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const T0 = Date.UTC(2026, 2, 1, 8);

export const pathOf = (grid: string) => [grid, 'town'];

export class BookStore {
  readonly conditions = new Map<string, Condition>();
  readonly alerts = new Map<string, Alert>();
  readonly silences = new Map<string, Silence>();
  readonly events: AlertEvent[] = [];

  take(changes: BookChanges): AlertEvent[] {
    const { conditions, alerts, silences, events } = JSON.parse(JSON.stringify(changes)) as BookChanges;
    put(this.conditions, conditions);
    put(this.alerts, alerts);
    put(this.silences, silences);
    this.events.push(...events);
    return events;
  }

  /** A book as it is after a restart. */
  open(): AlertBook {
    const stored = {
      conditions: [...inKeyOrder(this.conditions)],
      alerts: [...inKeyOrder(this.alerts)],
      silences: [...inKeyOrder(this.silences)],
    };
    return new AlertBook({ pathOf, stored: structuredClone(stored) });
  }
}

export const holds = (severity: 'notice' | 'warning' | 'critical' = 'warning', level = 0.9): Verdict => ({
  holds: true,
  severity,
  evidence: { level },
});

export const over = (reason: 'emptied' | 'cleared' | 'superseded' = 'cleared', level = 0.1): Verdict => ({
  holds: false,
  reason,
  evidence: { level },
});

const BASE = { rule: 'bin-full', kind: 'full', station: 'S1', grid: 'north' } as const;

/** Of bin-full, for food, without a hold. */
export function judgement(part: Partial<Judgement>): Judgement {
  return { ...BASE, binId: 'b1', stream: 'food', verdict: holds(), holdMs: 0, ...part };
}

export function stationJudgement(part: Partial<Judgement>): Judgement {
  return { ...BASE, rule: 'station-offline', kind: 'device', verdict: holds(), holdMs: 0, ...part };
}

/** A book, the minutes since it began, and what happened so far. */
export function story() {
  const book = new AlertBook({ pathOf });
  let now = T0;
  const kinds: string[] = [];
  const flush = () => {
    const { events } = book.takeChanges(now);
    kinds.push(...events.map(({ kind }) => kind));
    return events;
  };
  return {
    book,
    kinds,
    flush,
    now: () => now,
    at(minutes: number) {
      now = T0 + minutes * MINUTE_MS;
    },
    says(part: Partial<Judgement>) {
      book.judge(judgement(part), now);
      return flush();
    },
    saysOfStation(part: Partial<Judgement>) {
      book.judge(stationJudgement(part), now);
      return flush();
    },
    act(id: string, action: AlertAction, by = 'li') {
      const result = book.act(id, action, { by, now });
      flush();
      return result;
    },
    open: () => book.list({ state: 'open' }),
    only() {
      const [alert, ...others] = book.list({ state: 'open' });
      if (!alert || others.length > 0) throw new Error(`cannot tell the story: ${others.length} more alerts`);
      return alert;
    },
  };
}

function put<Value>(map: Map<string, Value>, changes: [string, Value | undefined | null][]): void {
  for (const [key, value] of changes) {
    if (value === undefined || value === null) map.delete(key);
    else map.set(key, value);
  }
}

function inKeyOrder<Value>(map: Map<string, Value>): Value[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}
