// The examples of docs/firmware.md and docs/protocol.md are messages that the hub takes, or those that it sends, with
// the sizes that are told; and every reason for a refusal is explained in both.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { REJECTION_REASONS } from '../model/rejection.ts';
import { batchSchema } from './batch.ts';
import type { AdvisoryMessage, ConfigMessage, RejectedMessage } from './downlink.ts';
import { isExactly, isFramedType } from './index.ts';
import { statusSchema } from './status.ts';

const PAGES = ['docs/firmware.md', 'docs/protocol.md'] as const;
type Message = Record<string, unknown>;

const textOf = (page: string) => readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8');
const examplesOf = (page: string): unknown[] =>
  [...textOf(page).matchAll(/^```json\n(.*?)^```/gms)].map(([, json = '']) => JSON.parse(json));

/** By the fields that only one of them has. */
const MARKS: readonly (readonly [string, string])[] = [
  ['items', 'answer'],
  ['state', 'status'],
  ['serverTime', 'config'],
  ['validUntil', 'advisory'],
  ['reason', 'rejected'],
  ['phase', 'event'],
  ['bins', 'fill-level'],
  ['weightKg', 'drop-off'],
  ['binId', 'emptied'],
];

function typeOf(example: unknown): string {
  if (Array.isArray(example)) return 'batch';
  return MARKS.find(([field]) => Object.hasOwn(example as Message, field))?.[1] ?? 'none';
}

function isSound(example: unknown): boolean {
  const type = typeOf(example);
  if (isFramedType(type)) return isExactly[type](example);
  if (type === 'status') return statusSchema.strict().safeParse(example).success;
  if (type !== 'batch') return false;
  const elements = batchSchema.parse(example) as Message[];
  return elements.every(({ type: kind, ...message }) => isFramedType(kind) && isExactly[kind](message));
}

const FROM_THE_HUB: Readonly<Record<string, ReadonlySet<string>>> = {
  config: fields<ConfigMessage>('version', 'serverTime', 'grid', 'fullThreshold', 'reportSeconds'),
  rejected: fields<RejectedMessage>('bootId', 'seq', 'reason', 'path', 'expected', 'suppressed'),
  advisory: fields<AdvisoryMessage>('id', 'kind', 'stream', 'bins', 'alternatives', 'since', 'validUntil'),
};

function fields<Shape>(...names: (keyof Shape & string)[]): ReadonlySet<string> {
  return new Set(names);
}

test.each(PAGES)('%s has each message by example, as it is', (page) => {
  const examples = examplesOf(page);
  const shown = new Set(examples.map(typeOf));
  for (const type of ['status', 'drop-off', 'fill-level', 'emptied', 'event', ...Object.keys(FROM_THE_HUB)])
    expect(shown, type).toContain(type);
  for (const example of examples.filter((one) => typeOf(one) !== 'answer')) {
    const names = FROM_THE_HUB[typeOf(example)];
    if (names) expect(new Set(Object.keys(example as Message))).toEqual(names);
    else expect(isSound(example), JSON.stringify(example)).toBe(true);
  }
});

test.each(PAGES)('%s explains every reason', (page) => {
  const rows = [...textOf(page).matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
  for (const reason of REJECTION_REASONS) expect(rows).toContain(reason);
});

/** As the table counts: fixed header, topic with its length, packet id, payload; a station id of seven letters. */
function packetBytes(topic: string, payload: number, qos: 0 | 1): number {
  const rest = 2 + topic.length + (qos === 1 ? 2 : 0) + payload;
  return 1 + (rest > 127 ? 2 : 1) + rest;
}

test('the firmware guide tells the sizes of its examples', () => {
  const page = textOf('docs/firmware.md');
  const size = (message: unknown) => Buffer.byteLength(JSON.stringify(message));
  const ofType = (type: string) =>
    Math.max(
      ...examplesOf('docs/firmware.md')
        .filter((one) => typeOf(one) === type)
        .map(size),
    );
  const rows = [
    ['status', 'status', 1],
    ['drop-off with recognition, household, evidence', 'drop-off', 1],
    ['fill-level of four bins', 'fill-level', 1],
    ['emptied', 'emptied', 1],
    ['event', 'event', 1],
    ['config, from the hub', 'config', 0],
  ] as const;
  for (const [what, type, qos] of rows) {
    const payload = ofType(type);
    const packet = packetBytes(`waste/v1/KIOSK-7/${type}`, payload, qos);
    expect(page).toContain(`| ${what} | ${payload} | ${packet} |`);
  }
});
