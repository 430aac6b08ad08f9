import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_LEDGER_BOUNDS, StationLedger } from '../../src/ingest/ledger.ts';
import type { Bin } from '../../src/model/station.ts';
import { readFrame } from '../../src/protocol/frame.ts';
import { framedMessages } from '../../src/protocol/index.ts';
import type { TownStation } from '../town/profile.ts';
import { createRandom } from '../town/random.ts';
import { type SoundMessage, spoil } from './malformed.ts';
import { Oracle } from './oracle.ts';
import { readScenario } from './read-scenario.ts';
import type { Trouble } from './scenario-schema.ts';
import { TroubledSensors } from './sensor-troubles.ts';
import type { Step } from './step.ts';
import { writeScript } from './write-script.ts';

const NAMES = readdirSync('simulators/scenarios').map((file) => file.replace('.yaml', ''));
const START = Date.UTC(2026, 10, 20, 3);
const folder = mkdtempSync(join(tmpdir(), 'scenario-'));

afterAll(() => rmSync(folder, { recursive: true }));

function station(id: string): TownStation {
  const bins: Bin[] = [
    { id: 'food-1', stream: 'food', litres: 240, depthMm: 1_100 },
    { id: 'residual-1', stream: 'residual', litres: 240 },
    { id: 'recyclable-1', stream: 'recyclable', litres: 240 },
  ];
  return { id, zone: 'Asia/Shanghai', reportingMinutes: 10, bins };
}

function stepsOf(name: string, { id = 'A-1', seed = 7, startsAt = START } = {}): readonly Step[] {
  return writeScript(readScenario(name), station(id), { seed, speed: 60, startsAt }).steps;
}

function says(steps: readonly Step[]) {
  return steps.filter((step) => step.act === 'say');
}

/** All that is done, and when. */
function bytesOf(steps: readonly Step[]): string {
  return steps
    .map(
      (step) =>
        `${step.at} ${step.act === 'say' ? step.topic + step.payload.toString('latin1') : JSON.stringify(step)}`,
    )
    .join('\n');
}

/** The bytes, and what else is done, with every time and what is named after the start taken out. */
function withoutTimes(steps: readonly Step[], startsAt: number): string {
  return steps
    .map((step) => (step.act === 'say' ? `${step.topic} ${step.payload.toString('latin1')}` : step.act))
    .join('\n')
    .replaceAll(startsAt.toString(36), 'START')
    .replace(/"observedAt":-?\d+/g, '"observedAt":T');
}

describe('scenarios', () => {
  it.each(NAMES)('%s says the same bytes for the same seed, and others for another', (name) => {
    const bytes = bytesOf(stepsOf(name));
    expect(bytes.length).toBeGreaterThan(10_000);
    expect(bytesOf(stepsOf(name)) === bytes).toBe(true);
    expect(bytesOf(stepsOf(name, { seed: 8 })) === bytes).toBe(false);
  });

  it('differ between runs in nothing but times', () => {
    const later = START + 86_400_000;
    // No message is cut here, so that every time can be found and taken out.
    for (const name of NAMES.filter((one) => one !== 'bad-firmware')) {
      const [one, other] = [stepsOf(name), stepsOf(name, { startsAt: later })];
      expect(withoutTimes(other, later)).toBe(withoutTimes(one, START));
      expect(other.map(({ at }) => at)).toEqual(one.map(({ at }) => at));
    }
  });

  it.each(NAMES)('%s goes on in time, connects before it speaks, and leaves at its end', (name) => {
    for (const id of ['A-1', 'A-2', 'A-3', 'A-4']) {
      let isOnline = false;
      let last = 0;
      for (const { act, at } of stepsOf(name, { id })) {
        expect(at).toBeGreaterThanOrEqual(last);
        last = at;
        if (act === 'connect') expect(isOnline).toBe(false);
        else expect(isOnline).toBe(true);
        isOnline = act !== 'cut' && act !== 'leave';
      }
      expect(isOnline).toBe(false);
    }
  });

  it('claim of what they say only what the protocol says of it', () => {
    for (const { topic, payload, expected } of ['outage', 'festival', 'heat-fire'].flatMap((name) =>
      says(stepsOf(name)),
    )) {
      const type = topic.split('/')[3] as keyof typeof framedMessages | 'batch';
      const parsed = JSON.parse(payload.toString()) as unknown;
      const messages =
        type === 'batch'
          ? (parsed as { type: keyof typeof framedMessages }[])
          : [{ ...(parsed as object), type }];
      expect(messages).toHaveLength(expected.length);
      for (const { type: kind, ...message } of messages as { type: keyof typeof framedMessages }[])
        expect(framedMessages[kind].safeParse(message).success).toBe(true);
      expect(payload.length).toBeLessThan(64 * 1_024);
    }
  });
});

