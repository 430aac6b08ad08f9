// Numbers with their units, as each language writes them.
import type { Language } from '../words/language.ts';

const formats = new Map<string, Intl.NumberFormat>();

export function formatNumber(
  value: number,
  language: Language,
  options: Intl.NumberFormatOptions = {},
): string {
  const key = `${language} ${JSON.stringify(options)}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(language, options);
  formats.set(key, format);
  return format.format(value);
}

/** `share` 0..1; whole percents unless told otherwise. */
export function formatPercent(share: number, language: Language, digits = 0): string {
  return formatNumber(share, language, { style: 'percent', maximumFractionDigits: digits });
}
