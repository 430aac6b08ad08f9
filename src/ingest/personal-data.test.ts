// Nothing that names a person passes the door: not in readings, not in what is kept of refused messages, not in counts.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dropOff, entryAt, frame, NOW, openDoor } from '../../test/support/door.ts';
import { MAX_BATCH } from '../protocol/batch.ts';
import { UPLINK_TYPES } from '../protocol/topics.ts';
import { decode, digestOf } from './decode.ts';
import { countName, looksPersonal } from './undeclared-fields.ts';

/** Cannot stand in a message by chance. */
const tokens = fc.stringMatching(/^hh[A-Za-z0-9_-]{8,60}$/);

describe('of bytes that cannot be read', () => {
  test('length, SHA-256 and 64 printable characters are kept', () => {
    const { bytes, sha256, excerpt } = digestOf(Buffer.from('{"seq":12,\n"binId":"f-1","observedAt":涂山镇'));
    expect(bytes).toBe(47);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(excerpt).toBe('{"seq":12,."binId":"f-1","observedAt":.........');
  });

  test('no run of 7 digits is kept, wherever it is cut', () => {
    const text = fc.array(fc.oneof(fc.stringMatching(/^\d{1,30}$/), fc.string({ unit: 'binary' })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(text, (parts) => {
        const payload = Buffer.from(parts.join(''));
        const { excerpt } = digestOf(payload);
        expect(excerpt).toMatch(/^[ -~]{0,64}$/);
        expect(excerpt).toHaveLength(Math.min(64, payload.length));
        expect(excerpt).not.toMatch(/\d{7}/);
      }),
    );
    const phone = `${'x'.repeat(4)} ${'-. '.repeat(18)}13812345678`;
    expect(digestOf(Buffer.from(phone)).excerpt).not.toContain('13812');
  });

  test('no token is kept, wherever it stands', () => {
    fc.assert(
      fc.property(tokens, fc.string(), fc.string(), (token, before, after) => {
        const { excerpt } = digestOf(Buffer.from(`${before}${token}${after}`));
        expect(excerpt).not.toContain(token);
      }),
    );
  });

  test('the words of the protocol stay readable', () => {
    const text = '{"observedAt":1,"recognition":{"stream":"recyclable"},"fillLevel';
    expect(digestOf(Buffer.from(`${text}":0.5`)).excerpt).toBe(text);
  });

  test('a fault of syntax is told without the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constant('x at position 13812345678'), fc.json()), (text) => {
        const decoded = decode(Buffer.from(`${text} at position 13812345678`), 1_000);
        if (!decoded.ok)
          expect(decoded.expected).toMatch(
            /^JSON: (it ends too early|a syntax error( at position \d{1,3})?)$/,
          );
      }),
    );
  });
});

describe('a household token', () => {
  const where = fc.constantFrom(
    'household',
    'Household',
    'binId',
    'label',
    'operator',
    'x',
    'type',
    'bins',
    'detail',
  );
  const things = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, 1, 'text', true, 1e300),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(
        fc.oneof(where, fc.constantFrom('bootId', 'seq', 'recognition', 'weightKg')),
        tie('any'),
        {
          maxKeys: 4,
        },
      ),
    ),
  })).any;

  test('never reaches the journal, the state or a subscriber, however odd the message', async () => {
    const door = await openDoor({ rejectionsPerSecond: Infinity });
    const shapes = fc.oneof(
      things,
      fc
        .record({ weightKg: fc.oneof(fc.constant(1), things) }, { noNullPrototype: true })
        .map((m) => dropOff(1, m as Record<string, unknown>)),
      fc
        .record(
          { recognition: things, binId: fc.constantFrom('food-1', 'food-9') },
          { noNullPrototype: true },
        )
        .map((m) => dropOff(1, m)),
    );
    let seq = 0;
    await fc.assert(
      fc.asyncProperty(shapes, tokens, fc.constantFrom(...UPLINK_TYPES), async (shape, token, type) => {
        const isObject = typeof shape === 'object' && shape !== null && !Array.isArray(shape);
        const message = {
          household: token,
          ...frame(++seq),
          ...(isObject ? shape : { any: shape }),
          label: token,
        };
        const sent = type === 'batch' ? [{ type: 'drop-off', ...message }, message] : message;
        const outcome = await door.send(type, sent);
        const cut = Buffer.from(JSON.stringify(sent)).subarray(0, -3);
        await door.sendBytes(type, cut);
        expect(JSON.stringify([outcome, door.journal.entries.splice(0)])).not.toContain(token);
        expect(JSON.stringify(door.rejectedNotices.splice(0))).not.toContain(token);
      }),
      { numRuns: 300 },
    );
    expect(door.faults).toEqual([]);
  });

  test('is hashed alike in a refused message and in one that is accepted, so that a replay counts it once', async () => {
    const door = await openDoor();
    const lastMonth = NOW - 20 * 86_400_000;
    const household = 'hh-1234567890-x';
    await door.send('drop-off', dropOff(1, { household, observedAt: lastMonth }));
    await door.send('drop-off', dropOff(2, { household, observedAt: lastMonth, binId: 'food-9' }));
    await door.send('drop-off', dropOff(3, { household, observedAt: lastMonth, weightKg: 'heavy' }));
    const accepted = entryAt(door.journal, 0, 'drop-off').household;
    expect(accepted).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(entryAt(door.journal, 1, 'rejection').message?.household).toBe(accepted);
    expect(entryAt(door.journal, 2, 'rejection').message?.household).toBe(accepted);
  });

  test('of another kind than a text is dropped', async () => {
    const door = await openDoor();
    await door.send('drop-off', dropOff(1, { household: { id: 'hh-abcdefgh' } }));
    expect(entryAt(door.journal, 0, 'rejection').message).not.toHaveProperty('household');
  });
});

