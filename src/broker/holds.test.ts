import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { BrokerClient, PassingPacket } from './aedes-internals.ts';
import { createHolds, type Hold } from './holds.ts';

const client = {} as BrokerClient;
const packet = {} as PassingPacket;
const add = (holds: ReturnType<typeof createHolds>) =>
  holds.add(client, packet, { answer: () => {}, startMs: undefined });

it('finds exactly the holds that have lasted too long, in whatever order they are released', () => {
  const steps = fc.array(fc.oneof(fc.constant('add'), fc.constant('tick'), fc.nat({ max: 30 })), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(steps, (taken) => {
      const holds = createHolds();
      const all: { hold: Hold; since: number; released: boolean }[] = [];
      let now = 0;
      for (const step of taken) {
        if (step === 'add') all.push({ hold: add(holds), since: now, released: false });
        else if (step === 'tick') {
          now++;
          const overdue: Hold[] = [];
          holds.tick(3, (hold) => overdue.push(hold));
          const expected = all.filter(({ since, released }) => !released && now - since >= 3);
          expect(overdue).toEqual(expected.map(({ hold }) => hold));
        } else {
          const known = all[Number(step)];
          if (!known) continue;
          expect(holds.release(known.hold)).toBe(!known.released);
          known.released = true;
        }
        expect(holds.count).toBe(all.filter(({ released }) => !released).length);
      }
    }),
  );
});
