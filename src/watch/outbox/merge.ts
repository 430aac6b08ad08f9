// Several messages as one digest, for a receiver that does not take each of them. Pure.
import { createHash } from 'node:crypto';
import type { AlertMessage, DigestItem, DigestMessage, Message, PersonRef } from '../notifiers/message.ts';

export type Mergeable = AlertMessage | DigestMessage;

const RANK = { critical: 0, warning: 1, notice: 2 } as const;

export function isMergeable(message: Message): message is Mergeable {
  return message.kind !== 'test' && message.kind !== 'advisory';
}

/** Of at least one message. Of a case told of more than once only the latest word stays. */
export function mergeMessages(messages: readonly Mergeable[]): Mergeable {
  const [first] = messages;
  if (first !== undefined && messages.length === 1) return first;
  const items = latestOfEachCase(messages);
  return {
    kind: 'digest',
    id: `digest-${hashOf(messages)}`,
    at: Math.max(...messages.map(({ at }) => at)),
    grids: [...new Set(messages.flatMap(({ grids }) => grids))],
    severity: messages.map(({ severity }) => severity).sort((a, b) => RANK[a] - RANK[b])[0] ?? 'notice',
    to: peopleOf(items),
    items,
  };
}

function latestOfEachCase(messages: readonly Mergeable[]): DigestItem[] {
  const latest = new Map<string, DigestItem>();
  for (const message of [...messages].sort((a, b) => a.at - b.at)) {
    const items = message.kind === 'digest' ? message.items : [message];
    for (const item of items) latest.set(item.facts.alertId, asItem(item));
  }
  return [...latest.values()].sort(byUrgency);
}

function asItem({ kind, facts, to, step }: DigestItem): DigestItem {
  return { kind, facts, to, ...(step && { step }) };
}

function byUrgency(a: DigestItem, b: DigestItem): number {
  const closed = Number(a.kind === 'resolved') - Number(b.kind === 'resolved');
  return closed || RANK[a.facts.severity] - RANK[b.facts.severity] || a.facts.since - b.facts.since;
}

function peopleOf(items: readonly DigestItem[]): PersonRef[] {
  return [...new Map(items.flatMap(({ to }) => to).map((person) => [person.id, person])).values()];
}

/** The same messages have the same id, in whatever order they were found. */
function hashOf(messages: readonly Mergeable[]): string {
  const ids = messages.map(({ id }) => id).sort();
  return createHash('sha256').update(ids.join('\n')).digest('hex').slice(0, 32);
}
