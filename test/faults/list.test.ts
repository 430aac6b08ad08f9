// The list of faults, the tests that it names, and the page that tells people about them say the same.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nameIn } from '../support/fault-table.ts';
import { FAULTS } from './list.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

it.each(FAULTS.flatMap(({ name, tests }) => tests.map(([file, ...words]) => [name, file, words] as const)))(
  '%s is tested in %s',
  (_name, file, words) => {
    const source = read(file);
    for (const word of words) expect(source).toContain(word);
  },
);

it('has every file of this folder', () => {
  const listed = new Set(FAULTS.flatMap(({ tests }) => tests.map(([file]) => file)));
  const here = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'));
  const unlisted = here.filter((name) => name !== 'list.test.ts' && !listed.has(`test/faults/${name}`));
  expect(unlisted).toEqual([]);
});

it('has the numbers that stand in the heads of the tests of this folder, and no others', () => {
  const listed = FAULTS.flatMap(({ name, tests }) =>
    tests.flatMap(([file]) => numbersIn(name).map((number) => `${file}: F${number}`)),
  );
  const said = [...new Set(listed.map((one) => one.split(':')[0] ?? ''))].flatMap((file) =>
    numbersIn(read(file).split('\nimport ')[0] ?? '').map((number) => `${file}: F${number}`),
  );
  const ofHere = (all: string[]) => [...new Set(all.filter((one) => one.startsWith('test/faults/')))].sort();
  expect(ofHere(said)).toEqual(ofHere(listed));
});

it('is what the page says, fault by fault', () => {
  const lines = read('docs/reliability.md').split('\n');
  const rows = lines.filter((line) => FAULTS.some(({ name }) => name === nameIn(line)));
  const cells = rows.map((line) => line.split(' | ').slice(0, 2).join(' | '));
  expect(cells).toEqual(FAULTS.map(({ name, what }) => `| ${name} | ${what}`));
});

/** Of "F01", "F01–F03" and "F01 to F03". */
function numbersIn(text: string): number[] {
  const found = [...text.matchAll(/F(\d\d)(?:(?:–| to )F(\d\d))?/g)];
  return found.flatMap(([, first, last = first]) =>
    Array.from({ length: Number(last) - Number(first) + 1 }, (_, place) => Number(first) + place),
  );
}
