// Alerts that are kept quiet: hidden by one that says more, or silenced. None is lost.
import { describe, expect, test } from 'vitest';
import { HOUR_MS, holds, judgement, over, story, T0 } from './alert-book.test-support.ts';

describe('hidden, not lost', () => {
  test('offline hides the alerts of the bins, and no others, until the station is back', () => {
    const { says, saysOfStation, book, open } = story();
    says({});
    saysOfStation({ rule: 'hazard', kind: 'hazard', verdict: holds('critical') });
    saysOfStation({});
    const heard = book.list({ state: 'open', heardOnly: true });
    expect(new Set(heard.map(({ rule }) => rule))).toEqual(new Set(['hazard', 'station-offline']));
    expect(open()).toHaveLength(3);
    saysOfStation({ verdict: over() });
    expect(book.list({ state: 'open', heardOnly: true })).toHaveLength(2);
  });

  test('overflowing hides full, full hides full-soon, within their stream', () => {
    const { says, book } = story();
    says({ rule: 'bin-full-soon' });
    says({});
    says({ stream: 'residual', binId: 'b3' });
    says({ rule: 'bin-overflowing', verdict: holds('critical') });
    const heard = book.list({ state: 'open', heardOnly: true });
    expect(new Set(heard.map(({ identity }) => identity))).toEqual(
      new Set(['bin-full.S1.residual', 'bin-overflowing.S1.food']),
    );
    says({ rule: 'bin-overflowing', verdict: over() });
    expect(book.list({ rule: 'bin-full', heardOnly: true })).toHaveLength(2);
    expect(book.list({ rule: 'bin-full-soon', heardOnly: true })).toEqual([]);
  });

  test('what ends together is not shown in between', () => {
    const { book, says, now, flush } = story();
    says({});
    says({ rule: 'bin-overflowing' });
    for (const rule of ['bin-overflowing', 'bin-full'] as const) {
      book.judge(judgement({ rule, verdict: over('emptied') }), now());
    }
    expect(flush().map(({ kind }) => kind)).toEqual(['resolved', 'resolved']);
  });
});

describe('silences', () => {
  const silence = { id: 's1', scope: { area: 'town' }, reason: 'festival', by: 'li', at: T0 };

  test('cover what is open and what comes, and end by themselves', () => {
    const { book, says, saysOfStation, at, now, flush, kinds } = story();
    says({});
    book.addSilence({ ...silence, until: T0 + HOUR_MS }, now());
    flush();
    saysOfStation({});
    expect(book.list({ heardOnly: true })).toEqual([]);
    at(60);
    book.tick(now());
    flush();
    expect(book.list({ heardOnly: true })).toHaveLength(1);
    expect(kinds).toEqual(['fired', 'silenced', 'fired', 'hidden', 'silenced', 'heard', 'heard']);
  });

  test('are ended once, by whom', () => {
    const { book, says, now, flush } = story();
    says({});
    book.addSilence({ ...silence, until: T0 + HOUR_MS }, now());
    flush();
    expect(book.endSilence('s1', { by: 'wang', now: now() })).toMatchObject({
      ended: { by: 'wang', at: T0 },
    });
    flush();
    expect(book.list({ heardOnly: true })).toHaveLength(1);
    expect(book.endSilence('s1', { by: 'wang', now: now() })).toBeUndefined();
    expect(book.silences()).toHaveLength(1);
  });

  test('are forgotten a month after they ended', () => {
    const { book, at, now, flush } = story();
    book.addSilence({ ...silence, until: T0 + HOUR_MS }, now());
    flush();
    at(60 * 24 * 30 + 61);
    book.tick(now());
    expect(book.takeChanges(now()).silences).toEqual([['s1', undefined]]);
    expect(book.silences()).toEqual([]);
  });
});
