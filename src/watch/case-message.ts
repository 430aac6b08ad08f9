// A message about one case, from what watch knows of its station: what, where, how full, since when. It must not know
// who is told, nor how.
import type { Bin } from '../model/station.ts';
import type { Stream } from '../model/stream.ts';
import type { Alert } from './alerts/alert.ts';
import type { BinState } from './bin-state/bin-state.ts';
import type { AlertFacts, AlertMessage } from './notifiers/message.ts';
import type { Town } from './town.ts';

export interface CasePlace {
  town: Town;
  /** Of the alert's station. */
  bins: readonly BinState[];
}

const MUCH_LATER_MS = 60_000;

export type CaseNews = Pick<AlertMessage, 'id' | 'kind' | 'at' | 'to' | 'step'>;

export function caseMessage(alert: Alert, news: CaseNews, place: CasePlace): AlertMessage {
  const grids = place.town.pathOf(alert.grid);
  return { ...news, grids, severity: alert.severity, facts: factsOf(alert, grids, place) };
}

function factsOf(alert: Alert, grids: readonly string[], { town, bins }: CasePlace): AlertFacts {
  const { id, rule, severity, station, since, binIds, stream, report, resolved, externalCase } = alert;
  const facts = town.station(station);
  const note = resolved?.note ?? alert.cannot?.note;
  return {
    ...{ alertId: id, rule, severity, station, since },
    stationName: facts?.name ?? station,
    gridPath: grids.map((grid) => town.area(grid)?.name ?? grid).reverse(),
    zone: facts?.zone ?? 'UTC',
    ...happenedAtOf(alert),
    ...(binIds.length > 0 && { binIds }),
    ...(stream && { stream, ...levelOf(binIds, bins), ...(facts && roomOf(stream, facts.bins, bins)) }),
    ...(report && { report }),
    ...(note !== undefined && { note }),
    ...(resolved && { resolved: { at: resolved.at, reason: resolved.reason, ...byOf(resolved) } }),
    ...(externalCase && { externalCase: externalCase.number }),
  };
}

/** Hazards are told whatever their age; the time at which it was heard of alone would mislead. */
export function happenedAtOf({ kind, since, evidence }: Alert): { happenedAt?: number } {
  const at = kind === 'hazard' ? evidence?.at : undefined;
  return typeof at === 'number' && since - at >= MUCH_LATER_MS ? { happenedAt: at } : {};
}

function byOf({ by }: { by?: string }): { by?: string } {
  return by === undefined ? {} : { by };
}

/** Of the fullest. */
function levelOf(binIds: readonly string[], bins: readonly BinState[]): { level?: number } {
  const levels = bins.flatMap(({ binId, cleanLevel }) => (binIds.includes(binId) ? (cleanLevel ?? []) : []));
  return levels.length > 0 ? { level: Math.max(...levels) } : {};
}

/** Litres that the bins of a stream at one station can still take; nothing where the level of one is unknown. */
export function roomOf(
  stream: Stream,
  bins: readonly Pick<Bin, 'id' | 'stream' | 'litres'>[],
  states: readonly BinState[],
): { freeLitres?: number } {
  let freeLitres = 0;
  for (const bin of bins) {
    if (bin.stream !== stream) continue;
    const level = states.find(({ binId }) => binId === bin.id)?.cleanLevel;
    if (level === undefined) return {};
    freeLitres += bin.litres * (1 - level);
  }
  return { freeLitres };
}
