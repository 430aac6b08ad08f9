// Declared stations for tests: two grids below a town, each station with four bins and its demo token.
import { STREAMS } from '../../src/model/stream.ts';
import type { Declared, DeclaredStation } from '../../src/registry/registry.ts';

export const TOWN: Pick<Declared, 'areas'> = {
  areas: [
    { id: 'town', name: '镇' },
    { id: 'east', name: '东网格', parent: 'town' },
    { id: 'west', name: '西网格', parent: 'town' },
  ],
};

export function declaredStation(id: string, change: Partial<DeclaredStation> = {}): DeclaredStation {
  return {
    id,
    name: `站 ${id}`,
    grid: 'east',
    zone: 'Asia/Shanghai',
    reportingMinutes: 10,
    bins: STREAMS.map((stream) => ({ id: `${stream}-1`, stream, litres: 240, depthMm: 1_100 })),
    tokenSha256: [],
    demoToken: true,
    ...change,
  };
}

/** Declared town with stations of these ids. */
export function townOf(...ids: string[]): Partial<Declared> {
  return { ...TOWN, stations: ids.map((id) => declaredStation(id)) };
}
