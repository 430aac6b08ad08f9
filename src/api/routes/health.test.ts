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
