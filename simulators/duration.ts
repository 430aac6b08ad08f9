// Durations as people write them on a command line: 30d, 12h, 10m, 45s.

const UNITS_MS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds. Throws on anything else. */
export function parseDuration(text: string): number {
  const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? [];
  const unitMs = UNITS_MS[unit];
  if (unitMs === undefined) {
    throw new Error(`cannot read duration "${text}": expected a number and s, m, h or d, e.g. 30d`);
  }
  return Math.round(Number(amount) * unitMs);
}

/** The largest units that say it in two words at most: `14 d`, `1 h 30 m`, `45 s`. */
export function sayDuration(milliseconds: number): string {
  let rest = Math.round(milliseconds / 1_000) * 1_000;
  const words: string[] = [];
  for (const [unit, unitMs] of Object.entries(UNITS_MS).reverse()) {
    const count = Math.floor(rest / unitMs);
    if (count > 0) words.push(`${count} ${unit}`);
    rest -= count * unitMs;
  }
  return words.slice(0, 2).join(' ') || '0 s';
}
