// The life of an alert, story by story: raised, one card for a stream, coming back, the end.
import { describe, expect, test } from 'vitest';
import type { Verdict } from '../rules/rule.ts';
import { BookStore, holds, judgement, MINUTE_MS, over, story, T0 } from './alert-book.test-support.ts';

describe('raising', () => {
  test('waits for the hold, listed as pending, then fires by a verdict', () => {
    const { book, says, at, open, only } = story();
    says({ holdMs: 10 * MINUTE_MS });
    expect(open()).toEqual([]);
    expect(book.list({ state: 'pending' })).toMatchObject([{ state: 'pending', since: T0, binIds: ['b1'] }]);
    at(9);
    says({ holdMs: 10 * MINUTE_MS });
    expect(open()).toEqual([]);
    at(10);
    expect(open()).toEqual([]);
    says({ holdMs: 10 * MINUTE_MS });
    expect(only()).toMatchObject({
      state: 'firing',
      since: T0,
      firedAt: T0 + 10 * MINUTE_MS,
      evidence: { level: 0.9 },
    });
    expect(book.list({ state: 'pending' })).toEqual([]);
  });

  test('a break begins the hold anew and leaves no trace', () => {
    const { says, at, open, kinds } = story();
    says({ holdMs: 10 * MINUTE_MS });
    at(9);
    says({ verdict: over(), holdMs: 10 * MINUTE_MS });
    at(10);
    says({ holdMs: 10 * MINUTE_MS });
    at(19);
    says({ holdMs: 10 * MINUTE_MS });
    expect(open()).toEqual([]);
    expect(kinds).toEqual([]);
  });

  test('who cannot tell neither raises nor clears', () => {
    const { says, at, only, kinds } = story();
    says({ verdict: undefined });
    says({ holdMs: 10 * MINUTE_MS });
    at(5);
    says({ verdict: undefined, holdMs: 10 * MINUTE_MS });
    at(10);
    says({ holdMs: 10 * MINUTE_MS });
    says({ verdict: undefined });
    expect(only().since).toBe(T0);
    expect(kinds).toEqual(['fired']);
  });

  test('late data raises and clears nothing, but a hazard is told whatever its age', () => {
    const { says, saysOfStation, open, only } = story();
    says({ late: true });
    expect(open()).toEqual([]);
    says({});
    says({ verdict: over('emptied'), late: true });
    expect(only().rule).toBe('bin-full');
    saysOfStation({ rule: 'hazard', kind: 'hazard', verdict: holds('critical'), late: true });
    expect(open().map(({ rule }) => rule)).toContain('hazard');
  });

  test('the clock set back prolongs the hold, and never fires before it', () => {
    const { says, at, open } = story();
    says({ holdMs: 10 * MINUTE_MS });
    at(-60);
    says({ holdMs: 10 * MINUTE_MS });
    at(-51);
    says({ holdMs: 10 * MINUTE_MS });
    expect(open()).toEqual([]);
    at(-50);
    says({ holdMs: 10 * MINUTE_MS });
    expect(open()).toHaveLength(1);
  });
});

describe('the card of a stream', () => {
  test('two full bins of a stream are one card, that ends with the last of them', () => {
    const { says, only, open, kinds, book } = story();
    says({ binId: 'b2' });
    says({ binId: 'b1' });
    says({ binId: 'b3', stream: 'residual' });
    expect(open().map(({ stream, binIds }) => [stream, binIds])).toEqual(
      expect.arrayContaining([
        ['food', ['b1', 'b2']],
        ['residual', ['b3']],
      ]),
    );
    says({ binId: 'b3', stream: 'residual', verdict: over('emptied') });
    says({ binId: 'b2', verdict: over('emptied') });
    expect(only().binIds).toEqual(['b1']);
    says({ binId: 'b1', verdict: over('emptied') });
    expect(open()).toEqual([]);
    expect(kinds).toEqual(['fired', 'changed', 'fired', 'resolved', 'changed', 'resolved']);
    expect(book.list({ state: 'resolved', stream: 'food' })[0]?.resolved).toMatchObject({
      reason: 'emptied',
    });
  });

  test('is less urgent while there is room in the other bins, and does not change its mind to and fro', () => {
    const { says, only, kinds } = story();
    says({ roomLeft: 0.45 });
    expect(only().severity).toBe('notice');
    says({ roomLeft: 0.3 });
    expect(only().severity).toBe('notice');
    says({ roomLeft: 0.1 });
    expect(only().severity).toBe('warning');
    says({ roomLeft: 0.3 });
    expect(only().severity).toBe('warning');
    expect(kinds).toEqual(['fired', 'changed']);
  });

  test('alerts about devices stay apart, bin by bin', () => {
    const { says, open } = story();
    says({ rule: 'sensor-fault', kind: 'device', binId: 'b1' });
    says({ rule: 'sensor-fault', kind: 'device', binId: 'b2' });
    expect(new Set(open().map(({ binId }) => binId))).toEqual(new Set(['b1', 'b2']));
  });
});

