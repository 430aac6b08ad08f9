// What the page says of passwords is what the hub asks for.
import { expect, test } from 'vitest';
import { weaknessOf } from '../../../accounts/password-rules.ts';
import { words as english } from './words/en.ts';
import { words as chinese } from './words/zh-CN.ts';

test('the rules in words have the numbers of the rules', () => {
  const said = ['short', 'aaaaaaaaaaaa'].map((password) => /\d+/.exec(weaknessOf(password, 'li') ?? '')?.[0]);
  for (const { rules } of [chinese, english]) expect(rules.match(/\d+/g)).toEqual(said);
});
