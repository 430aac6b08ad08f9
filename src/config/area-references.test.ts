import { expect, test } from 'vitest';
import { alertsSchema } from './alerts-schema.ts';
import { findUnknownAreas } from './area-references.ts';
import { ConfigError } from './config-error.ts';
import { createDutySchema } from './duty-schema.ts';
import { createNotifiersSchema } from './notifiers-schema.ts';

const PEOPLE = [
  { id: 'ann', name: 'Ann', roles: ['driver'] },
  { id: 'sue', name: 'Sue', roles: ['driver'] },
];

function configOf(area: string) {
  const duty = {
    zones: { town: 'Asia/Shanghai', [area]: 'Europe/Berlin' },
    people: PEOPLE,
    posts: [
      { area: 'town', role: 'driver', a: 'ann' },
      { area, role: 'driver', a: 'sue' },
    ],
  };
  const notifiers = { notifiers: [{ kind: 'log', name: 'own-log', grids: ['town', area] }] };
  return {
    alerts: alertsSchema.parse({ overrides: [{ grid: area, serviceHours: [] }, { stream: 'food' }] }),
    duty: createDutySchema({ zone: 'Asia/Shanghai' }).parse(duty),
    notifiers: createNotifiersSchema({ env: {}, folder: '.' }).parse(notifiers),
  };
}

const isRegistered = (area: string) => area === 'town' || area === 'east';

test('areas that are registered may be named wherever areas are', () => {
  expect(findUnknownAreas(configOf('east'), isRegistered)).toEqual([]);
});

test('another is named with its place, and what to do', () => {
  const faults = findUnknownAreas(configOf('esat'), isRegistered);
  const { message } = new ConfigError(faults);
  expect(message.split('\n').map((line) => line.split(': expected ')[0])).toEqual([
    'duty.yaml  zones.esat',
    'duty.yaml  posts[1].area',
    'alerts.yaml  overrides[0].grid',
    'notifiers.yaml  notifiers[0].grids[1]',
  ]);
  for (const line of message.split('\n')) {
    expect(line).toContain('declare the area in stations.yaml');
    expect(line).toContain('which "esat" is not');
  }
});
