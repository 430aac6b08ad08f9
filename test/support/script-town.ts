// Where scripts play: each in a grid of its own, with stations that are heard of in no other.
import type { Declared, DeclaredStation } from '../../src/registry/registry.ts';
import { declaredStation, TOWN } from './town.ts';

/** So many scripts one hub can play. */
const SCRIPTS = 30;
const ROLES = ['k', 'near', 'slow'] as const;
export type Role = (typeof ROLES)[number];

const NUMBERS = Array.from({ length: SCRIPTS }, (_, index) => index + 1);

export function stationsOf(script: number): Readonly<Record<Role, string>> {
  return { k: `k-${script}`, near: `near-${script}`, slow: `slow-${script}` };
}

/** `more`: stations of no script. */
export function townOfScripts(more: readonly DeclaredStation[]): Partial<Declared> {
  const grids = NUMBERS.map((script) => ({ id: `g-${script}`, name: `网格 ${script}`, parent: 'town' }));
  return { areas: [...TOWN.areas, ...grids], stations: [...stationsOfScripts(), ...more] };
}

/** A hundred metres from each other. */
function stationsOfScripts(): DeclaredStation[] {
  return NUMBERS.flatMap((script) =>
    ROLES.map((role, place) =>
      declaredStation(stationsOf(script)[role], {
        grid: `g-${script}`,
        reportingMinutes: role === 'slow' ? 60 : 10,
        latitude: 29.55 + place / 1_000,
        longitude: 106.59,
      }),
    ),
  );
}
