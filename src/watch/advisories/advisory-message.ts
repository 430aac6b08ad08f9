// What the screens of an area's stations are told, as protocol.md says it: retained, one topic for an area. Clients keep
// advisories by their id until `validUntil`; an empty message ends all of them.
import type { AdvisoryMessage } from '../../protocol/downlink.ts';
import { ADVISORY_KINDS, type Advisory, type GridMessage } from './advisory.ts';

/** What modems of stations take in one piece. */
const MAX_BYTES = 1_000;

/**
 * Everything that holds in these areas, said anew. The broker retains the last message of a topic: the gravest and
 * newest comes last, and is what a station finds that connects later. Where one has ended, the area is cleared first.
 */
export function messagesFor(
  open: readonly Advisory[],
  { told, ended }: { told: ReadonlySet<string>; ended: ReadonlySet<string> },
): GridMessage[] {
  const messages: GridMessage[] = [];
  for (const grid of new Set([...ended, ...told])) {
    if (ended.has(grid)) messages.push({ grid, payload: '' });
    const advisories = open.filter((advisory) => advisory.grid === grid).sort(gravestLast);
    for (const advisory of advisories) messages.push({ grid, payload: payloadOf(advisory) });
  }
  return messages;
}

/** What is found retained of each area after a start. */
export function retainedAdvisories(open: readonly Advisory[]): GridMessage[] {
  const last = new Map<string, Advisory>();
  for (const advisory of [...open].sort(gravestLast)) last.set(advisory.grid, advisory);
  return [...last.values()].map((advisory) => ({ grid: advisory.grid, payload: payloadOf(advisory) }));
}

function gravestLast(a: Advisory, b: Advisory): number {
  return ADVISORY_KINDS.indexOf(b.kind) - ADVISORY_KINDS.indexOf(a.kind) || a.since - b.since;
}

/** Shortened from the end of its lists until it fits. */
function payloadOf({ id, kind, stream, bins, alternatives, since, validUntil }: Advisory): string {
  const message: AdvisoryMessage = {
    id,
    kind,
    ...(stream && { stream }),
    bins: [...bins],
    alternatives: [...alternatives],
    since,
    validUntil,
  };
  let payload = JSON.stringify(message);
  while (Buffer.byteLength(payload) > MAX_BYTES && shorten(message)) payload = JSON.stringify(message);
  return payload;
}

/** One bin says enough, and one place to go to is worth more than the names of many bins. */
function shorten({ bins, alternatives }: AdvisoryMessage): boolean {
  const list = bins.length > 1 ? bins : alternatives;
  return list.pop() !== undefined;
}
