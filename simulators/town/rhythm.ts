// When a town puts out what: peaks in the morning and in the evening, food after the meals, nearly nothing at
// night; more recyclables at weekends and on Wednesdays, when paper goes out.
import { STREAMS, type Stream } from '../../src/model/stream.ts';

interface Peak {
  hour: number;
  /** Standard deviation. */
  hours: number;
  /** Part of the day's deposits; what the peaks of a stream leave is spread over the waking day. */
  share: number;
}

const PEAKS: Record<Stream, readonly Peak[]> = {
  food: [
    { hour: 7.6, hours: 0.6, share: 0.22 },
    { hour: 12.9, hours: 0.7, share: 0.2 },
    { hour: 19.3, hours: 0.9, share: 0.5 },
  ],
  residual: [
    { hour: 7.4, hours: 0.7, share: 0.32 },
    { hour: 19.8, hours: 1.2, share: 0.5 },
  ],
  recyclable: [
    { hour: 8.3, hours: 1.1, share: 0.3 },
    { hour: 18.6, hours: 1.4, share: 0.4 },
  ],
  hazardous: [{ hour: 18, hours: 2, share: 0.5 }],
};

const WAKING = { from: 6, to: 23 } as const;
const NIGHT_SHARE = 0.01;
const WEEKEND_DELAY_HOURS = 1.1;
const MINUTES_OF_DAY = 1440;

/** Sunday first. */
const WEEKDAY_FACTORS: Record<Stream, readonly number[]> = {
  food: [1.12, 0.96, 0.95, 0.96, 0.97, 1, 1.12],
  residual: [1.15, 0.95, 0.93, 0.95, 0.95, 1, 1.12],
  recyclable: [1.4, 0.75, 0.75, 1.25, 0.75, 0.8, 1.45],
  hazardous: [1.5, 0.7, 0.7, 0.8, 0.8, 0.9, 1.6],
};

export const PAPER_DAYS: ReadonlySet<number> = new Set([0, 3, 6]);

/** Part of a mean day's deposits of a stream that falls into this local minute; a week sums to about 7. */
export function depositShare(stream: Stream, weekday: number, minuteOfDay: number): number {
  const days = isWeekend(weekday) ? weekendDays : workingDays;
  return (days[stream][minuteOfDay] ?? 0) * (WEEKDAY_FACTORS[stream][weekday] ?? 1);
}

function isWeekend(weekday: number): boolean {
  return weekday === 0 || weekday === 6;
}

const workingDays = dayTables(0);
const weekendDays = dayTables(WEEKEND_DELAY_HOURS);

function dayTables(morningDelayHours: number): Record<Stream, Float64Array> {
  const tables = STREAMS.map((stream) => [stream, dayTable(PEAKS[stream], morningDelayHours)] as const);
  return Object.fromEntries(tables) as Record<Stream, Float64Array>;
}

/** Each minute's part of the day; sums to 1. */
function dayTable(peaks: readonly Peak[], morningDelayHours: number): Float64Array {
  const table = new Float64Array(MINUTES_OF_DAY);
  const spread = 1 - peaks.reduce((sum, peak) => sum + peak.share, 0);
  for (let minute = 0; minute < MINUTES_OF_DAY; minute++) {
    const hour = minute / 60;
    const awake = hour >= WAKING.from && hour < WAKING.to;
    let perHour = NIGHT_SHARE / 24 + (awake ? spread / (WAKING.to - WAKING.from) : 0);
    for (const peak of peaks) {
      const centre = peak.hour < 12 ? peak.hour + morningDelayHours : peak.hour;
      const distance = (hour - centre) / peak.hours;
      perHour += (peak.share * Math.exp((-distance * distance) / 2)) / (peak.hours * Math.sqrt(2 * Math.PI));
    }
    table[minute] = perHour;
  }
  const total = table.reduce((sum, share) => sum + share, 0);
  return table.map((share) => share / total);
}
