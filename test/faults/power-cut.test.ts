// F04: the power goes. Every call of a real hub to its data folder is recorded while stations send and the hub is killed
// and started; the folder is then built as a disk could hold it at any moment of that, what was not flushed dropped,
// kept or torn by sector, and a hub is started on it. What was acknowledged before that moment is there, once.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { compareBooks, NO_DISCREPANCIES, type StationBooks } from '../support/books.ts';
import { DISK_CALLS, type DiskStep, diskSteps, SHOWN_BYTES } from '../support/disk-trace.ts';
import { effort, seededRandom, timeFor } from '../support/effort.ts';
import { figure } from '../support/figures.ts';
import {
  createHubFolder,
  type HubFolder,
  killAll,
  type LogLine,
  startHubProcess,
} from '../support/hub-process.ts';
import { LoadClient } from '../support/load-client.ts';
import { notInstalled } from '../support/real-tools.ts';
import { townOf } from '../support/town.ts';
import { type TracedAck, tracedAcks } from '../support/traced-acks.ts';
import { TracedDisk } from '../support/traced-disk.ts';
import type { Fate } from '../support/traced-file.ts';

const STATIONS = ['k-1', 'k-2', 'k-3'];
const POINTS = effort({ quick: 3, full: 500 });
/** The second start folds the history in and trims the journal. */
const RUNS = effort({ quick: 2, full: 4 });
const LOAD_MS = 1_500;
/** Small: the journal begins a new one many times. */
const SEGMENT_BYTES = 32_768;
/** Hubs at once. */
const LANES = 2;
/** A file that is no journal may be found torn in rare moments: made again from the others, and told as an error. */
const TELLING = 0.01;
const FATES: readonly Fate[] = ['dropped', 'kept', 'torn', 'torn'];

const folders: HubFolder[] = [];
let clients: LoadClient[] = [];
let mqttPort = 0;

afterEach(async () => {
  for (const client of clients) client.close();
  await killAll();
  for (const folder of folders.splice(0)) await folder.remove();
});

async function newFolder(): Promise<HubFolder> {
  const settings = { journal: { segmentBytes: SEGMENT_BYTES } };
  const folder = await createHubFolder({ declared: townOf(...STATIONS), settings });
  folders.push(folder);
  return folder;
}

/** What was recorded; places are lines, over all lives of the hub. */
interface Recording {
  steps: DiskStep[];
  acks: TracedAck[];
  lines: number;
}

/** One life of a hub: started, under load, killed. */
async function record(folder: HubFolder, random: () => number): Promise<string> {
  const log = join(folder.path, 'trace');
  const asked = ['-s', `${SHOWN_BYTES}`, '-e', `trace=${DISK_CALLS}`, '-o', log];
  // -D: the hub stays this process's child, the tracer hides.
  const wrap = ['strace', '-D', '-f', '-y', '-xx', '--seccomp-bpf', ...asked];
  const hub = await startHubProcess(folder, { wrap });
  mqttPort = hub.mqttPort;
  if (clients.length === 0) clients = STATIONS.map((station) => connect(station, random));
  await sleep(LOAD_MS);
  await hub.end('SIGKILL');
  return readFile(log, 'latin1');
}

function connect(station: string, random: () => number): LoadClient {
  return new LoadClient({ station, random, inFlight: 2, port: () => mqttPort });
}

async function recordAll(folder: HubFolder, random: () => number): Promise<Recording> {
  const recording: Recording = { steps: [], acks: [], lines: 0 };
  for (let run = 0; run < RUNS; run++) {
    const trace = await record(folder, random);
    const { lines } = recording;
    for (const { at, began, ended, act } of diskSteps(trace, folder.data))
      recording.steps.push({ at: at + lines, began: began + lines, ended: ended + lines, act });
    for (const ack of tracedAcks(trace)) recording.acks.push({ ...ack, at: ack.at + lines });
    recording.lines += trace.split('\n').length;
    const at = recording.lines;
    for (const [path, content] of await filesBelow(folder.data))
      recording.steps.push({ at, began: at, ended: at, act: { kind: 'found', path, content } });
  }
  return recording;
}

/** The folder at so many moments of the recording, and what was acknowledged by then. */
function* cuts(recording: Recording, random: () => number): Generator<Cut> {
  const { steps, acks } = recording;
  const points = Array.from({ length: POINTS }, () => Math.floor(random() * steps.length)).sort(
    (a, b) => a - b,
  );
  const disk = new TracedDisk();
  for (const [number, step] of steps.entries()) {
    disk.take(step);
    for (; points[0] === number; points.shift()) {
      const fate = FATES[points.length % FATES.length] ?? 'torn';
      const files = disk.afterPowerCut({ at: step.at + 0.5, fate, random });
      const acked = acks.filter(({ at }) => at <= step.at);
      yield {
        name: `${fate} after ${step.act.kind} ${basename(step.act.path)}, line ${step.at}`,
        files,
        acked,
      };
    }
  }
}

interface Cut {
  name: string;
  files: Map<string, Buffer>;
  acked: TracedAck[];
}

test.skipIf(notInstalled('strace'))(
  `the power goes at ${POINTS} moments`,
  async () => {
    const random = seededRandom('power cuts');
    const folder = await newFolder();
    const recording = await recordAll(folder, random);
    for (const client of clients) client.close();
    const acked = recording.acks.reduce((sum, { seqs }) => sum + seqs.length, 0);
    figure('calls recorded', recording.steps.length);
    figure('acknowledged', acked);
    expect(acked).toBeGreaterThan(100);

    const rest = cuts(recording, random);
    const failed: string[] = [];
    const told: string[] = [];
    let checked = 0;
    const lane = async () => {
      for (const cut of rest) {
        try {
          const errors = await check(folder, cut);
          if (errors.length > 0) told.push(`${cut.name}: ${JSON.stringify(errors)}`);
        } catch (error) {
          failed.push(`${cut.name}: ${(error as Error).message}`);
        }
        checked++;
        if (checked % 25 === 0) console.log(`${checked} moments, ${failed.length} failed`);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    expect(failed).toEqual([]);
    figure('moments after which it told of damage', told.length);
    console.log(told.join('\n'));
    expect(told.length).toBeLessThanOrEqual(POINTS * TELLING);
    expect(checked).toBe(POINTS);
  },
  timeFor(POINTS, 10),
);

/** Starts a hub on what the disk holds; it needs no help, and has what was acknowledged. What it tells a person. */
async function check(recorded: HubFolder, { files, acked }: Cut): Promise<LogLine[]> {
  const folder = await newFolder();
  for (const [path, content] of files) {
    const target = join(folder.data, relative(recorded.data, path));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
  const hub = await startHubProcess(folder);
  try {
    expect(await compareBooks(hub, booksOf(acked))).toEqual(NO_DISCREPANCIES);
    return hub.log().filter(({ level }) => level === 'error');
  } finally {
    await hub.end('SIGKILL');
    await folder.remove();
  }
}

function booksOf(acks: readonly TracedAck[]): StationBooks[] {
  return clients.map(({ station, bootId, dropOffs, fillLevels }) => {
    const acked = new Set(acks.flatMap((ack) => (ack.station === station ? ack.seqs : [])));
    return { station, bootId, dropOffs, fillLevels, acked };
  });
}

async function filesBelow(folder: string): Promise<[path: string, content: Buffer][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  // What LMDB keeps of its readers is written through memory, and means nothing after a power cut.
  const files = entries.filter((entry) => entry.isFile() && entry.name !== 'lock.mdb');
  const paths = files.map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(paths.map(async (path): Promise<[string, Buffer]> => [path, await readFile(path)]));
}
