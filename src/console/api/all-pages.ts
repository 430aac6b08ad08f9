// A list of the API as a whole, page after page.
import { type AskOptions, ask } from './ask.ts';

interface Page<Item> {
  items: Item[];
  nextCursor?: string;
}

/** The most that the API gives at once. */
const PAGE_ITEMS = 1_000;

/** `query` goes with each page; of lists without pages the one answer. */
export async function allPages<Item>(
  path: string,
  query: AskOptions['query'] = {},
  options: Pick<AskOptions, 'signal'> & { ask?: typeof ask; pageItems?: number | undefined } = {},
): Promise<Item[]> {
  const { ask: askPage = ask, pageItems = PAGE_ITEMS, ...rest } = options;
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await askPage<Page<Item>>('GET', path, {
      ...rest,
      query: { ...query, limit: pageItems, cursor },
    });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return items;
}
