// `dropoff-hub station tail ID`: the messages of one station with their verdicts, and its refused connections, as they
// come. For whoever stands before the device.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { HubAsker } from '../control/hub-asker.ts';
import { DeskRefusal } from '../control/registry-desk.ts';
import { askRefusedConnects, get, placeOf } from './station-facts.ts';
import { type HeardMessage, type Messages, MessageTail, RefusalTail } from './station-news.ts';
import { withRunningHub } from './with-running-hub.ts';

const LOOK_EVERY_MS = 500;

interface Options {
  lines: string;
  json?: boolean;
}

export function addStationTail(station: Command): void {
  station
    .command('tail <id>')
    .description('show the messages of one station with their verdicts as they come, until Ctrl-C')
    .option('--lines <number>', 'how many of the last to begin with, 0 to 100', '10')
    .option('--json', 'one JSON object a line')
    .action((id: string, options: Options) =>
      withRunningHub(`follow ${id}`, (hub) =>
        follow(hub, { id, first: linesOf(options.lines), print: printing(options) }),
      ),
    );
}

interface Following {
  id: string;
  /** How many of the last messages to begin with. */
  first: number;
  print: (news: News) => void;
  /** For ever when absent. */
  signal?: AbortSignal;
  everyMs?: number;
}

type News =
  | { kind: 'message'; message: HeardMessage }
  | { kind: 'refused'; at: string; reason: string; address: string }
  | { kind: 'skipped'; count: number };

export async function follow(hub: Pick<HubAsker, 'ask'>, options: Following): Promise<void> {
  const { id, first, print, signal, everyMs = LOOK_EVERY_MS } = options;
  const messages = new MessageTail(first);
  const refusals = new RefusalTail();
  while (!signal?.aborted) {
    for (const { lastAt: at, reason, address } of refusals.next(await askRefusedConnects(hub, id)))
      print({ kind: 'refused', at, reason, address });
    const { items, skipped } = messages.next(await get<Messages>(hub, `${placeOf(id)}/messages`));
    if (skipped > 0) print({ kind: 'skipped', count: skipped });
    for (const message of items) print({ kind: 'message', message });
    await sleep(everyMs, undefined, { ...(signal && { signal }) }).catch(() => {});
  }
}

function linesOf(text: string): number {
  const lines = Number(text);
  if (Number.isInteger(lines) && lines >= 0 && lines <= 100) return lines;
  throw new DeskRefusal(`cannot begin with "${text}" messages: expected 0 to 100`);
}

function printing({ json }: Options): Following['print'] {
  return (news) => console.log(json ? JSON.stringify(news) : newsText(news));
}

export function newsText(news: News): string {
  if (news.kind === 'skipped') return `... ${news.count} more came than could be shown`;
  if (news.kind === 'refused') return `${news.at}  NOT LET IN  ${news.reason}, from ${news.address}`;
  return messageText(news.message);
}

function messageText(message: HeardMessage): string {
  const { receivedAt, verdict, type, bytes, bootId, seq, at, timeSource, late } = message;
  const number = bootId === undefined ? '' : `${bootId} #${seq}`;
  const dated = at === undefined ? '' : `dated ${at} (${timeSource}${late ? ', late' : ''})`;
  const words = [
    receivedAt,
    verdict.padEnd(9),
    type.padEnd(10),
    `${bytes} B`,
    number,
    dated,
    faultText(message),
  ];
  return words.filter((word) => word !== '').join('  ');
}

function faultText({ reason, path, expected }: HeardMessage): string {
  if (reason === undefined) return '';
  const where = path === undefined ? '' : ` at ${path}`;
  return `${reason}${where}${expected === undefined ? '' : `: expected ${expected}`}`;
}
