import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { ConfigError } from './config-error.ts';
import { createDutySchema } from './duty-schema.ts';
import { loadConfig } from './load-config.ts';
import { loadFile } from './load-file.ts';

const ROOT = join(import.meta.dirname, '../../config');
const schema = createDutySchema({ zone: 'Asia/Shanghai' });

async function load(text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'hub-duty-'));
  const file = join(folder, 'duty.yaml');
  await writeFile(file, text);
  const result = loadFile(file, schema);
  await rm(folder, { recursive: true });
  return result;
}

const PEOPLE = `people:
  - { id: ann, name: Ann, roles: [driver], contacts: { crew: "138" } }
  - { id: sue, name: Sue, roles: [supervisor] }
`;

test('an empty file has nobody on duty, and every limit', async () => {
  const { settings } = await load('');
  expect(settings).toMatchObject({
    zone: 'Asia/Shanghai',
    people: [],
    posts: [],
    limits: { warning: { acknowledgeMinutes: 30, supervisorMinutes: 60, resolveMinutes: 120 } },
    routes: { full: ['driver', 'cleaner'], device: ['technician'] },
  });
});

test('people, shifts, posts and absences', async () => {
  const { settings, faults } = await load(`${PEOPLE}
shifts: [{ id: night, name: Night, week: [{ from: "22:00", to: "06:00" }] }]
posts: [{ area: town, role: driver, shift: night, a: ann }]
absences: [{ person: ann, from: 2026-10-01, until: 2026-10-07 }]
limits: { critical: { acknowledgeMinutes: 5 } }`);
  expect(faults).toEqual([]);
  expect(settings?.people[0]?.contacts).toEqual([{ notifier: 'crew', address: '138' }]);
  expect(settings?.shifts[0]?.week[0]?.days).toHaveLength(7);
  expect(settings?.limits.critical).toEqual({
    acknowledgeMinutes: 5,
    supervisorMinutes: 20,
    resolveMinutes: 60,
  });
});

test('all faults are told at once, each with its line, path and expectation, none twice', async () => {
  const { settings, faults } = await load(`${PEOPLE}  - { id: ann, name: "", roles: [pilot] }
shifts:
  - { id: day, name: Day, week: [{ from: "24:00", to: "6:00" }] }
posts:
  - { area: town, role: driver, shift: day, a: ann, b: ann }
  - { area: town, role: driver, shift: noon, a: sue, b: nobody }
  - { area: town, role: driver, a: ann, colour: red }
absences:
  - { person: joe, from: 2026-10-07, until: 2026-10-01 }
  - { person: joe, from: 2026-10-01, until: 2026-10-01, standIn: joe }
limits: { notice: { acknowledgeMinutes: 50, supervisorMinutes: 40 } }
`);
  expect(settings).toBeUndefined();
  const shown = faults.map(({ line, path, expected }) => `${line} ${path}: ${expected}`);
  expect(shown).toEqual([
    expect.stringContaining('4 people[2].name'),
    expect.stringContaining('4 people[2].roles[0]'),
    '6 shifts[0].week[0].from: a time before 24:00',
    '6 shifts[0].week[0].to: a local time of day HH:MM',
    '10 posts[2].colour: no such key: it is unknown',
    '12 absences[0].until: a date not before "from"',
    '14 limits.notice.supervisorMinutes: not less than acknowledgeMinutes',
    '4 people[2].id: an id that stands once',
    '8 posts[0].b: another person than a',
    '9 posts[1].shift: the id of a shift',
    '9 posts[1].a: somebody with the role driver',
    '9 posts[1].b: the id of one of the people',
    '13 absences[1].person: the id of one of the people',
    '13 absences[1].standIn: the id of one of the people',
    '13 absences[1].standIn: another person',
  ]);
});

test("a fault shows no person's number", async () => {
  const { faults } = await load(
    'people: [{ id: ann, name: Ann, roles: [driver], contacts: { crew: 13800000000 } }]',
  );
  const { message } = new ConfigError(faults);
  expect(message).toContain('people[0].contacts.crew');
  expect(message).not.toContain('138');
});

test('contacts are through notifiers that are there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hub-duty-'));
  const contacts = 'contacts: { crew: "13800000000", mail: ann@example.org }';
  await writeFile(
    join(folder, 'duty.yaml'),
    `people:\n  - { id: ann, name: Ann, roles: [driver], ${contacts} }\n`,
  );
  const load = () => loadConfig({ HUB_CONFIG: folder });
  expect(load).toThrow(ConfigError);
  await writeFile(join(folder, 'notifiers.yaml'), 'notifiers: [{ kind: log, name: crew }]');
  expect(load).toThrow(
    'duty.yaml:2  people[0].contacts.mail: expected the name of a notifier of notifiers.yaml (crew): add it there, or correct it here, got another value (not shown)',
  );
  await writeFile(
    join(folder, 'notifiers.yaml'),
    'notifiers: [{ kind: log, name: crew }, { kind: log, name: mail }]',
  );
  expect(load().duty.people[0]?.contacts).toHaveLength(2);
  await rm(folder, { recursive: true });
});

test.each(['[]', 'text', 'people: 3'])('%s is no duty plan', async (text) => {
  expect((await load(text)).faults).toHaveLength(1);
});

test('the shipped file says nothing but the defaults; every key has a comment above it', () => {
  const text = readFileSync(join(ROOT, 'duty.yaml'), 'utf8');
  const defaults = schema.parse({});
  expect(schema.parse(parse(text))).toEqual(defaults);
  expect(new Set(Object.keys(parse(text)))).toEqual(new Set(Object.keys(defaults)));
  const lines = text.split('\n');
  for (const [i, line] of lines.entries())
    if (/^ *\w+:/.test(line)) expect(lines[i - 1], line).toMatch(/^ *# /);
});

test('the examples in the shipped file are right', async () => {
  const text = readFileSync(join(ROOT, 'duty.yaml'), 'utf8');
  const { settings, faults } = await load(text.replace(/: \[\]$/gm, ':').replace(/^#( {2,})/gm, '$1'));
  expect(faults).toEqual([]);
  expect(settings?.people).toHaveLength(3);
  expect(settings?.shifts).toHaveLength(2);
  expect(settings?.posts).toHaveLength(2);
  expect(settings?.absences).toHaveLength(1);
});

test('the sample town always has a driver, a technician and a supervisor', () => {
  const { duty } = loadConfig({ HUB_CONFIG: join(ROOT, 'demo') });
  for (const role of ['driver', 'technician', 'supervisor']) {
    const shifts = duty.posts.filter((post) => post.role === role).map(({ shift }) => shift);
    expect(shifts, role).toEqual(['day', 'night']);
  }
});
