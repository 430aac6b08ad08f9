// The hub's log: one JSON object a line. Parts of the hub know only the interface `Log`. Levels: ERROR only when a
// person must act; secrets and personal data never.
import { type DestinationStream, destination, pino, stdTimeFunctions } from 'pino';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface LogOptions {
  level: LogLevel;
  /** Where the lines go; standard output when absent. */
  stream?: DestinationStream;
}

export function createLog({ level, stream }: LogOptions): Log {
  const options = {
    level,
    base: undefined,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  // Synchronous: the last line before a process ends is the one that matters.
  return pino(options, stream ?? destination({ fd: 1, sync: true }));
}

/** Standard error, for commands whose standard output is their answer. */
export function createCommandLog(level: LogLevel): Log {
  return createLog({ level, stream: destination({ fd: 2, sync: true }) });
}

/** For tests and tools that have nobody to tell. */
export const silentLog: Log = createLog({ level: 'silent' });
