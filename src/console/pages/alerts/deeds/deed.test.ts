import { describe, expect, it } from 'vitest';
import { anAlert } from '../cards/alerts.test-support.ts';
import { bodyOf, type DeedName, isDone, mainDeeds, moreDeeds, nextDeed, targetsOf } from './deed.ts';
import { holderOf, isHeldBy, standingOf } from './standing.ts';

const by = (name: string, at = '2026-11-23T01:00:00.000Z') => ({ at, by: name });

describe('what is offered', () => {
  it('of a full bin is to say that it was emptied; of all else a person closes it', () => {
    expect(mainDeeds({ kind: 'full' })).toContain('emptied');
    expect(mainDeeds({ kind: 'device' })).toContain('close');
    expect(moreDeeds(anAlert(), 'li')).toContain('close');
  });

  it('is not to confirm what one has said oneself, nor to check what one has closed', () => {
    const asked = anAlert({ voidAsked: by('li') });
    expect(moreDeeds(asked, 'li')).not.toContain('confirm-void');
    expect(moreDeeds(asked, 'wang')).toEqual(expect.arrayContaining(['confirm-void', 'refuse-void']));
    const closed = anAlert({ state: 'resolved', resolved: { ...by('li'), reason: 'by-hand' } });
    expect(moreDeeds(closed, 'li')).not.toContain('agree-closed');
    expect(moreDeeds(closed, 'wang')).toContain('agree-closed');
  });

  it('is closing outside only where there is a case outside', () => {
    expect(moreDeeds(anAlert(), 'li')).not.toContain('close-outside');
    expect(moreDeeds(anAlert({ externalCase: { ...by('li'), number: '7' } }), 'li')).toContain(
      'close-outside',
    );
  });
});

describe('what comes next', () => {
  it.each([
    ['accept', {}],
    ['arrive', { acknowledged: by('li') }],
    ['emptied', { acknowledged: by('li'), arrived: by('li') }],
    [undefined, { acknowledged: by('li'), arrived: by('li'), saidEmptied: by('li') }],
    ['close', { kind: 'device', arrived: by('li') }],
  ] as const)('is %s', (deed, alert) => {
    expect(nextDeed(anAlert(alert))).toBe(deed);
  });
});

describe('a deed on a card', () => {
  const hidden = anAlert({ id: 'hidden', acknowledged: by('li') });
  const lead = anAlert({ id: 'lead', rule: 'bin-overflowing' });
  const closed = anAlert({ id: 'closed', state: 'resolved' });
  const targets = (deed: DeedName) => targetsOf(deed, [lead, hidden, closed]).map(({ id }) => id);

  it('is done to all that is open, accepting only to what nobody has accepted', () => {
    expect(targets('arrive')).toEqual(['lead', 'hidden']);
    expect(targets('accept')).toEqual(['lead']);
    expect(targets('comment')).toEqual(['lead']);
    expect(targets('object-closed')).toEqual(['closed']);
    expect(targets('confirm-void')).toEqual([]);
  });

  it.each([
    ['accept', {}, {}],
    ['accept', { note: '' }, {}],
    ['cannot', { note: 'locked' }, { note: 'locked' }],
    ['assign', { to: 'wang', note: 'yours' }, { to: 'wang', note: 'yours' }],
    ['void', { note: 'a test' }, { reason: 'a test' }],
    ['postpone', { until: new Date(0), note: 'rain' }, { until: '1970-01-01T00:00:00.000Z', reason: 'rain' }],
    ['attach-case', { number: 'A-7' }, { number: 'A-7' }],
    ['agree-closed', {}, { agreed: true }],
    ['object-closed', { note: 'still full' }, { agreed: false, note: 'still full' }],
  ] as const)('%s sends what the API asks for', (deed, input, body) => {
    expect(bodyOf(deed, input)).toEqual(body);
  });

  it('shows as done once it is', () => {
    expect(isDone('accept', hidden)).toBe(true);
    expect(isDone('accept', lead)).toBe(false);
    expect(isDone('comment', hidden)).toBe(false);
  });
});

describe('how a case stands', () => {
  it('is by what was done last', () => {
    const early = by('li', '2026-11-23T01:00:00.000Z');
    const late = by('li', '2026-11-23T01:10:00.000Z');
    expect(standingOf(anAlert())).toBe('open');
    expect(standingOf(anAlert({ acknowledged: early, arrived: late }))).toBe('arrived');
    expect(standingOf(anAlert({ cannot: late, arrived: early }))).toBe('cannot');
    expect(standingOf(anAlert({ acknowledged: early, voidAsked: early }))).toBe('void-asked');
    expect(standingOf(anAlert({ state: 'resolved', acknowledged: early }))).toBe('closed');
  });

  it('names to whom it was given before who took it', () => {
    const assigned = anAlert({ acknowledged: by('li'), assigned: { ...by('li'), to: 'wang' } });
    expect(holderOf([assigned])).toBe('wang');
    expect(holderOf([anAlert(), anAlert({ acknowledged: by('li') })])).toBe('li');
    expect(holderOf([anAlert()])).toBeUndefined();
    expect(isHeldBy([assigned], 'wang')).toBe(true);
    expect(isHeldBy([anAlert()], 'wang')).toBe(false);
  });
});
