// Runs one plan: connects all stations, waits for the word, sends, and measures until the last acknowledgement.
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { asAcksCome, atRate, type Pace } from './pace.ts';
import type { LoadPlan, LoadReport } from './plan.ts';
import { StationConnection } from './station-connection.ts';

/** A town's stations do not come back in the same millisecond either. */
const CONNECTING_AT_ONCE = 100;
/** A hub that cannot store holds its acknowledgements for 5 s at most. */
const STALL_MS = 30_000;

export async function runLoad(plan: LoadPlan, go: () => Promise<void>): Promise<LoadReport> {
  const load = new Load(plan);
  await load.connect();
  await go();
  return await load.run();
}

class Load {
  readonly #plan: LoadPlan;
  readonly #pace: Pace;
  readonly #latencyMicros: RecordableHistogram = createHistogram();
  readonly #connections: StationConnection[] = [];
  #acked = 0;
  #finish: () => void = () => undefined;
  #fail: (cause: Error) => void = () => undefined;
  readonly #finished: Promise<void>;

  constructor(plan: LoadPlan) {
    const { messages, ratePerSecond } = plan;
    this.#plan = plan;
    this.#pace = ratePerSecond === undefined ? asAcksCome(messages) : atRate(messages, ratePerSecond);
    this.#finished = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
    this.#finished.catch(() => undefined); // Awaited later; a failure before that must not end the process.
  }

  async connect(): Promise<void> {
    const { stations } = this.#plan;
    for (let start = 0; start < stations.length; start += CONNECTING_AT_ONCE) {
      const group = stations.slice(start, start + CONNECTING_AT_ONCE).map((station) => {
        const events = {
          acked: this.#onAcked.bind(this),
          failed: (cause: Error) => this.#fail(cause),
        };
        return new StationConnection(this.#plan, station, { events, latencyMicros: this.#latencyMicros });
      });
      this.#connections.push(...group);
      const opened = Promise.all(group.map((connection) => connection.open()));
      await Promise.race([opened, this.#finished]);
    }
  }

  async run(): Promise<LoadReport> {
    const watch = this.#watchForStall();
    const cpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    this.#pace.start(this.#connections);
    await this.#finished.finally(() => clearInterval(watch));
    const seconds = (performance.now() - startedAt) / 1000;
    const cpu = process.cpuUsage(cpuBefore);
    for (const connection of this.#connections) connection.leave();
    return {
      acked: this.#acked,
      seconds,
      ackP50Ms: this.#latencyMicros.percentile(50) / 1000,
      ackP99Ms: this.#latencyMicros.percentile(99) / 1000,
      ackMaxMs: this.#latencyMicros.max / 1000,
      cpuMicrosPerMessage: (cpu.user + cpu.system) / this.#acked,
    };
  }

  #onAcked(connection: StationConnection, count: number, now: number): void {
    this.#acked += count;
    this.#pace.onRoom(connection, count, now);
    if (this.#acked >= this.#plan.messages) this.#finish();
  }

  #watchForStall(): NodeJS.Timeout {
    let ackedBefore = -1;
    return setInterval(() => {
      if (this.#acked === ackedBefore) {
        const cause = `no PUBACK for ${STALL_MS / 1000} s`;
        this.#fail(
          new Error(`cannot finish the load: ${cause} after ${this.#acked} of ${this.#plan.messages}`),
        );
      }
      ackedBefore = this.#acked;
    }, STALL_MS);
  }
}
