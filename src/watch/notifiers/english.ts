// Messages in English.
import { glossary } from '../../model/glossary/en.ts';
import type { Words } from './words.ts';

export const english: Words = {
  ...glossary,
  steps: {
    raised: '',
    nobody: 'nobody is on duty',
    second: 'not accepted in time',
    supervisor: 'still not accepted',
    cannot: 'the crew cannot',
    overdue: 'not closed in time',
  },
  heads: { raised: 'Alert', escalated: 'Reminder', resolved: 'Closed' },
  title: (head, text) => `${head}: ${text}`,
  advisory: 'Advisory',
  advisoryEnded: 'Advisory ended',
  digest: (count) => `${count} alerts together`,
  test: 'Test message',
  testBody: (notifier) => `A test of "${notifier}" by the drop-off hub. Nothing needs to be done.`,
  labels: {
    station: 'Station',
    grid: 'Area',
    bin: 'Bin',
    severity: 'Severity',
    level: 'Fill level',
    since: 'Since',
    happened: 'Happened',
    heard: 'Heard of',
    step: 'Why',
    asked: 'Asked',
    report: 'Report',
    note: 'Note',
    resolved: 'Result',
    externalCase: 'External case',
    room: 'Room at',
    time: 'Time',
  },
  openCase: 'Open this case',
  more: (count) => `and ${count} more: see the hub`,
  colon: ': ',
  comma: ', ',
  level: (percent, freeLitres) =>
    freeLitres === undefined ? `${percent} %` : `${percent} %, ${freeLitres} l left`,
  since: (clockTime, minutes) => `${clockTime} (for ${durationText(minutes)})`,
  resolved: (clockTime, reason, by) => `${clockTime} ${reason}${by === undefined ? '' : ` (${by})`}`,
  people: (names, shown, all) => (all > shown ? `${names} and ${all - shown} more` : names),
  room: (station, litres, metres) => `${station} (${metres} m, ${litres} l left)`,
};

function durationText(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days`;
}
