// The two languages say the same: every key of one is in the other, with the same places for values; and none has a
// character that vue-i18n would read as its own.
import { expect, test } from 'vitest';
import type { Words } from './all/gather.ts';
import { preferredLanguage } from './language.ts';

const files = import.meta.glob<{ words: Words }>(['./{zh-CN,en}.ts', '../pages/*/words/{zh-CN,en}.ts'], {
  eager: true,
});

function textsOf(words: Words, before = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[before + key, value]] : textsOf(value, `${before}${key}.`),
  );
}

const placesOf = (text: string) => new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
const chinese = Object.entries(files).filter(([path]) => path.endsWith('zh-CN.ts'));

test('every file of words is there in both languages', () => {
  expect(chinese.length).toBeGreaterThan(3);
  const english = Object.keys(files).filter((path) => path.endsWith('/en.ts'));
  expect(english.map((path) => path.replace('/en.ts', '/zh-CN.ts'))).toEqual(chinese.map(([path]) => path));
});

test.each(chinese)('%s', (path, { words }) => {
  const english = new Map(textsOf(files[path.replace('zh-CN.ts', 'en.ts')]?.words ?? {}));
  const texts = textsOf(words);
  expect(new Set(texts.map(([key]) => key))).toEqual(new Set(english.keys()));
  for (const [key, text] of texts) expect(placesOf(english.get(key) ?? ''), key).toEqual(placesOf(text));
});

test.each(Object.entries(files))(
  '%s: nothing that the formatter would take for its own',
  (_path, { words }) => {
    for (const [key, text] of textsOf(words))
      expect(text.replace(/\{'[^']*'\}/g, ''), key).not.toMatch(/[@|]/);
  },
);

test.each([
  ['en', ['zh-CN'], 'en'],
  [null, ['en-GB', 'zh'], 'en'],
  [null, ['zh-TW'], 'zh-CN'],
  [null, ['de', 'en'], 'en'],
  [null, ['fr'], 'zh-CN'],
  ['klingon', [], 'zh-CN'],
] as const)('chosen %s, asked %j: %s', (chosen, asked, expected) => {
  expect(preferredLanguage(chosen, asked)).toBe(expected);
});
