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
  // They come last: what was refused may hold up no other.
  const refused = due.filter(({ alone }) => alone);
  const others = due.filter(({ alone }) => !alone);
  const urgent = others.filter((delivery) => !mayWait(delivery));
  const patient = others.filter(mayWait);
  const isQuiet = due.length <= left - reserveOf(pace.perMinute);
  if (!pace.merges || isQuiet) return eachAlone([...urgent, ...patient, ...refused]);
  if (urgent.length > left) return [...gathered(others), ...eachAlone(refused)];
  const digest = digestIsDue && patient.length > 0 ? [patient] : [];
  return [...eachAlone(urgent), ...digest, ...eachAlone(refused)];
}

/** More urgent ones than the receiver takes: together they arrive sooner than one after the other. */
function gathered(due: readonly Delivery[]): Sending[] {
  const together = due.filter(({ message }) => isMergeable(message));
  const others = eachAlone(due.filter(({ message }) => !isMergeable(message)));
  return together.length > 0 ? [together, ...others] : others;
}

function eachAlone(due: readonly Delivery[]): Sending[] {
  return due.map((delivery) => [delivery]);
}

function mayWait({ message }: Delivery): boolean {
  return isMergeable(message) && message.kind !== 'escalated' && message.severity !== 'critical';
}
