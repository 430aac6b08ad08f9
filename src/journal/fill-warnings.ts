// Tells the operator that the journal fills up because a reader of it stands still: at half and at four fifths of
// its quota, once each way.
import type { Log } from '../log.ts';
import type { JournalUsage } from './capacity.ts';

const MARKS = [0.8, 0.5];

export class FillWarnings {
  readonly #log: Log;
  #mark = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  look({ bytes, maxBytes }: JournalUsage, daysLeft: number | undefined): void {
    const mark = MARKS.find((share) => bytes >= share * maxBytes) ?? 0;
    if (mark > this.#mark) {
      const fields = { bytes, maxBytes, daysLeft: daysLeft?.toFixed(1) };
      this.#log.error(
        fields,
        `journal: over ${mark * 100} % of its room is taken; is the history being written?`,
      );
    }
    this.#mark = mark;
  }
}
