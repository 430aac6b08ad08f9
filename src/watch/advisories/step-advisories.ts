// One step of the advisories: from the alerts that fire now to what begins, goes on and ends. Pure but for the state,
// which is changed in place; the caller stores it together with what comes out.
import type { Stream } from '../../model/stream.ts';
import type {
  Advisory,
  AdvisorySettings,
  AdvisoryState,
  AdvisoryStep,
  Alternative,
  BinPlace,
} from './advisory.ts';
import { messagesFor } from './advisory-message.ts';
import { type CauseNow, causeKey, type FiringAlert, findCauses } from './causes.ts';

const MINUTE_MS = 60_000;
/** One station causes at most one advisory of a kind in that time. */
const CAUSED_MS = 60 * MINUTE_MS;
/** Of the time that an advisory is valid, this share is left when it is renewed. */
const RENEW_AT = 0.5;

export interface AdvisoryInput {
  firing: Iterable<FiringAlert>;
  /** Where there is room near a station, now. */
  alternatives: (station: string, stream: Stream) => Alternative[];
  settings: AdvisorySettings;
  now: number;
}

export function createAdvisoryState(): AdvisoryState {
  return { open: [], caused: [] };
}

/** Of which streams each area is warned: their bins then look further ahead. */
export function warnedStreams(state: AdvisoryState): Map<string, Set<Stream>> {
  const warned = new Map<string, Set<Stream>>();
  for (const { grid, stream } of state.open) {
    if (stream) warned.set(grid, (warned.get(grid) ?? new Set()).add(stream));
  }
  return warned;
}

/** To be called every few seconds. Nothing came out and nothing changed when all three lists are empty. */
export function stepAdvisories(state: AdvisoryState, input: AdvisoryInput): AdvisoryStep {
  const causes = findCauses(input.firing, input.settings);
  const step: AdvisoryStep = { started: [], renewed: [], ended: [], messages: [] };
  const goesOn = (advisory: Advisory) => continued(advisory, causes, input, step);
  state.open = state.open.filter(goesOn);
  state.caused = state.caused.filter(({ at }) => at > input.now - CAUSED_MS && at <= input.now);
  const open = new Set(state.open.map(causeKey));
  for (const [key, cause] of causes) if (!open.has(key)) start(state, cause, input, step);
  const gridsOf = (advisories: Advisory[]) => new Set(advisories.map(({ grid }) => grid));
  const told = gridsOf([...step.started, ...step.renewed]);
  step.messages = messagesFor(state.open, { told, ended: gridsOf(step.ended) });
  return step;
}

function start(state: AdvisoryState, cause: CauseNow, input: AdvisoryInput, step: AdvisoryStep): void {
  const { now, settings } = input;
  const { grid, kind, stream, bins } = cause;
  const place = bins.find(
    ({ station }) => !state.caused.some((one) => one.station === station && one.kind === kind),
  );
  if (!place) return;
  const { station } = place;
  const advisory: Advisory = {
    id: [grid, kind, ...(stream ? [stream] : []), now.toString(36)].join('.'),
    grid,
    kind,
    ...(stream && { stream }),
    station,
    bins,
    alternatives: alternativesOf({ station, stream }, input),
    since: now,
    validUntil: validUntil(now, settings),
    toldAt: now,
  };
  state.open.push(advisory);
  state.caused.push({ station, kind, at: now });
  step.started.push(advisory);
}

/** Whether it stays open. */
function continued(
  advisory: Advisory,
  causes: ReadonlyMap<string, CauseNow>,
  input: AdvisoryInput,
  step: AdvisoryStep,
): boolean {
  const cause = causes.get(causeKey(advisory));
  if (cause) {
    delete advisory.calmSince;
    if (renew(advisory, cause, input)) step.renewed.push(advisory);
    return true;
  }
  // What is graver takes its place at once: an area is warned of one stream once.
  const graver =
    advisory.kind === 'many-near-full' && causes.has(causeKey({ ...advisory, kind: 'overflowing' }));
  if (!graver && !isOver(advisory, input)) return true;
  step.ended.push(advisory);
  return false;
}

/** Nothing causes it any more. */
function isOver(advisory: Advisory, { now, settings }: AdvisoryInput): boolean {
  // The clock may have been set back.
  advisory.calmSince = Math.min(advisory.calmSince ?? now, now);
  return now >= advisory.validUntil || now - advisory.calmSince >= settings.calmMinutes * MINUTE_MS;
}

/** Tells it again when half of its time is over, or, not too often, when bins or room are others. */
function renew(advisory: Advisory, cause: CauseNow, input: AdvisoryInput): boolean {
  const { now, settings } = input;
  const sinceTold = now - advisory.toldAt;
  // The clock was set back: what was said for then is said for now.
  const isDue = sinceTold < 0 || sinceTold >= settings.validMinutes * MINUTE_MS * RENEW_AT;
  if (!isDue && sinceTold < settings.tellEveryMinutes * MINUTE_MS) return false;
  const alternatives = alternativesOf(advisory, input);
  const isSame = sameBins(advisory, cause) && sameRoom(advisory.alternatives, alternatives);
  if (!isDue && isSame) return false;
  advisory.bins = cause.bins;
  advisory.alternatives = alternatives;
  advisory.validUntil = validUntil(now, settings);
  advisory.toldAt = now;
  return true;
}

function validUntil(now: number, { validMinutes }: AdvisorySettings): number {
  return now + validMinutes * MINUTE_MS;
}

/** From a hazard people go away, not elsewhere. */
function alternativesOf(
  { station, stream }: { station: string; stream?: Stream | undefined },
  input: AdvisoryInput,
): Alternative[] {
  return stream === undefined ? [] : input.alternatives(station, stream);
}

function sameBins({ bins }: Advisory, cause: CauseNow): boolean {
  const names = (places: readonly BinPlace[]) =>
    places
      .map(({ station, binId }) => `${station}/${binId}`)
      .sort()
      .join();
  return names(bins) === names(cause.bins);
}

/** The same stations, each with about as much room: a quarter more or less is no news. */
function sameRoom(before: readonly Alternative[], after: readonly Alternative[]): boolean {
  if (before.length !== after.length) return false;
  return before.every(({ station, freeLitres }, place) => {
    const now = after[place];
    return now?.station === station && Math.abs(now.freeLitres - freeLitres) <= freeLitres / 4;
  });
}
