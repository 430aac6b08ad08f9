// Whether what a station says is understood: clock, refused messages, losses, fields, levels.
import type { RejectionReason } from '../model/rejection.ts';
import { type Finding, note, ok, wrong } from './finding.ts';
import type { ServiceFacts } from './station-facts.ts';
import { agoText, spanText } from './time-span.ts';

/** Farther off, the hub no longer takes the station's word for the time. */
const CLOCK_OFF_MS = 300_000;
const RECENT_MS = 86_400_000;
/** Silent for so many reporting periods is too long. */
const SILENT_PERIODS = 3;
const MOST_NAMED = 10;

export function messageFindings(facts: ServiceFacts, now: number): Finding[] {
  if (facts.delivery.lastReceivedAt === undefined && facts.lastRefused === undefined) return [];
  return [
    clockFinding(facts),
    refusedFinding(facts, now),
    ...oversizedFinding(facts),
    lossFinding(facts),
    ...fieldFindings(facts),
    ...facts.station.bins.map((bin) => levelFinding(bin, facts, now)),
  ];
}

function clockFinding({ delivery }: ServiceFacts): Finding {
  const { clockOffsetMs, timeSources } = delivery;
  const { age, hub } = timeSources;
  const guessed = age + hub > 0 ? `; ${age} messages dated by ageMs, ${hub} by their arrival` : '';
  const todo = 'set it by NTP, or by serverTime of the config message; until then send ageMs';
  if (clockOffsetMs === undefined) return note('clock', `nothing is known of it${guessed}`, todo);
  const side = clockOffsetMs < 0 ? 'behind' : 'ahead';
  const says = `${spanText(clockOffsetMs)} ${side}${guessed}`;
  return Math.abs(clockOffsetMs) > CLOCK_OFF_MS ? wrong('clock', says, todo) : ok('clock', says);
}

const REASONS: Readonly<Record<RejectionReason, string>> = {
  'unknown-topic': 'correct the topic: waste/v1/ID/TYPE',
  'wrong-station': 'use the id of the station in the topic',
  'bad-json': 'send UTF-8 and JSON; see what came: dropoff-hub station tail',
  'bad-shape': 'correct the field in the firmware, then take the message in again (重新入库)',
  'unknown-bin': 'register the bin, or correct binId; then take the message in again (重新入库)',
  'no-depth': 'register the depth of the bin, or send fillLevel; then take the message in again (重新入库)',
  'too-late': 'take the message in again (重新入库) if it is worth it',
  'seq-reused': 'a new bootId at each boot, and seq goes on within one',
  'seq-gaps': 'send what is missing, or boot anew',
  'too-many-boots': 'find out why it reboots',
  'too-large': 'smaller batches: at most 64 KiB',
};

function refusedFinding({ delivery, lastRefused }: ServiceFacts, now: number): Finding {
  const counts = Object.entries(delivery.rejected).map(([reason, count]) => `${reason} ${count}`);
  if (counts.length === 0) return ok('refused messages', 'none');
  const unkept = delivery.rejectedUnkept > 0 ? ` (${delivery.rejectedUnkept} counted only)` : '';
  const all = `${counts.join(', ')}${unkept}`;
  if (!lastRefused) return note('refused messages', `${all}; none is kept any more`);
  const { reason, path, expected, receivedAt } = lastRefused;
  const where = path === undefined ? '' : ` at ${path}`;
  const wanted = expected === undefined ? '' : `, expected ${expected}`;
  const says = `${all}; the last ${agoText(receivedAt, now)}: ${reason}${where}${wanted}`;
  const isRecent = now - Date.parse(receivedAt) < RECENT_MS;
  return (isRecent ? wrong : note)('refused messages', says, REASONS[reason]);
}

function oversizedFinding({ delivery: { oversizedPackets } }: ServiceFacts): Finding[] {
  if (oversizedPackets === 0) return [];
  return [note('packets over 1 MiB', `${oversizedPackets}: each ended its connection`, REASONS['too-large'])];
}

function lossFinding({ delivery }: ServiceFacts): Finding {
  const { missing, completeness, duplicates, jumps } = delivery;
  const twice = `${duplicates} came twice`;
  const restarts = jumps > 0 ? `, seq jumped ${jumps} times` : '';
  if (missing === 0) return ok('missing messages', `none; ${twice}${restarts}`);
  const share = completeness === null ? '' : ` (${(completeness * 100).toFixed(2)} % came)`;
  const todo = 'no PUBACK means: send it again, with the same bootId and seq';
  return note('missing messages', `${missing}${share}; ${twice}${restarts}`, todo);
}

function fieldFindings({ delivery }: ServiceFacts): Finding[] {
  const personal = new Set(delivery.personalFields);
  const others = Object.entries(delivery.unknownFields).filter(([name]) => !personal.has(name));
  const named = others.slice(0, MOST_NAMED).map(([name, count]) => `${name} ${count}`);
  const more = others.length > MOST_NAMED ? `, and ${others.length - MOST_NAMED} more` : '';
  const findings: Finding[] = [];
  if (personal.size > 0)
    findings.push(
      wrong(
        'personal data',
        [...personal].join(', '),
        'take these out of the firmware: they are dropped here',
      ),
    );
  if (others.length > 0) findings.push(note('unknown fields', `${named.join(', ')}${more}: dropped`));
  return findings;
}

type Bin = ServiceFacts['station']['bins'][number];

function levelFinding({ id, level }: Bin, { station, impossible }: ServiceFacts, now: number): Finding {
  const what = `level of ${id}`;
  const odd = impossible[id];
  if (odd) return wrong(what, `the last cannot be, and counts nowhere: ${oddText(odd)}`, oddTodo(odd));
  if (!level) return wrong(what, 'never said', `send fill-level with "binId": "${id}"`);
  const says = `${Math.round(level.fillLevel * 100)} %, ${agoText(level.at, now)}`;
  const isOld = now - Date.parse(level.at) > SILENT_PERIODS * station.reportingMinutes * 60_000;
  if (!isOld) return ok(what, says);
  return wrong(what, says, `look at its sensor: a level is due every ${station.reportingMinutes} min`);
}

type ImpossibleLevel = ServiceFacts['impossible'][string];

function isLevelOdd({ fillLevel }: ImpossibleLevel): boolean {
  return fillLevel < 0 || fillLevel > 1;
}

function oddText(level: ImpossibleLevel): string {
  const { fillLevel, distanceMm, massKg, temperatureC, tiltDeg } = level;
  if (!isLevelOdd(level)) return JSON.stringify({ distanceMm, massKg, temperatureC, tiltDeg });
  const shown = Number(fillLevel.toFixed(2));
  return distanceMm === undefined
    ? `fillLevel ${shown}`
    : `distanceMm ${distanceMm}, which with its registered depth is a level of ${shown}`;
}

function oddTodo(level: ImpossibleLevel): string {
  if (isLevelOdd(level) && level.distanceMm === undefined)
    return 'fillLevel goes from 0 (empty) to 1 (full): no percent';
  return 'look at its sensor, its unit (mm, kg, degrees Celsius), and the registered depth';
}
