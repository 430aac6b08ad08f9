import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  DATABASE,
  type RunningServer,
  startInfluxd,
  startVictoriaMetrics,
} from '../../../test/support/influxd.ts';
import { notInstalled } from '../../../test/support/real-tools.ts';
import {
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from '../../../test/support/scripted-server.ts';
import { StoreUnavailable } from '../history.ts';
import { linesAsideIn } from './lines-aside.ts';
import type { InfluxOptions } from './options.ts';
import { Sender } from './sender.ts';
import { InfluxServer } from './server.ts';
import { WriteFailure } from './server-errors.ts';

interface Rig {
  server: InfluxServer;
  sender: Sender;
  aside: { lines: readonly string[]; reason: string }[];
  troubles: string[];
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)); // Of the faked clock.

function rigOn(url: string, auth: InfluxOptions['auth'] = DATABASE): Rig {
  const aside: Rig['aside'] = [];
  const troubles: string[] = [];
  const server = new InfluxServer({ kind: 'influx', folder: '', url, auth });
  const sender = new Sender(server, {
    putAside: async (lines, reason) => void aside.push({ lines, reason }),
    onTrouble: (trouble) => troubles.push(trouble),
  });
  return { server, sender, aside, troubles };
}

const manyLines = (count: number, name = 'm') =>
  Array.from(
    { length: count },
    (_, place) => `${name} v=${place}i ${1_700_000_000_000_000_000n + BigInt(place)}`,
  );

const BAD = 'm v=bad 1';

describe('the sender', () => {
  let scripted: ScriptedServer;
  let rig: Rig;
  let stored: string[];

  beforeAll(async () => {
    scripted = await startScriptedServer(() => ({ status: 204 }));
  });
  beforeEach(() => {
    rig = rigOn(scripted.url);
    scripted.requests.length = 0;
    stored = [];
  });
  afterEach(() => rig.server.close());
  afterAll(() => scripted.close());

  const linesIn = (body: string) => (body === '' ? [] : body.split('\n'));
  const store: Script = ({ body }) => {
    stored.push(...linesIn(body));
    return { status: 204 };
  };
  /** Stores nothing of a request in which `isBad` finds a line. */
  const refuse =
    (isBad: (line: string) => boolean, status = 400): Script =>
    (request) =>
      linesIn(request.body).some(isBad) ? { status, body: { error: 'unable to parse' } } : store(request);

  it('cuts into even requests of at most 5,000 lines and 2 MiB', async () => {
    scripted.script = store;
    const lines = manyLines(12_001);
    await rig.sender.send('raw', lines);
    expect(stored).toEqual(lines);
    expect(scripted.requests.map(({ body }) => linesIn(body).length)).toEqual([4001, 4001, 3999]);

    scripted.requests.length = 0;
    const long = Array.from({ length: 50 }, () => `m v="${'x'.repeat(100_000)}"`);
    await rig.sender.send('raw', long);
    expect(scripted.requests.map(({ body }) => linesIn(body).length)).toEqual([20, 20, 10]);
  });

  it('sends nothing when there is nothing', async () => {
    await rig.sender.send('raw', []);
    expect(scripted.requests).toEqual([]);
  });

  it.each([400, 422])('finds one bad line of 1,000 by %i and goes on', async (status) => {
    scripted.script = refuse((line) => line === BAD, status);
    const good = manyLines(999);
    await rig.sender.send('raw', good.toSpliced(617, 0, BAD));
    expect(stored).toEqual(good);
    expect(rig.aside).toEqual([{ lines: [BAD], reason: expect.stringContaining('unable to parse') }]);
    expect(rig.troubles).toHaveLength(1);
    expect(scripted.requests.length).toBeLessThanOrEqual(21);
  });

  it('finds every bad line, wherever they stand', async () => {
    scripted.script = refuse((line) => line.includes('bad'));
    const lines = manyLines(300);
    for (const place of [299, 150, 149, 0]) lines.splice(place, 0, `m v=bad ${place}`);
    await rig.sender.send('raw', lines);
    expect(stored).toEqual(manyLines(300));
    expect(rig.aside.flatMap((one) => one.lines)).toHaveLength(4);
  });

  it('puts all aside at once when the server says that it dropped all', async () => {
    scripted.script = () => ({ status: 400, body: { error: 'partial write: type conflict dropped=1000' } });
    await rig.sender.send('raw', manyLines(1000));
    expect(scripted.requests).toHaveLength(1);
    expect(rig.aside.map(({ lines }) => lines.length)).toEqual([1000]);
  });

  it('halves what is too large, and sends less from then on', async () => {
    scripted.script = (request) => (request.body.length > 10_000 ? { status: 413 } : store(request));
    const lines = manyLines(4000);
    await rig.sender.send('raw', lines);
    expect(stored).toEqual(lines);
    const first = scripted.requests.length;
    await rig.sender.send('raw', lines);
    const second = scripted.requests.slice(first);
    expect(second.filter(({ body }) => body.length > 10_000)).toEqual([]);
    expect(rig.aside).toEqual([]);
  });

  it('puts a line aside that alone is too large', async () => {
    scripted.script = (request) => (request.body.includes('big') ? { status: 413 } : store(request));
    await rig.sender.send('raw', [...manyLines(10), 'big v=1']);
    expect(stored).toEqual(manyLines(10));
    expect(rig.aside.map(({ lines }) => lines)).toEqual([['big v=1']]);
  });

  it('waits for a server that is away, as long as it asks', async () => {
    scripted.script = () => ({ status: 429, headers: { 'retry-after': '3' } });
    const failure: unknown = await rig.sender.send('raw', manyLines(10)).catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(StoreUnavailable);
    expect(failure).toMatchObject({ retryAfterMs: 3000 });
    expect(rig.aside).toEqual([]);
  });

  it.each([401, 403, 404, 503])('holds everything at %i', async (status) => {
    scripted.script = () => ({ status });
    await expect(rig.sender.send('raw', manyLines(20_000))).rejects.toThrow(StoreUnavailable);
    expect(scripted.requests).toHaveLength(1);
    expect(rig.aside).toEqual([]);
  });
});

