// Which notifiers a message goes through. Pure; runs in the transaction that makes the message, so that nothing
// between the two can be lost.
import type { Message } from '../notifiers/message.ts';
import type { Subscription } from '../notifiers/settings.ts';
import { type Delivery, deliveryId } from './delivery.ts';

const RANK = { notice: 0, warning: 1, critical: 2 } as const;

export function deliveriesOf(message: Message, notifiers: readonly Subscription[]): Delivery[] {
  return notifiers
    .filter((notifier) => isWanted(message, notifier))
    .map(({ name }) => ({
      id: deliveryId(message, name),
      notifier: name,
      message,
      attempts: 0,
      nextAt: message.at,
    }));
}

/** A test goes to the one that is tested, never by subscription. */
function isWanted(message: Message, notifier: Subscription): boolean {
  const { kinds, grids, leastSeverity, onlyAddressed, name } = notifier;
  if (message.kind === 'test' || !kinds.includes(message.kind)) return false;
  if (RANK[message.severity] < RANK[leastSeverity]) return false;
  if (grids.length > 0 && !message.grids.some((grid) => grids.includes(grid))) return false;
  return !onlyAddressed || reaches(message, name);
}

function reaches(message: Message, notifier: string): boolean {
  return message.to.some(({ contacts }) => contacts.some((contact) => contact.notifier === notifier));
}
