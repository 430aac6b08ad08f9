// Messages for tests: ordinary ones, and ones with all that a name should not hold.
import fc from 'fast-check';
import { SEVERITIES } from '../../model/alert-event.ts';
import { STREAMS } from '../../model/stream.ts';
import { RULE_IDS } from '../rules/rule.ts';
import type {
  AdvisoryMessage,
  AlertFacts,
  AlertMessage,
  DigestMessage,
  Message,
  PersonRef,
} from './message.ts';

/** 2026-11-23 14:40 in Chongqing. */
export const NOW = Date.UTC(2026, 10, 23, 6, 40);

export function person(id: string, name: string, ...contacts: PersonRef['contacts'][number][]): PersonRef {
  return { id, name, contacts };
}

export function facts(changes: Partial<AlertFacts> = {}): AlertFacts {
  return {
    alertId: 'bin-full/ts-001/food.m1',
    rule: 'bin-full',
    severity: 'warning',
    station: 'ts-001',
    stationName: '涂山一号站',
    gridPath: ['涂山镇', '龙井社区', '第一网格'],
    zone: 'Asia/Shanghai',
    since: NOW - 35 * 60_000,
    binIds: ['1', '2'],
    stream: 'food',
    level: 0.924,
    freeLitres: 18.2,
    ...changes,
  };
}

export function alertMessage(
  changes: Partial<Omit<AlertMessage, 'facts'>> = {},
  factsChanges: Partial<AlertFacts> = {},
): AlertMessage {
  return {
    kind: 'raised',
    id: 'bin-full/ts-001/food.m1/0',
    at: NOW,
    grids: ['tushan-1-1', 'tushan-1', 'tushan'],
    severity: 'warning',
    to: [],
    facts: facts(factsChanges),
    ...changes,
  };
}

export function digestMessage(count: number): DigestMessage {
  const items = Array.from({ length: count }, (_, i) => ({
    kind: 'raised' as const,
    facts: facts({ alertId: `bin-full/ts-${i}/food.m1`, station: `ts-${i}`, stationName: `涂山 ${i} 号站` }),
    to: [],
  }));
  return { kind: 'digest', id: 'digest-1', at: NOW, grids: ['tushan'], severity: 'warning', to: [], items };
}

export function advisoryMessage(): AdvisoryMessage {
  return {
    kind: 'advisory',
    id: 'advisory-1',
    at: NOW,
    grids: ['tushan'],
    severity: 'warning',
    to: [],
    advisory: {
      kind: 'overflowing',
      stream: 'food',
      ended: false,
      gridPath: ['涂山镇'],
      zone: 'Asia/Shanghai',
      since: NOW,
      stationName: '涂山一号站',
      alternatives: [{ name: '涂山二号站', distanceM: 301.4, freeLitres: 120.4 }],
    },
  };
}

/** Names as an attacker, or a careless vendor, would give them. */
export const HOSTILE = [
  '<script>alert(1)</script>',
  '=HYPERLINK("http://evil.example","x")',
  'Station\r\nBcc: all@example.com\r\n\r\nhello',
  '[领奖](https://evil.example/win)',
  '**粗体** _i_ `code` # heading\n> quote',
  '<at user_id="all">所有人</at>',
  '<@all> @all',
  '<font color="warning">x</font>',
  '\u202egnp.exe\u202c\u0000\u001b[31m',
  '![x](http://evil.example/x.png)',
  '\ud800 alone',
  '"},"at":{"isAtAll":true},"x":{"y":"',
] as const;

const hostileText = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
);

const anyFacts: fc.Arbitrary<AlertFacts> = fc
  .record(
    {
      rule: fc.constantFrom(...RULE_IDS, 'reported' as const),
      severity: fc.constantFrom(...SEVERITIES),
      stationName: hostileText,
      gridPath: fc.array(hostileText, { maxLength: 6 }),
      stream: fc.constantFrom(...STREAMS),
      level: fc.double({ min: 0, max: 1.2, noNaN: true }),
      note: hostileText,
      externalCase: hostileText,
      report: fc.record({ kind: fc.constant('other' as const), place: hostileText }),
      resolved: fc.record({ at: fc.constant(NOW), reason: fc.constant('emptied' as const), by: hostileText }),
      binIds: fc.array(fc.stringMatching(/^[a-z0-9]{1,32}$/), { maxLength: 12 }),
    },
    { requiredKeys: ['rule', 'severity', 'stationName', 'gridPath'] },
  )
  .map((some) => facts(some));

const people = fc.array(
  hostileText.map((name) => person(name, name)),
  { maxLength: 9 },
);

/** Of one case or of many. */
export const anyMessage: fc.Arbitrary<Message> = fc.oneof(
  fc.tuple(fc.constantFrom('raised', 'escalated', 'resolved'), anyFacts, people).map(([kind, some, to]) => ({
    ...alertMessage({ kind, to }),
    facts: some,
  })),
  fc.array(anyFacts, { minLength: 1, maxLength: 120 }).map((many) => ({
    ...digestMessage(0),
    items: many.map((some) => ({ kind: 'raised' as const, facts: some, to: [] })),
  })),
);
