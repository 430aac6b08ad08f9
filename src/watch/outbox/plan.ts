// What is sent next through one notifier: each message by itself while the pace allows it, else the urgent ones by
// themselves and the others together. Pure.
import type { Pace } from '../notifiers/notifier.ts';
import type { Delivery } from './delivery.ts';
import { isMergeable } from './merge.ts';
import { reserveOf } from './pace.ts';

/** Deliveries that go as one message. */
export type Sending = readonly Delivery[];

export interface Room {
  /** Messages that may go now. */
  left: number;
  /** Whether one that gathers others may go. */
  digestIsDue: boolean;
}

/** In the order in which they go; `due` with the oldest first. */
export function planSendings(due: readonly Delivery[], pace: Pace, room: Room): Sending[] {
  return sendings(due, pace, room).slice(0, Math.max(0, room.left));
}

function sendings(due: readonly Delivery[], pace: Pace, { left, digestIsDue }: Room): Sending[] {
  const urgent = due.filter((delivery) => !mayWait(delivery));
  const others = due.filter(mayWait);
  const isQuiet = due.length <= left - reserveOf(pace.perMinute);
  if (!pace.merges || isQuiet) return [...urgent, ...others].map((delivery) => [delivery]);
  if (urgent.length > left) return gathered(due);
  const digest = digestIsDue && others.length > 0 ? [others] : [];
  return [...urgent.map((delivery) => [delivery]), ...digest];
}

/** More urgent ones than the receiver takes: together they arrive sooner than one after the other. */
function gathered(due: readonly Delivery[]): Sending[] {
  const together = due.filter(canMerge);
  const alone = due.filter((delivery) => !canMerge(delivery)).map((delivery) => [delivery]);
  return together.length > 0 ? [together, ...alone] : alone;
}

function canMerge({ message, alone }: Delivery): boolean {
  return isMergeable(message) && !alone;
}

function mayWait(delivery: Delivery): boolean {
  const { kind, severity } = delivery.message;
  return canMerge(delivery) && kind !== 'escalated' && severity !== 'critical';
}
