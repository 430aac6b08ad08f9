// What a message says, in each language: the words of the glossary and no others.
import type { Glossary } from '../../model/glossary/zh-CN.ts';
import type { StepKind } from '../duty/escalation.ts';
import { english } from './english.ts';
import type { AlertMessage } from './message.ts';
import type { Language } from './notifier.ts';
import { simplifiedChinese } from './simplified-chinese.ts';

export interface Words extends Glossary {
  /** Why somebody is asked; empty where it goes without saying. */
  steps: Readonly<Record<StepKind, string>>;
  /** Before the title of a message about one case. */
  heads: Readonly<Record<AlertMessage['kind'], string>>;
  title(head: string, text: string): string;
  advisory: string;
  advisoryEnded: string;
  digest(count: number): string;
  test: string;
  testBody(notifier: string): string;
  labels: Readonly<Record<Label, string>>;
  openCase: string;
  more(count: number): string;
  /** Between label and value. */
  colon: string;
  comma: string;
  /** How full, with the room left where that is known. */
  level(percent: number, freeLitres: number | undefined): string;
  since(clockTime: string, minutes: number): string;
  resolved(clockTime: string, reason: string, by: string | undefined): string;
  people(names: string, shown: number, all: number): string;
  room(station: string, litres: number, metres: number): string;
}

export type Label =
  | 'station'
  | 'grid'
  | 'bin'
  | 'severity'
  | 'level'
  | 'since'
  | 'happened'
  | 'heard'
  | 'step'
  | 'asked'
  | 'report'
  | 'note'
  | 'resolved'
  | 'externalCase'
  | 'room'
  | 'time';

const WORDS: Readonly<Record<Language, Words>> = { 'zh-CN': simplifiedChinese, en: english };

export function wordsOf(language: Language): Words {
  return WORDS[language];
}
