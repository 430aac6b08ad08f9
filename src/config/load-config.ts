// Reads hub.yaml, stations.yaml, alerts.yaml, duty.yaml, notifiers.yaml and the environment into one frozen
// configuration, or says everything that is wrong.
import { accessSync, constants, existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { mergeDeclared } from '../registry/merge-declared.ts';
import type { Declared } from '../registry/registry.ts';
import type { DutySettings } from '../watch/duty/duty.ts';
import type { AlertSettings } from '../watch/rules/alert-settings.ts';
import { alertsSchema } from './alerts-schema.ts';
import { ConfigError, type ConfigFault } from './config-error.ts';
import { createDeclaredSchema } from './declared-schema.ts';
import { findUnknownNotifiers } from './duty-references.ts';
import { createDutySchema } from './duty-schema.ts';
import { type Environment, overlayEnvironment, variableFor, variableOf } from './environment.ts';
import { type HubSettings, hubSchema } from './hub-schema.ts';
import { type InfluxAccess, resolveInfluxAccess } from './influx-access.ts';
import { loadFile } from './load-file.ts';
import { createNotifiersSchema, type NotifiersSettings } from './notifiers-schema.ts';
import { withStationTokens } from './station-tokens.ts';
import { faultAt, type KeyPath, readYaml, toFaults, withoutFaulty, type YamlSource } from './yaml-source.ts';

/** Everything that can be set. Folders and files are absolute paths. */
export interface HubConfig extends HubSettings {
  declared: Declared;
  alerts: AlertSettings;
  duty: DutySettings;
  /** With their secrets. */
  notifiers: NotifiersSettings;
  /** Where InfluxDB is, with its secrets; there when it is the history's kind. */
  influx?: InfluxAccess;
}

/** Throws `ConfigError` with every fault. Opens nothing. */
export function loadConfig(env: Environment): HubConfig {
  const folder = resolve(env.HUB_CONFIG || './config');
  if (!existsSync(folder)) {
    const expected = 'a folder with hub.yaml and stations.yaml';
    throw new ConfigError([{ file: 'environment', path: 'HUB_CONFIG', value: folder, expected }]);
  }
  const hub = loadHub(folder, env);
  const declared = loadDeclared({ folder, env }, hub.settings);
  const influx = loadInflux({ folder, env }, hub);
  const alerts = loadFile(join(folder, 'alerts.yaml'), alertsSchema);
  const { zone } = hub.settings?.stations ?? hubSchema.parse({}).stations;
  const duty = loadFile(join(folder, 'duty.yaml'), createDutySchema({ zone }));
  const notifiers = loadFile(join(folder, 'notifiers.yaml'), createNotifiersSchema({ folder, env }));
  const faults = [hub, influx, declared, alerts, duty, notifiers].flatMap((part) => part.faults);
  const { settings } = notifiers;
  if (duty.settings && settings) faults.push(...contactFaults(folder, duty.settings, settings));
  if (
    faults.length > 0 ||
    !hub.settings ||
    !declared.declared ||
    !alerts.settings ||
    !duty.settings ||
    !settings
  )
    throw new ConfigError(faults);
  const { access } = influx;
  return deepFreeze({
    ...hub.settings,
    declared: declared.declared,
    alerts: alerts.settings,
    duty: duty.settings,
    notifiers: settings,
    ...(access && { influx: access }),
  });
}

export function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.');
  return host === '::1' || host === 'localhost';
}

function loadHub(folder: string, env: Environment): { settings?: HubSettings; faults: ConfigFault[] } {
  const source = readYaml(join(folder, 'hub.yaml'));
  const content = overlayEnvironment(source.content, env);
  const parsed = hubSchema.safeParse(content);
  const faults = parsed.success ? [] : toFaults(source, parsed.error, content);
  // Rules over several keys are judged too, with the defaults in the place of what is wrong by itself.
  const sound = parsed.success ? parsed : hubSchema.safeParse(withoutFaulty(content, parsed.error));
  const rules = sound.success ? ruleFaults(source, sound.data, folder) : [];
  faults.push(...rules.filter(({ path }) => !faults.some((fault) => fault.path === path)));
  return {
    ...(sound.success && { settings: withAbsolutePaths(sound.data, folder) }),
    faults: [...source.faults, ...faults.map((fault) => blameVariable(fault, env))],
  };
}

interface Sources {
  folder: string;
  env: Environment;
}

