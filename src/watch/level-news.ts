// The newest level of each bin that changed, for those who look on: at most twice a second, and only while somebody
// does.
import { performance } from 'node:perf_hooks';
import type { BinLevel } from '../model/reading.ts';
import type { BinState, Judged } from './bin-state/bin-state.ts';
import type { WatchEvent } from './watch.ts';

const EVERY_MS = 500;

export class LevelNews {
  isAsked = false;
  readonly #newest = new Map<string, WatchEvent>();
  #takenAt = 0;

  note(bin: BinState, { fillLevel }: BinLevel, { at, judged }: { at: number; judged: Judged }): void {
    const { station, grid, binId, stream, cleanLevel } = bin;
    if (judged.flag === 'outdated') return;
    const clean = cleanLevel === undefined ? {} : { cleanLevel };
    const level = { station, grid, binId, stream, at, fillLevel, quality: judged.quality, ...clean };
    this.#newest.set(`${station}/${binId}`, { type: 'level', level });
  }

  /** Nothing before it is time again. */
  take(): WatchEvent[] {
    if (this.#newest.size === 0 || performance.now() - this.#takenAt < EVERY_MS) return [];
    this.#takenAt = performance.now();
    const news = [...this.#newest.values()];
    this.#newest.clear();
    return news;
  }
}
