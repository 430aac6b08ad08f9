// Every message in test/fixtures/<type>/{valid,invalid}/ through the door: the valid ones pass, the invalid ones are
// refused with the reason and at the path that they carry.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { entryAt, openDoor } from '../../test/support/door.ts';
import { REJECTION_REASONS, type RejectionReason } from '../model/rejection.ts';
import { UPLINK_TYPES, type UplinkType } from '../protocol/topics.ts';
import type { LedgerBounds } from './ledger.ts';

interface InvalidFixture {
  reason: RejectionReason;
  /** Absent: the whole message. */
  path?: string;
  message?: unknown;
  /** Instead of a message: text or bytes that are none. */
  raw?: string;
  hex?: string;
  /** Spaces are added up to so many bytes. */
  paddedTo?: number;
  /** Instead of the type's own topic. */
  topic?: string;
  /** What the station sent before, on the same topic. */
  before?: unknown[];
  ledger?: Partial<LedgerBounds>;
}

const FOLDER = new URL('../../test/fixtures/', import.meta.url);

function fixtures<Fixture>(type: UplinkType, verdict: 'valid' | 'invalid'): [name: string, Fixture][] {
  const folder = new URL(`${type}/${verdict}/`, FOLDER);
  return readdirSync(folder).map((file) => [file, JSON.parse(readFileSync(new URL(file, folder), 'utf8'))]);
}

function bytesOf({ message, raw, hex, paddedTo = 0 }: InvalidFixture): Buffer {
  if (hex !== undefined) return Buffer.from(hex, 'hex');
  return Buffer.from((raw ?? JSON.stringify(message)).padEnd(paddedTo));
}

describe.each(UPLINK_TYPES)('%s', (type) => {
  test.each(fixtures<unknown>(type, 'valid'))('accepts %s', async (_, message) => {
    const door = await openDoor();
    const { accepted } = await door.send(type, message);
    expect(door.journal.entries.filter((entry) => entry.type === 'rejection')).toEqual([]);
    expect(door.journal.entries).toHaveLength(type === 'batch' ? (message as unknown[]).length : 1);
    expect(accepted).toBeDefined();
    expect(door.faults).toEqual([]);
  });

  test.each(fixtures<InvalidFixture>(type, 'invalid'))('refuses %s', async (_, fixture) => {
    const door = await openDoor({ ledger: fixture.ledger ?? {} });
    for (const message of fixture.before ?? []) await door.send(type, message);
    const before = door.journal.entries.length;
    const sending = fixture.topic === undefined ? {} : { topic: fixture.topic };
    const { accepted } = await door.sendBytes(type, bytesOf(fixture), sending);
    const { reason, path, expected } = entryAt(door.journal, -1, 'rejection');
    expect({ reason, path }).toEqual({ reason: fixture.reason, path: fixture.path });
    expect(expected, 'says what would have been right').toBeTruthy();
    expect(door.journal.entries).toHaveLength(before + 1);
    expect(accepted).toBeUndefined();
    expect(door.faults).toEqual([]);
    const { message } = door.rejectedNotices.at(-1) ?? {};
    expect(message).toMatchObject({ reason: fixture.reason });
  });
});

test('every reason has its fixture', () => {
  const covered = UPLINK_TYPES.flatMap((type) =>
    fixtures<InvalidFixture>(type, 'invalid').map(([, { reason }]) => reason),
  );
  expect(new Set(covered)).toEqual(new Set(REJECTION_REASONS));
});

test('a single message with ordinary values is shorter than 1,000 bytes', () => {
  const singles = UPLINK_TYPES.filter((type) => type !== 'batch');
  for (const type of singles) {
    for (const [name, message] of fixtures<unknown>(type, 'valid'))
      expect(Buffer.byteLength(JSON.stringify(message)), `${type}/${name}`).toBeLessThan(1_000);
  }
});
