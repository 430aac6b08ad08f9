// What the sensors say of a station: levels with a centimetre or two of noise, temperature, battery, radio.
import type { FillLevelBody } from './happening.ts';
import type { LocalMinute } from './local-time.ts';
import type { StationProfile } from './profile.ts';
import { clamp, normal, type Random, round } from './random.ts';
import { levelOf, type StationState } from './station-state.ts';

const NOISE_MM = 12;
const DISTANCE_STEP_MM = 5;
const NOISE_LEVEL = 0.012;
/** Nearer than this an ultrasonic sensor hears only itself. */
const BLIND_ZONE_MM = 20;

export function readSensors(
  profile: StationProfile,
  state: StationState,
  now: { local: LocalMinute; random: Random },
): FillLevelBody {
  const { local, random } = now;
  const airC = airTemperatureC(local);
  const bins = profile.bins.map((bin) => {
    const level = levelOf(state, bin);
    const warmth = bin.stream === 'food' ? 4 * Math.min(level, 1) : 0;
    return {
      binId: bin.id,
      ...(bin.depthMm === undefined
        ? { fillLevel: round(clamp(level + normal(random) * NOISE_LEVEL, 0, 1), 3) }
        : { distanceMm: distanceMm(level, bin.depthMm, random) }),
      temperatureC: round(airC + warmth + normal(random) * 0.3, 1),
    };
  });
  return {
    bins,
    batteryV: round(12.6 + 0.5 * daylight(local) + normal(random) * 0.03, 2),
    signalDbm: Math.round(-70 - (profile.seed % 20) + normal(random) * 2),
  };
}

function distanceMm(level: number, depthMm: number, random: Random): number {
  const measured = depthMm * (1 - level) + normal(random) * NOISE_MM;
  const stepped = Math.round(measured / DISTANCE_STEP_MM) * DISTANCE_STEP_MM;
  return clamp(stepped, Math.min(BLIND_ZONE_MM, depthMm), depthMm);
}

/** Chongqing: about 8 °C in January, 29 °C in July; warmest at three in the afternoon. */
function airTemperatureC({ day, minuteOfDay }: LocalMinute): number {
  const season = -Math.cos((2 * Math.PI * ((day % 365.25) - 20)) / 365.25);
  return 18.5 + 10.5 * season + 3.5 * Math.cos((2 * Math.PI * (minuteOfDay - 900)) / 1440);
}

function daylight({ minuteOfDay }: LocalMinute): number {
  return Math.max(0, Math.cos((2 * Math.PI * (minuteOfDay - 780)) / 1440));
}
