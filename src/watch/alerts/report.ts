// What a person saw and no sensor sees, as the beginning of an alert. It must not know whether it was told before.
import type { Severity } from '../../model/alert-event.ts';
import type { Stream } from '../../model/stream.ts';
import type { AlertSubject, ReportKind } from './alert.ts';
import { reportIdentity } from './identity.ts';

export interface Report {
  kind: ReportKind;
  station: string;
  grid: string;
  binId?: string | undefined;
  stream?: Stream | undefined;
  /** Where exactly, plain text. */
  place?: string | undefined;
  /** What was seen, plain text. */
  note?: string | undefined;
}

export function reportSubject(report: Report): AlertSubject {
  const { kind, station, grid, binId, stream, place } = report;
  return {
    identity: reportIdentity(report),
    rule: 'reported',
    kind: isHazard(report) ? 'hazard' : 'reported',
    station,
    grid,
    ...(binId !== undefined && { binId }),
    ...(stream !== undefined && { stream }),
    report: { kind, ...(place !== undefined && { place }) },
  };
}

export function reportSeverity(report: Report): Severity {
  return isHazard(report) ? 'critical' : 'warning';
}

/** Everyone on duty must know, whoever saw it. */
function isHazard({ kind }: Report): boolean {
  return kind === 'fire';
}
