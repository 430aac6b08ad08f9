// Where the past of a benchmark lies: made once, then found by a hub that is started with `environment`.
import type { Past } from './past-sql.ts';

export interface PastOptions {
  /** The hub's data folder. The hub itself has made it, so its journal is empty; it must not run. */
  dataFolder: string;
  past: Past;
  stations: readonly { id: string; grid: string }[];
  onDay: (done: number, days: number) => void;
}

export interface PastStore {
  readonly environment: Readonly<Record<string, string>>;
  make(options: PastOptions): Promise<void>;
  sizeMb(dataFolder: string): number;
  /** What is kept stays on disk. */
  close(): Promise<void>;
}
