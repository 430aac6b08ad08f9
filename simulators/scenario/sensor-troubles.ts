// What broken sensors make of true levels: noise, spikes, two-level flipping, stuck, no echo, an open lid, heat.
import type { Bin } from '../../src/model/station.ts';
import type { FillLevelBody } from '../town/happening.ts';
import { clamp, normal, type Random, round } from '../town/random.ts';
import type { Trouble, TroubleOf } from './scenario-schema.ts';

type BinReading = FillLevelBody['bins'][number];

/** A sensor of the field says 254 cm when nothing comes back. */
const NO_ECHO_MM = 2_540;
const SPIKE_LEVEL = 0.3;
/** The heat has come up in so long. */
const HEATING_MS = 20 * 60_000;

export interface SensorMoment {
  /** Milliseconds of the town since the scenario began. */
  at: number;
  troubles: readonly Trouble[];
  random: Random;
}

export class TroubledSensors {
  readonly #bins: ReadonlyMap<string, Bin>;
  /** What a stuck sensor saw first, by bin. */
  readonly #stuckAt = new Map<string, BinReading>();

  constructor(bins: readonly Bin[]) {
    this.#bins = new Map(bins.map((bin) => [bin.id, bin]));
  }

  read(body: FillLevelBody, moment: SensorMoment): FillLevelBody {
    return { ...body, bins: body.bins.map((reading) => this.#readBin(reading, moment)) };
  }

  #readBin(reading: BinReading, moment: SensorMoment): BinReading {
    const bin = this.#bins.get(reading.binId);
    if (bin === undefined) return reading;
    const own = moment.troubles.filter((trouble) => !('stream' in trouble) || hits(trouble.stream, bin));
    if (!own.some(({ kind }) => kind === 'stuck')) this.#stuckAt.delete(bin.id);
    return own.reduce((said, trouble) => this.#trouble(said, { ...moment, trouble, bin }), reading);
  }

  #trouble(reading: BinReading, now: SensorMoment & { trouble: Trouble; bin: Bin }): BinReading {
    const { trouble, bin, random } = now;
    const level = levelIn(reading, bin);
    switch (trouble.kind) {
      case 'noise':
        return withLevel(reading, bin, level + normal(random) * trouble.level);
      case 'spikes':
        return random() < trouble.often ? withLevel(reading, bin, spikeFrom(level)) : reading;
      case 'flipping':
        return random() < 0.5 ? withLevel(reading, bin, trouble.to) : reading;
      case 'stuck':
        return this.#stuck(reading);
      case 'no-echo':
        return withoutEcho(reading, bin);
      case 'lid-open':
        return { ...withLevel(reading, bin, random()), lidOpen: true };
      case 'heat':
        return heated(reading, trouble, now.at);
      default:
        return reading;
    }
  }

  #stuck(reading: BinReading): BinReading {
    const first = this.#stuckAt.get(reading.binId) ?? reading;
    this.#stuckAt.set(reading.binId, first);
    return first;
  }
}

function hits(stream: string | undefined, bin: Bin): boolean {
  return stream === undefined || stream === bin.stream;
}

/** To the other side, as far as 20 cm of a bin a metre deep and more. */
function spikeFrom(level: number): number {
  return level > 0.5 ? level - SPIKE_LEVEL : level + SPIKE_LEVEL;
}

function levelIn({ fillLevel, distanceMm = 0 }: BinReading, { depthMm = 1 }: Bin): number {
  return fillLevel ?? 1 - distanceMm / depthMm;
}

function withLevel(reading: BinReading, { depthMm }: Bin, level: number): BinReading {
  const possible = clamp(level, 0, 1);
  if (reading.distanceMm === undefined || depthMm === undefined)
    return { ...reading, fillLevel: round(possible, 3) };
  return { ...reading, distanceMm: Math.round(depthMm * (1 - possible)) };
}

function withoutEcho(reading: BinReading, { depthMm }: Bin): BinReading {
  if (reading.distanceMm !== undefined && depthMm !== undefined)
    return { ...reading, distanceMm: NO_ECHO_MM };
  // A sensor that reckons by itself takes the way for that of an empty bin a metre deep.
  return { ...reading, fillLevel: round(1 - NO_ECHO_MM / 1_000, 3) };
}

function heated(reading: BinReading, { from, toC }: TroubleOf<'heat'>, at: number): BinReading {
  const before = reading.temperatureC ?? 20;
  const temperatureC = round(before + (toC - before) * clamp((at - from) / HEATING_MS, 0, 1), 1);
  return { ...reading, temperatureC };
}