describe('the pace of the sender', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  let answerMs = 0;
  let underWay: number;
  let underWayAtTheEnd: number;
  let most: number;
  let failAt: number;
  let written: number;
  const sender = new Sender(
    {
      async write() {
        written += 1;
        const place = written;
        underWay += 1;
        most = Math.max(most, underWay);
        await sleep(place === failAt ? 1 : answerMs);
        underWay -= 1;
        if (place === failAt) throw new WriteFailure('away', { kind: 'away' });
      },
    },
    { putAside: () => Promise.reject(new Error('nothing is to be put aside')) },
  );

  async function send(count: number): Promise<void> {
    [underWay, most, written] = [0, 0, 0];
    const sent = sender.send('raw', manyLines(count));
    const settled = sent
      .catch(() => undefined)
      .finally(() => {
        underWayAtTheEnd = underWay;
      });
    await vi.advanceTimersByTimeAsync(60_000);
    await settled;
    return sent;
  }

  it('is one request after another where answers are quick, four at once where they are slow', async () => {
    failAt = 0;
    answerMs = 50;
    await send(25_000);
    expect(most).toBe(1);
    answerMs = 1000;
    await send(60_000);
    expect(most).toBe(4);
    answerMs = 50;
    await send(60_000);
    await send(60_000);
    expect(most).toBe(1);
  });

  it('ends before it gives up: nothing is under way then, and nothing more is begun', async () => {
    failAt = 0;
    answerMs = 1000;
    await send(60_000);
    failAt = 2;
    await expect(send(60_000)).rejects.toThrow(StoreUnavailable);
    expect(underWayAtTheEnd).toBe(0);
    expect(written).toBeLessThanOrEqual(4);
  });
});

