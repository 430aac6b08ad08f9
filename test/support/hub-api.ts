// The API of a hub under test, wherever that hub runs.
import { setTimeout as sleep } from 'node:timers/promises';

export interface HubApi {
  http: string;
  /** GET, parsed. Fails on anything but 200. */
  get<Answer = Record<string, unknown>>(path: string): Promise<Answer>;
  post<Answer = Record<string, unknown>>(
    path: string,
    body: unknown,
  ): Promise<{ status: number; body: Answer }>;
  /** All items of a list, page after page. */
  list<Item>(path: string): Promise<Item[]>;
  /** Resolves once the history has everything that the journal has. */
  historyCaughtUp(): Promise<void>;
}

interface Page<Item> {
  items: Item[];
  nextCursor?: string;
}

const CATCH_UP_MS = 60_000;

export function hubApi(http: string): HubApi {
  async function get<Answer>(path: string): Promise<Answer> {
    const response = await fetch(http + path);
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  return {
    http,
    get,
    async post<Answer>(path: string, body: unknown) {
      const headers = { 'Content-Type': 'application/json' };
      const response = await fetch(http + path, { method: 'POST', headers, body: JSON.stringify(body) });
      return { status: response.status, body: (await response.json()) as Answer };
    },
    async list<Item>(path: string) {
      const items: Item[] = [];
      let cursor: string | undefined;
      do {
        const url = new URL(path, http);
        url.searchParams.set('limit', '1000');
        if (cursor) url.searchParams.set('cursor', cursor);
        const page = await get<Page<Item>>(url.pathname + url.search);
        items.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor);
      return items;
    },
    async historyCaughtUp() {
      for (const end = Date.now() + CATCH_UP_MS; Date.now() < end; await sleep(25)) {
        const { history } = await get<{ history: { behindBytes: number } }>('/readyz');
        if (history.behindBytes === 0) return;
      }
      throw new Error(`the history did not catch up in ${CATCH_UP_MS / 1_000} s`);
    },
  };
}
