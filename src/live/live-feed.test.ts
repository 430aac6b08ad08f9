import { describe, expect, it } from 'vitest';
import { LiveFeed, type LiveFeedOptions } from './live-feed.ts';
import type { ViewQuery } from './view.ts';

const E1 = { station: 's-1', grid: 'e-1' };
const W1 = { station: 's-2', grid: 'w-1' };

function openFeed(more: Partial<LiveFeedOptions> = {}): LiveFeed {
  return new LiveFeed({
    run: 'run',
    gridsBelow: (area) => (area === 'east' ? ['east', 'e-1'] : [area]),
    ...more,
  });
}

interface LiveEvent {
  event: string;
  data: { items?: { id: string; level: number }[]; resumed?: boolean; n?: number };
  id?: string;
}

/** Reads as a browser does; `next` gives what has come until nothing more is there. */
function read(feed: LiveFeed, query: ViewQuery = {}, lastEventId?: string) {
  let cut = false;
  const onCut = () => {
    cut = true;
  };
  const stream = feed.open(query, { lastEventId, onCut });
  if (!stream) throw new Error('cannot read: too many readers');
  const reader = stream.getReader();
  let text = '';
  let done = false;
  let isAsking = false;
  const take = async () => {
    if (isAsking) return;
    isAsking = true;
    while (!done) {
      const chunk = await reader.read();
      if (chunk.done) done = true;
      else text += Buffer.from(chunk.value).toString();
    }
  };
  return {
    reader,
    isCut: () => cut,
    isDone: () => done,
    async next(): Promise<LiveEvent[]> {
      void take();
      await new Promise((resolve) => setImmediate(resolve));
      const blocks = text.split('\n\n').filter((block) => block.includes('event: '));
      text = '';
      return blocks.map(eventOf);
    },
  };
}

function eventOf(block: string): LiveEvent {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  const id = field('id');
  return {
    event: field('event') ?? '',
    data: JSON.parse(field('data') ?? ''),
    ...(id !== undefined && { id }),
  };
}

function note(feed: LiveFeed, level: number, id = 'food-1', where = E1): void {
  feed.note('levels', `${where.station}/${id}`, where, { id, level });
}

const levels = (events: LiveEvent[]) =>
  events.filter(({ event }) => event === 'levels').map(({ data }) => data.items?.map(({ level }) => level));

describe('levels', () => {
  it('come with the turn, the newest of each bin', async () => {
    const feed = openFeed();
    const one = read(feed);
    note(feed, 0.1);
    note(feed, 0.5, 'food-2');
    note(feed, 0.2);
    expect((await one.next()).map(({ event }) => event)).toEqual(['hello']);
    feed.turn();
    expect(levels(await one.next())).toEqual([[0.2, 0.5]]);
    feed.turn();
    expect(await one.next()).toEqual([]);
  });

  it('wait for a reader that has not taken the frame before; it gets the newest then', async () => {
    const feed = openFeed();
    const [slow, quick] = [read(feed), read(feed)];
    await quick.next();
    const seen: unknown[] = [];
    for (let turn = 1; turn <= 5; turn++) {
      note(feed, turn / 10);
      feed.turn();
      seen.push(...levels(await quick.next()));
    }
    expect(seen).toEqual([[0.1], [0.2], [0.3], [0.4], [0.5]]);
    expect(levels(await slow.next())).toEqual([]);
    feed.turn();
    expect(levels(await slow.next())).toEqual([[0.5]]);
  });

  it('are only those of the view', async () => {
    const feed = openFeed();
    const views = [{}, { area: 'east' }, { station: 's-2' }, { kinds: ['alert' as const] }];
    const readers = views.map((view) => read(feed, view));
    for (const one of readers) await one.next();
    note(feed, 0.1);
    note(feed, 0.9, 'food-1', W1);
    feed.turn();
    const seen = await Promise.all(readers.map(async (one) => levels(await one.next())));
    expect(seen).toEqual([[[0.1, 0.9]], [[0.1]], [[0.9]], []]);
  });

  it('are written once for all who see the same', async () => {
    const feed = openFeed();
    const readers = Array.from({ length: 50 }, () => read(feed, { area: 'east' }));
    for (const one of readers) await one.next();
    let written = 0;
    const value = {
      toJSON() {
        written++;
        return { id: 'food-1', level: 1 };
      },
    };
    feed.note('levels', 's-1/food-1', E1, value);
    feed.turn();
    for (const one of readers) expect(levels(await one.next())).toEqual([[1]]);
    expect(written).toBe(1);
  });

  it('of one turn are at most 4,000; the rest comes with the next', async () => {
    const feed = openFeed();
    const one = read(feed);
    await one.next();
    for (let bin = 0; bin < 9_000; bin++) note(feed, 0, `bin-${bin}`);
    const sizes: (number | undefined)[] = [];
    for (let turn = 0; turn < 4; turn++) {
      feed.turn();
      sizes.push(...levels(await one.next()).map((items) => items?.length));
    }
    expect(sizes).toEqual([4_000, 4_000, 1_000]);
  });
});

