// All faults of the configuration at once, readable. Secrets never get into it.

export interface ConfigFault {
  /** A file, or `environment`. */
  file: string;
  /** From 1, where it is known. */
  line?: number | undefined;
  /** Key in the file such as `mqtt.port`, or the name of a variable. */
  path: string;
  /** Undefined where nothing was given. */
  value?: unknown;
  expected: string;
}

/** The hub must not start; the process ends with exit code 78 (EX_CONFIG of sysexits.h). */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly faults: readonly ConfigFault[];
  constructor(faults: readonly ConfigFault[]) {
    super(faults.map(describeFault).join('\n'));
    this.faults = faults;
  }
}

/** Contacts are people's numbers. Of notifiers a secret may stand anywhere, by mistake. */
const SECRET = /token|secret|password|contacts|^notifiers/i;
const SHOWN_CHARACTERS = 80;

function describeFault({ file, line, path, value, expected }: ConfigFault): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return `${place}  ${path}: expected ${expected}, got ${describeValue(path, value)}`;
}

function describeValue(path: string, value: unknown): string {
  if (value === undefined) return 'nothing';
  if (SECRET.test(path)) return 'another value (not shown)';
  // A URL may carry a password, though none is expected there.
  const text = JSON.stringify(value).replace(/\/\/[^/"]*@/, '//***@');
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}...` : text;
}
