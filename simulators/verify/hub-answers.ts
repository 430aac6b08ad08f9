// What a hub says of a station by its API: counts of its delivery, and what of a run is in the history.
import { z } from 'zod';
import { REJECTION_REASONS } from '../../src/model/rejection.ts';
import { STREAMS } from '../../src/model/stream.ts';

const count = z.int().min(0);

const deliverySchema = z.object({
  received: count,
  duplicates: count,
  rejected: z.partialRecord(z.enum(REJECTION_REASONS), count),
  takeovers: count,
  boots: z.array(z.object({ bootId: z.string(), ranges: z.array(z.array(z.number())), missing: count })),
});

const rowSchema = z.object({
  bootId: z.string(),
  stream: z.enum(STREAMS),
  weightKg: z.number().nullable().optional(),
});

const pageSchema = z.object({ items: z.array(rowSchema), nextCursor: z.string().optional() });

export type DeliveryAnswer = z.infer<typeof deliverySchema>;
export type ReadingRow = z.infer<typeof rowSchema>;

export interface Range {
  /** Milliseconds since 1970 UTC, half-open. */
  from: number;
  to: number;
}

const PAGE_ROWS = '1000';
const PATIENCE_MS = 30_000;

export class HubAnswers {
  readonly #base: string;
  readonly #token: string | undefined;

  constructor(base: string, token: string | undefined) {
    this.#base = base;
    this.#token = token;
  }

  async delivery(station: string): Promise<DeliveryAnswer> {
    return deliverySchema.parse(await this.#get(`/api/v1/stations/${station}/delivery`, {}));
  }

  /** All rows of the range, page after page. */
  async readings(kind: 'drop-offs' | 'fill-levels', station: string, range: Range): Promise<ReadingRow[]> {
    const rows: ReadingRow[] = [];
    let cursor: string | undefined;
    do {
      const page = pageSchema.parse(
        await this.#get(`/api/v1/stations/${station}/${kind}`, {
          from: String(range.from),
          to: String(range.to),
          limit: PAGE_ROWS,
          ...(cursor !== undefined && { cursor }),
        }),
      );
      rows.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return rows;
  }

  async #get(path: string, query: Record<string, string>): Promise<unknown> {
    const url = new URL(path, this.#base);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const response = await this.#ask(url);
    if (response.ok) return response.json();
    const advice = response.status === 401 ? '; give an API key with --token' : '';
    throw new Error(`cannot ask ${url.origin}${path}: ${response.status} ${await response.text()}${advice}`);
  }

  async #ask(url: URL): Promise<Response> {
    const headers: Record<string, string> =
      this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` };
    try {
      return await fetch(url, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
    } catch (error) {
      const cause = ((error as Error).cause as Error | undefined)?.message ?? (error as Error).message;
      throw new Error(`cannot ask ${url.origin}: ${cause}; is the hub running there?`, { cause: error });
    }
  }
}
