// What the page of one case shows of an alert, as harmless one-line texts in one language. It must not know HTML.

import type { Glossary } from '../model/glossary/zh-CN.ts';
import type { Registry } from '../registry/registry.ts';
import type { Alert, Deed } from '../watch/alerts/alert.ts';
import type { BinState } from '../watch/bin-state/bin-state.ts';
import { happenedAtOf, roomOf } from '../watch/case-message.ts';
import { deviceText } from '../watch/notifiers/device-text.ts';
import type { Language } from '../watch/notifiers/notifier.ts';
import { type Words, wordsOf } from '../watch/notifiers/words.ts';
import { type CaseDeed, type CaseWords, caseWordsOf } from './case-words.ts';

export interface CaseView {
  title: string;
  critical: boolean;
  lines: { label: string; value: string }[];
  /** Something can still be done. */
  open: boolean;
  /** Deeds that were done already. */
  done: ReadonlySet<CaseDeed>;
  validUntil: string;
}

export interface CaseFacts {
  alert: Alert;
  bins: readonly BinState[];
  registry: Registry;
  now: number;
  /** Of the link. */
  expiresAt: number;
  /** When the station is gone. */
  zone: string;
}

const LONGEST_NOTE = 500;

export function caseView(facts: CaseFacts, language: Language): CaseView {
  const { alert, registry, now } = facts;
  const words = wordsOf(language);
  const own = caseWordsOf(language);
  const station = registry.station(alert.station);
  const zone = station?.zone ?? facts.zone;
  const clock = (at: number) => clockText(at, zone);
  const deedText = (deed: Deed) => own.deed(deviceText(deed.by ?? ''), clock(deed.at));
  const lines: [string, string | undefined][] = [
    [words.labels.station, deviceText(station?.name ?? '') || alert.station],
    [words.labels.grid, pathText(alert.grid, registry)],
    [
      words.labels.bin,
      [alert.stream && words.streams[alert.stream], ...alert.binIds].filter(Boolean).join(' '),
    ],
    [words.labels.level, levelText(facts, language)],
    [words.labels.report, reportText(alert, language)],
    [words.labels.severity, words.severities[alert.severity]],
    ...timesOf(alert, words, { now, clock }),
    [own.state, stateText(alert, words)],
    [own.holder, holderText(alert, own, deedText)],
    [own.deeds.arrived, alert.arrived && deedText(alert.arrived)],
    [own.deeds.emptied, alert.saidEmptied && deedText(alert.saidEmptied)],
    [own.deeds.cannot, alert.cannot && `${deedText(alert.cannot)} ${noteText(alert.cannot)}`],
    [words.labels.resolved, resolvedText(alert, language, clock)],
  ];
  return {
    title: words.rules[alert.rule],
    critical: alert.severity === 'critical',
    lines: lines.flatMap(([label, value]) => (value ? [{ label, value }] : [])),
    open: alert.state === 'firing',
    done: deedsDone(alert),
    validUntil: own.validUntil(clock(facts.expiresAt)),
  };
}

function timesOf(
  alert: Alert,
  words: Words,
  { now, clock }: { now: number; clock: (at: number) => string },
): [string, string][] {
  const ago = (at: number) => words.since(clock(at), Math.max(0, Math.floor((now - at) / 60_000)));
  const { happenedAt } = happenedAtOf(alert);
  if (happenedAt === undefined) return [[words.labels.since, ago(alert.since)]];
  return [
    [words.labels.happened, ago(happenedAt)],
    [words.labels.heard, clock(alert.since)],
  ];
}

function deedsDone({ acknowledged, arrived, saidEmptied, cannot }: Alert): Set<CaseDeed> {
  const deeds = { accept: acknowledged, arrived, emptied: saidEmptied, cannot };
  return new Set((Object.keys(deeds) as CaseDeed[]).filter((deed) => deeds[deed] !== undefined));
}

/** What was done last counts. */
function stateText(alert: Alert, { standings }: Glossary): string {
  if (alert.state === 'resolved') return standings.closed;
  const deeds = [
    ['accepted', alert.acknowledged],
    ['arrived', alert.arrived],
    ['emptied', alert.saidEmptied],
    ['cannot', alert.cannot],
  ] as const;
  const latest = deeds
    .flatMap(([state, deed]) => (deed ? [{ state, at: deed.at }] : []))
    .toSorted((one, other) => one.at - other.at)
    .at(-1);
  return standings[latest?.state ?? 'open'];
}

/** Nobody: the state says so. */
function holderText(alert: Alert, words: CaseWords, deedText: (deed: Deed) => string): string | undefined {
  const { assigned, acknowledged } = alert;
  if (assigned) return words.deed(deviceText(assigned.to), deedText(assigned));
  return acknowledged && deedText(acknowledged);
}

/** Of the fullest bin, and how much the station's bins of that stream can still take. */
function levelText({ alert, bins, registry }: CaseFacts, language: Language): string | undefined {
  const levels = bins
    .filter(({ binId }) => alert.binIds.includes(binId))
    .flatMap(({ cleanLevel }) => cleanLevel ?? []);
  if (levels.length === 0) return undefined;
  const station = registry.station(alert.station);
  const { freeLitres } = (alert.stream && station && roomOf(alert.stream, station.bins, bins)) || {};
  const litres = freeLitres === undefined ? undefined : Math.round(freeLitres);
  return wordsOf(language).level(Math.round(Math.max(...levels) * 100), litres);
}

function reportText({ report }: Alert, language: Language): string | undefined {
  if (!report) return undefined;
  const words = wordsOf(language);
  return [words.reportKinds[report.kind], deviceText(report.place ?? '')].filter(Boolean).join(words.comma);
}

function resolvedText({ resolved }: Alert, language: Language, clock: (at: number) => string) {
  if (!resolved) return undefined;
  const words = wordsOf(language);
  const by = resolved.by === undefined ? undefined : deviceText(resolved.by);
  return words.resolved(clock(resolved.at), words.resolvedReasons[resolved.reason], by);
}

function noteText({ note }: Deed): string {
  return deviceText(note ?? '', LONGEST_NOTE);
}

/** The widest area first. */
function pathText(grid: string, registry: Registry): string {
  const names = registry.pathOf(grid).map((id) => deviceText(registry.area(id)?.name ?? id));
  return names.toReversed().join(' > ');
}

/** `11-23 14:05`: a case is of these days. */
function clockText(at: number, timeZone: string): string {
  const style = { dateStyle: 'short', timeStyle: 'short', timeZone } as const;
  return new Intl.DateTimeFormat('sv-SE', style).format(at).slice('2026-'.length);
}
