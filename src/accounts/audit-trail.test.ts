// The trail of changes on the real store: in order, page after page, without end only for 400 days.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AccountsUnderTest, DAY_MS, HERE, openAccountsUnderTest } from './accounts.test-support.ts';
import type { AuditEntry } from './audit-trail.ts';

let hub: AccountsUnderTest;
beforeEach(async () => {
  hub = await openAccountsUnderTest();
});
afterEach(() => hub.remove());

function add(more: Partial<AuditEntry> = {}): Promise<void> {
  return hub.accounts.audit.add({
    ...{ at: hub.clock.at, who: { kind: 'user', name: 'admin' }, from: HERE },
    ...{ method: 'POST', route: '/api/v1/stations', status: 201 },
    ...more,
  });
}

const targets = (query?: Parameters<typeof hub.accounts.audit.list>[0]) =>
  [...hub.accounts.audit.list(query)].map(({ target }) => target);

test('entries are listed newest first, in the order in which they came', async () => {
  await Promise.all(['a', 'b', 'c'].map((target) => add({ target })));
  await hub.reopen();
  await add({ target: 'd' });
  const listed = [...hub.accounts.audit.list()];
  expect(listed.map(({ target, seq }) => [target, seq])).toEqual([
    ['d', 4],
    ['c', 3],
    ['b', 2],
    ['a', 1],
  ]);
  expect(listed[0]).toMatchObject({ at: hub.clock.at, from: HERE, route: '/api/v1/stations', status: 201 });
});

test('by time, by who, and page after page', async () => {
  const start = hub.clock.at;
  for (const [n, name] of ['admin', 'Li.Wei', 'admin', 'li.wei'].entries()) {
    hub.clock.at = start + n * 1_000;
    await add({ target: String(n), who: { kind: 'user', name } });
  }
  expect(targets({ from: start + 1_000, to: start + 3_000 })).toEqual(['2', '1']);
  expect(targets({ who: 'LI.WEI' })).toEqual(['3', '1']);
  expect(targets({ before: 3 })).toEqual(['1', '0']);
  expect(targets({ before: 1 })).toEqual([]);
});

test('what is older than 400 days is not shown, and goes as others come', async () => {
  for (let n = 0; n < 50; n += 1) await add({ target: `old ${n}` });
  hub.clock.at += 400 * DAY_MS;
  expect(targets()).toHaveLength(50);
  hub.clock.at += 1;
  expect(targets()).toEqual([]);
  for (const target of ['x', 'y', 'z']) await add({ target });
  expect(targets()).toEqual(['z', 'y', 'x']);
  expect([...hub.state.list(['audit'])]).toHaveLength(3);
});

test('what is long is cut, and what is large is named only', async () => {
  await add({ target: 'x'.repeat(1_000), changes: { name: 'y'.repeat(1_000), deep: [[[[[[1]]]]]], n: 1 } });
  await add({
    changes: Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`field-${n}`, 'z'.repeat(150)])),
  });
  const [large, long] = [...hub.accounts.audit.list()];
  expect(long?.target).toHaveLength(201);
  expect(long?.changes).toMatchObject({ name: `${'y'.repeat(200)}…`, n: 1 });
  expect(large?.changes).toEqual({ fields: Array.from({ length: 30 }, (_, n) => `field-${n}`) });
});
