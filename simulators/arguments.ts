// Numbers and durations of a command line, with the words for what is wrong with them.
import { InvalidArgumentError } from 'commander';
import { parseDuration } from './duration.ts';

export function duration(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

export function positive(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('expected a number above 0');
}

export function integer(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError('expected a whole number');
}

export function positiveInteger(text: string): number {
  const value = integer(text);
  if (value > 0) return value;
  throw new InvalidArgumentError('expected a whole number above 0');
}
