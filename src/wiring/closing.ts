// What was opened is closed in the reverse order, each once, also when one of them fails.
import type { Log } from '../log.ts';

export class Closing {
  readonly #log: Log;
  readonly #opened: { name: string; close: () => unknown }[] = [];

  constructor(log: Log) {
    this.#log = log;
  }

  /** Notes how to close a part, and gives it back. */
  add<Part>(name: string, part: Part, close: (part: Part) => unknown): Part {
    this.#opened.push({ name, close: () => close(part) });
    return part;
  }

  async closeAll(): Promise<void> {
    for (const { name, close } of this.#opened.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        this.#log.error({ err: error }, `cannot close the ${name} properly`);
      }
    }
  }
}