describe('a notice', () => {
  it('comes at once, to those who see it', async () => {
    const feed = openFeed();
    const [east, west] = [read(feed, { area: 'east' }), read(feed, { area: 'w-1' })];
    await east.next();
    await west.next();
    feed.tell('alert', E1, { n: 1 });
    expect((await east.next()).map(({ event, data }) => [event, data.n])).toEqual([['alert', 1]]);
    expect(await west.next()).toEqual([]);
  });
});

describe('a reader that comes back', () => {
  it('gets what it missed once: notices in order, of levels the newest', async () => {
    const feed = openFeed();
    const before = read(feed);
    await before.next();
    note(feed, 0.1);
    note(feed, 0.1, 'food-2');
    feed.turn();
    feed.tell('alert', E1, { n: 1 });
    const lastId = (await before.next()).at(-1)?.id;
    await before.reader.cancel();
    note(feed, 0.3);
    feed.tell('alert', E1, { n: 2 });
    feed.tell('alert', W1, { n: 3 });
    note(feed, 0.4);

    const back = read(feed, {}, lastId);
    feed.turn();
    const events = [...(await back.next())];
    feed.turn();
    events.push(...(await back.next()));
    expect(events[0]).toMatchObject({ event: 'hello', data: { resumed: true } });
    expect(events.filter(({ event }) => event === 'alert').map(({ data }) => data.n)).toEqual([2, 3]);
    expect(levels(events)).toEqual([[0.4]]);
  });

  it('misses no level that waited while alerts went by', async () => {
    const feed = openFeed();
    const slow = read(feed);
    note(feed, 0.1);
    feed.turn();
    feed.tell('alert', E1, { n: 1 });
    const lastId = (await slow.next()).at(-1)?.id;
    await slow.reader.cancel();
    const back = read(feed, {}, lastId);
    await back.next();
    feed.turn();
    expect(levels(await back.next())).toEqual([[0.1]]);
  });

  it.each([
    ['too late', (feed: LiveFeed) => [1, 2, 3, 4].map((n) => feed.tell('alert', E1, { n }))],
    ['to a hub that nobody read for a while', (feed: LiveFeed) => [1, 2, 3].map(() => feed.beat('now'))],
  ])('%s is told to load anew', async (_, meanwhile) => {
    const feed = openFeed({ limits: { keptNotices: 3 } });
    const before = read(feed);
    const lastId = (await before.next()).at(-1)?.id;
    await before.reader.cancel();
    meanwhile(feed);
    const back = read(feed, {}, lastId);
    expect((await back.next())[0]?.data).toMatchObject({ resumed: false });
  });

  it.each(['', 'other-1.0.0', 'run-1.9.9', 'run-1.-1.0', 'run-1.0', 'run-1.0.0.0', 'run-1.x.0', '1e3.0.0'])(
    'with the id %j of nobody is told so',
    async (id) => {
      const feed = openFeed();
      expect((await read(feed, {}, id).next())[0]?.data).toMatchObject({ resumed: false });
    },
  );
});

describe('a frozen reader', () => {
  it('is cut when too much waits for it, and nobody else notices', async () => {
    const feed = openFeed({ limits: { queuedBytes: 10_000 } });
    const [frozen, quick] = [read(feed), read(feed)];
    await quick.next();
    const seen: LiveEvent[] = [];
    for (let n = 0; n < 200; n++) {
      feed.tell('alert', E1, { n, text: 'x'.repeat(100) });
      seen.push(...(await quick.next()));
    }
    expect(frozen.isCut()).toBe(true);
    expect(feed.readers).toBe(1);
    expect(seen.map(({ data }) => data.n)).toEqual(Array.from({ length: 200 }, (_, n) => n));
  });

  it('is cut after three heartbeats, though little waits for it', async () => {
    const feed = openFeed();
    const [frozen, quick] = [read(feed), read(feed)];
    for (let beat = 0; beat < 5; beat++) {
      await quick.next();
      feed.beat('2026-11-23T02:30:00.000Z');
    }
    expect([frozen.isCut(), quick.isCut()]).toEqual([true, false]);
    expect((await quick.next()).map(({ event, id }) => [event, id])).toEqual([['heartbeat', undefined]]);
  });
});

describe('the feed', () => {
  it('lets in as many as it may', async () => {
    const feed = openFeed({ limits: { readers: 2 } });
    const one = read(feed);
    read(feed);
    expect(feed.open({})).toBeUndefined();
    await one.reader.cancel();
    expect(feed.open({})).toBeDefined();
  });

  it('says when somebody reads, and when nobody has for a while', async () => {
    const heard: boolean[] = [];
    const feed = openFeed({ onAudience: (isThere) => heard.push(isThere) });
    const one = read(feed);
    read(feed);
    await one.reader.cancel();
    for (let beat = 0; beat < 2; beat++) feed.beat('now');
    expect(heard).toEqual([true]);
    feed.stop();
    for (let beat = 0; beat < 4; beat++) feed.beat('now');
    expect(heard).toEqual([true, false]);
    read(feed);
    expect(heard).toEqual([true, false, true]);
  });

  it('ends all streams when it stops', async () => {
    const feed = openFeed();
    const one = read(feed);
    await one.next();
    feed.stop();
    await one.next();
    expect([one.isDone(), one.isCut(), feed.readers]).toEqual([true, false, 0]);
  });
});
