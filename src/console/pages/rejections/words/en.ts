// Words of the page of rejected messages, in English.
import type { words as chinese } from './zh-CN.ts';

export const words: typeof chinese = {
  title: 'Rejected messages',
  intro:
    'Messages that the hub did not take in: why, and where the fault is. They are kept for 30 days; a station need not send them again.',
  station: 'Station id',
  anyStation: 'all stations',
  stationExpected: '1 to 32 letters, digits, "-" or "_"',
  reason: 'Reason',
  anyReason: 'all reasons',
  show: 'Show',
  none: 'No rejected messages.',
  noneMatching: 'No rejected messages of this kind.',
  more: 'Older messages',
  path: 'Where',
  expected: 'Expected',
  topic: 'Topic',
  type: 'Type',
  number: 'Number',
  deviceTime: "Station's clock",
  received: 'Received',
  bin: 'Only bin {place} of the message was refused; the rest is in the history',
  wrongLine: 'The fault is here',
  digest: 'It could not be read. Of {bytes} bytes only the beginning is kept, with digits masked:',
  showMessage: 'The message',
  notReplayable: 'Cannot be replayed',
  replay: 'Replay',
  replayAll: 'Replay all of these',
  replayAllTitle: 'Replay all of these',
  replayAllText:
    'The rejected messages of {station}, {reason}, are judged again as of their arrival and taken in, at most 1,000 at a time. What is taken in cannot be taken back; what fails again stays here.',
  replayedOne: 'Taken in.',
  replayedAll: '{replayed} taken in, {failed} failed again.',
  replayedMore: 'That was 1,000; there may be more: press again to go on.',
  failedAgain: 'Failed again:',
  outcomes: {
    done: 'taken in',
    'not-found': 'no longer here',
    'not-replayable': 'messages of this kind cannot be replayed',
  },
  failures: 'Messages that were not taken in',
  reasons: {
    'unknown-topic': {
      what: 'The protocol has no such topic.',
      todo: 'Correct the topic in the firmware.',
    },
    'wrong-station': {
      what: "It was sent to another station's topic.",
      todo: "Use the station's own id.",
    },
    'bad-json': {
      what: 'It is not UTF-8, or not JSON.',
      todo: 'Correct the encoding in the firmware.',
    },
    'bad-shape': {
      what: 'A field is missing, or has a value that cannot be.',
      todo: 'Correct the firmware by the protocol; replay once the hub takes it.',
    },
    'unknown-bin': {
      what: 'The station has no such bin registered.',
      todo: 'Register the bin, then replay.',
    },
    'no-depth': {
      what: 'It tells a distance, but no depth of the bin is registered to make a level of it.',
      todo: 'Register the depth and replay, or send fillLevel.',
    },
    'too-late': {
      what: 'It is older than the settings allow.',
      todo: "Check the station's clock; replay after a change of the setting.",
    },
    'seq-reused': {
      what: 'The counter started again within one bootId.',
      todo: 'A new bootId at each boot.',
    },
    'seq-gaps': {
      what: 'Too many separate runs of numbers in one boot.',
      todo: 'Send what is missing, or boot anew.',
    },
    'too-many-boots': {
      what: 'It booted too often of late.',
      todo: 'Find out why the station reboots.',
    },
    'too-large': {
      what: 'It is over the limit of a message.',
      todo: 'Send smaller batches.',
    },
  },
};
