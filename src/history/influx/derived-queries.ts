// Lists of what the hub concluded from readings: emptyings and alert events.
import type { Severity } from '../../model/alert-event.ts';
import type { EmptyingSource } from '../../model/emptying.ts';
import type { Stream } from '../../model/stream.ts';
import { detailsIn } from '../alert-details.ts';
import type { AlertEventQuery, AlertEventRow, EmptyingRow, Page, ReadingQuery } from '../history.ts';
import { type DerivedKey, readDerivedCursor } from '../page-cursor.ts';
import { equalsAny } from './influxql.ts';
import { type Asker, type PointList, pageOf } from './point-list.ts';
import { number, type Point, present, text } from './point-values.ts';
import { ofStation } from './reading-queries.ts';

const PLACE = ['id', 'station', 'grid', 'bin', 'stream'];
const BY_ID = { keyOf, readCursor: readDerivedCursor };

const EMPTYINGS: PointList<EmptyingRow> = {
  measurement: 'emptying',
  columns: [...PLACE, 'source', 'level_before', 'level_after', 'detected_ms', 'operator'],
  ...BY_ID,
  toRow: (point) => ({
    ...identityOf(point),
    binId: text(point, 'bin') ?? '',
    stream: text(point, 'stream') as Stream,
    source: text(point, 'source') as EmptyingSource,
    levelBefore: number(point, 'level_before') ?? 0,
    levelAfter: number(point, 'level_after') ?? 0,
    detectedAt: number(point, 'detected_ms') ?? 0,
    ...present({ operator: text(point, 'operator') }),
  }),
};

const ALERT_EVENTS: PointList<AlertEventRow> = {
  measurement: 'alert_event',
  columns: [
    ...PLACE,
    'alert_id',
    'rule',
    'severity',
    'kind',
    'open',
    'fired_ms',
    'by_person',
    'reason',
    'note',
    'level',
    'to_person',
    'until_ms',
    'external_case',
    'details',
  ],
  ...BY_ID,
  toRow: (point) => ({
    ...identityOf(point),
    alertId: text(point, 'alert_id') ?? '',
    rule: text(point, 'rule') ?? '',
    severity: text(point, 'severity') as Severity,
    kind: text(point, 'kind') ?? '',
    open: number(point, 'open') === 1,
    ...present({
      binId: text(point, 'bin'),
      stream: text(point, 'stream') as Stream | undefined,
      firedAt: number(point, 'fired_ms'),
      by: text(point, 'by_person'),
      reason: text(point, 'reason'),
      note: text(point, 'note'),
      level: number(point, 'level'),
      to: text(point, 'to_person'),
      until: number(point, 'until_ms'),
      externalCase: text(point, 'external_case'),
    }),
    ...detailsIn(text(point, 'details')),
  }),
};

export class DerivedQueries {
  readonly #server: Asker;

  constructor(server: Asker) {
    this.#server = server;
  }

  emptyings(query: ReadingQuery): Promise<Page<EmptyingRow>> {
    return pageOf(this.#server, EMPTYINGS, ofStation(query));
  }

  async alertEvents({ station, grids, alertId, ...range }: AlertEventQuery): Promise<Page<AlertEventRow>> {
    if (grids?.length === 0) return { items: [] };
    const where = [
      ...(station === undefined ? [] : [equalsAny('station', [station])]),
      ...(grids === undefined ? [] : [equalsAny('grid', grids)]),
      ...(alertId === undefined ? [] : [equalsAny('alert_id', [alertId])]),
    ];
    return await pageOf(this.#server, ALERT_EVENTS, { where, ...range });
  }
}

function keyOf(point: Point): DerivedKey {
  return [number(point, 'at') ?? 0, text(point, 'id') ?? ''];
}

function identityOf(point: Point) {
  const [at, id] = keyOf(point);
  return { id, at, station: text(point, 'station') ?? '', grid: text(point, 'grid') ?? '' };
}
