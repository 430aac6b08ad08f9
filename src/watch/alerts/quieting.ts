// Which open alerts are kept quiet: hidden by one that says more, or covered by a silence. Said by events, so that
// whoever tells people need only follow them. It must not know why alerts are raised.
import type { Alert } from './alert.ts';
import type { AlertMemory } from './alert-memory.ts';
import { hiderOf } from './inhibition.ts';
import { isCoveredBy, type Silence } from './silence.ts';

export interface QuietingContext {
  memory: AlertMemory;
  /** Those active now, the oldest first. */
  silences: readonly Silence[];
  /** The area and those above it. */
  pathOf(grid: string): readonly string[];
  now: number;
}

export function requietStation(station: string, context: QuietingContext): void {
  const open = context.memory.openOf(station);
  for (const alert of open) silence(hide(alert, open, context), context);
}

/** Silences alone: what hides what changes only where an alert is opened or closed. */
export function requietAll(context: QuietingContext): void {
  const { memory, silences } = context;
  const concerned: Alert[] = [];
  for (const alert of memory.allOpen()) {
    if (silences.length > 0 || alert.silencedBy !== undefined) concerned.push(alert);
  }
  // In order of id, so that a restart changes no order of events.
  concerned.sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const alert of concerned) silence(alert, context);
}

function hide(alert: Alert, others: readonly Alert[], { memory, now }: QuietingContext): Alert {
  const hider = hiderOf(alert, others);
  if (hider?.id === alert.hiddenBy) return alert;
  return memory.record(alert, hider ? { kind: 'hidden', cause: hider.id } : { kind: 'shown' }, now);
}

function silence(alert: Alert, { memory, silences, pathOf, now }: QuietingContext): void {
  const path = pathOf(alert.grid);
  const covering = silences.filter((one) => isCoveredBy(one, alert, path));
  // The one that does already goes on, as long as it does.
  if (covering.some(({ id }) => id === alert.silencedBy)) return;
  const [first] = covering;
  if (first) memory.record(alert, { kind: 'silenced', cause: first.id }, now);
  else if (alert.silencedBy !== undefined) memory.record(alert, { kind: 'heard' }, now);
}
