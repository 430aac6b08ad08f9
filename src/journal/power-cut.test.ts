// Whatever was acknowledged is read back exactly once and in order, wherever the power went off.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { append, entry, open, range, readAll } from './journal.test-support.ts';
import { JournalFull } from './journal.ts';
import type { SegmentJournal } from './segment-journal.ts';
import { type Fault, SimulatedDisk, seededRandom } from './simulated-disk.test-support.ts';

const FULL = process.env.HUB_TEST_FULL === '1';
const TIMEOUT_MS = FULL ? 600_000 : 30_000;

type Step =
  /** So many appends at once, of so many entries each. */
  | { kind: 'append'; appends: number; entries: number; padding: number }
  | { kind: 'seal' }
  | { kind: 'trim' }
  | { kind: 'restart' };

/** What the test knows of a journal that it writes numbers to. */
class Writer {
  disk: SimulatedDisk;
  next = 0;
  acknowledged: number[] = [];
  /** Numbers below it may be gone: they were trimmed. */
  trimmed = 0;
  id: string | undefined;
  /** A second passes at each look: a full disk is tried again at once. */
  readonly #clock = { time: 0, now: () => (this.#clock.time += 1_000) };
  committed = 0;

  constructor(disk: SimulatedDisk) {
    this.disk = disk;
  }

  /** Takes the steps until the power goes off or the journal cannot be opened; a step that the disk refuses is left. */
  async run(steps: readonly Step[]): Promise<void> {
    let journal = await this.#leave(this.#open());
    for (const step of steps) {
      if (journal === undefined) return;
      if (step.kind === 'restart') {
        await this.#leave(journal.close());
        journal = await this.#leave(this.#open());
        continue;
      }
      await this.#leave(this.#take(journal, step));
      this.committed = Math.max(this.committed, journal.committed);
    }
  }

  /** The result; undefined when the disk did not let it happen. */
  async #leave<Result>(work: Promise<Result>): Promise<Result | undefined> {
    try {
      return await work;
    } catch (error) {
      const ofDisk = error instanceof JournalFull || String(error).includes('simulated');
      if (!this.disk.powerIsOff && !ofDisk) throw error;
      return undefined;
    }
  }

  async #open(): Promise<SegmentJournal> {
    const journal = await open(this.disk, { segmentBytes: 2_000, clock: this.#clock });
    this.id ??= journal.id;
    expect(journal.id).toBe(this.id);
    return journal;
  }

  async #take(journal: SegmentJournal, step: Exclude<Step, { kind: 'restart' }>): Promise<void> {
    if (step.kind === 'seal') {
      expect(await journal.seal()).toBe(journal.committed);
    } else if (step.kind === 'trim') {
      this.trimmed = this.next;
      await journal.trim(journal.committed);
    } else {
      const batches = range(0, step.appends).map((index) => this.next + index * step.entries);
      this.next += step.appends * step.entries;
      const results = await Promise.allSettled(
        batches.map(async (first) => {
          const numbers = range(first, first + step.entries);
          await append(
            journal,
            numbers.map((number) => entry(number, step.padding)),
          );
          this.acknowledged.push(...numbers);
        }),
      );
      for (const result of results) if (result.status === 'rejected') throw result.reason;
    }
  }

  /** Opens the journal on the disk as it is now, and holds it against what was acknowledged. */
  async check(): Promise<void> {
    const journal = await open(this.disk);
    if (this.id !== undefined) expect(journal.id).toBe(this.id);
    expect(journal.recovery.damaged).toEqual([]);
    expect(journal.recovery.repairedHeaders).toEqual([]);
    expect(journal.committed).toBeGreaterThanOrEqual(this.committed);
    const { numbers, damaged } = await readAll(this.disk, journal);
    expect(damaged).toEqual([]);
    for (const [index, number] of numbers.entries()) expect(number).toBeGreaterThan(numbers[index - 1] ?? -1);
    const read = new Set(numbers);
    expect(this.acknowledged.filter((number) => number >= this.trimmed && !read.has(number))).toEqual([]);
    await journal.close();
    this.next = Math.max((numbers.at(-1) ?? -1) + 1, (this.acknowledged.at(-1) ?? -1) + 1);
    this.committed = journal.committed;
    this.id = journal.id;
  }
}

