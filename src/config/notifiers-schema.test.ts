import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConfigError } from './config-error.ts';
import type { Environment } from './environment.ts';
import { loadConfig } from './load-config.ts';
import { createNotifiersSchema } from './notifiers-schema.ts';

const SHIPPED = join(import.meta.dirname, '../../config/notifiers.yaml');
const KEY = '693a91f6-7bcd-4bc4-97a0-0ec2sifa5aaa';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-notifiers-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function load(yaml: string, env: Environment = {}) {
  await writeFile(join(folder, 'notifiers.yaml'), yaml);
  return loadConfig({ HUB_CONFIG: folder, ...env }).notifiers;
}

async function errorOf(yaml: string, env?: Environment): Promise<ConfigError> {
  const error = await load(yaml, env).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(ConfigError);
  return error as ConfigError;
}

test('without a file nobody is told', () => {
  expect(loadConfig({ HUB_CONFIG: folder }).notifiers).toEqual({
    allowedHosts: [],
    giveUpHours: 24,
    notifiers: [],
  });
});

test('a secret comes from the environment or from a file beside the settings', async () => {
  await writeFile(join(folder, 'city-url'), 'https://city.example/in?token=1\n');
  const yaml = `notifiers:
  - { kind: wecom, name: duty, key: { env: HUB_WECOM_KEY } }
  - { kind: webhook, name: city, url: { file: city-url }, signingSecret: { env: HUB_WECOM_KEY } }`;
  const { notifiers } = await load(yaml, { HUB_WECOM_KEY: KEY });
  expect(notifiers).toMatchObject([
    { kind: 'wecom', key: KEY, baseUrl: 'https://qyapi.weixin.qq.com', perMinute: 20, lang: 'zh-CN' },
    { kind: 'webhook', url: 'https://city.example/in?token=1', signingSecret: KEY },
  ]);
});

describe('the file as it is shipped', () => {
  test('says nothing but the defaults', async () => {
    const settings = await load(readFileSync(SHIPPED, 'utf8'));
    expect(settings).toEqual(createNotifiersSchema({ env: {}, folder }).parse({}));
  });

  test('has an example of each kind, all of them right', async () => {
    const text = readFileSync(SHIPPED, 'utf8')
      .replace('notifiers: []', 'notifiers:')
      .replace(/^( *)#(?=[-\w])/gm, '$1');
    await writeFile(join(folder, 'city-platform-url'), 'https://city.example/in');
    await writeFile(join(folder, 'city-platform-secret'), KEY);
    const names = [...text.matchAll(/env: (HUB_\w+)/g)].map(([, name]) => [name, KEY]);
    const { notifiers, publicUrl } = await load(text, Object.fromEntries(names));
    expect(notifiers.map(({ kind }) => kind)).toEqual([
      'wecom',
      'dingtalk',
      'feishu',
      'webhook',
      'email',
      'log',
    ]);
    expect(publicUrl).toBe('https://hub.example.cn');
  });
});

describe('faults', () => {
  test('all at once, with their lines', async () => {
    const yaml = `publicUrl: https://user:password@hub.example
notifiers:
  - { kind: wecom, name: duty, key: { env: HUB_WECOM_KEY }, perMinute: 21 }
  - { kind: log, name: duty }
  - { kind: pager, name: pager }
  - { kind: webhook, name: City, url: { file: absent }, signingSecret: { env: HUB_WECOM_KEY } }`;
    const { faults } = await errorOf(yaml);
    expect(faults.map(({ line, path }) => `${line} ${path}`)).toEqual([
      '1 publicUrl',
      '3 notifiers[0].key',
      '3 notifiers[0].perMinute',
      '5 notifiers[2].kind',
      '6 notifiers[3].name',
      '6 notifiers[3].url',
      '6 notifiers[3].signingSecret',
    ]);
  });

  test('a name stands once', async () => {
    const { faults } = await errorOf('notifiers: [{ kind: log, name: duty }, { kind: log, name: duty }]');
    expect(faults).toMatchObject([{ path: 'notifiers[1].name', expected: 'a name of its own' }]);
  });

  test.each([
    `notifiers: [{ kind: wecom, name: duty, key: "${KEY}" }]`,
    `notifiers: [{ kind: wecom, name: duty, key: { env: "${KEY}" } }]`,
    `notifiers: [{ kind: wecom, name: duty, key: { env: K${KEY.replaceAll('-', '')} } }]`,
    `notifiers: [{ kind: wecom, name: duty, key: { file: "${KEY}" } }]`,
    `notifiers: [{ kind: wecom, name: duty, webhook: "https://qyapi.weixin.qq.com/send?key=${KEY}" }]`,
    `notifiers: { kind: wecom, name: duty, key: "${KEY}" }`,
    `notifiers: ["${KEY}"]`,
  ])('a secret in the wrong place is not repeated: %s', async (yaml) => {
    const { message } = await errorOf(yaml);
    expect(message).not.toContain(KEY);
    expect(message).not.toContain(KEY.replaceAll('-', ''));
  });

  test('an address that is none, in a secret, is not repeated', async () => {
    const yaml = 'notifiers: [{ kind: webhook, name: city, url: { env: U }, signingSecret: { env: S } }]';
    const { message } = await errorOf(yaml, { U: `ftp://city.example/${KEY}`, S: KEY });
    expect(message).toContain('notifiers[0].url: expected an address with https://');
    expect(message).not.toContain(KEY);
  });
});