describe('what is kept of a refused message', () => {
  test('are its declared fields, as they were: ids with many digits too', async () => {
    const door = await openDoor();
    const message = dropOff(1, { bootId: '1772352000123', binId: 'bin-20260301', evidenceId: '13812345678' });
    await door.send('drop-off', { ...message, faceImage: 'aGVsbG8=', name: '张三' });
    expect(entryAt(door.journal, 0, 'rejection').message).toEqual(message);
  });

  test('in free text that has a wrong shape long numbers are masked', async () => {
    const door = await openDoor();
    const detail = `call 13812345678 ${'x'.repeat(250)}`;
    await door.send('event', { ...frame(1), kind: 'other', phase: 'raised', detail });
    const { message } = entryAt(door.journal, 0, 'rejection');
    expect(message?.detail).toMatch(/^call #{11} x+$/);
  });

  test('in a topic that is none long numbers are masked', async () => {
    const door = await openDoor();
    await door.send('event', {}, { topic: 'waste/v1/13812345678/call\nme' });
    expect(entryAt(door.journal, 0, 'rejection').topic).toBe('waste/v1/###########/call me');
  });
});

describe('undeclared fields', () => {
  test('are dropped and counted by name, also in a status and in a batch', async () => {
    const door = await openDoor();
    await door.send(
      'drop-off',
      dropOff(1, { faceImage: 'x', recognition: { stream: 'food', confidence: 1, idCard: 1 } }),
    );
    await door.send('batch', [{ type: 'drop-off', ...dropOff(2, { colour: 'red' }) }]);
    await door.send('status', { state: 'online', connectionId: 'c1', phoneNumber: '13812345678' });
    const { unknownFields, personalFields } = door.station().delivery();
    expect(unknownFields).toEqual({ faceImage: 1, idCard: 1, colour: 1, phoneNumber: 1 });
    expect(new Set(personalFields)).toEqual(new Set(['faceImage', 'idCard', 'phoneNumber']));
    expect(JSON.stringify(door.journal.entries)).not.toMatch(/face|idCard|colour|phone/i);
  });

  test('50 names, 64 characters each, no long numbers', () => {
    const counts = new Map<string, number>();
    for (let n = 0; n < 80; n++) countName(counts, `${'n'.repeat(70)}${n}`);
    expect([...counts]).toEqual([['n'.repeat(64), 80]]);
    for (let n = 0; n < 80; n++) countName(counts, `field${n}`);
    expect(counts.size).toBe(50);
    counts.clear();
    countName(counts, 'tel13812345678');
    expect([...counts.keys()]).toEqual(['tel###########']);
  });

  test.each([
    'image',
    'faceId',
    'FACE_IMG',
    'userPhone2',
    'idCard',
    'ID_CARD_NO',
    'name',
    'userName',
    'photos',
  ])('%s looks personal', (name) => expect(looksPersonal(name)).toBe(true));

  test.each(['surface', 'rename', 'headphones', 'interface', 'colour', 'card'])('%s does not', (name) =>
    expect(looksPersonal(name)).toBe(false),
  );

  test('a deep or wide message costs no more than its size', async () => {
    const door = await openDoor();
    const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
    const bodies = [
      deep,
      `{"bins":${deep}}`,
      `[${deep}]`,
      `[${'{},'.repeat(MAX_BATCH - 1)}{}]`,
      `{"a":${deep}}`,
    ];
    for (const type of UPLINK_TYPES) for (const body of bodies) await door.sendBytes(type, Buffer.from(body));
    expect(door.faults).toEqual([]);
    expect(door.journal.entries.every(({ type }) => type === 'rejection')).toBe(true);
  });
});
