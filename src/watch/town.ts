// The stations and areas that watch looks after, as it was last told.
import type { AreaFacts, StationFacts, TownChange } from './station-facts.ts';

export class Town {
  readonly #stations = new Map<string, StationFacts>();
  #areas = new Map<string, AreaFacts>();

  change({ changed, removed, areas }: TownChange): void {
    for (const station of changed) this.#stations.set(station.id, station);
    for (const id of removed) this.#stations.delete(id);
    if (areas) this.#areas = new Map(areas.map((area) => [area.id, area]));
  }

  station(id: string): StationFacts | undefined {
    return this.#stations.get(id);
  }

  stations(): IterableIterator<StationFacts> {
    return this.#stations.values();
  }

  get size(): number {
    return this.#stations.size;
  }

  area(id: string): AreaFacts | undefined {
    return this.#areas.get(id);
  }

  /** The area and those above it, the nearest first; of an unknown area that id alone. */
  pathOf(grid: string): string[] {
    const path = [grid];
    for (let up = this.#areas.get(grid)?.parent; up !== undefined; up = this.#areas.get(up)?.parent) {
      path.push(up);
    }
    return path;
  }
}
