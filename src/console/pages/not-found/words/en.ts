import type { words as chinese } from './zh-CN.ts';

export const words: typeof chinese = {
  title: 'No such page',
  advice: 'The address may be wrong, or the page has moved.',
  home: 'To the first page',
};
