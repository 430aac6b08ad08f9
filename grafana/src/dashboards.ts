// All dashboards; a new one is a file and a line here.
import { INGEST } from './ingest.ts';
import { STATION } from './station.ts';
import { TOWN } from './town.ts';
import { WATCH } from './watch.ts';

export const DASHBOARDS = [TOWN, STATION, WATCH, INGEST] as const;
