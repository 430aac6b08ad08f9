// `dropoff-hub station ...`: which stations there are, and their tokens. A token is shown once.
import { open, readFile, rm } from 'node:fs/promises';
import type { Command } from 'commander';
import { DeskRefusal } from '../control/registry-desk.ts';
import type { Station } from '../model/station.ts';
import type { IssuedToken } from '../registry/registry.ts';
import { addStationCheck } from './station-check.ts';
import { addStationTail } from './station-tail.ts';
import { withDesk } from './with-desk.ts';

interface AddOptions {
  name: string;
  grid: string;
  bins: string;
  latitude?: string;
  longitude?: string;
  reportingMinutes?: string;
  households?: string;
  zone?: string;
  inServiceFrom?: string;
}

export function addStationCommands(program: Command): void {
  const station = program.command('station').description('stations (投放站) and their tokens');

  station
    .command('add <id>')
    .description('add one station and show its token')
    .requiredOption('--name <name>', 'what people call it')
    .requiredOption('--grid <id>', 'the area that it stands in')
    .requiredOption('--bins <bins>', 'stream:litres[:depth in mm], e.g. "food:240:1100|residual:240"')
    .option('--latitude <degrees>')
    .option('--longitude <degrees>')
    .option('--reporting-minutes <minutes>', 'how often it reports levels')
    .option('--households <number>', 'registered households')
    .option('--zone <zone>', 'IANA time zone')
    .option('--in-service-from <date>', 'first day in service, YYYY-MM-DD')
    .action((id: string, options: AddOptions) =>
      withDesk(async (desk) => printTokens(await desk.addStation(toFields(id, options)))),
    );

  station
    .command('import <file>')
    .description('add the stations of a CSV file, all or none')
    .requiredOption('--tokens-out <file>', 'a new file for the tokens, as id,token')
    .action((file: string, { tokensOut }: { tokensOut: string }) => importFile(file, tokensOut));

  station
    .command('list')
    .description('show the stations in service')
    .option('--json', 'one JSON object a line')
    .action(({ json }: { json?: boolean }) =>
      withDesk(async (desk) => {
        for (const each of await desk.stations()) console.log(json ? JSON.stringify(each) : summaryOf(each));
      }),
    );

  station
    .command('rotate-token <id>')
    .description('make a new token; the old ones stay valid for a while')
    .option('--overlap-days <days>', 'how long', '30')
    .action((id: string, { overlapDays }: { overlapDays: string }) =>
      withDesk(async (desk) => printTokens([await desk.rotateToken(id, daysOf(overlapDays))])),
    );

  station
    .command('remove <id>')
    .description('take a station out of service; its past stays')
    .action((id: string) =>
      withDesk(async (desk) => {
        await desk.removeStation(id);
        console.log(`Station ${id} is out of service; its past stays.`);
      }),
    );

  addStationCheck(station);
  addStationTail(station);
}

/** The file for the tokens is there before anything is imported: tokens that cannot be kept would be lost. */
async function importFile(file: string, tokensOut: string): Promise<void> {
  const csv = await readFile(file, 'utf8').catch((error: Error) => {
    throw new DeskRefusal(`cannot read ${file}: ${error.message}`);
  });
  const out = await open(tokensOut, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    const cause =
      error.code === 'EEXIST' ? 'it exists already, and tokens are shown only once' : error.message;
    throw new DeskRefusal(`cannot write ${tokensOut}: ${cause}`);
  });
  let tokens: IssuedToken[] = [];
  try {
    await withDesk(async (desk) => {
      tokens = await desk.importStations(csv);
    });
    await out.writeFile(tokens.map(({ stationId, token }) => `${stationId},${token}\n`).join(''));
    await out.sync();
    console.log(`${tokens.length} stations imported; their tokens are in ${tokensOut}.`);
  } catch (error) {
    if (tokens.length === 0) await rm(tokensOut, { force: true });
    // The disk is full, say: this is the only moment at which they can still be kept.
    else printTokens(tokens);
    throw error;
  } finally {
    await out.close();
  }
}

function toFields(id: string, options: AddOptions): Record<string, unknown> {
  const { latitude, longitude, reportingMinutes, households, ...texts } = options;
  const numbers = { latitude, longitude, reportingMinutes, households };
  const given = Object.entries(numbers).filter(([, text]) => text !== undefined);
  return { id, ...texts, ...Object.fromEntries(given.map(([key, text]) => [key, Number(text)])) };
}

function daysOf(text: string): number {
  const days = Number(text);
  if (days >= 0 && days <= 365) return days;
  throw new DeskRefusal(`cannot keep old tokens for "${text}" days: expected 0 to 365`);
}

function printTokens(tokens: readonly IssuedToken[]): void {
  for (const { stationId, token } of tokens) console.log(`${stationId},${token}`);
  console.error('Keep the token now: it is not shown again.');
}

function summaryOf({ id, name, grid, bins, declared }: Station): string {
  const contents = bins.map(({ stream, litres }) => `${stream}:${litres}`).join('|');
  return [id, name, grid, contents, declared ? '(declared)' : ''].join('  ').trimEnd();
}
