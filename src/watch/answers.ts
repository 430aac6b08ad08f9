// What the port of watch asks and commands, answered from what the worker knows. Whatever it changes is kept before
// the answer leaves.
import type { StateStore } from '../state/state-store.ts';
import type { Alert, AlertAction } from './alerts/alert.ts';
import { eventsOf } from './book-state.ts';
import { clearHazards } from './rules/station-signs.ts';
import {
  type AlertPage,
  type AlertQuery,
  type AlertReport,
  type SilenceInput,
  type WatchCounts,
  WatchRefusal,
} from './watch.ts';
import { noteCrewClaim } from './watched-station.ts';
import type { Watcher } from './watcher.ts';
import type { WatchQuestion, WatchQuestions } from './worker-messages.ts';

export interface Asked {
  watcher: Watcher;
  state: Pick<StateStore, 'list'>;
  now: number;
}

type Answers = {
  [Question in WatchQuestion]: (
    asked: Asked,
    ...args: Parameters<WatchQuestions[Question]>
  ) => Awaited<ReturnType<WatchQuestions[Question]>>;
};

const ANSWERS: Answers = {
  alerts: listAlerts,
  alert: ({ watcher }, id) => watcher.book.get(id),
  eventsOf: ({ state }, id) => eventsOf(state, id),
  act,
  report,
  silences: ({ watcher }) => watcher.book.silences(),
  addSilence,
  endSilence,
  bins: ({ watcher }, station) => watcher.record(station)?.bins ?? [],
  binsOf: ({ watcher }, stations) => stations.flatMap((station) => watcher.record(station)?.bins ?? []),
  advisories: ({ watcher }) => watcher.advisories(),
  counts: countAll,
  due: ({ watcher }, ...args) => watcher.telling?.deliveries.due(...args) ?? [],
  settle: ({ watcher }, settlements) => watcher.telling?.deliveries.settle(settlements),
};

/** Throws a `WatchRefusal` when what is asked cannot be done. */
export function answerOf(asked: Asked, question: WatchQuestion, args: readonly unknown[]): unknown {
  const answer = ANSWERS[question] as (asked: Asked, ...args: readonly unknown[]) => unknown;
  return answer(asked, ...args);
}

const CURSOR = /^\d{16} [\w.-]+$/;

function listAlerts({ watcher }: Asked, { limit, cursor, since = 0, ...filter }: AlertQuery): AlertPage {
  if (cursor !== undefined && !CURSOR.test(cursor))
    throw new WatchRefusal(
      'invalid-cursor',
      `cannot list alerts from "${cursor}" on: give back the nextCursor of the page before`,
    );
  const found = watcher.book.list(filter).filter((alert) => alert.since >= since);
  const from = cursor === undefined ? 0 : found.findIndex((alert) => placeOf(alert) < cursor);
  const items = from < 0 ? [] : found.slice(from, from + limit);
  const last = items.at(-1);
  const isMore = from >= 0 && from + limit < found.length;
  return { items, ...(isMore && last && { nextCursor: placeOf(last) }) };
}

/** Sorts as the list does: by the time it began, then by id. */
function placeOf({ since, id }: Alert): string {
  return `${String(since).padStart(16, '0')} ${id}`;
}

function countAll({ watcher }: Asked): WatchCounts {
  const openAlerts = { notice: 0, warning: 0, critical: 0 };
  for (const { severity } of watcher.book.list({ state: 'open' })) openAlerts[severity] += 1;
  return { openAlerts, messagesWaiting: watcher.telling?.deliveries.countWaiting() ?? {} };
}

function act({ watcher, now }: Asked, id: string, action: AlertAction, by: string): Alert {
  const result = watcher.book.act(id, action, { by, now });
  if (!result.ok)
    throw new WatchRefusal(result.failure, `cannot ${action.do} alert ${id}: ${result.failure}`);
  const { alert } = result;
  if (action.do === 'say-emptied') noteCrewClaims(watcher, alert, { by, now });
  if (alert.rule === 'hazard' && alert.state === 'resolved')
    clearHazards(watcher.recordToChange(alert.station).signs);
  watcher.judge(alert.station, now);
  return watcher.book.get(id) ?? alert;
}

/** The sensor confirms it; until then it is what the crew says. */
function noteCrewClaims(watcher: Watcher, alert: Alert, { by, now }: { by: string; now: number }): void {
  const { station, grid } = alert;
  const record = watcher.recordToChange(station);
  for (const bin of watcher.town.station(station)?.bins ?? []) {
    if (!alert.binIds.includes(bin.id)) continue;
    const claim = { at: now, receivedAt: now, source: 'crew', operator: by } as const;
    const identity = { station, grid, binId: bin.id, stream: bin.stream };
    const settings = watcher.binSettings(station)(bin.stream);
    const emptying = noteCrewClaim(record, identity, { claim, settings });
    if (emptying) watcher.conclude(emptying);
  }
}

function report({ watcher, now }: Asked, told: AlertReport, by: string): Alert {
  const station = watcher.town.station(told.station);
  if (!station) throw new WatchRefusal('unknown-station', `cannot report: no station ${told.station}`);
  const bin = station.bins.find(({ id }) => id === told.binId);
  if (told.binId !== undefined && !bin)
    throw new WatchRefusal('unknown-bin', `cannot report: no bin ${told.binId} at ${told.station}`);
  return watcher.book.report({ ...told, grid: station.grid, stream: bin?.stream }, { by, now });
}

function addSilence({ watcher, now }: Asked, input: SilenceInput, by: string) {
  const taken = new Set(watcher.book.silences().map(({ id }) => id));
  let number = 0;
  while (taken.has(silenceId(now, number))) number += 1;
  const silence = { ...input, id: silenceId(now, number), at: now, by };
  watcher.book.addSilence(silence, now);
  return silence;
}

function silenceId(now: number, number: number): string {
  return `silence-${now.toString(36)}-${number}`;
}

function endSilence({ watcher, now }: Asked, id: string, by: string) {
  const ended = watcher.book.endSilence(id, { by, now });
  if (!ended)
    throw new WatchRefusal('unknown-silence', `cannot end silence ${id}: there is none, or it has ended`);
  return ended;
}
