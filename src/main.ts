#!/usr/bin/env node
// The command line: which command, which exit code. What commands do is in commands/.
import { Command } from 'commander';
import { addAreaCommands } from './commands/area.ts';
import { addBackupCommands } from './commands/backup.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addHistoryCommands } from './commands/history.ts';
import { addInfluxCommands } from './commands/influx.ts';
import { addNotifyCommands } from './commands/notify.ts';
import { addRulesCommands } from './commands/rules.ts';
import { addSecretsCommand } from './commands/secrets.ts';
import { addStationCommands } from './commands/station.ts';
import { addStationTail } from './commands/station-tail.ts';
import { addTokenCommand } from './commands/token.ts';
import { addUserCommands } from './commands/user.ts';
import { ConfigError } from './config/config-error.ts';
import { RegistryConflict } from './registry/registry.ts';
import { version } from './version.ts';

/** EX_CONFIG of sysexits.h: starting again without a change is useless. */
const EXIT_CONFIG = 78;

const program = new Command('dropoff-hub')
  .description('The open hub for smart drop-off stations. Settings: config/hub.yaml and HUB_* variables.')
  .version(version)
  .showHelpAfterError();

program
  .command('start')
  .description('run the hub')
  .action(async () => {
    // Loaded late: the other commands need neither broker nor history.
    const { start } = await import('./commands/start.ts');
    process.exit(await start());
  });
addStationCommands(program);
// Asked for so often that it is here as well.
addStationTail(program);
addAreaCommands(program);
addTokenCommand(program);
addUserCommands(program);
addInfluxCommands(program);
addHistoryCommands(program);
addRulesCommands(program);
addBackupCommands(program);
addDoctorCommand(program);
addNotifyCommands(program);
addSecretsCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exit(report(error));
}

function report(error: unknown): number {
  if (error instanceof ConfigError) {
    console.error(`The configuration is not valid:\n${error.message}`);
    return EXIT_CONFIG;
  }
  if (error instanceof RegistryConflict) {
    console.error(`The configuration contradicts what is registered:\n${error.message}`);
    return EXIT_CONFIG;
  }
  if ((error as NodeJS.ErrnoException | null)?.code === 'ENOSPC') {
    console.error(`The disk is full: free some, then try again (${String(error)})`);
    return 1;
  }
  console.error(error instanceof Error ? error.message : error);
  return 1;
}
