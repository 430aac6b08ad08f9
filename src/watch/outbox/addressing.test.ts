import { expect, test } from 'vitest';
import { advisoryMessage, alertMessage, NOW, person } from '../notifiers/messages.test-support.ts';
import { commonSchema, type Subscription } from '../notifiers/settings.ts';
import { testMessage } from '../notifiers/test-message.ts';
import { deliveriesOf } from './addressing.ts';

const all = (name: string, changes: object = {}): Subscription => commonSchema.parse({ name, ...changes });

function names(message: Parameters<typeof deliveriesOf>[0], ...notifiers: Subscription[]): string[] {
  return deliveriesOf(message, notifiers).map(({ notifier }) => notifier);
}

test('each notifier gets a delivery of its own, with the same id whenever it is made', () => {
  const [one, other] = deliveriesOf(alertMessage(), [all('duty'), all('office')]);
  expect(one).toMatchObject({
    id: 'bin-full/ts-001/food.m1/0@duty',
    notifier: 'duty',
    attempts: 0,
    nextAt: NOW,
  });
  expect(other?.id).toBe('bin-full/ts-001/food.m1/0@office');
});

test('by area, with all below it', () => {
  const grids = (id: string) => all(id, { grids: [id] });
  expect(names(alertMessage(), grids('tushan'), grids('tushan-1-1'), grids('tushan-2'))).toEqual([
    'tushan',
    'tushan-1-1',
  ]);
});

test('by kind and by severity', () => {
  const some = [all('full', { kinds: ['raised'] }), all('grave', { leastSeverity: 'critical' })];
  expect(names(alertMessage(), ...some)).toEqual(['full']);
  expect(names(alertMessage({ kind: 'resolved', severity: 'critical' }), ...some)).toEqual(['grave']);
  expect(names(advisoryMessage(), ...some)).toEqual([]);
});

test('only what asks somebody who can be reached there', () => {
  const mail = all('office', { onlyAddressed: true });
  const li = person('li', '李雷', { notifier: 'office', address: 'li@example.cn' });
  const han = person('han', '韩梅梅', { notifier: 'duty', address: '13800000001' });
  expect(names(alertMessage({ to: [han, li] }), mail)).toEqual(['office']);
  expect(names(alertMessage({ to: [han] }), mail)).toEqual([]);
});

test('a test goes nowhere by itself', () => {
  expect(names(testMessage('1', NOW), all('duty'))).toEqual([]);
});
