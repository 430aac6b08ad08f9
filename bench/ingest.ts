// `npm run bench:ingest`: how fast, and at what cost, the hub takes messages, against brokers that store nothing.
// The targets take turns, so that whatever else the machine does falls on all of them. Prints a table and, as the
// last line, one JSON object.
import { parseArgs } from 'node:util';
import type { Payload } from './load/plan.ts';
import { type Figures, type MeasureOptions, measureTarget } from './measure/measure-target.ts';
import { ingestJson, ingestTable, keptLines } from './report/ingest-report.ts';
import { mediansOf } from './report/medians.ts';
import { bareAedes, parseOnly } from './targets/forked.ts';
import { hubTarget } from './targets/hub.ts';
import { createStations } from './targets/hub-config.ts';
import { isMosquittoInstalled, mosquitto } from './targets/mosquitto.ts';
import type { Target } from './targets/target.ts';

const { values } = parseArgs({
  options: {
    stations: { type: 'string', default: '500' },
    messages: { type: 'string', default: '200000' },
    /** Unacknowledged messages on one connection. */
    'in-flight': { type: 'string', default: '10' },
    /** Messages per second of the phase that measures acknowledgement times, and how long it is. */
    rate: { type: 'string', default: '2000' },
    'rate-seconds': { type: 'string', default: '10' },
    repeat: { type: 'string', default: '3' },
    /** 0..1: measures the hub a second time with this share of the messages 30 days late. */
    late: { type: 'string', default: '0' },
    /** usual, or full: every optional field of the protocol. */
    payload: { type: 'string', default: 'usual' },
    /** Of parseOnly, aedes, mosquitto, hub, hubLate; separated by commas. */
    only: { type: 'string' },
    /** A folder for CPU profiles of the hub's threads. */
    profile: { type: 'string' },
  },
});

const stations = createStations(numberOf('stations'));
const ratePerSecond = numberOf('rate');
const lateShare = numberOf('late');
const options: MeasureOptions = {
  plan: {
    stations,
    messages: numberOf('messages'),
    inFlight: numberOf('in-flight'),
    lateShare: 0,
    payload: payloadOf(values.payload),
  },
  ratePerSecond,
  rateSeconds: numberOf('rate-seconds'),
};

const runs = new Map<string, Figures[]>(targets().map(({ name }) => [name, []]));
for (let round = 1; round <= numberOf('repeat'); round++) {
  for (const target of targets()) {
    const figures = await measureTarget(target, optionsFor(target));
    runs.get(target.name)?.push(figures);
    const { messagesPerSecond, cpuMicrosPerMessage } = figures;
    const speed = `${messagesPerSecond.toFixed(0)} msg/s, ${cpuMicrosPerMessage.toFixed(1)} us/msg`;
    console.log(`round ${round}: ${target.name} ${speed}`);
  }
}
const medians = new Map([...runs].map(([name, figures]) => [name, mediansOf(figures)]));
console.log(`\n${ingestTable(medians, ratePerSecond)}\n`);
for (const line of keptLines(medians)) console.log(line);
console.log(JSON.stringify(ingestJson(medians, ratePerSecond)));

function targets(): Target[] {
  const profileFolder = values.profile;
  const all = [
    parseOnly,
    bareAedes,
    ...(isMosquittoInstalled() ? [mosquitto] : []),
    hubTarget({ name: 'hub', stations, profileFolder }),
    ...(lateShare > 0 ? [hubTarget({ name: 'hubLate', stations, profileFolder })] : []),
  ];
  const wanted = values.only?.split(',');
  return all.filter(({ name }) => wanted?.includes(name) ?? true);
}

function optionsFor({ name }: Target): MeasureOptions {
  return name === 'hubLate' ? { ...options, plan: { ...options.plan, lateShare } } : options;
}

function numberOf(option: Exclude<keyof typeof values, 'only' | 'profile'>): number {
  const number = Number(values[option]);
  if (number >= 0) return number;
  throw new Error(`cannot read --${option}: expected a number, got "${values[option]}"`);
}

function payloadOf(text: string): Payload {
  if (text === 'usual' || text === 'full') return text;
  throw new Error(`cannot read --payload: expected usual or full, got "${text}"`);
}
