// The API over a real registry, with the other sources of the hub as plain objects that a test can set.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Accounts } from '../../src/accounts/accounts.ts';
import type { AuditEntry } from '../../src/accounts/audit-trail.ts';
import type { Access } from '../../src/api/access.ts';
import { createApi } from '../../src/api/app.ts';
import type { Api } from '../../src/api/context.ts';
import type { ApiSources, HubHealth, RejectionSource } from '../../src/api/sources.ts';
import { LiveFeed } from '../../src/live/live-feed.ts';
import { type Log, silentLog } from '../../src/log.ts';
import { createMetrics, type Metrics } from '../../src/metrics.ts';
import type { Delivery, RecentMessage } from '../../src/model/delivery.ts';
import type { StationPresent } from '../../src/model/present.ts';
import type { RefusedConnection } from '../../src/model/refused-connection.ts';
import { openRegistry } from '../../src/registry/open-registry.ts';
import type { Registry, StationInput } from '../../src/registry/registry.ts';
import { openLmdbState } from '../../src/state/lmdb-state.ts';
import type { ClosureCase } from '../../src/statistics/closure.ts';
import type { Alert } from '../../src/watch/alerts/alert.ts';
import { type CaseLinkClaims, createCaseToken, verifyCaseToken } from '../../src/watch/case-link.ts';
import type { NotifierFacts } from '../../src/watch/notifiers/notifier-desk.ts';
import { WatchRefusal } from '../../src/watch/watch.ts';

/** 2026-11-23 10:30 in Shanghai, a Monday. */
export const NOW = Date.UTC(2026, 10, 23, 2, 30);

/** Those of config/duty.yaml. */
const DUTY_LIMITS: ApiSources['duty']['limits'] = {
  notice: { acknowledgeMinutes: 60, supervisorMinutes: 120, resolveMinutes: 480 },
  warning: { acknowledgeMinutes: 30, supervisorMinutes: 60, resolveMinutes: 120 },
  critical: { acknowledgeMinutes: 10, supervisorMinutes: 20, resolveMinutes: 60 },
};

const CASE_KEY = Buffer.alloc(32, 7);

/** What the link in a message has. */
export function caseToken(claims: Partial<CaseLinkClaims> = {}, key: Uint8Array = CASE_KEY): string {
  const all = { alertId: 'bin-full.s-1.food.mhw3k0zc', audience: 'duty-group', expiresAt: NOW + 3_600_000 };
  return createCaseToken({ ...all, ...claims }, key);
}

export interface ApiHub {
  api: Api;
  registry: Registry;
  history: ApiSources['history'];
  quarantine: RejectionSource;
  /** Accepts everything at once, as long as it is open. */
  door: { -readonly [Key in keyof ApiSources['door']]: ApiSources['door'][Key] };
  present: Map<string, StationPresent>;
  delivery: Map<string, Delivery>;
  messages: Map<string, RecentMessage[]>;
  refused: RefusedConnection[];
  health: HubHealth;
  watch: ApiSources['watch'];
  /** Posts as config/duty.yaml would have them. */
  duty: ApiSources['duty'];
  /** Cases that the closure statistics have. */
  cases: ClosureCase[];
  live: LiveFeed;
  /** Of the configuration; each takes every test. */
  notifierFacts: NotifierFacts[];
  /** What was written to the audit trail, unless the accounts are given. */
  trail: Omit<AuditEntry, 'seq'>[];
  metrics: Metrics;
  /** What was logged as an error. */
  errors: string[];
  close(): Promise<void>;
}

interface ApiHubOptions {
  /** Nobody can sign in when absent. */
  accounts?: Accounts;
  log?: Log;
}

/** Without signing in everything may be asked, unless `openOnLoopback` says otherwise. */
export async function openApiHub(
  access: Partial<Access> = {},
  { accounts, log: testLog = silentLog }: ApiHubOptions = {},
): Promise<ApiHub> {
  const folder = await mkdtemp(join(tmpdir(), 'api-hub-'));
  const clock = { now: () => NOW };
  const errors: string[] = [];
  const log: Log = {
    ...testLog,
    error(fields, message) {
      errors.push(message);
      testLog.error(fields, message);
    },
  };
  const state = await openLmdbState({ folder: join(folder, 'state'), log });
  const areas = [
    { id: 'town', name: '涂山镇' },
    { id: 'east', name: '东社区', parent: 'town' },
    { id: 'west', name: '西社区', parent: 'town' },
    { id: 'e-1', name: '东一网格', parent: 'east' },
  ];
  const declared = { areas, stations: [], gateways: [], integrations: [] };
  const registry = await openRegistry({
    state,
    declared,
    clock,
    log,
    copyFile: join(folder, 'registry.json'),
  });

  const hub: Omit<ApiHub, 'api' | 'close'> = {
    registry,
    history: emptyHistory(),
    quarantine: {
      list: async () => ({ items: [] }),
      replay: async () => ({ replayed: 0, failed: [] }),
    },
    door: openDoor(),
    present: new Map(),
    delivery: new Map(),
    messages: new Map(),
    refused: [],
    health: healthy(),
    watch: nothingWatched(),
    duty: { onDuty: () => undefined, changesOf: () => [], gaps: () => [], limits: DUTY_LIMITS },
    cases: [],
    notifierFacts: [],
    trail: [],
    metrics: createMetrics(),
    live: new LiveFeed({ run: 'test', gridsBelow: (area) => registry.gridsBelow(area) }),
    errors,
  };
  const sources: ApiSources = {
    accounts: accounts ?? nobody(hub.trail),
    registry,
    history: hub.history,
    quarantine: hub.quarantine,
    present: { of: (station) => hub.present.get(station) ?? unseen(station) },
    delivery: {
      of: (station) => hub.delivery.get(station) ?? nothingDelivered(station),
      recentMessages: (station) => hub.messages.get(station) ?? [],
      messageCount: (station) => hub.messages.get(station)?.length ?? 0,
    },
    door: hub.door,
    refusedConnections: {
      list: () => hub.refused,
      add: ({ user, address, reason, at }) =>
        void hub.refused.push({ user, address, reason, count: 1, firstAt: at, lastAt: at }),
    },
    health: { read: () => hub.health },
    watch: hub.watch,
    caseLinks: { verify: (token) => verifyCaseToken(token, CASE_KEY, NOW) },
    duty: hub.duty,
    closure: { cases: async ({ grids }) => hub.cases.filter(({ grid }) => grids.includes(grid)) },
    live: hub.live,
    notifiers: {
      list: () => hub.notifierFacts,
      test: async (name) => ({ ok: true, answer: `${name}: ok` }),
    },
  };
  const { loopbackOnly = true } = access;
  const all: Access = {
    ...{ allowedHosts: [], allowedOrigins: [], loopbackOnly, openOnLoopback: loopbackOnly },
    ...access,
  };
  const close = async () => {
    await registry.close();
    await state.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const api = createApi({
      sources,
      clock,
      log,
      version: '0.0.0-test',
      access: all,
      metrics: hub.metrics,
    });
    return { ...hub, api, close };
  } catch (error) {
    await close();
    throw error;
  }
}

