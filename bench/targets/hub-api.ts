// What the benchmark asks of a running hub, over HTTP like anybody else.

export interface HistoryState {
  /** Why it cannot be written now. */
  failing?: string;
  behindBytes: number;
  behindSeconds: number;
}

export interface WatchState {
  behindBytes: number;
  behindSeconds: number;
}

interface Delivery {
  missing: number;
  duplicates: number;
}

interface Statistics {
  totals: { dropOffs: number; levels: { readings: number }[] };
}

export class HubApi {
  readonly #http: string;

  constructor(http: string) {
    this.#http = http;
  }

  async history(): Promise<HistoryState> {
    return (await this.readers()).history;
  }

  /** Who follows the journal, and how far each is behind; a watch that is off is absent. */
  readers(): Promise<{ history: HistoryState; watch?: WatchState }> {
    return this.get('/readyz');
  }

  /** What the ledger says of all of them together. */
  async deliveryOf(stations: readonly { id: string }[]): Promise<Delivery> {
    const sum = { missing: 0, duplicates: 0 };
    for (const { id } of stations) {
      const { missing, duplicates } = await this.get<Delivery>(`/api/v1/stations/${id}/delivery`);
      sum.missing += missing;
      sum.duplicates += duplicates;
    }
    return sum;
  }

  /** Deposits and single levels, counted by day. `subject`: `stations/{id}`, or `areas/{id}` with everything below. */
  async readingsOf(subject: string, { from, to }: { from: number; to: number }) {
    const { totals } = await this.get<Statistics>(
      `/api/v1/${subject}/statistics?from=${from}&to=${to}&interval=day`,
    );
    const levels = totals.levels.reduce((sum, { readings }) => sum + readings, 0);
    return { dropOffs: totals.dropOffs, levels };
  }

  async get<Answer>(path: string): Promise<Answer> {
    const answer = await fetch(this.#http + path);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`cannot get ${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as Answer;
  }
}
