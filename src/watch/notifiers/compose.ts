// From a message to what is to be read, in one language, as titles and labelled lines. Its texts are harmless one-line
// text; it must not know the markup that they end up in.
import { deviceText } from './device-text.ts';
import type { AdvisoryMessage, AlertFacts, DigestItem, Message, PersonRef } from './message.ts';
import type { Label, Words } from './words.ts';

export interface Composed {
  title: string;
  blocks: Block[];
}

export interface Block {
  /** Where there are several. */
  heading?: string;
  lines: Line[];
  /** Opens that one case. */
  link?: { text: string; url: string };
}

export interface Line {
  label: string;
  value: string;
}

export interface Composing {
  words: Words;
  /** Of the notifier that sends. */
  notifier: string;
  /** The address of the page of one case; absent where no page can be reached. */
  linkTo?: ((alertId: string) => string) | undefined;
  /** Characters of any text that is not ours. */
  longest: number;
}

const NAMES_SHOWN = 5;

export function compose(message: Message, composing: Composing): Composed {
  const { words } = composing;
  switch (message.kind) {
    case 'raised':
    case 'escalated':
    case 'resolved':
      return { title: titleOf(message, composing), blocks: [caseBlock(message, message.at, composing)] };
    case 'digest': {
      const title = words.digest(message.items.length);
      return { title, blocks: message.items.map((item) => itemBlock(item, message.at, composing)) };
    }
    case 'advisory':
      return advisory(message, composing);
    case 'test':
      return { title: words.test, blocks: [{ lines: [testLine(message.at, composing)] }] };
  }
}

function titleOf({ kind, facts }: DigestItem, { words, longest }: Composing): string {
  const what = words.rules[facts.rule];
  return words.title(words.heads[kind], `${what}${words.colon}${stationOf(facts, longest)}`);
}

function caseBlock({ facts, to, step }: DigestItem, now: number, composing: Composing): Block {
  const { words, longest } = composing;
  const text = (value: string | undefined) => value && deviceText(value, longest);
  const lines = labelled(words, [
    ['station', stationOf(facts, longest)],
    ['grid', pathText(facts.gridPath, longest)],
    ['bin', binText(facts, composing)],
    ['severity', words.severities[facts.severity]],
    ['level', levelText(facts, words)],
    ['report', reportText(facts, composing)],
    ...timesOf(facts, now, words),
    ['step', step && words.steps[step]],
    ['asked', peopleText(to, composing)],
    ['note', text(facts.note)],
    ['resolved', resolvedText(facts, composing)],
    ['externalCase', text(facts.externalCase)],
  ]);
  return withLink({ lines }, facts, composing);
}

/** Short: many of them share one message. */
function itemBlock(item: DigestItem, now: number, composing: Composing): Block {
  const { words } = composing;
  const { facts } = item;
  const lines = labelled(words, [
    ['grid', pathText(facts.gridPath, composing.longest)],
    ['bin', binText(facts, composing)],
    ['level', levelText(facts, words)],
    ['report', reportText(facts, composing)],
    ...(facts.resolved
      ? ([['resolved', resolvedText(facts, composing)]] as const)
      : timesOf(facts, now, words)),
  ]);
  return withLink({ heading: titleOf(item, composing), lines }, facts, composing);
}

function advisory({ advisory: facts, to }: AdvisoryMessage, composing: Composing): Composed {
  const { words, longest } = composing;
  const stream = facts.stream && words.streams[facts.stream];
  const cause = [stream, words.advisoryKinds[facts.kind]].filter(Boolean).join(words.comma);
  const room = facts.alternatives
    .slice(0, NAMES_SHOWN)
    .map(({ name, freeLitres, distanceM }) =>
      words.room(deviceText(name, longest), Math.round(freeLitres), Math.round(distanceM)),
    );
  const lines = labelled(words, [
    ['grid', pathText(facts.gridPath, longest)],
    ['station', deviceText(facts.stationName, longest)],
    ['since', clockText(facts.since, facts.zone)],
    ['room', facts.ended ? undefined : room.join(words.comma)],
    ['asked', peopleText(to, composing)],
  ]);
  return {
    title: words.title(facts.ended ? words.advisoryEnded : words.advisory, cause),
    blocks: [{ lines }],
  };
}

function testLine(at: number, { words, notifier }: Composing): Line {
  const stamp = new Date(at).toISOString();
  return { label: words.labels.time, value: `${stamp} ${words.testBody(notifier)}` };
}

function labelled(words: Words, lines: readonly (readonly [Label, string | undefined])[]): Line[] {
  return lines.flatMap(([label, value]) => (value ? [{ label: words.labels[label], value }] : []));
}

function withLink(block: Block, { alertId }: AlertFacts, { words, linkTo }: Composing): Block {
  return linkTo ? { ...block, link: { text: words.openCase, url: linkTo(alertId) } } : block;
}

function stationOf({ stationName, station }: AlertFacts, longest: number): string {
  return deviceText(stationName, longest) || station;
}

/** Cut at the front: the narrowest area is where one has to go. */
function pathText(path: readonly string[], longest: number): string {
  const names = path.map((name) => deviceText(name, longest));
  while (names.length > 1 && [...names.join(' > ')].length > longest) names.shift();
  return names.join(' > ');
}

function binText({ stream, binIds = [] }: AlertFacts, { words, longest }: Composing): string {
  const ids = deviceText(binIds.join(words.comma), longest);
  return [stream && words.streams[stream], ids].filter(Boolean).join(' ');
}

function levelText({ level, freeLitres }: AlertFacts, words: Words): string | undefined {
  if (level === undefined) return undefined;
  return words.level(Math.round(level * 100), freeLitres === undefined ? undefined : Math.round(freeLitres));
}

function reportText({ report }: AlertFacts, { words, longest }: Composing): string | undefined {
  if (!report) return undefined;
  const place = report.place && deviceText(report.place, longest);
  return [words.reportKinds[report.kind], place].filter(Boolean).join(words.comma);
}

function timesOf({ since, happenedAt, zone }: AlertFacts, now: number, words: Words): [Label, string][] {
  const ago = (at: number) => words.since(clockText(at, zone), Math.max(0, Math.floor((now - at) / 60_000)));
  if (happenedAt === undefined) return [['since', ago(since)]];
  return [
    ['happened', ago(happenedAt)],
    ['heard', clockText(since, zone)],
  ];
}

function resolvedText({ resolved, zone }: AlertFacts, { words, longest }: Composing): string | undefined {
  if (!resolved) return undefined;
  const by = resolved.by === undefined ? undefined : deviceText(resolved.by, longest);
  return words.resolved(clockText(resolved.at, zone), words.resolvedReasons[resolved.reason], by);
}

function peopleText(to: readonly PersonRef[], { words, longest }: Composing): string | undefined {
  const names = to.slice(0, NAMES_SHOWN).map(({ name }) => deviceText(name, Math.min(longest, 20)));
  return names.length > 0 ? words.people(names.join(words.comma), names.length, to.length) : undefined;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** `2026-11-23 14:05` */
function clockText(at: number, zone: string): string {
  const clock = clocks.get(zone) ?? clockOf(zone);
  clocks.set(zone, clock);
  return clock.format(at);
}

/** Making one takes a hundred times as long as using it. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone });
}
