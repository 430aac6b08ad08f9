import type { words as chinese } from './zh-CN.ts';

export const words: typeof chinese = {
  title: 'Report',
  what: 'What do you see?',
  station: 'Station',
  search: 'Name or id',
  chosen: 'Chosen: {name}',
  change: 'Change',
  noMatch: 'No such station.',
  moreMatches: 'and {count} more: type a little further.',
  bin: 'Which bin (optional)',
  wholeStation: 'The whole station',
  place: 'Where exactly (optional)',
  note: 'Note (optional)',
  send: 'Report',
  sent: 'Reported',
  sentAgain: 'Somebody has reported it already: both are one case.',
  open: 'Show the alert',
  another: 'Report something else',
  failed: 'Not done: {why}',
};
