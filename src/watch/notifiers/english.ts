// Messages in English.
import type { Words } from './words.ts';

export const english: Words = {
  rules: {
    hazard: 'Fire, smoke or another hazard',
    'bin-overflowing': 'Bin overflows',
    'bin-full': 'Bin full',
    'collection-overdue': 'Collection overdue',
    'bin-full-soon': 'Bin soon full',
    'station-offline': 'Station offline',
    'sensor-fault': 'Sensor fault',
    'station-clock': 'Clock of the station is wrong',
    'station-message-faults': 'Rejected messages of the station',
    reported: 'Reported by a person',
  },
  reports: {
    overflow: 'overflow',
    litter: 'litter around the station',
    smell: 'smell',
    damage: 'damage',
    blocked: 'access or opening blocked',
    fire: 'fire',
    other: 'other',
  },
  severities: { notice: 'notice', warning: 'warning', critical: 'critical' },
  streams: {
    recyclable: 'Recyclable',
    hazardous: 'Hazardous waste',
    food: 'Food waste',
    residual: 'Residual waste',
  },
  reasons: {
    emptied: 'emptied',
    cleared: 'cleared',
    'by-hand': 'closed by hand',
    superseded: 'part of a graver alert',
    void: 'void',
    outside: 'closed in another system',
  },
  advisories: { overflowing: 'a bin overflows', 'many-near-full': 'many bins near full', hazard: 'a hazard' },
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
