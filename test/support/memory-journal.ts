// The journal as a list, for tests of what stands on its port: commits when the test says so, or at once, or not.
import type { Journal } from '../../src/journal/journal.ts';
import type { Entry } from '../../src/model/entry.ts';

interface Append {
  entries: readonly Entry[];
  done: (error?: Error) => void;
}

export class MemoryJournal implements Journal {
  readonly id = 'journal-1';
  readonly base = 0;
  /** What is on disk. */
  readonly entries: Entry[] = [];
  state: 'open' | 'full' | 'failed' | 'closed' = 'open';
  /** What an append gets that does not fit. */
  failure: Error | undefined;
  /** False: nothing is committed before `commit` is called. */
  commitsBySelf = true;
  #waiting: Append[] = [];
  #scheduled = false;

  get committed(): number {
    return this.entries.length;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  append(entries: readonly Entry[], done: (error?: Error) => void): void {
    this.#waiting.push({ entries, done });
    if (!this.commitsBySelf || this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.commit();
    });
  }

  /** Writes down what waits, `count` appends at most; each that has entries is lost while there is a failure. */
  commit(count: number = this.#waiting.length): void {
    for (const { entries, done } of this.#waiting.splice(0, count)) {
      const error = entries.length > 0 ? this.failure : undefined;
      // As a real journal would: through JSON.
      if (!error) this.entries.push(...(JSON.parse(JSON.stringify(entries)) as Entry[]));
      done(error);
    }
  }

  seal(): Promise<number> {
    return new Promise((resolve, reject) =>
      this.append([], (error) => (error ? reject(error) : resolve(this.committed))),
    );
  }

  usage(): void {}

  async trim(): Promise<void> {}

  async close(): Promise<void> {}
}
