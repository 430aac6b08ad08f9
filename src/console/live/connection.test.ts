import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Connection, type Source } from './connection.ts';

class ScriptedSource implements Source {
  readyState = 0;
  onerror: ((event: Event) => unknown) | null = null;
  readonly #listeners = new Map<string, (event: MessageEvent<string>) => void>();
  addEventListener(name: string, listener: (event: MessageEvent<string>) => void): void {
    this.#listeners.set(name, listener);
  }
  close(): void {
    this.readyState = 2;
  }
  say(name: string, value: object): void {
    this.readyState = 1;
    this.#listeners.get(name)?.({ data: JSON.stringify(value) } as MessageEvent<string>);
  }
  break({ forGood }: { forGood: boolean }): void {
    this.readyState = forGood ? 2 : 0;
    this.onerror?.({} as Event);
  }
}

const HELLO = { resumed: false, heartbeatSeconds: 20 };
const RESUMED = { ...HELLO, resumed: true };

function connect() {
  const sources: ScriptedSource[] = [];
  const heard: unknown[] = [];
  const reload = vi.fn();
  const life: boolean[] = [];
  const refused = vi.fn();
  const connection = new Connection({
    url: '/api/v1/stream',
    openSource: () => {
      const source = new ScriptedSource();
      sources.push(source);
      return source;
    },
    handlers: {
      levels: (items) => heard.push(['levels', ...items]),
      presence: (items) => heard.push(['presence', ...items]),
      alert: (news) => heard.push(['alert', news]),
      advisory: (news) => heard.push(['advisory', news]),
      reload,
    },
    onLife: (isAlive) => life.push(isAlive),
    onRefused: refused,
  });
  connection.open();
  const newest = () => sources.at(-1) as ScriptedSource;
  return { connection, sources, heard, reload, life, refused, newest };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('what is shown is loaded once the stream is open, and events come to their handlers', () => {
  const { newest, reload, heard, life } = connect();
  expect(reload).not.toHaveBeenCalled();
  newest().say('hello', HELLO);
  expect(reload).toHaveBeenCalledOnce();
  newest().say('levels', { items: [{ binId: 'a' }] });
  newest().say('alert', { alert: { id: '1' } });
  newest().say('presence', { items: [] });
  newest().say('advisory', { change: 'ended' });
  expect(heard).toEqual([
    ['levels', { binId: 'a' }],
    ['alert', { alert: { id: '1' } }],
    ['presence'],
    ['advisory', { change: 'ended' }],
  ]);
  expect(life.every(Boolean)).toBe(true);
});

test('a stream that cannot be opened does not keep the page empty', () => {
  const slow = connect();
  vi.advanceTimersByTime(2_000);
  expect(slow.reload).toHaveBeenCalledOnce();
  const refused = connect();
  refused.newest().break({ forGood: true });
  expect(refused.reload).toHaveBeenCalledOnce();
  // Something may have happened between that load and the greeting.
  vi.advanceTimersByTime(1_000);
  refused.newest().say('hello', HELLO);
  expect(refused.reload).toHaveBeenCalledTimes(2);
});

test('after a break that lost nothing nothing is loaded, after another everything', () => {
  const { newest, reload, life, sources } = connect();
  newest().say('hello', HELLO);
  newest().break({ forGood: false });
  expect(life.at(-1)).toBe(false);
  newest().say('hello', RESUMED);
  expect([reload.mock.calls.length, sources.length, life.at(-1)]).toEqual([1, 1, true]);
  newest().break({ forGood: false });
  newest().say('hello', HELLO);
  expect(reload).toHaveBeenCalledTimes(2);
});

test('what the browser gives up is tried again, ever later, and soon again after it worked', () => {
  const { newest, sources } = connect();
  const waits = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000];
  for (const [tries, wait] of waits.entries()) {
    newest().break({ forGood: true });
    vi.advanceTimersByTime(wait - 1);
    expect(sources.length).toBe(tries + 1);
    vi.advanceTimersByTime(1);
    expect(sources.length).toBe(tries + 2);
  }
  newest().say('hello', HELLO);
  newest().break({ forGood: true });
  vi.advanceTimersByTime(1_000);
  expect(sources.length).toBe(waits.length + 2);
});

test('what was refused is told, each time; what only broke is not', () => {
  const { newest, refused } = connect();
  newest().break({ forGood: false });
  expect(refused).not.toHaveBeenCalled();
  newest().break({ forGood: true });
  vi.advanceTimersByTime(1_000);
  newest().break({ forGood: true });
  expect(refused).toHaveBeenCalledTimes(2);
});

test('silence is a break: two and a half heartbeats, then a new connection', () => {
  const { newest, sources, life } = connect();
  newest().say('hello', HELLO);
  vi.advanceTimersByTime(40_000);
  newest().say('heartbeat', {});
  vi.advanceTimersByTime(49_999);
  expect(sources.length).toBe(1);
  vi.advanceTimersByTime(1);
  expect([sources.length, sources[0]?.readyState, life.at(-1)]).toEqual([2, 2, false]);
});

test('what is closed stays closed', () => {
  const { connection, newest, sources, reload } = connect();
  connection.close();
  newest().break({ forGood: true });
  vi.advanceTimersByTime(300_000);
  expect([sources.length, reload.mock.calls.length]).toEqual([1, 0]);
});

test('the network is back: at once, but only if it is not open', () => {
  const { connection, newest, sources } = connect();
  newest().break({ forGood: true });
  connection.retryNow();
  expect(sources.length).toBe(2);
  newest().say('hello', HELLO);
  connection.retryNow();
  vi.advanceTimersByTime(30_000);
  expect(sources.length).toBe(2);
});
