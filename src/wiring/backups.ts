// Backups of the running hub, one at a time. One that is under way when the hub stops is given up.
import type { ControlRequests } from '../api/control-requests.ts';
import { type BackupTaken, takeBackup } from '../backup/backup.ts';
import type { WiringContext } from './context.ts';
import type { Storage } from './storage.ts';

export interface Backups extends ControlRequests {
  stop(): Promise<void>;
}

export function backupsOf(
  { clock, log }: Pick<WiringContext, 'clock' | 'log'>,
  { folder, holdFiles }: Pick<Storage, 'folder' | 'holdFiles'>,
): Backups {
  const stopping = new AbortController();
  let running: Promise<BackupTaken> | undefined;

  async function take(target: string): Promise<BackupTaken> {
    const { signal } = stopping;
    const taken = await takeBackup({ dataFolder: folder.path, target, holdFiles, clock, signal });
    log.info({ ...taken }, 'a backup was taken');
    return taken;
  }

  return {
    async takeBackup(target) {
      if (running !== undefined)
        throw new Error(`cannot back up to ${target}: another backup is under way; wait for it`);
      running = take(target).finally(() => {
        running = undefined;
      });
      return running;
    },
    async stop() {
      stopping.abort();
      await running?.catch(() => undefined);
    },
  };
}
