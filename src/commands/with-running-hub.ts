// Gives a command a hub that runs: for what only a hub at work can tell.
import { loadConfig } from '../config/load-config.ts';
import { NoHubRunning } from '../control/control-client.ts';
import { controlSocketPath } from '../control/control-socket.ts';
import { createHubAsker, type HubAsker } from '../control/hub-asker.ts';

/** `what` is asked for, as in "cannot <what>: no hub runs". */
export async function withRunningHub(what: string, task: (hub: HubAsker) => Promise<void>): Promise<void> {
  const { dataFolder } = loadConfig(process.env);
  try {
    await task(createHubAsker(controlSocketPath(dataFolder)));
  } catch (error) {
    if (!(error instanceof NoHubRunning)) throw error;
    const wayOut = 'start it with "dropoff-hub start", or name its folder by HUB_DATA';
    throw new Error(`cannot ${what}: no hub runs on ${dataFolder}; ${wayOut}`, { cause: error });
  }
}
