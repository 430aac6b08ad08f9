import { expect, it } from 'vitest';
import type { RegisteredStation, Registry } from '../registry/registry.ts';
import { configMessage } from './station-messages.ts';

const STATION = { id: 'S-1', grid: 'east', reportingMinutes: 10 } as RegisteredStation;

function configOf(more: Partial<RegisteredStation> = {}, facts = { now: 7, fullThreshold: 0.8 }) {
  const registry = { station: (id: string) => (id === 'S-1' ? { ...STATION, ...more } : undefined) };
  return configMessage(registry as Registry, 'S-1', facts);
}

it('says what the hub wants of the station', () => {
  const wanted = { grid: 'east', fullThreshold: 0.8, reportSeconds: 600 };
  expect(configOf()).toEqual({ version: expect.stringMatching(/^[0-9a-f]{8}$/), serverTime: 7, ...wanted });
});

it('has another version when anything that is wanted changes, and not because time goes by', () => {
  const versions = [
    configOf(),
    configOf({ reportingMinutes: 20 }),
    configOf({ grid: 'west' }),
    configOf({}, { now: 7, fullThreshold: 0.9 }),
  ].map((config) => config?.version);
  expect(new Set(versions).size).toBe(4);
  expect(configOf({ name: 'renamed' }, { now: 8, fullThreshold: 0.8 })?.version).toBe(versions[0]);
});
