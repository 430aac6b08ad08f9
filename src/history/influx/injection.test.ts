// What stands in a message stays in its field: nothing that a device, a person or the registry can write becomes
// another point, tag or field. Read back from a real server.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATABASE, type RunningServer, startInfluxd } from '../../../test/support/influxd.ts';
import { notInstalled } from '../../../test/support/real-tools.ts';
import type { DerivedEntry } from '../../model/entry.ts';
import type { FramedReading, Reading } from '../../model/reading.ts';
import { alertEvent, dropOff, emptying, fillLevel, JUNE } from '../readings.test-support.ts';
import { Points } from './points.ts';
import { InfluxServer, type Series } from './server.ts';

const PIECES = [
  ',',
  ' ',
  '=',
  '"',
  '\\',
  '\n',
  '\r',
  '\t',
  '\0',
  '#',
  "'",
  'x=1i',
  ',station=TS-9',
  ' v=1 1\nm v=2 2',
];
const anyText = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 8 })
  .map((pieces) => pieces.join(''));
const tagText = anyText
  .map((text) => text.replace(/\p{Cc}/gu, '').replace(/\\+$/, ''))
  .filter((text) => text !== '');

/** Zero has no sign in a line. */
const aNumber = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0);

const frame = fc.record({ station: tagText, grid: tagText, bootId: anyText, seq: fc.nat(2 ** 32 - 1) });
const bin = { binId: tagText, stream: tagText as fc.Arbitrary<'food'> };
const aDropOff = fc.record({
  type: fc.constant('drop-off'),
  ...bin,
  weightKg: aNumber,
  recognition: fc.record({
    stream: fc.constant('food' as const),
    confidence: fc.double({ min: 0, max: 1, noNaN: true }),
    label: anyText,
  }),
  household: anyText,
  evidenceId: anyText,
});
const anEvent = fc.record({
  type: fc.constant('event'),
  binId: tagText,
  kind: fc.constant('fire'),
  phase: fc.constant('raised'),
  code: anyText,
  detail: anyText,
});
const anEmptied = fc.record({ type: fc.constant('emptied'), ...bin, operator: anyText });
const aStatus = fc.record({
  type: fc.constant('status'),
  state: fc.constant('online'),
  connectionId: anyText,
  firmware: anyText,
  configVersion: anyText,
});

const place = { station: tagText, grid: tagText };
const anEmptying = fc.record({ ...place, ...bin, id: anyText, levelBefore: aNumber, operator: anyText });
const anAlertEvent = fc.record({
  ...place,
  ...bin,
  rule: tagText,
  id: anyText,
  alertId: anyText,
  kind: anyText,
  by: anyText,
  reason: anyText,
  note: anyText,
  level: aNumber,
});

