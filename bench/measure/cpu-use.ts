// Processor time of a target and of the database that it writes to, between two moments.
import { cpuMicrosOf } from './process-usage.ts';

export class CpuUse {
  readonly #pid: number;
  readonly #storePid: number | undefined;
  ofTarget = 0;
  /** 0 without a database. */
  ofStore = 0;

  constructor(pid: number, storePid?: number) {
    this.#pid = pid;
    this.#storePid = storePid;
  }

  begin(): void {
    this.#add(-1);
  }

  end(): void {
    this.#add(1);
  }

  #add(sign: 1 | -1): void {
    this.ofTarget += sign * cpuMicrosOf(this.#pid);
    if (this.#storePid !== undefined) this.ofStore += sign * cpuMicrosOf(this.#storePid);
  }
}
