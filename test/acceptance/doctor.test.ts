// `dropoff-hub doctor` as an operator types it: before the first start, beside a running hub, after a mistake.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHubFolder, type HubFolder, killAll, launch, startHubProcess } from '../support/hub-process.ts';

let folder: HubFolder;
beforeEach(async () => {
  folder = await createHubFolder();
});
afterEach(async () => {
  await killAll();
  await folder.remove();
});

const doctor = () => launch(folder, ['doctor']).ended;

test('before the first start, and beside a running hub', async () => {
  const before = await doctor();
  expect(before).toMatchObject({ code: 0, err: '' });
  expect(before.out).toMatch(/^ok +configuration: valid$/m);
  expect(before.out).toMatch(/^ok +data folder: .* is not there yet/m);
  expect(before.out).toMatch(/^ok +hub: none runs on this folder$/m);

  const hub = await startHubProcess(folder);
  const beside = await doctor();
  expect(beside.code).toBe(0);
  expect(beside.out).toMatch(/^ok +format: 1$/m);
  expect(beside.out).toMatch(/^ok +hub: runs \(.+\) and takes messages$/m);
  expect(beside.out).toMatch(/^ok +history: has what the journal has$/m);
  expect((await hub.end('SIGTERM')).code).toBe(0);
});

test('a configuration that cannot be right, and data of a newer hub', async () => {
  await writeFile(join(folder.path, 'config/hub.yaml'), '{"logLevel": "loud"}');
  const wrong = await doctor();
  expect(wrong.code).toBe(1);
  expect(wrong.out).toMatch(/^BAD +configuration: .*logLevel/m);
  expect(wrong.out).toMatch(/^ +-> mend it/m);

  await writeFile(join(folder.path, 'config/hub.yaml'), '{}');
  await (await startHubProcess(folder)).end('SIGTERM');
  await writeFile(join(folder.data, 'format.json'), '{"version":2}');
  const newer = await doctor();
  expect(newer.code).toBe(1);
  expect(newer.out).toMatch(/^BAD +format: 2, of a newer hub/m);
});
