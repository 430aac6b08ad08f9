// What one station of the benchmark says: deposits and levels of four bins in turn, with correct frames.
import { createHash, randomBytes } from 'node:crypto';
import { STREAMS } from '../../src/model/stream.ts';
import { standingLevel } from './bin-level.ts';
import { FIRST_SEQ, frameText, LEVEL_MARK, MessageTemplate } from './message-template.ts';
import type { Payload } from './plan.ts';

const LATE_BY_MS = 30 * 24 * 3_600_000;

export interface MessageSourceOptions {
  station: string;
  payload: Payload;
  lateShare: number;
}

export class MessageSource {
  readonly #turns: readonly MessageTemplate[];
  readonly #lateShare: number;
  readonly #firstBin: number;
  #seq = FIRST_SEQ;
  /** Of the longest message. */
  readonly maxLength: number;

  constructor({ station, payload, lateShare }: MessageSourceOptions) {
    const frame = frameText(randomBytes(9).toString('base64url'));
    const levels = new MessageTemplate(station, 'fill-level', `{${frame},${fillLevelText(payload)}}`);
    this.#turns = STREAMS.flatMap((stream) => [
      new MessageTemplate(station, 'drop-off', `{${frame},${dropOffText(stream, payload)}}`),
      levels,
    ]);
    this.#lateShare = lateShare;
    this.#firstBin = firstBinOf(station);
    this.maxLength = Math.max(...this.#turns.map(({ length }) => length));
  }

  /** Returns where the next packet may begin. */
  write(target: Buffer, offset: number, packetId: number): number {
    const seq = this.#seq++;
    const observedAt = Date.now() - (Math.random() < this.#lateShare ? LATE_BY_MS : 0);
    const template = this.#turns[seq % this.#turns.length] as MessageTemplate;
    const reading = (seq - FIRST_SEQ) >> 1;
    const level = (place: number) => standingLevel(this.#firstBin + place, reading);
    return template.write(target, offset, { packetId, seq, observedAt, level });
  }
}

/** Its bins stand in each phase of a run where they stood before, and hardly two stations stand alike. */
function firstBinOf(station: string): number {
  return createHash('sha256').update(station).digest().readUInt16BE();
}

function dropOffText(stream: string, payload: Payload): string {
  const label = payload === 'full' ? ',"label":"leftovers"' : '';
  const more = payload === 'full' ? ',"household":"hh-########-####","evidenceId":"cam1-####-########"' : '';
  const recognition = `{"stream":"${stream}","confidence":0.9#${label}}`;
  return `"binId":"${stream}-1","weightKg":#.##,"recognition":${recognition}${more}`;
}

function fillLevelText(payload: Payload): string {
  const more =
    payload === 'full' ? ',"distanceMm":1##,"massKg":1#.#,"temperatureC":2#.#,"lidOpen":false' : '';
  const bins = STREAMS.map((stream) => `{"binId":"${stream}-1","fillLevel":0.${LEVEL_MARK}${more}}`);
  const vitals = payload === 'full' ? ',"batteryV":12.#,"signalDbm":-7#' : '';
  return `"bins":[${bins.join(',')}]${vitals}`;
}
