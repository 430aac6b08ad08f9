// Watch behind the door: it follows the journal, is told the time and the stations, and gets what it concludes into
// the journal.
import { join } from 'node:path';
import { findUnknownAreas } from '../config/area-references.ts';
import { ConfigError } from '../config/config-error.ts';
import type { DerivedEntry } from '../model/entry.ts';
import { openCaseLinkKey } from '../watch/case-link-key.ts';
import { noWatch } from '../watch/no-watch.ts';
import type { Watch } from '../watch/watch.ts';
import { startWatch } from '../watch/watch-client.ts';
import { type WiringContext, warnOf } from './context.ts';
import type { DoorParts } from './door.ts';
import { every } from './every.ts';
import { sendMessages, subscriptionsOf } from './messages.ts';
import { createPersonalFieldsTeller } from './personal-fields.ts';
import type { Storage } from './storage.ts';
import { townChange, wholeTown } from './watched-stations.ts';

export const WATCH_EVERY_MS = 1_000;
/** So many looks of watch from one count of the fields that look personal to the next. */
const PERSONAL_EVERY = 30;

export async function openWatch(
  context: WiringContext,
  storage: Storage,
  { gate, ingest }: Pick<DoorParts, 'gate' | 'ingest'>,
): Promise<Watch> {
  const unknown = findUnknownAreas(context.config, (area) => storage.registry.area(area) !== undefined);
  if (unknown.length > 0) throw new ConfigError(unknown);
  if (!context.config.watch.enabled) return noWatch();
  const { config, clock, log, closing, onFatal, watchEveryMs } = context;
  const { folder, registry, journal, journalFolder, memory } = storage;

  /** A full journal behind an open gate as well: it is for a message to find that out, not for this. */
  function journalDerived(entries: readonly DerivedEntry[]): Promise<boolean> {
    if (!gate.open || journal.state !== 'open') return Promise.resolve(false);
    return new Promise((resolve) =>
      gate.append(entries, (error) => {
        if (!error) for (const entry of entries) memory.apply(entry);
        resolve(error === undefined);
      }),
    );
  }

  const { id, base, committed } = journal;
  const watch = await startWatch({
    folder: join(folder.path, 'watch'),
    journal: { folder: journalFolder, id, base, committed },
    town: wholeTown(registry),
    settings: {
      alerts: config.alerts,
      people: { duty: config.duty, subscriptions: subscriptionsOf(config) },
    },
    clock,
    journalDerived,
    onTrouble: (trouble) => log.warn({ trouble }, 'watch'),
    onFailure: onFatal,
  });
  closing.add('watch', watch, (open) => open.stop());
  storage.follow(watch);
  registry.onChange((ids) => watch.townChanged(townChange(registry, ids)));
  const ticking = every(watchEveryMs, () => watch.tick(ingest.open), warnOf(context, 'cannot look around'));
  closing.add('watch clock', ticking, (timer) => timer.stop());
  const tellPersonal = createPersonalFieldsTeller({ registry, memory, watch });
  const counting = every(PERSONAL_EVERY * watchEveryMs, tellPersonal, warnOf(context, 'cannot count fields'));
  closing.add('personal fields', counting, (timer) => timer.stop());
  sendMessages(context, watch, await openCaseLinkKey(storage.state));
  return watch;
}