describe('a scenario file', () => {
  function read(text: string) {
    const file = join(folder, 'own.yaml');
    writeFileSync(file, text);
    return readScenario(file);
  }

  it('is refused with all its faults and their places', () => {
    const text = `
title: ''
startsAt: tomorrow
lasts: 3 hours
troubles:
  - { kind: earthquake }
  - { kind: spikes, often: 2 }
  - { kind: offline, form: 3m }
`;
    expect(() => read(text)).toThrow(/cannot use scenario .*own\.yaml:\n/);
    for (const words of [
      /title: /,
      /startsAt: /,
      /lasts: cannot read duration "3 hours"/,
      /troubles\.0\.kind: expected one of crowd, .*hostile/,
      /troubles\.1\.often: /,
      /troubles\.2: .*"form"/,
    ])
      expect(() => read(text)).toThrow(words);
  });

  it('that is not there is refused with those that are', () => {
    expect(() => readScenario('tsunami')).toThrow(/cannot read scenario .*tsunami.*there are .*rush-hour/);
  });

  it('hits the stations of a group together', () => {
    const text = (group: string) => `
title: t
startsAt: 2026-11-06T18:00:00+08:00
lasts: 1h
troubles:
  - { kind: alarm, event: fire, share: 0.5, from: 10m${group} }
  - { kind: alarm, event: smoke, share: 0.5, from: 5m${group} }
`;
    const kindsAt = (id: string, group: string) => {
      const { steps } = writeScript(read(text(group)), station(id), { seed: 1, speed: 60, startsAt: START });
      const said = says(steps).map(({ payload }) => payload.toString());
      return ['fire', 'smoke'].filter((kind) => said.some((one) => one.includes(`"${kind}"`))).length;
    };
    const ids = Array.from({ length: 30 }, (_, place) => `G-${place}`);
    expect(new Set(ids.map((id) => kindsAt(id, ', group: burning')))).toEqual(new Set([0, 2]));
    expect(new Set(ids.map((id) => kindsAt(id, '')))).toEqual(new Set([0, 1, 2]));
  });
});

describe('the oracle', () => {
  it('judges numbers and boots as the ledger of the hub does', () => {
    const frame = fc.record({
      bootId: fc.constantFrom('a', 'b'),
      seq: fc.integer({ min: 0, max: 12 }),
      observedAt: fc.integer({ min: START, max: START + 20 }),
    });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 60 }), (frames) => {
        const oracle = new Oracle();
        const ledger = new StationLedger(DEFAULT_LEDGER_BOUNDS);
        for (const one of frames) {
          const judged = ledger.judge(one, START);
          const { verdict, reason } = oracle.expect({ frame: one });
          expect(reason ?? (verdict === 'accepted' ? 'new' : verdict)).toBe(judged);
          if (judged !== 'duplicate') ledger.record(one, START);
        }
      }),
    );
  });

  it('refuses to play what a hub would refuse for its holes', () => {
    const oracle = new Oracle();
    const say = (seq: number) => oracle.expect({ frame: { bootId: 'a', seq, observedAt: START } });
    expect(() => Array.from({ length: 300 }, (_, place) => say(2 * place))).toThrow(/more than 250 holes/);
  });
});

