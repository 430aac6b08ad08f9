// The ports, opened last: HTTP, the control socket, MQTT.
import type { Accounts } from '../accounts/accounts.ts';
import { createApi } from '../api/app.ts';
import { openConsole } from '../api/console/open-console.ts';
import { withControlRequests } from '../api/control-requests.ts';
import { serveApi, serveControl } from '../api/server.ts';
import { createCertificate } from '../certificate.ts';
import { isLoopback } from '../config/load-config.ts';
import { controlSocketPath } from '../control/control-socket.ts';
import { StationView } from '../ingest/station-view.ts';
import { version } from '../version.ts';
import { verifyCaseToken } from '../watch/case-link.ts';
import { openCaseLinkKey } from '../watch/case-link-key.ts';
import { createRoster } from '../watch/duty/roster.ts';
import { createAddressGuard } from '../watch/notifiers/address-guard.ts';
import { createNotifierDesk } from '../watch/notifiers/notifier-desk.ts';
import type { Watch } from '../watch/watch.ts';
import { tellAdvisories } from './advisory-messages.ts';
import { backupsOf } from './backups.ts';
import { createClosureReader } from './closure-reader.ts';
import { type WiringContext, warnOf } from './context.ts';
import type { DoorParts } from './door.ts';
import { createDutySource } from './duty-source.ts';
import { watchHealth } from './health.ts';
import { HealthFigures } from './health-figures.ts';
import { recordHealth } from './health-record.ts';
import { createHttpDoor } from './http-door.ts';
import { openLive } from './live.ts';
import { retainedMessages } from './station-messages.ts';
import type { Storage } from './storage.ts';

const PLAINTEXT =
  'passwords and tokens go in the clear: set http.tls, or trustedProxies for a reverse proxy that has TLS';

export interface Addresses {
  mqtt: { host: string; port: number };
  mqtts?: { host: string; port: number };
  /** `http://host:port` */
  http: string;
}

export async function openEntrances(
  context: WiringContext,
  storage: Storage,
  parts: DoorParts & { watch: Watch; accounts: Accounts },
): Promise<Addresses> {
  const { config, clock, log, metrics, closing } = context;
  const { folder, registry, memory, history, historyCheck, journal } = storage;
  const { broker, ingest, gate, desk, watch, accounts } = parts;
  const health = watchHealth({
    journal,
    door: ingest,
    history,
    historyCheck,
    historyKind: config.history.kind,
    ...(config.watch.enabled && { watch }),
    broker,
    clock,
    log,
  });
  closing.add('health watch', health, (open) => open.stop());
  const delivery = new StationView({ memory, registry, clock, isOpen: () => ingest.open });
  const refusedConnections = { list: broker.refused, add: broker.noteRefused };
  const live = openLive(context, registry, watch);
  const { fullThreshold } = config.stations;
  const { host, token, allowedHosts, allowedOrigins, openOnLoopback, trustedProxies } = config.http;
  const roster = createRoster(config.duty, (area) => registry.pathOf(area));
  const { publicUrl } = config.notifiers;
  const caseLinkKey = await openCaseLinkKey(storage.state);
  const api = createApi({
    sources: {
      accounts,
      registry,
      history,
      present: delivery.presence,
      delivery,
      door: createHttpDoor(ingest, broker),
      quarantine: desk,
      refusedConnections,
      health,
      watch,
      caseLinks: { verify: (token) => verifyCaseToken(token, caseLinkKey, clock.now()) },
      duty: createDutySource({ registry, roster, config }),
      closure: createClosureReader({ history, registry, roster, config }),
      live: live.feed,
      notifiers: createNotifierDesk(config.notifiers.notifiers, {
        ...{ log, clock, guard: createAddressGuard(config.notifiers.allowedHosts) },
      }),
    },
    clock,
    log,
    version,
    metrics,
    stationDefaults: config.stations,
    fullThreshold,
    console: openConsole({ version, zone: config.stations.zone, tiles: config.mapTiles }),
    access: {
      token,
      // Messages lead people to the public address: the hub must answer to it.
      allowedHosts: publicUrl === undefined ? allowedHosts : [...allowedHosts, new URL(publicUrl).host],
      allowedOrigins,
      loopbackOnly: isLoopback(host),
      openOnLoopback,
      trustedProxies,
    },
  });
  const { port, tls } = config.http;
  const certificate = tls && createCertificate(tls, log);
  if (!isLoopback(host) && !tls && trustedProxies.length === 0) log.warn({ host }, PLAINTEXT);
  const server = closing.add('HTTP port', await serveApi(api, { host, port, certificate }), (open) =>
    open.stop(),
  );
  const backups = backupsOf(context, storage);
  const control = withControlRequests(api, backups);
  closing.add('control socket', await serveControl(control, controlSocketPath(folder.path)), (open) =>
    open.stop(),
  );
  // Before the socket: it would wait for the answer.
  closing.add('backups', backups, (open) => open.stop());
  // Before the ports: they would wait for those who read.
  closing.add('event streams', live, (open) => open.stop());
  closing.add('MQTT broker', broker, (open) => open.stop());
  const advisories = await tellAdvisories(watch, broker);
  const ofStations = retainedMessages(registry, memory, { now: clock.now(), fullThreshold });
  await broker.start(concat(ofStations, advisories));
  const figures = new HealthFigures({ metrics, registry, stations: delivery, broker, history, health });
  const recording = recordHealth({
    figures,
    gate,
    journal,
    memory,
    clock,
    everyMs: context.healthEveryMs,
    onFailed: warnOf(context, "cannot record the hub's health"),
  });
  closing.add('health record', recording, (open) => open.stop());
  return { ...broker.addresses, http: server.address };
}

function* concat<Item>(...lists: Iterable<Item>[]): Generator<Item> {
  for (const list of lists) yield* list;
}
