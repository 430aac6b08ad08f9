import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type FakeRobot, fakeWecom } from '../watch/notifiers/fake-robots.test-support.ts';
import { addNotifyCommands } from './notify.ts';

const KEY = '693a91f6-7bcd-4bc4-97a0-0ec2sifa5aaa';

let folder: string;
let robot: FakeRobot;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-notify-'));
  robot = await fakeWecom(KEY, 1);
  const settings = `allowedHosts: [127.0.0.1]
notifiers: [{ kind: wecom, name: duty-group, key: { env: HUB_WECOM_KEY }, baseUrl: "${robot.baseUrl}" }]`;
  await writeFile(join(folder, 'notifiers.yaml'), settings);
  vi.stubEnv('HUB_CONFIG', folder);
  vi.stubEnv('HUB_WECOM_KEY', KEY);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  process.exitCode = undefined;
  await robot.stop();
  await rm(folder, { recursive: true });
});

async function notify(...words: string[]) {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(line));
  vi.spyOn(console, 'error').mockImplementation((line) => void lines.push(line));
  const program = new Command();
  addNotifyCommands(program);
  await program.parseAsync(['notify', ...words], { from: 'user' });
  return { lines, exitCode: process.exitCode };
}

test('sends one test message and says what came back; the second is one too many for this robot', async () => {
  expect(await notify('test', 'duty-group')).toEqual({
    lines: ['duty-group took the message: errcode 0: ok'],
    exitCode: undefined,
  });
  expect(robot.requests[0]?.body.markdown?.content).toContain('测试消息');
  const { lines, exitCode } = await notify('test', 'duty-group', '--lang', 'en');
  expect(lines[0]).toMatch(
    /^duty-group did not take the message \(busy\): errcode 45009: api freq out of limit/,
  );
  expect(exitCode).toBe(1);
  expect(robot.requests[1]?.body.markdown?.content).toContain('Test message');
});

test('the key is not told, whatever the robot repeats', async () => {
  vi.stubEnv('HUB_WECOM_KEY', `${KEY}-of-yesterday`);
  const { lines, exitCode } = await notify('test', 'duty-group');
  expect(lines.join()).toContain('errcode 93000: invalid webhook url, key ?key=***');
  expect(lines.join()).not.toContain(KEY);
  expect(exitCode).toBe(1);
});

test('an unknown name is told those that are known', async () => {
  await expect(notify('test', 'office')).rejects.toThrow(
    'cannot test office: notifiers.yaml has no such notifier, only duty-group',
  );
});
