// Each action, and each reason why it is not taken.
import { describe, expect, test } from 'vitest';
import type { ActionFailure, Alert, AlertAction } from './alert.ts';
import { HOUR_MS, over, story, T0 } from './alert-book.test-support.ts';

function firing() {
  const told = story();
  told.says({});
  const { id } = told.only();
  return { ...told, id };
}

describe('what is written', () => {
  const written: [AlertAction, Partial<Alert>][] = [
    [{ do: 'acknowledge' }, { acknowledged: { at: T0, by: 'li' } }],
    [
      { do: 'assign', to: 'wang', note: 'my shift ends' },
      { assigned: { at: T0, by: 'li', to: 'wang', note: 'my shift ends' } },
    ],
    [{ do: 'arrive' }, { arrived: { at: T0, by: 'li' } }],
    [{ do: 'say-emptied' }, { state: 'firing', saidEmptied: { at: T0, by: 'li' } }],
    [
      { do: 'cannot', note: 'gate locked' },
      { state: 'firing', cannot: { at: T0, by: 'li', note: 'gate locked' } },
    ],
    [
      { do: 'postpone', until: T0 + HOUR_MS, reason: 'market day' },
      { state: 'firing', postponed: { at: T0, by: 'li', until: T0 + HOUR_MS, note: 'market day' } },
    ],
    [
      { do: 'void', reason: 'test' },
      { state: 'firing', voidAsked: { at: T0, by: 'li', note: 'test' } },
    ],
    [{ do: 'attach-case', number: 'C1' }, { externalCase: { at: T0, by: 'li', number: 'C1' } }],
    [
      { do: 'close', note: 'done' },
      { state: 'resolved', resolved: { at: T0, by: 'li', note: 'done', reason: 'by-hand' } },
    ],
  ];
  test.each(written)('%o', (action, expected) => {
    const { act, id } = firing();
    expect(act(id, action)).toMatchObject({ ok: true, alert: { id, ...expected } });
  });

  test('a comment is an event, also after the end', () => {
    const { book, says, id, now } = firing();
    says({ verdict: over() });
    book.act(id, { do: 'comment', note: 'was the market' }, { by: 'li', now: now() });
    const { events } = book.takeChanges(now());
    expect(events).toMatchObject([
      { kind: 'commented', note: 'was the market', by: 'li', open: false, at: T0 },
    ]);
  });

  test('a second tap of the same person is no second acceptance', () => {
    const { act, id, kinds } = firing();
    act(id, { do: 'acknowledge' });
    expect(act(id, { do: 'acknowledge' }).ok).toBe(true);
    expect(kinds).toEqual(['fired', 'acknowledged']);
  });

  test('whoever it is given to must accept it, unless they have', () => {
    const { act, id, only } = firing();
    act(id, { do: 'acknowledge' }, 'li');
    act(id, { do: 'assign', to: 'li' }, 'chief');
    expect(only().acknowledged).toBeDefined();
    act(id, { do: 'assign', to: 'wang' }, 'chief');
    expect(only().acknowledged).toBeUndefined();
    expect(act(id, { do: 'acknowledge' }, 'wang').ok).toBe(true);
  });

  test('who refuses that it is void keeps it open', () => {
    const { act, id, only } = firing();
    act(id, { do: 'void', reason: 'test' }, 'li');
    act(id, { do: 'refuse-void' }, 'wang');
    expect(only().voidAsked).toBeUndefined();
    expect(act(id, { do: 'confirm-void' }, 'zhao')).toEqual({ ok: false, failure: 'no-void-asked' });
  });
});

describe('what is refused', () => {
  const refused: [AlertAction, ActionFailure][] = [
    [{ do: 'cannot', note: ' ' }, 'text-missing'],
    [{ do: 'comment', note: '' }, 'text-missing'],
    [{ do: 'close', note: '' }, 'text-missing'],
    [{ do: 'assign', to: '' }, 'text-missing'],
    [{ do: 'void', reason: '' }, 'text-missing'],
    [{ do: 'attach-case', number: '' }, 'text-missing'],
    [{ do: 'postpone', until: T0 + 1, reason: '' }, 'text-missing'],
    [{ do: 'postpone', until: T0, reason: 'later' }, 'not-in-future'],
    [{ do: 'refuse-void' }, 'no-void-asked'],
    [{ do: 'close-outside' }, 'no-external-case'],
  ];
  test.each(refused)('%o: %s', (action, failure) => {
    const { act, id, kinds } = firing();
    expect(act(id, action)).toEqual({ ok: false, failure });
    expect(kinds).toEqual(['fired']);
  });

  test('what another person has accepted', () => {
    const { act, id } = firing();
    act(id, { do: 'acknowledge' }, 'li');
    expect(act(id, { do: 'acknowledge' }, 'wang')).toEqual({ ok: false, failure: 'already-acknowledged' });
  });

  const onlyOpen: AlertAction[] = [
    { do: 'acknowledge' },
    { do: 'assign', to: 'li' },
    { do: 'arrive' },
    { do: 'say-emptied' },
    { do: 'close', note: 'x' },
    { do: 'void', reason: 'x' },
    { do: 'close-outside' },
  ];
  test.each(onlyOpen)('%o once it is resolved', (action) => {
    const { act, says, id } = firing();
    says({ verdict: over() });
    expect(act(id, action)).toEqual({ ok: false, failure: 'not-open' });
  });

  test('an alert that is not there', () => {
    expect(firing().act('bin-full.S9.food.abc', { do: 'arrive' })).toEqual({
      ok: false,
      failure: 'unknown-alert',
    });
  });
});
