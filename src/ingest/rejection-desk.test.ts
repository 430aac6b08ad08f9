// Pages of quarantine and replay, for those who see all stations and those who see some.
import { expect, test } from 'vitest';
import { dropOff, openDoor, STATION } from '../../test/support/door.ts';
import { RejectionDesk } from './rejection-desk.ts';

const OTHER = 'station-2';
const onlyOther = (station: string) => station === OTHER;

/** Refused in turn, as many of each station. */
async function openDesk(pairs: number) {
  const door = await openDoor({ rejectionsPerSecond: Number.POSITIVE_INFINITY });
  for (let seq = 0; seq < pairs; seq++)
    for (const id of [STATION, OTHER])
      await door.send('drop-off', dropOff(seq, { binId: 'food-9' }), { principal: { kind: 'station', id } });
  await door.save();
  return new RejectionDesk(door.memory, door.replay, door.save);
}

test('who sees one station gets full pages of it, however much lies between, and nothing else', async () => {
  const desk = await openDesk(300);
  const seqs: (number | undefined)[] = [];
  let cursor: string | undefined;
  do {
    const page = await desk.list({ limit: 130, sees: onlyOther, ...(cursor && { cursor }) });
    expect(page.items.every(({ station }) => station === OTHER)).toBe(true);
    expect(page.items.length).toBe(page.nextCursor === undefined ? 40 : 130);
    seqs.push(...page.items.map(({ seq }) => seq));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  expect(seqs).toEqual(Array.from({ length: 300 }, (_, at) => 299 - at));
  expect((await desk.list({ limit: 10, station: STATION, sees: onlyOther })).items).toEqual([]);
});

test('a rejection out of sight is not found when it is to be replayed', async () => {
  const desk = await openDesk(1);
  const { items } = await desk.list({ limit: 10 });
  const ids = items.map(({ id }) => id);
  const result = await desk.replay({ ids, sees: onlyOther });
  const reasons = new Map(result.failed.map(({ id, reason }) => [id, reason]));
  for (const { id, station } of items)
    expect(reasons.get(id)).toBe(station === OTHER ? 'unknown-bin' : 'not-found');
  const byFilter = await desk.replay({ reason: 'unknown-bin', sees: onlyOther });
  expect(byFilter.failed.map(({ id }) => id)).toEqual(
    items.filter(({ station }) => station === OTHER).map(({ id }) => id),
  );
});
