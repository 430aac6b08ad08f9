// What people do with alerts: close, void, check, report.
import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS, over, story, T0 } from './alert-book.test-support.ts';

describe('closed by people', () => {
  test('by hand without the sensor stays marked; with it, it says when the sensor showed it', () => {
    const { says, at, only, act, book } = story();
    says({});
    const { id } = only();
    act(id, { do: 'close', note: 'emptied, lid was stuck' });
    expect(book.get(id)?.resolved).toMatchObject({
      reason: 'by-hand',
      by: 'li',
      note: 'emptied, lid was stuck',
    });
    at(30);
    says({});
    expect(book.get(id)?.state).toBe('resolved');
    expect(book.get(id)?.resolved?.confirmedAt).toBeUndefined();
    at(45);
    says({ verdict: over('emptied') });
    expect(book.get(id)?.resolved).toMatchObject({ reason: 'by-hand', confirmedAt: T0 + 45 * MINUTE_MS });
  });

  test('a card is confirmed by the last of its bins', () => {
    const { says, only, act, book } = story();
    says({ binId: 'b1' });
    says({ binId: 'b2' });
    const { id } = only();
    act(id, { do: 'close', note: 'done' });
    says({ binId: 'b1', verdict: over('emptied') });
    expect(book.get(id)?.resolved).not.toHaveProperty('confirmedAt');
    says({ binId: 'b2', verdict: over('emptied') });
    expect(book.get(id)?.resolved).toHaveProperty('confirmedAt', T0);
  });

  test('a hazard closed by hand is not confirmed by a signal that ends', () => {
    const { saysOfStation, only, act, book } = story();
    const hazard = { rule: 'hazard', kind: 'hazard' } as const;
    saysOfStation(hazard);
    const { id } = only();
    act(id, { do: 'close', note: 'fire brigade was there' });
    saysOfStation({ ...hazard, verdict: over() });
    expect(book.get(id)?.resolved).not.toHaveProperty('confirmedAt');
  });

  test('when it is still full two hours later the same case is open again', () => {
    const { says, at, only, act, kinds } = story();
    says({});
    const { id } = only();
    act(id, { do: 'close', note: 'done' });
    at(119);
    says({});
    expect(kinds).toEqual(['fired', 'resolved']);
    at(120);
    says({});
    expect(only()).toMatchObject({ id, reopened: 1, binIds: ['b1'] });
  });

  test('with the case come back all bins that it was closed for', () => {
    const { says, at, only, act } = story();
    says({ binId: 'b1' });
    act(only().id, { do: 'close', note: 'done' });
    at(20);
    says({ binId: 'b2' });
    expect(only().binIds).toEqual(['b1', 'b2']);
  });

  test('but none that was about to clear', () => {
    const { says, at, only, act } = story();
    says({ binId: 'b1' });
    at(5);
    says({ binId: 'b1', verdict: over() });
    at(10);
    says({ binId: 'b1' });
    at(15);
    says({ binId: 'b1', verdict: over() });
    act(only().id, { do: 'close', note: 'done' });
    at(20);
    says({ binId: 'b2' });
    expect(only().binIds).toEqual(['b2']);
  });

  test('a bin joins a later case once its own closing is doubted', () => {
    const { says, at, only, act } = story();
    says({ binId: 'b1' });
    const { id } = only();
    act(id, { do: 'close', note: 'done' });
    at(60);
    says({ binId: 'b2' });
    says({ binId: 'b1' });
    expect(only()).toMatchObject({ binIds: ['b2'] });
    expect(only().id).not.toBe(id);
    at(120);
    says({ binId: 'b1' });
    expect(only()).toMatchObject({ binIds: ['b1', 'b2'] });
  });

  test('void needs a second person, and then lasts until the rule has stopped holding', () => {
    const { says, at, only, act, open, book } = story();
    says({});
    const { id } = only();
    expect(act(id, { do: 'confirm-void' }, 'wang')).toEqual({ ok: false, failure: 'no-void-asked' });
    act(id, { do: 'void', reason: 'sensor hangs' }, 'li');
    expect(act(id, { do: 'confirm-void' }, 'li')).toEqual({ ok: false, failure: 'same-person' });
    act(id, { do: 'confirm-void' }, 'wang');
    expect(book.get(id)?.resolved).toMatchObject({ reason: 'void', by: 'wang', note: 'sensor hangs' });
    at(600);
    says({});
    expect(open()).toEqual([]);
    says({ verdict: over() });
    says({});
    expect(open()).toHaveLength(1);
  });

  test('a case with an outside number can be closed from outside', () => {
    const { says, only, act, book } = story();
    says({});
    const { id } = only();
    expect(act(id, { do: 'close-outside' }, '141')).toEqual({ ok: false, failure: 'no-external-case' });
    act(id, { do: 'attach-case', number: 'CQ-17' });
    expect(book.list({ externalCase: 'CQ-17' })).toHaveLength(1);
    act(id, { do: 'close-outside' }, '141');
    expect(book.get(id)?.resolved).toMatchObject({ reason: 'outside', by: '141' });
  });

  test('a spot check finds those nobody has checked; who objects opens the case again', () => {
    const { says, only, act, book, open, kinds } = story();
    says({});
    const { id } = only();
    expect(act(id, { do: 'check', agreed: true })).toEqual({ ok: false, failure: 'not-resolved' });
    act(id, { do: 'close', note: 'done' }, 'li');
    expect(act(id, { do: 'check', agreed: true }, 'li')).toEqual({ ok: false, failure: 'same-person' });
    expect(book.list({ spotCheckShare: 1 })).toHaveLength(1);
    expect(book.list({ spotCheckShare: 0 })).toEqual([]);
    act(id, { do: 'check', agreed: true }, 'wang');
    expect(book.list({ spotCheckShare: 1 })).toEqual([]);
    act(id, { do: 'check', agreed: false, note: 'still full' }, 'zhao');
    expect(open()).toMatchObject([{ id, reopened: 1 }]);
    expect(kinds).toEqual(['fired', 'resolved', 'checked', 'checked', 'reopened']);
  });

  test('an objection to a case that has a successor is written down, and opens nothing twice', () => {
    const { says, at, only, act, open, book } = story();
    says({});
    const { id } = only();
    says({ verdict: over() });
    at(60);
    says({});
    act(id, { do: 'check', agreed: false }, 'wang');
    expect(open()).toHaveLength(1);
    expect(book.get(id)).toMatchObject({ state: 'resolved', checked: { agreed: false, by: 'wang' } });
  });

  test('what an objection opened is closed by people, not by a rule that had long stopped holding', () => {
    const { says, act, only, open } = story();
    says({});
    const { id } = only();
    says({ verdict: over() });
    act(id, { do: 'check', agreed: false }, 'wang');
    says({ verdict: over() });
    expect(only().id).toBe(id);
    act(id, { do: 'close', note: 'now it is' });
    expect(open()).toEqual([]);
  });
});

