// Turns rows of the history back into the readings that they were, in the order in which they came. What rows do not
// tell (statuses, events, rejections) is not among them.
import type { DropOffRow, FillLevelRow } from '../history/history.ts';
import type { BinLevel, DropOff, FillLevel, FramedReading, Stamp } from '../model/reading.ts';

export interface PastRows {
  station: string;
  fillLevels: readonly FillLevelRow[];
  dropOffs: readonly DropOffRow[];
  /** From that age on a reading speaks of the past only, as at the door. */
  lateAfterMs: number;
}

export function pastEntries({ station, fillLevels, dropOffs, lateAfterMs }: PastRows): FramedReading[] {
  const stampOf = (row: FillLevelRow | DropOffRow): Stamp => ({
    station,
    bootId: row.bootId,
    seq: row.seq,
    grid: row.grid,
    at: row.at,
    timeSource: row.timeSource,
    receivedAt: row.receivedAt,
    ...(row.receivedAt - row.at > lateAfterMs && { late: true }),
  });
  const entries: FramedReading[] = [
    ...levelsByMessage(fillLevels).map((rows) => toFillLevel(rows, stampOf)),
    ...dropOffs.map((row): DropOff => ({ ...toDropOff(row), ...stampOf(row) })),
  ];
  return entries.sort((a, b) => a.receivedAt - b.receivedAt || a.at - b.at || a.seq - b.seq);
}

type NotEmpty<Row> = [Row, ...Row[]];

function levelsByMessage(rows: readonly FillLevelRow[]): NotEmpty<FillLevelRow>[] {
  const messages = new Map<string, NotEmpty<FillLevelRow>>();
  for (const row of rows) {
    const message = messages.get(`${row.bootId}/${row.seq}`);
    if (message) message.push(row);
    else messages.set(`${row.bootId}/${row.seq}`, [row]);
  }
  return [...messages.values()];
}

function toFillLevel(rows: NotEmpty<FillLevelRow>, stampOf: (row: FillLevelRow) => Stamp): FillLevel {
  const bins = rows.map(toLevel).sort((a, b) => a.index - b.index);
  return { type: 'fill-level', ...stampOf(rows[0]), bins };
}

function toLevel(row: FillLevelRow): BinLevel {
  const { grid: _, at: __, receivedAt: ___, timeSource: ____, bootId: _____, seq: ______, ...level } = row;
  return { ...level, quality: row.quality === 1 ? 1 : 0 };
}

function toDropOff({
  binId,
  stream,
  weightKg,
}: DropOffRow): Pick<DropOff, 'type' | 'binId' | 'stream' | 'weightKg'> {
  return { type: 'drop-off', binId, stream, weightKg };
}