const WORKLOAD: readonly Step[] = [
  { kind: 'append', appends: 1, entries: 1, padding: 0 },
  { kind: 'append', appends: 5, entries: 3, padding: 50 },
  { kind: 'seal' },
  { kind: 'append', appends: 2, entries: 1, padding: 3_000 },
  { kind: 'append', appends: 1, entries: 1, padding: 0 },
  { kind: 'trim' },
  { kind: 'append', appends: 3, entries: 2, padding: 900 },
  { kind: 'restart' },
  { kind: 'append', appends: 4, entries: 1, padding: 600 },
  { kind: 'append', appends: 1, entries: 2, padding: 100 },
  { kind: 'trim' },
  { kind: 'restart' },
  { kind: 'append', appends: 2, entries: 2, padding: 700 },
];

async function callsOfWorkload(): Promise<number> {
  const writer = new Writer(new SimulatedDisk());
  await writer.run(WORKLOAD);
  expect(writer.acknowledged).toEqual(range(0, writer.next));
  return writer.disk.calls;
}

function faultAt(at: number, fault: Fault): SimulatedDisk['fault'] {
  return (_call, number) => (number === at ? fault : undefined);
}

describe('power cut', () => {
  it('at each call to the disk loses nothing that was acknowledged', async () => {
    const calls = await callsOfWorkload();
    expect(calls).toBeGreaterThan(100);
    for (let at = 1; at <= calls; at += 1) {
      for (let fate = 0; fate < (FULL ? 50 : 3); fate += 1) {
        const writer = new Writer(new SimulatedDisk());
        writer.disk.fault = faultAt(at, 'power-cut');
        await writer.run(WORKLOAD);
        expect(writer.disk.powerIsOff).toBe(true);
        writer.disk = writer.disk.afterPowerCut(seededRandom(at * 1_000 + fate));
        await writer.check();
      }
    }
  });

  it.each(['no-space', 'error'] as const)('after %s at each call loses nothing either', async (fault) => {
    const calls = await callsOfWorkload();
    for (let at = 1; at <= calls; at += 1) {
      const writer = new Writer(new SimulatedDisk());
      writer.disk.fault = faultAt(at, fault);
      await writer.run(WORKLOAD);
      writer.disk = at % 2 === 0 ? writer.disk.afterPowerCut(seededRandom(at)) : writer.disk.afterKill();
      await writer.check();
    }
  });

  it(
    'after any work, again and again, loses nothing and repeats nothing',
    async () => {
      const step: fc.Arbitrary<Step> = fc.oneof(
        {
          weight: 6,
          arbitrary: fc.record({
            kind: fc.constant('append' as const),
            appends: fc.integer({ min: 1, max: 8 }),
            entries: fc.integer({ min: 1, max: 4 }),
            padding: fc.integer({ min: 0, max: 1_500 }),
          }),
        },
        fc.constant<Step>({ kind: 'seal' }),
        fc.constant<Step>({ kind: 'trim' }),
        fc.constant<Step>({ kind: 'restart' }),
      );
      const round = fc.record({
        steps: fc.array(step, { maxLength: 12 }),
        at: fc.integer({ min: 1, max: 120 }),
        seed: fc.nat(),
        killed: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 4 }), async (rounds) => {
          const writer = new Writer(new SimulatedDisk());
          for (const { steps, at, seed, killed } of rounds) {
            writer.disk.fault = faultAt(at, 'power-cut');
            await writer.run(steps);
            writer.disk = killed ? writer.disk.afterKill() : writer.disk.afterPowerCut(seededRandom(seed));
            await writer.check();
          }
        }),
        { numRuns: FULL ? 5_000 : 100 },
      );
    },
    TIMEOUT_MS,
  );
});