describe('reports of people', () => {
  const report = { kind: 'litter', station: 'S1', grid: 'north', note: 'bags beside the bins' } as const;

  test('told again it is counted, not raised again', () => {
    const { book, now, flush, kinds, act } = story();
    const first = book.report(report, { by: 'li', now: now() });
    const again = book.report(report, { by: 'wang', now: now() });
    flush();
    expect(again).toMatchObject({ id: first.id, reports: 2, rule: 'reported', severity: 'warning' });
    expect(book.report({ ...report, place: 'at the gate' }, { by: 'li', now: now() }).id).not.toBe(first.id);
    act(first.id, { do: 'close', note: 'swept' });
    expect(book.report(report, { by: 'li', now: now() })).toMatchObject({ id: first.id, reopened: 1 });
    flush();
    expect(kinds).toEqual(['fired', 'reported-again', 'fired', 'resolved', 'reopened']);
  });

  test('a fire that a person saw is a hazard; no silence of an area covers it', () => {
    const { book, now, flush } = story();
    book.addSilence(
      { id: 's', scope: { area: 'town' }, reason: 'r', by: 'li', at: T0, until: T0 + HOUR_MS },
      now(),
    );
    const fire = book.report({ ...report, kind: 'fire' }, { by: 'li', now: now() });
    flush();
    expect(book.get(fire.id)).toMatchObject({ kind: 'hazard', severity: 'critical' });
    expect(book.get(fire.id)?.silencedBy).toBeUndefined();
  });
});
