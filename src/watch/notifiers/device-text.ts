// Text from devices and from people, made harmless before it is put into a message: one line, no hidden characters,
// not longer than a name is. What each robot reads as markup is escaped by markup.ts.

/** Control and format characters (also those that turn the direction of writing), line ends, lone surrogates. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

export const LONGEST_TEXT = 80;

/** At most so many characters (code points). */
export function deviceText(text: string, longest = LONGEST_TEXT): string {
  const characters = [...text.replace(HIDDEN, ' ').replace(/\s+/gu, ' ').trim()];
  return characters.length <= longest ? characters.join('') : `${characters.slice(0, longest - 1).join('')}…`;
}
