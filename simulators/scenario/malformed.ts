// The ways in which bad firmware spoils a message, and what each must come to: bytes, types, bins, dates, and fields
// that nobody declared.
import type { RejectionReason } from '../../src/model/rejection.ts';
import type { FramedType } from '../../src/protocol/index.ts';
import type { Random } from '../town/random.ts';

export interface SoundMessage {
  type: FramedType;
  message: { bootId: string; seq: number; observedAt: number } & Record<string, unknown>;
}

export interface Spoilt {
  payload: Buffer;
  fault?: RejectionReason;
  /** The hub can still read which message it was. */
  framed: boolean;
  inPart?: boolean;
  /** When the message says it was made, where that is what was spoilt. */
  observedAt?: number;
}

const FORTY_DAYS_MS = 40 * 86_400_000;
const GHOST = 'ghost-9';

type Spoil = (sound: SoundMessage, now: number) => Spoilt;

const SPOILS: readonly Spoil[] = [
  cutShort,
  notText,
  textForNumber,
  wrongType,
  unknownBin,
  muchTooOld,
  undeclared,
];

/** `now`: real time in the run. */
export function spoil(sound: SoundMessage, now: number, random: Random): Spoilt {
  const chosen = SPOILS[Math.floor(random() * SPOILS.length)] ?? cutShort;
  return chosen(sound, now);
}

function cutShort({ message }: SoundMessage): Spoilt {
  const bytes = json(message);
  return { payload: bytes.subarray(0, Math.floor(bytes.length / 2)), fault: 'bad-json', framed: false };
}

function notText({ message }: SoundMessage): Spoilt {
  const payload = Buffer.concat([json(message), Buffer.from([0xff, 0xfe])]);
  return { payload, fault: 'bad-json', framed: false };
}

function textForNumber({ message }: SoundMessage): Spoilt {
  return { payload: json({ ...message, seq: `${message.seq}` }), fault: 'bad-shape', framed: false };
}

const WRONG: Record<FramedType, Record<string, unknown>> = {
  'drop-off': { weightKg: 'heavy' },
  'fill-level': { bins: [] },
  emptied: { binId: 7 },
  event: { kind: 'explosion' },
};

function wrongType({ type, message }: SoundMessage): Spoilt {
  return { payload: json({ ...message, ...WRONG[type] }), fault: 'bad-shape', framed: true };
}

/** Of a level message only the bin is refused; an event is accepted whatever its bin. */
function unknownBin({ type, message }: SoundMessage): Spoilt {
  if (type === 'event') return { payload: json({ ...message, binId: GHOST }), framed: true };
  if (type !== 'fill-level')
    return { payload: json({ ...message, binId: GHOST }), fault: 'unknown-bin', framed: true };
  const bins = [...(message.bins as unknown[]), { binId: GHOST, fillLevel: 0.5 }];
  return { payload: json({ ...message, bins }), fault: 'unknown-bin', framed: true, inPart: true };
}

function muchTooOld({ message: { ageMs: _, ...message } }: SoundMessage, now: number): Spoilt {
  const observedAt = now - FORTY_DAYS_MS;
  return { payload: json({ ...message, observedAt }), fault: 'too-late', framed: true, observedAt };
}

/** Dropped at the door; the message is as good as without them. */
function undeclared({ message }: SoundMessage): Spoilt {
  const more = '"debug":{"heap":[1,2]},"__proto__":{"admin":true},"constructor":1,';
  return { payload: Buffer.from(`{${more}${JSON.stringify(message).slice(1)}`), framed: true };
}

function json(message: object): Buffer {
  return Buffer.from(JSON.stringify(message));
}
