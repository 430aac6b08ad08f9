// The tree of areas (网格) for choosing and naming. Pure but for the asking.
import { type ShallowRef, shallowRef } from 'vue';
import { ask } from '../../../api/ask.ts';

export interface Area {
  id: string;
  name: string;
  parent?: string;
}

export function useAreas(): {
  areas: Readonly<ShallowRef<Area[]>>;
  load(): Promise<void>;
  /** The id where the name is not known. */
  nameOf(id: string): string;
} {
  const areas = shallowRef<Area[]>([]);
  const names = shallowRef(new Map<string, string>());
  return {
    areas,
    nameOf: (id) => names.value.get(id) ?? id,
    async load() {
      areas.value = (await ask<{ items: Area[] }>('GET', '/api/v1/areas')).items;
      names.value = new Map(areas.value.map(({ id, name }) => [id, name]));
    },
  };
}

/** Each area below its parent, with its depth; those whose parent is not seen stand at the top. */
export function indented(areas: readonly Area[]): { area: Area; depth: number }[] {
  const ids = new Set(areas.map(({ id }) => id));
  const children = new Map<string | undefined, Area[]>();
  for (const area of areas) {
    const parent = area.parent !== undefined && ids.has(area.parent) ? area.parent : undefined;
    children.set(parent, [...(children.get(parent) ?? []), area]);
  }
  const below = (parent: string | undefined, depth: number): { area: Area; depth: number }[] =>
    (children.get(parent) ?? []).flatMap((area) => [{ area, depth }, ...below(area.id, depth + 1)]);
  return below(undefined, 0);
}
