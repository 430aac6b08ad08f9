import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

describe('metrics', () => {
  it('collects plain counts at the scrape, without counting twice', async () => {
    const metrics = createMetrics();
    metrics.messages['drop-off'].accepted += 3;
    metrics.rejections['bad-json']++;
    metrics.totals.journalGroups += 2;
    metrics.refusedConnections.set('wrong-token', 4);
    await metrics.text({});
    const text = await metrics.text({ hub_connected_clients: 7 });

    expect(text).toContain('hub_messages_total{type="drop-off",verdict="accepted"} 3\n');
    expect(text).toContain('hub_rejections_total{reason="bad-json"} 1\n');
    expect(text).toContain('hub_journal_groups_total 2\n');
    expect(text).toContain('hub_refused_connections_total{reason="wrong-token"} 4\n');
    expect(text).toContain('hub_connected_clients 7\n');
    expect(text).toContain('process_cpu_seconds_total');
  });

  it('leaves out a gauge that nobody can tell', async () => {
    const metrics = createMetrics();
    await metrics.text({ hub_journal_days_left: 12 });
    expect(await metrics.text({ hub_journal_days_left: undefined })).not.toMatch(/^hub_journal_days_left/m);
  });

  it('gives latencies as a cumulative histogram', async () => {
    const metrics = createMetrics();
    for (const seconds of [0.001, 0.004, 0.03, 99]) metrics.ackSeconds.observe(seconds);
    const text = await metrics.text({});
    expect(text).toContain('# TYPE hub_ack_seconds histogram');
    expect(text).toContain('hub_ack_seconds_bucket{le="0.001"} 1\n');
    expect(text).toContain('hub_ack_seconds_bucket{le="0.005"} 2\n');
    expect(text).toContain('hub_ack_seconds_bucket{le="5"} 3\n');
    expect(text).toContain('hub_ack_seconds_bucket{le="+Inf"} 4\n');
    expect(text).toContain('hub_ack_seconds_count 4\n');
  });

  it('is text of which Prometheus can read every line', async () => {
    const line = /^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? (-?[\d.e+-]+|nan)|)$/i;
    for (const text of (await createMetrics().text({ hub_journal_bytes: 1e12 })).split('\n'))
      expect(text).toMatch(line);
  });
});
