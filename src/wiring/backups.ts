// Backups of the running hub, one at a time.
import type { ControlRequests } from '../api/control-requests.ts';
import { takeBackup } from '../backup/backup.ts';
import type { WiringContext } from './context.ts';
import type { Storage } from './storage.ts';

export function backupsOf(
  { clock, log }: Pick<WiringContext, 'clock' | 'log'>,
  { folder, holdFiles }: Pick<Storage, 'folder' | 'holdFiles'>,
): ControlRequests {
  let isRunning = false;
  return {
    async takeBackup(target) {
      if (isRunning) throw new Error(`cannot back up to ${target}: another backup is under way; wait for it`);
      isRunning = true;
      try {
        const taken = await takeBackup({ dataFolder: folder.path, target, holdFiles, clock });
        log.info({ ...taken }, 'a backup was taken');
        return taken;
      } finally {
        isRunning = false;
      }
    },
  };
}