describe.skipIf(notInstalled('influxd'))('line protocol', () => {
  let influxd: RunningServer;
  let server: InfluxServer;
  const points = new Points();
  let at = JUNE;

  beforeAll(async () => {
    influxd = await startInfluxd();
    server = new InfluxServer({ kind: 'influx', folder: '', url: influxd.url, auth: DATABASE });
  });
  afterAll(async () => {
    server.close();
    await influxd.stop();
  });

  /** All that the server holds of one millisecond. */
  async function storedOf(entry: Reading | DerivedEntry): Promise<Series[]> {
    at += 1;
    await server.write('raw', points.linesOf([{ ...entry, at }]));
    return server.query('raw', `SELECT * FROM /.*/ WHERE time >= ${at}ms AND time < ${at + 1}ms GROUP BY *`);
  }

  /** The one point, without what is absent from it. */
  function onePoint(series: Series[]): Record<string, unknown> {
    expect(series).toHaveLength(1);
    const [{ tags = {}, columns = [], values = [] } = {}] = series;
    expect(values).toHaveLength(1);
    const fields = columns.map((name, place) => [name, values[0]?.[place]] as const);
    return { ...keep(Object.entries(tags), ''), ...keep(fields, null) };
  }

  const keep = (pairs: (readonly [string, unknown])[], absent: unknown) =>
    Object.fromEntries(pairs.filter(([name, value]) => value !== absent && name !== 'time'));

  const identity = ({ station, grid, bootId, seq, receivedAt, timeSource }: FramedReading) => ({
    station,
    grid,
    boot_id: bootId,
    seq,
    received_ms: receivedAt,
    time_source: timeSource,
  });

  it('gives a deposit back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(frame, aDropOff, async (given, details) => {
        const reading = dropOff({ ...given, ...(details as object) });
        const { binId, stream, weightKg, recognition, household, evidenceId } = reading;
        expect(onePoint(await storedOf(reading))).toEqual({
          ...identity(reading),
          bin: binId,
          stream,
          weight_kg: weightKg,
          recognised: recognition?.stream,
          confidence: recognition?.confidence,
          label: recognition?.label,
          household,
          evidence_id: evidenceId,
          decided: recognition && recognition.confidence >= 0.6 ? 1 : 0,
          correct: 0,
        });
      }),
    );
  });

  it('gives levels back as they were', async () => {
    const aLevel = fc.record({
      ...bin,
      fillLevel: aNumber,
      lidOpen: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(frame, aLevel, async (given, level) => {
        const reading = fillLevel({ ...given, bins: [{ index: 3, quality: 0, ...level }] });
        const { newest: _sorted, ...point } = onePoint(await storedOf(reading));
        expect(point).toEqual({
          ...identity(reading),
          bin: level.binId,
          stream: level.stream,
          fill_level: level.fillLevel,
          quality: 0,
          bin_index: 3,
          lid_open: level.lidOpen,
        });
      }),
    );
  });

  it('gives events, emptyings and states back as they were', async () => {
    await fc.assert(
      fc.asyncProperty(frame, fc.oneof(anEvent, anEmptied, aStatus), async (given, details) => {
        const reading = { ...dropOff(given), ...details } as unknown as Reading;
        expect(onePoint(await storedOf(reading))).toEqual(expectedOf(reading));
      }),
    );
  });

  it('gives emptyings and steps of alerts back as they were', async () => {
    await fc.assert(
      fc.asyncProperty(anEmptying, anAlertEvent, async (ofEmptying, ofAlert) => {
        const { binId, levelBefore, ...saidOfEmptying } = ofEmptying;
        const {
          wasted,
          level_before,
          level_after: _after,
          ...times
        } = onePoint(await storedOf(emptying(ofEmptying)));
        expect(times).toEqual({ ...saidOfEmptying, bin: binId, source: 'sensor', detected_ms: JUNE });
        expect([level_before, wasted]).toEqual([levelBefore, levelBefore < 0.3 ? 1 : 0]);
        const { binId: alertBin, alertId, by, ...saidOfAlert } = ofAlert;
        expect(onePoint(await storedOf(alertEvent(ofAlert)))).toEqual({
          ...saidOfAlert,
          bin: alertBin,
          alert_id: alertId,
          by_person: by,
          severity: 'warning',
          open: 1,
        });
      }),
      { numRuns: 40 },
    );
  });

  function expectedOf(reading: Reading): Record<string, unknown> {
    switch (reading.type) {
      case 'event': {
        const { binId, kind, phase, code, detail } = reading;
        return { ...identity(reading), bin: binId, kind, phase, code, detail };
      }
      case 'emptied': {
        const { binId, stream, operator } = reading;
        return { ...identity(reading), bin: binId, stream, operator };
      }
      case 'status': {
        const { station, grid, state, connectionId, firmware, configVersion } = reading;
        const said = { connection_id: connectionId, firmware, config_version: configVersion };
        return { station, grid, state, online: 1, ...said };
      }
      default:
        throw new Error(`not expected here: ${reading.type}`);
    }
  }
});
