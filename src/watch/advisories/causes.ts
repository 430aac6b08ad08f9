// Which areas there is reason to warn, told by the alerts that are firing. It must not know what is warned of already.
import type { Alert } from '../alerts/alert.ts';
import type { AdvisorySettings, BinPlace, Cause } from './advisory.ts';

/** What of an alert matters here. */
export type FiringAlert = Pick<Alert, 'rule' | 'station' | 'grid' | 'stream' | 'binIds' | 'binId' | 'report'>;

export interface CauseNow extends Cause {
  /** Where it is the case, in the order of the alerts. */
  bins: BinPlace[];
  /** Told by somebody, not by a sensor. */
  seenByPerson: boolean;
}

/** Not what is forecast: forecasts look further ahead while an area is warned, and would keep it warned. */
const NEAR_FULL: ReadonlySet<string> = new Set(['bin-full', 'collection-overdue']);

export function causeKey({ grid, kind, stream }: Cause): string {
  return `${grid}/${kind}/${stream ?? ''}`;
}

/** Each at most once; `alerts` must be firing, hidden ones among them. */
export function findCauses(
  alerts: Iterable<FiringAlert>,
  { nearFullBins }: Pick<AdvisorySettings, 'nearFullBins'>,
): Map<string, CauseNow> {
  const causes = new Map<string, CauseNow>();
  for (const alert of alerts) {
    for (const cause of causesOf(alert)) add(causes, cause, alert);
  }
  for (const [key, cause] of causes) if (!isEnough(cause, causes, nearFullBins)) causes.delete(key);
  return causes;
}

/** An overflowing bin is near full as well: two full ones and an overflowing one are three. */
function causesOf({ rule, grid, stream, report }: FiringAlert): Cause[] {
  if (rule === 'hazard' || report?.kind === 'fire') return [{ grid, kind: 'hazard' }];
  if (stream === undefined) return [];
  const nearFull: Cause = { grid, kind: 'many-near-full', stream };
  if (rule === 'bin-overflowing' || report?.kind === 'overflow')
    return [{ grid, kind: 'overflowing', stream }, nearFull];
  return NEAR_FULL.has(rule) ? [nearFull] : [];
}

function add(causes: Map<string, CauseNow>, cause: Cause, alert: FiringAlert): void {
  const key = causeKey(cause);
  const known = causes.get(key) ?? { ...cause, bins: [], seenByPerson: false };
  causes.set(key, known);
  known.seenByPerson ||= alert.rule === 'reported';
  for (const place of placesOf(alert))
    if (!known.bins.some((bin) => isSame(bin, place))) known.bins.push(place);
}

function placesOf({ station, binIds, binId }: FiringAlert): BinPlace[] {
  if (binIds.length > 0) return binIds.map((id) => ({ station, binId: id }));
  return [binId === undefined ? { station } : { station, binId }];
}

function isSame(a: BinPlace, b: BinPlace): boolean {
  return a.station === b.station && a.binId === b.binId;
}

/** One device alone does not alarm an area: for a hazard a second station or a person must say so as well. */
function isEnough(cause: CauseNow, all: ReadonlyMap<string, CauseNow>, nearFullBins: number): boolean {
  if (cause.kind === 'overflowing') return true;
  const stations = new Set(cause.bins.map(({ station }) => station));
  if (cause.kind === 'hazard') return cause.seenByPerson || stations.size >= 2;
  return cause.bins.length >= nearFullBins && !all.has(causeKey({ ...cause, kind: 'overflowing' }));
}
