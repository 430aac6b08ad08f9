import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FramedMessage } from './framing.ts';
import { Outbox } from './outbox.ts';

function message(seq: number, type: FramedMessage['type'] = 'drop-off'): FramedMessage {
  return { type, json: JSON.stringify({ bootId: 'b', seq }) };
}

describe('the outbox', () => {
  it('lets every message go exactly once, whatever is added, acknowledged or lost on the way', () => {
    const step = fc.oneof(
      fc.record({ add: fc.integer({ min: 1, max: 60 }) }),
      fc.constantFrom('take' as const, 'settle' as const, 'lose' as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const outbox = new Outbox();
        const onTheWay: NonNullable<ReturnType<Outbox['take']>>[] = [];
        const done: string[] = [];
        let seq = 0;
        const take = () => {
          const parcel = outbox.take();
          if (parcel !== undefined) onTheWay.push(parcel);
        };
        const settle = () => {
          const parcel = onTheWay.shift();
          if (parcel !== undefined && outbox.settle(parcel))
            done.push(...parcel.messages.map(({ json }) => json));
        };
        for (const one of steps) {
          if (one === 'take') take();
          else if (one === 'settle') settle();
          else if (one === 'lose') {
            outbox.returnInFlight();
            onTheWay.length = 0;
          } else outbox.add(Array.from({ length: one.add }, () => message(seq++)));
        }
        outbox.returnInFlight();
        onTheWay.length = 0;
        while (outbox.size > 0) {
          take();
          settle();
        }
        expect(done).toEqual(Array.from({ length: seq }, (_, place) => message(place).json));
      }),
    );
  });

  it('drops levels before deposits when its room ends', () => {
    const outbox = new Outbox(3);
    const dropped = outbox.add([
      message(0, 'fill-level'),
      message(1),
      message(2, 'fill-level'),
      message(3),
      message(4),
    ]);
    expect(dropped).toBe(2);
    expect(outbox.outstanding()).toEqual([message(1), message(3), message(4)]);
  });

  it('does not count a PUBACK twice', () => {
    const outbox = new Outbox();
    outbox.add([message(0)]);
    const parcel = outbox.take();
    if (parcel === undefined) throw new Error('nothing to take');
    expect(outbox.settle(parcel)).toBe(true);
    expect(outbox.settle(parcel)).toBe(false);
  });
});