/** What the schema found wrong is not found missing as well. */
function loadInflux(
  sources: Sources,
  { settings, faults: known }: { settings?: HubSettings; faults: readonly ConfigFault[] },
): { access?: InfluxAccess; faults: ConfigFault[] } {
  if (settings?.history.kind !== 'influx') return { faults: [] };
  const { access, faults } = resolveInfluxAccess(settings.history.influx, sources);
  const isKnown = (path: string) => known.some((one) => [one.path, variableFor(one.path)].includes(path));
  return { ...(access && { access }), faults: faults.filter(({ path }) => !isKnown(path)) };
}

function contactFaults(folder: string, duty: DutySettings, { notifiers }: NotifiersSettings): ConfigFault[] {
  const unknown = findUnknownNotifiers(
    duty,
    notifiers.map(({ name }) => name),
  );
  if (unknown.length === 0) return [];
  const source = readYaml(join(folder, 'duty.yaml'));
  return unknown.map((one) => faultAt(source, { ...one, content: source.content }));
}

function loadDeclared(
  { folder, env }: Sources,
  settings?: HubSettings,
): { declared?: Declared; faults: ConfigFault[] } {
  const source = readYaml(join(folder, 'stations.yaml'));
  const defaults = settings?.stations ?? hubSchema.parse({}).stations;
  const parsed = createDeclaredSchema(defaults).safeParse(source.content);
  if (!parsed.success)
    return { faults: [...source.faults, ...toFaults(source, parsed.error, source.content)] };
  const { declared, faults } = withStationTokens(parsed.data, env);
  return { declared, faults: [...source.faults, ...contradictions(source, parsed.data), ...faults] };
}

/** Of the file with itself; whether it contradicts what is registered, the registry says when it is opened. */
function contradictions(source: YamlSource, declared: Declared): ConfigFault[] {
  const { faults } = mergeDeclared({ stations: [], areas: [] }, declared, 0);
  return faults.map(({ subject, fault }) => ({
    file: source.file,
    line: source.lineOf(pathOfId(declared, subject)),
    path: subject,
    value: subject,
    expected: `no contradiction: ${fault}`,
  }));
}

function pathOfId(declared: Declared, id: string): KeyPath {
  for (const [kind, items] of Object.entries(declared) as [string, { id: string }[]][]) {
    const index = items.findLastIndex((item) => item.id === id);
    if (index >= 0) return [kind, index];
  }
  return [];
}

/** Rules over several keys. */
function ruleFaults(source: YamlSource, settings: HubSettings, folder: string): ConfigFault[] {
  const { mqtt, http } = settings;
  const faults: ConfigFault[] = [];
  const add = (path: KeyPath, expected: string) =>
    faults.push(faultAt(source, { path, content: settings, expected }));
  if (!isLoopback(http.host) && http.openOnLoopback)
    add(['http', 'openOnLoopback'], `false, because ${http.host} is not loopback`);
  if (!isLoopback(mqtt.host) && !mqtt.allowPlaintext) {
    add(
      ['mqtt', 'allowPlaintext'],
      `true, or mqtt.tls and mqtt.host 127.0.0.1: ${mqtt.host} is not loopback`,
    );
  }
  for (const [door, { tls }] of Object.entries({ mqtt, http })) {
    for (const key of ['certFile', 'keyFile'] as const) {
      if (tls !== undefined && !isReadable(resolve(folder, tls[key])))
        add([door, 'tls', key], 'a file that can be read');
    }
  }
  return faults;
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** Certificates are named from the folder of the file that names them, data from where the hub was started. */
function withAbsolutePaths(settings: HubSettings, folder: string): HubSettings {
  const absolute = <Files extends { certFile: string; keyFile: string }>(tls: Files | undefined) =>
    tls && { ...tls, certFile: resolve(folder, tls.certFile), keyFile: resolve(folder, tls.keyFile) };
  const { mqtt, http } = settings;
  return {
    ...settings,
    dataFolder: resolve(settings.dataFolder),
    mqtt: { ...mqtt, tls: absolute(mqtt.tls) },
    http: { ...http, tls: absolute(http.tls) },
  };
}

function blameVariable(fault: ConfigFault, env: Environment): ConfigFault {
  const variable = variableOf(fault.path, env);
  return variable ? { ...fault, file: 'environment', line: undefined, path: variable } : fault;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
