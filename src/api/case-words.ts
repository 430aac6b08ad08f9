// What the page of one case says, in each language; the words of rules, streams and the like are those of messages.
import type { Language } from '../watch/notifiers/notifier.ts';

/** The last part of the path that a button posts to. */
export const CASE_DEEDS = ['accept', 'arrived', 'emptied', 'cannot'] as const;
export type CaseDeed = (typeof CASE_DEEDS)[number];

/** Why nothing was done. */
export type CaseRefusal = 'name-missing' | 'note-missing' | 'too-long' | 'taken' | 'closed' | 'failed';

/** Why there is no page of a case. */
export type NoCase = 'expired' | 'invalid' | 'gone' | 'failed';

export interface CaseWords {
  title: string;
  otherLanguage: string;
  deeds: Readonly<Record<CaseDeed, string>>;
  done: Readonly<Record<CaseDeed, string>>;
  refusals: Readonly<Record<CaseRefusal, string>>;
  noCase: Readonly<Record<NoCase, { title: string; advice: string }>>;
  state: string;
  holder: string;
  who: string;
  /** Somebody who is not among those on duty. */
  other: string;
  name: string;
  note: string;
  noteHint: string;
  /** By whom and when. */
  deed(by: string, clockTime: string): string;
  validUntil(clockTime: string): string;
}

const simplifiedChinese: CaseWords = {
  title: '告警处理',
  otherLanguage: 'English',
  deeds: { accept: '接单', arrived: '到场', emptied: '已清运', cannot: '无法处理' },
  done: {
    accept: '已接单。',
    arrived: '已记录到场。',
    emptied: '已记录清运，传感器确认后自动办结。',
    cannot: '已记录无法处理，将通知其他人员。',
  },
  refusals: {
    'name-missing': '请先选择或填写您的姓名，再按按钮。',
    'note-missing': '“无法处理”需要在说明中写明原因。',
    'too-long': '姓名最多 28 个字，说明最多 500 个字。',
    taken: '此告警已由他人接单。',
    closed: '此告警已办结，无需处理。',
    failed: '暂时无法记录，请稍后再按一次；如仍不行，请电话联系值班人员。',
  },
  noCase: {
    expired: {
      title: '链接已过期',
      advice: '链接自消息发出起 24 小时内有效。请打开最新的消息，或联系值班主管重新发送。',
    },
    invalid: {
      title: '链接无效',
      advice:
        '链接可能不完整，或不是由本平台发出。请直接点击消息中的链接，不要手工输入；如仍不行，请联系值班主管。',
    },
    gone: { title: '此告警已不在平台中', advice: '告警早已办结，无需处理。如现场仍有问题，请联系值班主管。' },
    failed: { title: '暂时无法显示', advice: '请稍后重新打开链接。如事情紧急，请电话联系值班人员。' },
  },
  state: '状态',
  holder: '处理人',
  who: '您是哪一位？（必选）',
  other: '其他人',
  name: '您的姓名（必填）',
  note: '说明',
  noteHint: '无法处理时请写明原因',
  deed: (by, clockTime) => `${by}，${clockTime}`,
  validUntil: (clockTime) => `此链接仅用于这一件告警，有效期至 ${clockTime}，请勿转发给无关人员。`,
};

const english: CaseWords = {
  title: 'One case',
  otherLanguage: '中文',
  deeds: { accept: 'Accept', arrived: 'Arrived', emptied: 'Emptied', cannot: 'Cannot' },
  done: {
    accept: 'You have accepted it.',
    arrived: 'Noted: you are there.',
    emptied: 'Noted: emptied. The case is closed when the sensor shows it.',
    cannot: 'Noted: cannot be handled. Others will be told.',
  },
  refusals: {
    'name-missing': 'Choose or write your name first, then press the button.',
    'note-missing': 'For "Cannot", write the reason into the note.',
    'too-long': 'At most 28 characters for the name, 500 for the note.',
    taken: 'Somebody else has accepted this case.',
    closed: 'This case is closed. Nothing needs to be done.',
    failed: 'This could not be noted. Press again shortly; if it still fails, call whoever is on duty.',
  },
  noCase: {
    expired: {
      title: 'This link has expired',
      advice:
        'A link is valid for 24 hours from its message. Open the newest message, or ask the supervisor.',
    },
    invalid: {
      title: 'This link is not valid',
      advice:
        'It may be incomplete, or not of this hub. Press the link in the message instead of typing it; if that fails, ask the supervisor.',
    },
    gone: {
      title: 'This case is no longer here',
      advice: 'It was closed long ago. If something is wrong at the station, tell the supervisor.',
    },
    failed: {
      title: 'This cannot be shown now',
      advice: 'Open the link again shortly. If it is urgent, call whoever is on duty.',
    },
  },
  state: 'State',
  holder: 'Taken by',
  who: 'Who are you? (required)',
  other: 'Somebody else',
  name: 'Your name (required)',
  note: 'Note',
  noteHint: 'For "Cannot": the reason',
  deed: (by, clockTime) => `${by}, ${clockTime}`,
  validUntil: (clockTime) =>
    `This link is for this one case, until ${clockTime}. Do not pass it on to others.`,
};

const WORDS: Readonly<Record<Language, CaseWords>> = { 'zh-CN': simplifiedChinese, en: english };

export function caseWordsOf(language: Language): CaseWords {
  return WORDS[language];
}
