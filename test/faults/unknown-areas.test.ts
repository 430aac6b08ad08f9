// Duty, notifiers and alert settings that name an area which nobody registered: the hub does not start, says where and
// what to do, and starts once the area is there.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHubFolder, type HubFolder, killAll, launch, startHubProcess } from '../support/hub-process.ts';
import { townOf } from '../support/town.ts';

let folder: HubFolder;

beforeEach(async () => {
  folder = await createHubFolder({ declared: townOf('k-1') });
});

afterEach(async () => {
  await killAll();
  await folder.remove();
});

function write(file: string, content: object): Promise<void> {
  return writeFile(join(folder.path, 'config', file), JSON.stringify(content));
}

test('a post in an area that does not exist is no post', async () => {
  await write('duty.yaml', {
    people: [{ id: 'wei', name: '张伟', roles: ['driver'] }],
    posts: [{ area: 'north', role: 'driver', a: 'wei' }],
  });
  await write('notifiers.yaml', { notifiers: [{ kind: 'log', name: 'own-log', grids: ['east', 'north'] }] });
  const { code, err } = await launch(folder, ['start']).ended;
  expect(code).toBe(78);
  expect(err).toContain('duty.yaml  posts[0].area: expected a registered area, which "north" is not');
  expect(err).toContain('notifiers.yaml  notifiers[0].grids[1]: ');

  const added = await launch(folder, ['area', 'add', 'north', '--name', '北网格', '--parent', 'town']).ended;
  expect([added.code, added.out]).toEqual([0, 'Area north added.\n']);
  const hub = await startHubProcess(folder);
  const { items } = await hub.get<{ items: object[] }>('/api/v1/duty?area=north');
  expect(items).toMatchObject([{ area: 'north', a: { name: '张伟' } }]);
});
