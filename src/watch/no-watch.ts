// The watch of a hub that has none: nothing is judged, and whoever wants something of it is told so.
import { type Watch, WatchRefusal } from './watch.ts';

export function noWatch(): Watch {
  const refuse = () =>
    Promise.reject(new WatchRefusal('switched-off', 'cannot ask the watch: watch.enabled is false'));
  const nothing = () => Promise.resolve([]);
  return {
    alerts: refuse,
    alert: refuse,
    eventsOf: refuse,
    act: refuse,
    report: refuse,
    silences: refuse,
    addSilence: refuse,
    endSilence: refuse,
    bins: nothing,
    binsOf: nothing,
    advisories: nothing,
    counts: refuse,
    onEvent: () => () => undefined,
    state: () => ({ position: 0, behindBytes: 0, entriesJudged: 0, framesAside: 0 }),
  };
}
