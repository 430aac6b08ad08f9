// The languages of the console; Chinese first.

export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** As each calls itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { 'zh-CN': '简体中文', en: 'English' };

/** What was chosen before, else what the browser asks for, else Chinese. */
export function preferredLanguage(chosen: string | null, asked: readonly string[]): Language {
  if (isLanguage(chosen)) return chosen;
  const known = asked.find((tag) => /^(zh|en)\b/i.test(tag));
  return known && /^en\b/i.test(known) ? 'en' : 'zh-CN';
}

function isLanguage(text: string | null): text is Language {
  return (LANGUAGES as readonly (string | null)[]).includes(text);
}
