import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../model/entry.ts';
import type { Emptied, StationEvent, StationStatus } from '../../model/reading.ts';
import { alertEvent, dropOff, emptying, fillLevel, JUNE } from '../readings.test-support.ts';
import { newest, Points } from './points.ts';

const points = new Points();
const lines = (...entries: Entry[]) => points.linesOf(entries);

/** The part below a millisecond. */
const part = (seq: number, apart = 0, bootId = 'boot-1') =>
  String((crc32(bootId) + seq + apart) % 1_000_000).padStart(6, '0');

const IDENTITY = `boot_id="boot-1",seq=0i,received_ms=${JUNE + 250}i,time_source="station" ${JUNE}${part(0)}`;
const FRAME = {
  station: 'TS-001',
  grid: 'grid-a',
  bootId: 'boot-1',
  seq: 0,
  at: JUNE,
  timeSource: 'station' as const,
  receivedAt: JUNE + 250,
};

describe('points', () => {
  it('tell a deposit', () => {
    const recognition = { stream: 'food' as const, confidence: 0.75, label: 'a "b" \\' };
    expect(lines(dropOff({ recognition, household: 'h1', evidenceId: 'e1' }))).toEqual([
      `drop_off,bin=food-1,grid=grid-a,station=TS-001,stream=food decided=1i,correct=1i,weight_kg=1.5,recognised="food",confidence=0.75,label="a \\"b\\" \\\\",household="h1",evidence_id="e1",${IDENTITY}`,
    ]);
  });

  it.each([
    ['without a word of the camera', undefined, 'decided=0i,correct=0i'],
    ['not sure', { stream: 'food' as const, confidence: 0.59 }, 'decided=0i,correct=0i'],
    ['just sure enough', { stream: 'food' as const, confidence: 0.6 }, 'decided=1i,correct=1i'],
    ['of another stream', { stream: 'residual' as const, confidence: 1 }, 'decided=1i,correct=0i'],
    ['not known', { stream: 'unknown' as const, confidence: 1 }, 'decided=0i,correct=0i'],
  ])('count for accuracy: %s', (_name, recognition, expected) => {
    expect(lines(dropOff(recognition ? { recognition } : {}))[0]).toContain(` ${expected},`);
  });

  it('have no weight where the scale gave none', () => {
    expect(lines(dropOff({ weightKg: null }))[0]).not.toContain('weight_kg');
    expect(lines(dropOff({ weightKg: 0 }))[0]).toContain('weight_kg=0,');
  });

  it('tell each level, and the vitals once', () => {
    const level = { stream: 'food' as const, quality: 0 as const };
    const bins = [
      { ...level, index: 0, binId: 'food-1', fillLevel: 0.5, distanceMm: 400.5, massKg: 2, lidOpen: false },
      {
        ...level,
        index: 1,
        binId: 'food-2',
        fillLevel: 1.25,
        temperatureC: -4,
        tiltDeg: 1,
        quality: 1 as const,
      },
    ];
    expect(lines(fillLevel({ bins, batteryV: 3.6, signalDbm: -80 }))).toEqual([
      `fill_level,bin=food-1,grid=grid-a,station=TS-001,stream=food fill_level=0.5,quality=0i,bin_index=0i,newest=${newest(JUNE, 0.5)}i,distance_mm=400.5,mass_kg=2,lid_open=false,${IDENTITY}`,
      `fill_level,bin=food-2,grid=grid-a,station=TS-001,stream=food fill_level=1.25,quality=1i,bin_index=1i,newest=${newest(JUNE, 1.25)}i,temperature_c=-4,tilt_deg=1,${IDENTITY}`,
      `station_vitals,grid=grid-a,station=TS-001 battery_v=3.6,signal_dbm=-80,${IDENTITY}`,
    ]);
  });

  it('set two levels of one bin in one message apart, and from the next message', () => {
    const bins = [0, 1].map((index) => ({
      index,
      binId: 'food-1',
      stream: 'food' as const,
      fillLevel: 0.5,
      quality: 0 as const,
    }));
    const times = lines(fillLevel({ bins }), fillLevel({ bins, seq: 1 })).map((line) =>
      line.split(' ').at(-1),
    );
    expect(times).toEqual([0, 1].flatMap((seq) => [`${JUNE}${part(seq)}`, `${JUNE}${part(seq, 60_013)}`]));
    expect(new Set(times).size).toBe(4);
  });

  it('order levels by time, then by level', () => {
    const ascending = [newest(JUNE, 1.5), newest(JUNE + 1, -1), newest(JUNE + 1, 0.5), newest(JUNE + 1, 0.6)];
    expect(ascending.toSorted((a, b) => Number(BigInt(a) - BigInt(b)))).toEqual(ascending);
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 8e12 }),
        fc.double({ min: 0, max: 0.999999 }),
        (at, level) => {
          const exact = BigInt(at) * 1_048_576n + BigInt(Math.floor(level * 1_048_576));
          expect(BigInt(newest(at, level))).toBe(exact);
        },
      ),
    );
  });

  it('tell emptyings, events and states', () => {
    const emptied: Emptied = { type: 'emptied', ...FRAME, binId: 'food-1', stream: 'food' };
    const event: StationEvent = {
      type: 'event',
      ...FRAME,
      kind: 'fire',
      phase: 'raised',
      detail: 'hot,\nhot',
    };
    const status: StationStatus = {
      type: 'status',
      station: 'TS-001',
      grid: '',
      at: JUNE,
      state: 'online',
      connectionId: 'c1',
      firmware: '1.2',
    };
    expect(lines(emptied, { ...emptied, operator: 'o1' }, event, { ...event, binId: 'b' }, status)).toEqual([
      `emptied,bin=food-1,grid=grid-a,station=TS-001,stream=food ${IDENTITY}`,
      `emptied,bin=food-1,grid=grid-a,station=TS-001,stream=food operator="o1",${IDENTITY}`,
      `station_event,grid=grid-a,station=TS-001 kind="fire",phase="raised",detail="hot,\nhot",${IDENTITY}`,
      `station_event,bin=b,grid=grid-a,station=TS-001 kind="fire",phase="raised",detail="hot,\nhot",${IDENTITY}`,
      `station_status,station=TS-001 state="online",online=1i,connection_id="c1",firmware="1.2" ${JUNE}000000`,
    ]);
  });

  it('tell an emptying, and whether it was for nothing', () => {
    const time = (id: string) => `${JUNE}${String(crc32(id) % 1_000_000).padStart(6, '0')}`;
    const wasted = emptying({ id: 'e"2', levelBefore: 0.29, operator: 'o' });
    expect(lines(emptying(), wasted, emptying({ levelBefore: 0.3 }))).toEqual([
      `emptying,bin=food-1,grid=grid-a,station=TS-001,stream=food id="e-1",source="sensor",level_before=0.9,level_after=0.05,wasted=0i,detected_ms=${JUNE}i ${time('e-1')}`,
      `emptying,bin=food-1,grid=grid-a,station=TS-001,stream=food id="e\\"2",source="sensor",level_before=0.29,level_after=0.05,wasted=1i,detected_ms=${JUNE}i,operator="o" ${time('e"2')}`,
      expect.stringContaining('level_before=0.3,level_after=0.05,wasted=0i,'),
    ]);
  });

  it('tell the steps of an alert, one behind the other', () => {
    const fired = alertEvent({ level: 0.85 });
    const {
      binId: _bin,
      stream: _stream,
      ...ofStation
    } = alertEvent({
      id: 'a-1/12',
      kind: 'resolved',
      open: false,
      at: JUNE + 90_000,
      firedAt: JUNE,
      by: 'li',
      reason: 'by-hand',
      note: 'a\nb',
    });
    const below = (step: number) => String((crc32('a-1') + step) % 1_000_000).padStart(6, '0');
    expect(lines(fired, ofStation)).toEqual([
      `alert_event,bin=food-1,grid=grid-a,rule=bin-full,station=TS-001,stream=food id="a-1/0",alert_id="a-1",severity="warning",kind="fired",open=1i,level=0.85 ${JUNE}${below(0)}`,
      `alert_event,grid=grid-a,rule=bin-full,station=TS-001 id="a-1/12",alert_id="a-1",severity="warning",kind="resolved",open=0i,fired_ms=${JUNE}i,since_fired_ms=90000i,by_person="li",reason="by-hand",note="a\nb" ${JUNE + 90_000}${below(12)}`,
    ]);
  });

  it('tell to whom an alert was given, until when it was put off, and the rest as one text', () => {
    const more = { to: '王', until: JUNE + 5, externalCase: '141-7', cause: 's-1', agreed: true };
    const [line] = lines(alertEvent({ ...more, binIds: ['food-1'], evidence: { source: 'sensor' } }));
    expect(line).toContain(
      `open=1i,to_person="王",until_ms=${JUNE + 5}i,external_case="141-7",details="{` +
        `\\"binIds\\":[\\"food-1\\"],\\"evidence\\":{\\"source\\":\\"sensor\\"},\\"cause\\":\\"s-1\\",\\"agreed\\":true}" `,
    );
  });

  it('tell the health of the hub with the types of its fields', () => {
    const health: Entry = { type: 'health', at: JUNE, fields: { received: 2, ack_p99_ms: 3, uptime_s: 1.5 } };
    expect(lines(health, { ...health, fields: {} })).toEqual([
      `hub_health received=2i,uptime_s=2i,ack_p99_ms=3 ${JUNE}000000`,
    ]);
  });

  it('follow a bin to another area or stream', () => {
    const moved = lines(dropOff(), dropOff({ grid: 'grid-b' }), dropOff({ stream: 'residual' }), dropOff());
    expect(moved.map((line) => line.split(' ')[0])).toEqual([
      'drop_off,bin=food-1,grid=grid-a,station=TS-001,stream=food',
      'drop_off,bin=food-1,grid=grid-b,station=TS-001,stream=food',
      'drop_off,bin=food-1,grid=grid-a,station=TS-001,stream=residual',
      'drop_off,bin=food-1,grid=grid-a,station=TS-001,stream=food',
    ]);
  });

  it('say nothing of what is not a reading', () => {
    expect(lines({ type: 'replayed', rejectionId: 'r', station: 'TS-001', at: JUNE })).toEqual([]);
  });

  it.each([
    ['a tag that ends in a backslash', { station: 'TS\\' }],
    ['a line break in a tag', { grid: 'a\nb' }],
    ['a text as the time', { at: '1 1\nm v=1 1' as never }],
    ['a fraction as the time', { at: 1.5 }],
  ])('are not made of %s', (_name, given) => {
    expect(() => lines(dropOff(given))).toThrow(RangeError);
  });

  it('exist before 1970 too', () => {
    const ns = BigInt(-1) * 1_000_000n + BigInt(part(0));
    expect(lines(dropOff({ at: -1 }))[0]).toMatch(new RegExp(` ${ns}$`));
  });
});
