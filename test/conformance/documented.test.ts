// docs/conformance.md has each deviation that the cases know, with its clause and reason, and no other.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CASES } from './cases.ts';
import { brokerRows, ruleRows } from './deviations.ts';

async function rowsBelow(heading: string): Promise<string[]> {
  const text = await readFile(join(import.meta.dirname, '../../docs/conformance.md'), 'utf8');
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  // The first two lines of a table are its head.
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2);
}

describe('docs/conformance.md', () => {
  it('has what the broker does otherwise than the standard asks', async () => {
    expect(await rowsBelow('The broker')).toEqual(brokerRows(CASES));
  });

  it("has what the hub's rules add to that", async () => {
    expect(await rowsBelow("The hub's rules")).toEqual(ruleRows(CASES));
  });
});

describe('the cases', () => {
  it('have a reason where they differ, and differ where they have one', () => {
    const odd = CASES.filter(({ standard, hub, station, why = '' }) => {
      const repeats = hub === standard || station === (hub ?? standard);
      return repeats || (why !== '') !== (hub !== undefined || station !== undefined);
    });
    expect(odd).toEqual([]);
  });

  it('are there once', () => {
    const names = CASES.map(({ clause, what }) => `${clause} ${what}`);
    expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
  });

  it('name a clause or a section', () => {
    // `MQTT-3-8.3-4` is written so in the standard.
    const form = /^\[MQTT-\d([.-]\d+)+-\d+\]$|^\d(\.\d+)+$|^MQTT 3\.1$/;
    expect(CASES.map(({ clause }) => clause).filter((clause) => !form.test(clause))).toEqual([]);
  });
});
