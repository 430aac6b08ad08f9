import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ApiHub, openApiHub } from '../../../test/support/api-hub.ts';

let hub: ApiHub;
beforeEach(async () => {
  hub = await openApiHub();
});
afterEach(() => hub.close());

it('lives', async () => {
  expect(await (await hub.api.request('/healthz')).json()).toEqual({ status: 'ok' });
});

it('is ready with its backlog and the days left', async () => {
  const response = await hub.api.request('/readyz');
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    ready: true,
    version: '0.0.0-test',
    journal: { bytes: 1_000, maxBytes: 8_000_000, freeBytes: 9_000_000, committed: 4_000, daysLeft: 12.5 },
    history: { kind: 'duckdb', position: 3_900, behindBytes: 100, behindSeconds: 0.2 },
    connectedClients: 3,
  });
});

it('tells how far the watch is, and why it does not get on', async () => {
  const watch = { position: 3_000, behindBytes: 1_000, behindSeconds: 4, entriesJudged: 70, framesAside: 1 };
  hub.health.watch = { ...watch, failing: 'the disk is full' };
  const response = await hub.api.request('/readyz');
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ watch: { ...watch, failing: 'the disk is full' } });
});

it('stays ready while only the history fails', async () => {
  hub.health.history.failing = 'cannot reach the store';
  const response = await hub.api.request('/readyz');
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ history: { failing: 'cannot reach the store' } });
});

it('is not ready when it cannot journal, and says why', async () => {
  hub.health.canJournal = false;
  hub.health.reason = 'disk full';
  const response = await hub.api.request('/readyz');
  expect(response.status).toBe(503);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toMatchObject({
    code: 'not-ready',
    ready: false,
    reason: 'disk full',
    journal: { daysLeft: 12.5 },
    history: { behindBytes: 100 },
  });
});

it('shows its counters to Prometheus', async () => {
  await hub.api.request('/nothing');
  const response = await hub.api.request('/metrics');
  expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  const text = await response.text();
  expect(text).toContain('hub_http_responses_total{status="404"} 1\n');
  expect(text).toContain('hub_journal_writable 1\n');
  expect(text).toContain('hub_history_behind_bytes 100\n');
  expect(text).toContain('hub_connected_clients 3\n');
});

it('shows the figures of the watch and of messages, by severity and notifier alone', async () => {
  const watch = { position: 3_000, behindBytes: 1_000, behindSeconds: 4, entriesJudged: 70, framesAside: 1 };
  hub.health.watch = watch;
  hub.metrics.notifierSends.set('duty', { ok: 7, failed: 2 });
  hub.watch.counts = async () => ({
    openAlerts: { notice: 0, warning: 12, critical: 1 },
    messagesWaiting: { duty: 3 },
  });
  const text = await (await hub.api.request('/metrics')).text();
  for (const line of [
    'hub_watch_position 3000',
    'hub_watch_behind_bytes 1000',
    'hub_watch_behind_seconds 4',
    'hub_watch_entries_judged 70',
    'hub_watch_frames_aside 1',
    'hub_watch_failing 0',
    'hub_alerts_open{severity="notice"} 0',
    'hub_alerts_open{severity="warning"} 12',
    'hub_alerts_open{severity="critical"} 1',
    'hub_notifier_messages_waiting{notifier="duty"} 3',
    'hub_notifier_sends_total{notifier="duty",result="ok"} 7',
    'hub_notifier_sends_total{notifier="duty",result="failed"} 2',
  ])
    expect(text).toContain(`${line}\n`);

  hub.watch.counts = async () => ({
    openAlerts: { notice: 0, warning: 0, critical: 0 },
    messagesWaiting: {},
  });
  const later = await (await hub.api.request('/metrics')).text();
  expect(later).toContain('hub_alerts_open{severity="warning"} 0\n');
  expect(later).not.toContain('hub_notifier_messages_waiting{');
});

it.each([
  ['does not answer', () => new Promise<never>(() => {})],
  ['has ended', () => Promise.reject(new Error('cannot watch: its worker ended with code 1'))],
])('shows its other counters when the watch %s', async (_, counts) => {
  hub.watch.counts = counts;
  const response = await hub.api.request('/metrics');
  expect(response.status).toBe(200);
  const text = await response.text();
  expect(text).toContain('hub_journal_writable 1\n');
  expect(text).not.toContain('hub_alerts_open{');
});