export function station(id: string, more: Partial<StationInput> = {}): StationInput {
  return {
    id,
    name: `Station ${id}`,
    grid: 'e-1',
    bins: [
      { id: 'food-1', stream: 'food', litres: 240, depthMm: 1100 },
      { id: 'residual-1', stream: 'residual', litres: 240 },
    ],
    reportingMinutes: 10,
    zone: 'Asia/Shanghai',
    ...more,
  };
}

/** A full bin at s-1. */
export function alertOf(more: Partial<Alert> = {}): Alert {
  return {
    ...{ id: 'bin-full.s-1.food.mhw3k0zc', identity: 'bin-full.s-1.food', rule: 'bin-full', kind: 'full' },
    ...{ state: 'firing', severity: 'warning', station: 's-1', grid: 'e-1', stream: 'food' },
    ...{ binIds: ['food-1'], evidence: { level: 0.91 }, since: NOW - 600_000, firedAt: NOW - 300_000 },
    ...{ reopened: 0, reports: 0, nextEvent: 3 },
    ...more,
  } as Alert;
}

function nobody(trail: ApiHub['trail']): ApiSources['accounts'] {
  const refused = async () => {
    throw new Error('this hub has no accounts');
  };
  return {
    signIn: async () => ({ ok: false, reason: 'wrong' }),
    requesterOf: () => undefined,
    csrfTokenOf: () => '',
    requesterOfKey: () => ({ ok: false, reason: 'unknown' }),
    hasKey: () => false,
    signOut: async () => {},
    users: () => [],
    user: () => undefined,
    addUser: refused,
    changeUser: refused,
    resetPassword: refused,
    changeOwnPassword: refused,
    removeUser: refused,
    keys: () => [],
    addKey: refused,
    removeKey: refused,
    audit: {
      add: async (entry) => void trail.push(entry),
      list: () => trail.map((entry, at) => ({ ...entry, seq: at + 1 })).toReversed(),
    },
  };
}

function openDoor(): ApiHub['door'] {
  return {
    open: true,
    receive: (_message, done) => done(undefined, { verdict: { verdict: 'accepted' } }),
  };
}

function emptyHistory(): ApiSources['history'] {
  return {
    dropOffs: async () => ({ items: [] }),
    fillLevels: async () => ({ items: [] }),
    emptyings: async () => ({ items: [] }),
    alertEvents: async () => ({ items: [] }),
    dropOffStatistics: async () => [],
    fillLevelStatistics: async () => [],
  };
}

function nothingWatched(): ApiSources['watch'] {
  const unknown = async () => {
    throw new WatchRefusal('unknown-alert', 'cannot find the alert');
  };
  return {
    alerts: async () => ({ items: [] }),
    alert: async () => undefined,
    eventsOf: async () => [],
    act: unknown,
    report: unknown,
    silences: async () => [],
    addSilence: unknown,
    endSilence: unknown,
    bins: async () => [],
    binsOf: async () => [],
    advisories: async () => [],
    counts: async () => ({ openAlerts: { notice: 0, warning: 0, critical: 0 }, messagesWaiting: {} }),
  };
}

function healthy(): HubHealth {
  return {
    canJournal: true,
    journal: { bytes: 1_000, maxBytes: 8_000_000, freeBytes: 9_000_000, committed: 4_000, daysLeft: 12.5 },
    history: { kind: 'duckdb', position: 3_900, behindBytes: 100, behindSeconds: 0.2 },
    connectedClients: 3,
  };
}

function unseen(station: string): StationPresent {
  return { station, presence: { state: 'unknown', since: NOW - 60_000 }, bins: [] };
}

export function nothingDelivered(station: string): Delivery {
  return {
    station,
    received: 0,
    duplicates: 0,
    missing: 0,
    rejected: {},
    rejectedUnkept: 0,
    unknownFields: {},
    personalFields: [],
    timeSources: { station: 0, age: 0, hub: 0 },
    connects: 0,
    takeovers: 0,
    oversizedPackets: 0,
    jumps: 0,
    boots: [],
  };
}
