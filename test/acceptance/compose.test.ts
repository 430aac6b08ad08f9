// docker-compose.yml as text: no container engine runs here, so what it promises to an operator is read from it.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { copyFile, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type HubConfig, loadConfig } from '../../src/config/load-config.ts';
import { version } from '../../src/version.ts';
import { type HubFolder, launch } from '../support/hub-process.ts';

interface Service {
  image?: string;
  user?: string;
  restart?: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  profiles?: string[];
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  healthcheck?: { test?: string[]; disable?: boolean };
  deploy?: { resources?: { limits?: { cpus?: string; memory?: string; pids?: number } } };
  depends_on?: Record<string, unknown>;
}

const ROOT = join(import.meta.dirname, '../..');
const text = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');
const { services, volumes } = parse(text, { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const all = Object.entries(services);
const steady = all.filter(([name]) => name !== 'influx-setup');

let folder: HubFolder;
let variables: Record<string, string>;

beforeAll(async () => {
  const path = await mkdtemp(join(tmpdir(), 'compose-'));
  await mkdir(join(path, 'config'));
  await cp(join(ROOT, 'config'), join(path, 'config'), { recursive: true });
  folder = { path, data: path, env: {}, remove: () => rm(path, { recursive: true }) };
  const { code, err } = await launch(folder, ['secrets']).ended;
  expect(err).toBe('');
  expect(code).toBe(0);
  variables = variablesOf(readFileSync(join(path, '.env'), 'utf8'));
});

afterAll(() => folder.remove());

function variablesOf(env: string): Record<string, string> {
  const lines = env.split('\n').filter((line) => /^\w+=/.test(line));
  return Object.fromEntries(lines.map((line) => [line.split('=', 1)[0], line.slice(line.indexOf('=') + 1)]));
}

/** As compose does it for the forms that the file uses. */
function interpolated(value: string): string {
  return value.replace(/\$\{(\w+)[^}]*\}/g, (_, name: string) => variables[name] ?? '');
}

/** The hub's own view of its service: its configuration is read as in the container. */
function configOf(service: Service | undefined): HubConfig {
  const entries = Object.entries(service?.environment ?? {}).map(([key, value]) => [
    key,
    interpolated(value),
  ]);
  const env = Object.fromEntries(entries) as Record<string, string>;
  return loadConfig({ ...env, HUB_CONFIG: (env.HUB_CONFIG ?? '').replace('/app', ROOT) });
}

describe('docker-compose.yml', () => {
  it.each(all)('%s: pinned, not root, bounded', (_, service) => {
    expect(service.image).toMatch(/^[\w./-]+:\d+\.\d+\.\d+$/);
    if (service.image?.startsWith('dropoff-hub:')) expect(service.image).toBe(`dropoff-hub:${version}`);
    expect(service.user).toMatch(/^(node|1000:1000|472:0)$/);
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
    expect(service.deploy?.resources?.limits).toEqual({
      cpus: expect.any(String),
      memory: expect.stringMatching(/^\d+[mg]$/),
      pids: expect.any(Number),
    });
  });

  it.each(steady)('%s: comes back after a restart of the machine', (_, { restart }) => {
    expect(restart).toBe('unless-stopped');
  });

  it('those that serve others are looked after', () => {
    for (const name of ['hub', 'influxdb', 'grafana']) {
      expect(services[name]?.healthcheck?.test?.[0], name).toBe('CMD');
    }
    // Without a word of their own the others would be asked the question of the image, for the hub's port.
    for (const [name, { healthcheck }] of all) expect(healthcheck, name).toBeDefined();
  });

  it('the hub cannot write but to its data, and waits for nobody', () => {
    expect(services.hub).toMatchObject({
      read_only: true,
      volumes: ['hub-data:/data', './config:/app/config:ro'],
    });
    expect(services.hub?.depends_on).toBeUndefined();
  });

  it('the simulators come with the profile "demo" only, all else always', () => {
    expect(all.filter(([, { profiles }]) => profiles).map(([name]) => name)).toEqual(['simulators']);
    expect(services.simulators?.profiles).toEqual(['demo']);
  });

  it('every volume is named and declared, or a folder of this repository, read only', () => {
    const mounts = all.flatMap(([, { volumes: own = [] }]) => own);
    const named = mounts.filter((mount) => !mount.startsWith('.'));
    expect(new Set(named.map((mount) => mount.split(':')[0]))).toEqual(new Set(Object.keys(volumes)));
    for (const mount of mounts.filter((each) => each.startsWith('.'))) {
      const [source = '', , mode] = mount.split(':');
      expect(existsSync(join(ROOT, source)), source).toBe(true);
      expect(mode, mount).toBe('ro');
    }
  });

  it('every port is published on the address of .env', () => {
    const ports = all.flatMap(([, { ports: own = [] }]) => own.map(interpolated));
    expect(ports).toEqual(['127.0.0.1:1883:1883', '127.0.0.1:8080:8080', '127.0.0.1:3000:3000']);
  });

  it('has no default for a variable, and every variable comes from the secrets', () => {
    const used = [...text.matchAll(/\$\{(\w+)([^}]*)\}/g)];
    expect(used.length).toBeGreaterThan(10);
    for (const [whole, , rest] of used) expect(rest, whole).toMatch(/^:?\?run /);
    expect(new Set(used.map(([, name]) => name))).toEqual(new Set(Object.keys(variables)));
    expect(text.match(/\$(?!\{)/), 'no other form of a variable').toBeNull();
    const example = readFileSync(join(ROOT, '.env.example'), 'utf8');
    expect(Object.keys(variablesOf(example))).toEqual(Object.keys(variables));
  });

  it.each(all)('%s: no secret stands in the file', (_, { environment = {} }) => {
    for (const [key, value] of Object.entries(environment)) {
      if (/token|password|secret/i.test(key)) expect(value, key).toMatch(/^\$\{/);
    }
  });

  it('the hub starts with it: InfluxDB as the history, a token for each station of the demo', () => {
    const config = configOf(services.hub);
    expect(config.influx).toMatchObject({
      url: 'http://influxdb:8086',
      auth: { token: variables.INFLUX_TOKEN, bucket: 'dropoff', bucketRollUps: 'dropoff_rollups' },
    });
    const { DOCKER_INFLUXDB_INIT_RETENTION } = services.influxdb?.environment ?? {};
    expect(DOCKER_INFLUXDB_INIT_RETENTION).toBe(`${config.history.influx.rawDays}d`);
    expect(config.declared.stations).toHaveLength(24);
    for (const { tokenSha256 } of config.declared.stations) expect(tokenSha256).toHaveLength(1);
    const { INFLUX_URL, INFLUX_TOKEN, INFLUX_ORG, INFLUX_BUCKET, INFLUX_BUCKET_ROLLUPS } =
      services.hub?.environment ?? {};
    const same = { INFLUX_URL, INFLUX_TOKEN, INFLUX_ORG, INFLUX_BUCKET, INFLUX_BUCKET_ROLLUPS };
    expect(services.grafana?.environment).toMatchObject(same);
    expect(services['influx-setup']?.environment).toMatchObject(same);
  });
});

describe('dropoff-hub secrets', () => {
  it('makes a private file of secrets that all differ', () => {
    expect(statSync(join(folder.path, '.env')).mode & 0o777).toBe(0o600);
    const stationTokens = (variables.HUB_STATION_TOKENS ?? '').split(',').map((pair) => pair.split(':')[1]);
    const { HUB_API_TOKEN, INFLUX_TOKEN, INFLUX_ADMIN_PASSWORD, GRAFANA_PASSWORD } = variables;
    const secrets = [HUB_API_TOKEN, INFLUX_TOKEN, INFLUX_ADMIN_PASSWORD, GRAFANA_PASSWORD, ...stationTokens];
    expect(new Set(secrets).size).toBe(24 + 4);
    for (const secret of secrets) expect(secret).toMatch(/^[\w-]{43}$/);
  });

  it('overwrites nothing', async () => {
    const before = readFileSync(join(folder.path, '.env'), 'utf8');
    const { code, err } = await launch(folder, ['secrets']).ended;
    expect(code).toBe(1);
    expect(err).toContain('cannot write .env: it exists already');
    expect(readFileSync(join(folder.path, '.env'), 'utf8')).toBe(before);
  });

  it('takes the stations of the own configuration', async () => {
    await copyFile(join(ROOT, 'config/demo/stations.yaml'), join(folder.path, 'config/stations.yaml'));
    const { out } = await launch(folder, ['secrets', '--own-stations', '--out', '-']).ended;
    const own = variablesOf(out);
    expect(own.HUB_CONFIG).toBe('/app/config');
    expect(own.HUB_STATION_TOKENS).toMatch(/^ts-001:[\w-]{43},/);
  });
});
