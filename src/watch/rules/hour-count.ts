// How often something happened within the last hour, in steps of five minutes, as plain data of a fixed size.

const STEP_MS = 300_000;
const STEPS = 12;

export interface HourCount {
  /** Number since 1970 of the step that the last count is of. */
  step: number;
  /** By step, the newest last. */
  counts: number[];
}

export function createHourCount(): HourCount {
  return { step: 0, counts: [] };
}

/** A time before the newest step counts in the newest: clocks step back, counts do not. */
export function addToHour(hour: HourCount, at: number): void {
  const step = Math.max(hour.step, Math.floor(at / STEP_MS));
  const passed = hour.step === 0 ? 0 : step - hour.step;
  if (passed >= STEPS || hour.counts.length === 0) hour.counts = [0];
  else for (let i = 0; i < passed; i += 1) hour.counts.push(0);
  hour.counts = hour.counts.slice(-STEPS);
  hour.counts[hour.counts.length - 1] = (hour.counts.at(-1) ?? 0) + 1;
  hour.step = step;
}

/** In the hour before `now`, give or take a step. */
export function countOfHour(hour: HourCount, now: number): number {
  const passed = Math.max(0, Math.floor(now / STEP_MS) - hour.step);
  const outdated = Math.max(0, hour.counts.length + passed - STEPS);
  return hour.counts.slice(outdated).reduce((sum, count) => sum + count, 0);
}
