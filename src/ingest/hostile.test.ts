// Malformed, deep, huge and polluting messages: the door answers each, keeps it as refused, and goes on.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dropOff,
  entryAt,
  fillLevel,
  MAX_PAYLOAD_BYTES,
  openDoor,
  STATION,
} from '../../test/support/door.ts';
import { MemoryJournal } from '../../test/support/memory-journal.ts';
import { UPLINK_TYPES, uplinkTopic } from '../protocol/topics.ts';

describe('whatever bytes come', () => {
  const HOSTILE_KEYS = [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'toJSON',
    'then',
    'length',
  ];
  const keys = fc.constantFrom(
    ...HOSTILE_KEYS,
    ...[
      'bootId',
      'seq',
      'observedAt',
      'ageMs',
      'binId',
      'bins',
      'fillLevel',
      'distanceMm',
      'type',
      'household',
    ],
    ...['weightKg', 'recognition', 'stream', 'confidence', 'kind', 'phase', 'state', 'connectionId'],
  );
  /** Numbers as JSON writes them, also those that no number can hold. */
  const numbers = fc.constantFrom(
    ...[
      '1e999',
      '-1e999',
      '-0',
      '1e-400',
      '9007199254740993',
      '4294967296',
      '-1',
      '1.5',
      '0',
      '1772352000000',
    ],
  );
  const words = fc.constantFrom(
    '"food-1"',
    '"boot-1"',
    '"drop-off"',
    '"raised"',
    '"fire"',
    '"online"',
    '"\\u0000"',
    '"\\ud800"',
  );
  const json = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium' },
      fc.oneof(numbers, words, fc.constantFrom('null', 'true', '{}', '[]')),
      fc.array(tie('value'), { maxLength: 5 }).map((items) => `[${items.join()}]`),
      fc
        .array(fc.tuple(keys, tie('value')), { maxLength: 8 })
        .map((fields) => `{${fields.map(([key, value]) => `"${key}":${value}`).join()}}`),
    ),
  })).value;
  const almostRight = fc.tuple(json, keys, fc.integer({ min: 0, max: 9 })).map(([value, key, seq]) => {
    const right = JSON.stringify({ ...dropOff(seq), ...fillLevel(seq, 0.5), kind: 'fire', phase: 'raised' });
    return `${right.slice(0, -1)},"${key}":${value}}`;
  });
  const cut = fc.tuple(almostRight, fc.nat()).map(([text, at]) => text.slice(0, at % text.length));
  const payloads = fc.oneof(
    fc
      .oneof(
        json,
        almostRight,
        cut,
        almostRight.map((text) => `[${text}]`),
      )
      .map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  );

  test('the door answers, keeps what it cannot take, and nothing else changes', async () => {
    const journal = new MemoryJournal();
    journal.commitsBySelf = false;
    const door = await openDoor({ journal, rejectionsPerSecond: Infinity });
    const answered: number[] = [];
    let sent = 0;
    fc.assert(
      fc.property(payloads, fc.constantFrom(...UPLINK_TYPES), (payload, type) => {
        const place = sent++;
        const topic = uplinkTopic(STATION, type);
        const message = {
          principal: { kind: 'station', id: STATION } as const,
          topic,
          payload,
          receivedAt: 0,
        };
        door.ingest.receive({ ...message, receivedAt: door.clock.at, heard: true }, (error) => {
          expect(error).toBeUndefined();
          answered.push(place);
        });
      }),
      { numRuns: 2_000 },
    );
    expect(answered).toEqual([]);
    journal.commit();
    expect(answered).toEqual(Array.from({ length: sent }, (_, place) => place));
    expect(door.faults).toEqual([]);
    expect(Object.keys(Object.prototype)).toEqual([]);
    for (const entry of journal.entries) {
      expect(entry).toHaveProperty('station', STATION);
      expect(Object.getPrototypeOf(entry)).toBe(Object.prototype);
      expect(JSON.stringify({ ...entry, digest: undefined })).not.toMatch(/__proto__|hasOwnProperty|toJSON/);
    }
    await expect(saveAndCommit(door.save, journal)).resolves.toBeUndefined();
  });

  async function saveAndCommit(save: () => Promise<void>, journal: MemoryJournal): Promise<void> {
    journal.commitsBySelf = true;
    await save();
  }

  test('a payload of 64 KiB is read, one byte more is not', async () => {
    const door = await openDoor();
    const padded = (bytes: number, seq: number) => Buffer.from(JSON.stringify(dropOff(seq)).padEnd(bytes));
    await door.sendBytes('drop-off', padded(MAX_PAYLOAD_BYTES, 1));
    await door.sendBytes('drop-off', padded(MAX_PAYLOAD_BYTES + 1, 2));
    expect(door.journal.entries.map(({ type }) => type)).toEqual(['drop-off', 'rejection']);
    expect(entryAt(door.journal, 1, 'rejection').digest?.bytes).toBe(MAX_PAYLOAD_BYTES + 1);
  });
});