describe('coming back', () => {
  test('within half an hour the same alert goes on, and must be accepted anew', () => {
    const { says, at, only, act, kinds } = story();
    says({});
    const { id } = only();
    act(id, { do: 'acknowledge' });
    at(60);
    says({ verdict: over() });
    at(90);
    says({});
    expect(only()).toMatchObject({ id, reopened: 1 });
    expect(only().acknowledged).toBeUndefined();
    expect(only().resolved).toBeUndefined();
    expect(kinds).toEqual(['fired', 'acknowledged', 'resolved', 'reopened']);
  });

  test('after that it is a new one', () => {
    const { says, at, only } = story();
    says({});
    const { id } = only();
    at(60);
    says({ verdict: over() });
    at(91);
    says({});
    expect(only().id).not.toBe(id);
    expect(only().reopened).toBe(0);
  });

  test('it is the one that was closed last, whatever was written to others since', () => {
    const { says, at, only, book, act } = story();
    says({});
    const first = only();
    says({ verdict: over() });
    at(60);
    says({});
    const second = only();
    at(70);
    says({ verdict: over() });
    act(first.id, { do: 'comment', note: 'seen' });
    at(80);
    says({});
    expect(only().id).toBe(second.id);
    expect(book.get(first.id)?.state).toBe('resolved');
  });

  test('what came back once must be clear for half an hour, but an emptying counts at once', () => {
    const { says, at, only, open } = story();
    says({});
    at(10);
    says({ verdict: over() });
    at(20);
    says({});
    at(30);
    says({ verdict: over() });
    at(59);
    says({ verdict: over() });
    expect(only().reopened).toBe(1);
    at(60);
    says({ verdict: over() });
    expect(open()).toEqual([]);
    at(70);
    says({});
    says({ verdict: over('emptied') });
    expect(open()).toEqual([]);
  });
});

describe('the end of things', () => {
  test('bins and stations that are gone take their alerts with them', () => {
    const { book, says, saysOfStation, now, flush, open, only } = story();
    says({});
    says({ binId: 'b2', stream: 'residual' });
    saysOfStation({});
    book.report({ kind: 'smell', station: 'S1', grid: 'north' }, { by: 'li', now: now() });
    book.retain('S1', [{ id: 'b2', stream: 'residual' }], now());
    expect(open().map(({ identity }) => identity)).not.toContain('bin-full.S1.food');
    expect(open()).toHaveLength(3);
    book.retain('S1', undefined, now());
    flush();
    expect(open()).toEqual([]);
    expect(book.list({}).every(({ resolved }) => resolved?.reason === 'superseded')).toBe(true);
    says({ binId: 'b2', stream: 'residual' });
    expect(only().reopened).toBe(1);
  });

  test('closed alerts are forgotten after a week, open ones never', () => {
    const { book, says, at, now, flush, open } = story();
    says({});
    says({ stream: 'residual', binId: 'b3' });
    says({ verdict: over() });
    at(60 * 24 * 7 + 1);
    book.tick(now());
    expect(book.takeChanges(now()).alerts).toEqual([
      [expect.stringMatching(/^bin-full\.S1\.food\./), undefined],
    ]);
    flush();
    expect(book.list({})).toEqual(open());
    expect(open()).toMatchObject([{ stream: 'residual' }]);
  });

  test('the id of a forgotten one is not given again', () => {
    const { book, says, at, now, only, flush } = story();
    says({ binId: 'b1' });
    const { id } = only();
    says({ binId: 'b2', holdMs: MINUTE_MS });
    says({ binId: 'b1', verdict: over() });
    at(60 * 24 * 8);
    book.tick(now());
    flush();
    says({ binId: 'b2', holdMs: MINUTE_MS });
    expect(only().id).not.toBe(id);
  });

  test('a restart remembers since when a case that had come back is clear', () => {
    const store = new BookStore();
    const tell = (minutes: number, verdict: Verdict) => {
      const book = store.open();
      const now = T0 + minutes * MINUTE_MS;
      book.judge(judgement({ verdict }), now);
      return store.take(book.takeChanges(now)).map(({ kind }) => kind);
    };
    expect([tell(0, holds()), tell(5, over()), tell(10, holds())].flat()).toEqual([
      'fired',
      'resolved',
      'reopened',
    ]);
    expect(tell(20, over())).toEqual([]);
    expect(tell(50, over())).toEqual(['resolved']);
  });

  test('since when each rule holds, for rules that ask', () => {
    const { book, says, saysOfStation, only, act } = story();
    expect(book.since('S1', 'b1')).toBeUndefined();
    says({ holdMs: MINUTE_MS });
    saysOfStation({ holdMs: MINUTE_MS });
    expect(book.since('S1', 'b1')).toEqual({ 'bin-full': T0 });
    expect(book.since('S1')).toEqual({ 'station-offline': T0 });
    says({ rule: 'sensor-fault', kind: 'device' });
    act(only().id, { do: 'void', reason: 'r' }, 'li');
    act(only().id, { do: 'confirm-void' }, 'wang');
    expect(book.since('S1', 'b1')).toEqual({ 'bin-full': T0 });
  });
});