describe('a spoilt message', () => {
  const sound: SoundMessage[] = [
    { type: 'drop-off', message: { bootId: 'b', seq: 3, observedAt: START, binId: 'food-1', weightKg: 1 } },
    {
      type: 'fill-level',
      message: { bootId: 'b', seq: 4, observedAt: START, bins: [{ binId: 'food-1', fillLevel: 0.5 }] },
    },
    { type: 'emptied', message: { bootId: 'b', seq: 5, observedAt: START, binId: 'food-1' } },
    { type: 'event', message: { bootId: 'b', seq: 6, observedAt: START, kind: 'fire', phase: 'raised' } },
  ];

  it('is readable, and sound, exactly where it says so', () => {
    fc.assert(
      fc.property(fc.constantFrom(...sound), fc.integer(), (message, seed) => {
        const { payload, framed, fault } = spoil(message, START, createRandom(seed));
        let value: unknown;
        try {
          value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
        } catch {
          expect(fault).toBe('bad-json');
          return;
        }
        expect(readFrame(value) !== undefined).toBe(framed);
        const isShaped = framedMessages[message.type].safeParse(value).success;
        expect(isShaped).toBe(fault !== 'bad-shape' && fault !== 'bad-json');
      }),
    );
  });
});

describe('troubled sensors', () => {
  const bins = station('A-1').bins;
  const body = {
    bins: [
      { binId: 'food-1', distanceMm: 550, temperatureC: 20 },
      { binId: 'residual-1', fillLevel: 0.4, temperatureC: 20 },
    ],
  };

  function read(trouble: Partial<Trouble>, times = 1, at = 0) {
    const sensors = new TroubledSensors(bins);
    const random = createRandom(1);
    const troubles = [{ share: 1, from: 0, ...trouble } as Trouble];
    return Array.from({ length: times }, () => sensors.read(body, { at, troubles, random }));
  }

  it('stay within what a level can be, however noisy', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (level) => {
        for (const said of read({ kind: 'noise', level }, 20)) {
          const [distance, direct] = said.bins;
          expect(distance?.distanceMm).toBeGreaterThanOrEqual(0);
          expect(distance?.distanceMm).toBeLessThanOrEqual(1_100);
          expect(direct?.fillLevel).toBeGreaterThanOrEqual(0);
          expect(direct?.fillLevel).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('flip between two levels and no other', () => {
    const said = read({ kind: 'flipping', to: 0.9 }, 200).map(({ bins: [, bin] }) => bin?.fillLevel);
    expect(new Set(said)).toEqual(new Set([0.4, 0.9]));
  });

  it('spike by more than 20 cm as often as asked', () => {
    const said = read({ kind: 'spikes', often: 0.2 }, 1_000).map(({ bins: [bin] }) => bin?.distanceMm ?? 0);
    const spikes = said.filter((mm) => Math.abs(mm - 550) > 200).length;
    expect(spikes).toBeGreaterThan(150);
    expect(spikes).toBeLessThan(250);
    expect(said.filter((mm) => mm === 550)).toHaveLength(1_000 - spikes);
  });

  it('hear nothing, open, get hot, and only in the bins that are meant', () => {
    expect(read({ kind: 'no-echo', stream: 'food' })[0]?.bins).toEqual([
      { binId: 'food-1', distanceMm: 2_540, temperatureC: 20 },
      body.bins[1],
    ]);
    expect(read({ kind: 'lid-open', stream: 'residual' })[0]?.bins[1]?.lidOpen).toBe(true);
    const hot = read({ kind: 'heat', toC: 80 }, 1, 3_600_000)[0]?.bins.map(
      ({ temperatureC }) => temperatureC,
    );
    expect(hot).toEqual([80, 80]);
  });

  it('stay stuck at what they saw first, until it is over', () => {
    const sensors = new TroubledSensors(bins);
    const random = createRandom(1);
    const stuck = [{ kind: 'stuck', share: 1, from: 0 } as Trouble];
    const higher = { bins: [{ binId: 'residual-1', fillLevel: 0.8 }] };
    const level = (given: typeof higher, troubles: Trouble[]) =>
      sensors.read(given, { at: 0, troubles, random }).bins[0]?.fillLevel;
    expect(level({ bins: [{ binId: 'residual-1', fillLevel: 0.4 }] }, stuck)).toBe(0.4);
    expect(level(higher, stuck)).toBe(0.4);
    expect(level(higher, [])).toBe(0.8);
    expect(level(higher, stuck)).toBe(0.8);
  });
});
