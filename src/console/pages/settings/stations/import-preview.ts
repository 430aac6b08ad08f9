// What the hub says of a CSV file before anything is written, and how it is shown: by line, the first ones first. Pure.
import type { Bin, IssuedToken } from './station.ts';

export interface ImportFault {
  /** Of the file, from 1; 1 is the line of column names. */
  line: number;
  column?: string;
  code?: string;
  /** What stands in the cell. */
  value?: string;
  /** In the words of the hub. */
  fault: string;
}

export interface PlannedStation {
  line: number;
  id: string;
  name: string;
  grid: string;
  bins: Bin[];
}

export interface ImportPlan {
  stations: PlannedStation[];
  faults: ImportFault[];
}

export interface ImportAnswer {
  tokens: IssuedToken[];
}

export interface FaultyLine {
  line: number;
  faults: ImportFault[];
}

/** In order of lines. */
export function byLine(faults: readonly ImportFault[]): FaultyLine[] {
  const lines = new Map<number, ImportFault[]>();
  for (const fault of faults) {
    const sameLine = lines.get(fault.line);
    if (sameLine) sameLine.push(fault);
    else lines.set(fault.line, [fault]);
  }
  return [...lines].sort(([a], [b]) => a - b).map(([line, found]) => ({ line, faults: found }));
}

/** The most that is drawn at once; of the rest the number is told. */
export const MOST_SHOWN = 200;
