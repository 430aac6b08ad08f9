// docs/metrics.md has every metric of /metrics and no other, with its kind and labels; the rules for Prometheus ask for
// metrics and labels that exist; and none can tell of a station or a person.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createMetrics } from './metrics.ts';

const fileOf = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8');

interface Exposed {
  kind: string;
  labels: Set<string>;
}

let exposed: Map<string, Exposed>;
beforeAll(async () => {
  const metrics = createMetrics();
  metrics.refusedConnections.set('wrong-token', 1);
  metrics.httpResponses.set('200', 1);
  metrics.notifierSends.set('duty-group', { ok: 1, failed: 0 });
  const ofSeverity = { hub_alerts_open: { warning: 1 }, hub_notifier_messages_waiting: { 'duty-group': 0 } };
  exposed = exposedIn(await metrics.text(ofSeverity));
});

function exposedIn(text: string): Map<string, Exposed> {
  const found = new Map<string, Exposed>();
  for (const [, name = '', kind = ''] of text.matchAll(/^# TYPE (\w+) (\w+)$/gm))
    found.set(name, { kind, labels: new Set() });
  for (const [, name = '', labels = ''] of text.matchAll(/^(\w+)\{(.*)\} /gm))
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g))
      found.get(familyOf(name, found))?.labels.add(label);
  return found;
}

/** A histogram is one metric. */
function familyOf(name: string, known: ReadonlyMap<string, Exposed>): string {
  return known.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');
}

interface Row {
  name: string;
  kind: string;
  labels: Set<string>;
}

function documented(): Row[] {
  const rows = fileOf('docs/metrics.md').matchAll(/^\| `(\w+)` \| (\w+) \|([^|]*)\| .+ \|$/gm);
  return [...rows].map(([, name = '', kind = '', labels = '']) => ({
    ...{ name, kind },
    labels: new Set([...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label)),
  }));
}

describe('docs/metrics.md', () => {
  test('has every metric, once, and no other', () => {
    const names = documented().map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set(exposed.keys()));
    expect(new Set(names).size).toBe(names.length);
  });

  test('has their kinds, and the labels of those that show some here', () => {
    for (const { name, kind, labels } of documented()) {
      const found = exposed.get(name);
      expect({ name, kind }).toEqual({ name, kind: found?.kind });
      if (found && found.labels.size > 0) expect({ name, labels }).toEqual({ name, labels: found.labels });
    }
  });
});

test('no label tells of a station, an area or a person', () => {
  const labels = new Set([...exposed.values()].flatMap(({ labels }) => [...labels]));
  const ofTheHub = ['type', 'verdict', 'reason', 'status', 'notifier', 'result', 'severity', 'le'];
  const ofNode = ['space', 'kind', 'version', 'major', 'minor', 'patch'];
  expect([...labels].filter((label) => ![...ofTheHub, ...ofNode].includes(label))).toEqual([]);
});

interface Rule {
  alert: string;
  expr: string;
  for?: string;
  labels: { severity: string };
  annotations: { summary: string; description: string };
}

describe('config/prometheus/alerts.yaml', () => {
  const { groups } = parse(fileOf('config/prometheus/alerts.yaml')) as { groups: { rules: Rule[] }[] };
  const rules = groups.flatMap((group) => group.rules);

  test.each(rules.map((rule) => [rule.alert, rule] as const))(
    '%s',
    (_, { expr, labels, annotations, ...rule }) => {
      const asked = [...expr.matchAll(/\b((?:hub|process|nodejs)_\w+)(?:\{([^}]*)\})?/g)];
      expect(asked.length > 0 || expr.startsWith('up{')).toBe(true);
      for (const [, name = '', matchers = ''] of asked) {
        const metric = exposed.get(familyOf(name, exposed));
        expect(metric, `${name} exists`).toBeDefined();
        for (const [, label = ''] of matchers.matchAll(/(\w+)\s*[=!]/g))
          if (label !== 'job') expect([...(metric?.labels ?? [])], `${name} has the label`).toContain(label);
      }
      expect(labels.severity).toMatch(/^(warning|critical)$/);
      expect(annotations.summary && annotations.description).toBeTruthy();
      expect(rule.for ?? '0s').toMatch(/^\d+[smh]$/);
    },
  );

  test('has each name once', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    expect(rules.length).toBeGreaterThan(15);
  });
});