describe('lines aside', () => {
  it('are on disk once, with the reason, in a form that can be sent again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aside-'));
    const putAside = linesAsideIn(join(folder, 'lines-aside'));
    await putAside(['m v=1', 'm v=2'], 'cannot\nwrite');
    await putAside(['m v=1', 'm v=2'], 'cannot\nwrite');
    const files = await readdir(join(folder, 'lines-aside'));
    expect(files).toHaveLength(1);
    expect(await readFile(join(folder, 'lines-aside', String(files[0])), 'utf8')).toBe(
      '# cannot write\nm v=1\nm v=2\n',
    );
    await rm(folder, { recursive: true });
  });
});

describe.skipIf(notInstalled('influxd'))('the sender on InfluxDB 1.6.7', () => {
  let influxd: RunningServer;
  let rig: Rig;

  beforeAll(async () => {
    influxd = await startInfluxd();
    rig = rigOn(influxd.url);
  });
  afterAll(async () => {
    rig.server.close();
    await influxd.stop();
  });

  const countOf = async (name: string) =>
    (await rig.server.query('raw', `SELECT count(v) FROM ${name}`))[0]?.values[0]?.[1] ?? 0;

  it('stores every line once, also when all are sent again', async () => {
    await rig.sender.send('raw', manyLines(12_000, 'many'));
    await rig.sender.send('raw', manyLines(12_000, 'many'));
    expect(await countOf('many')).toBe(12_000);
  });

  it('puts aside what does not fit its type, and what is no line', async () => {
    await rig.sender.send('raw', ['mixed v=1i 1']);
    const bad = ['mixed v=1.5 2', 'mixed v= 3', 'mixed v=1i 99999999999999999999'];
    await rig.sender.send('raw', [...manyLines(500, 'mixed'), ...bad]);
    expect(await countOf('mixed')).toBe(501);
    expect(rig.aside.flatMap(({ lines }) => lines).toSorted()).toEqual(bad.toSorted());
    expect(rig.aside.map(({ reason }) => reason).join()).toContain('field type conflict');
  });

  it('loses nothing when the server is killed and comes back', async () => {
    await influxd.kill();
    await expect(rig.sender.send('raw', manyLines(100, 'killed'))).rejects.toThrow(StoreUnavailable);
    await influxd.restart();
    await rig.sender.send('raw', manyLines(100, 'killed'));
    expect(await countOf('killed')).toBe(100);
  });
});

describe.skipIf(notInstalled('victoria-metrics'))('the sender on the write path of 2.x', () => {
  it('is understood by VictoriaMetrics', async () => {
    const metrics = await startVictoriaMetrics();
    const { server, sender } = rigOn(metrics.url, {
      token: 'any',
      org: 'any',
      bucket: 'hub',
      bucketRollUps: 'hours',
    });
    const from = BigInt(Date.now() - 60_000) * 1_000_000n;
    const lines = Array.from({ length: 6000 }, (_, place) => `m,station=TS-${place} v=${place}i ${from}`);
    await sender.send('raw', lines);
    await fetch(`${metrics.url}/internal/force_flush`);
    const body = new URLSearchParams({ 'match[]': '{__name__="m_v"}' });
    const exported = await (await fetch(`${metrics.url}/api/v1/export`, { method: 'POST', body })).text();
    const rows = exported
      .trim()
      .split('\n')
      .map((row) => JSON.parse(row) as { metric: object; values: number[] });
    expect(rows).toHaveLength(6000);
    expect(rows.reduce((sum, { values }) => sum + (values[0] ?? 0), 0)).toBe((5999 * 6000) / 2);
    expect(rows[0]?.metric).toMatchObject({ station: expect.stringMatching(/^TS-/) });
    server.close();
    await metrics.stop();
  });
});
