// What a stolen or broken device says that is no message at all: foreign topics, huge and deep payloads. Each comes
// to one rejection and must not hurt the station's good messages.
import type { RejectionReason } from '../../src/model/rejection.ts';
import { uplinkTopic } from '../../src/protocol/topics.ts';
import type { Random } from '../town/random.ts';

export interface HostileMessage {
  topic: string;
  payload: Buffer;
  reason: RejectionReason;
}

const OVER_64_KIB = 66_000;
const DEEP = 5_000;

export function hostileMessage(station: string, random: Random): HostileMessage {
  const kinds: readonly HostileMessage[] = [
    {
      topic: uplinkTopic(`not-${station}`.slice(0, 32), 'drop-off'),
      payload: text('{}'),
      reason: 'wrong-station',
    },
    { topic: `waste/v1/${station}/firmware`, payload: text('{}'), reason: 'unknown-topic' },
    { topic: `waste/v2/${station}/drop-off`, payload: text('{}'), reason: 'unknown-topic' },
    {
      topic: uplinkTopic(station, 'drop-off'),
      payload: Buffer.alloc(OVER_64_KIB, 0x20),
      reason: 'too-large',
    },
    { topic: uplinkTopic(station, 'event'), payload: text(nested()), reason: 'bad-shape' },
    { topic: uplinkTopic(station, 'event'), payload: text('[['.repeat(DEEP)), reason: 'bad-json' },
    { topic: uplinkTopic(station, 'emptied'), payload: Buffer.alloc(0), reason: 'bad-json' },
    { topic: uplinkTopic(station, 'batch'), payload: text('{"not":"a list"}'), reason: 'bad-shape' },
    { topic: uplinkTopic(station, 'status'), payload: text('{"state":"melting"}'), reason: 'bad-shape' },
  ];
  return kinds[Math.floor(random() * kinds.length)] as HostileMessage;
}

function nested(): string {
  return `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`;
}

function text(payload: string): Buffer {
  return Buffer.from(payload);
}
