// What hub.yaml may say, with every default. config/hub.yaml documents each key; a test holds the two together.
import { isIP } from 'node:net';
import { z } from 'zod';
import { LOG_LEVELS } from '../log.ts';
import { zoneSchema } from '../registry/station-schema.ts';
import { influxSchema } from './influx-schema.ts';

const MIB = 1_048_576;
const GIB = 1_024 * MIB;

const host = z.string().regex(/^[A-Za-z0-9.:_-]+$/, 'expected an address or host name');
const port = z.int().min(0).max(65_535);
const positive = z.int().min(1);
const bytes = z.int().min(1_024);
const share = z.number().gt(0).max(1);
/** Days that something is kept; null: without end. */
const retention = (days: number | null) =>
  z
    .number()
    .min(1)
    .nullable()
    .default(days)
    .transform((value) => value ?? undefined);

const tls = z.strictObject({
  host: host.default('0.0.0.0'),
  port: port.default(8_883),
  certFile: z.string().min(1),
  keyFile: z.string().min(1),
});

const mqtt = z.strictObject({
  host: host.default('127.0.0.1'),
  port: port.default(1_883),
  allowPlaintext: z.boolean().default(false),
  tls: tls.optional(),
  maxConnections: positive.default(12_000),
  maxPacketBytes: bytes.default(MIB),
  connectTimeoutSeconds: positive.default(10),
  drainTimeoutSeconds: positive.default(10),
  ackDeadlineSeconds: positive.default(5),
});

const network = z.string().refine(isNetwork, 'expected an address or a network, e.g. 10.0.0.2 or 10.0.0.0/8');

const http = z.strictObject({
  host: host.default('127.0.0.1'),
  port: port.default(8_080),
  openOnLoopback: z.boolean().default(false),
  tls: z.strictObject({ certFile: z.string().min(1), keyFile: z.string().min(1) }).optional(),
  trustedProxies: z.array(network).default([]),
  sessions: z
    .strictObject({
      idleHours: z.number().min(0.25).max(336).default(12),
      days: z.number().min(1).max(90).default(14),
    })
    .prefault({}),
  token: z.string().min(32, 'expected 32 characters or more').optional(),
  allowedHosts: z.array(z.string().min(1)).default([]),
  allowedOrigins: z.array(z.url({ error: 'expected an origin, e.g. https://console.example' })).default([]),
});

/** Map tiles come from another host: none unless somebody says so. */
const mapTiles = z.strictObject({
  url: z
    .string()
    .regex(
      /^https?:\/\/[^/?#\s;,]+\/\S*\{z\}\S*$/,
      'expected the address of tiles, e.g. https://tiles.example/{z}/{x}/{y}.png',
    ),
  attribution: z.string().max(200).default(''),
});

const ledger = z.strictObject({
  boots: positive.default(64),
  days: positive.default(36),
  ranges: positive.default(256),
  maxJump: positive.default(100_000),
});

const ingest = z.strictObject({
  maxPayloadBytes: bytes.default(65_536),
  lateAfterMinutes: positive.default(15),
  tooLateDays: positive.default(35),
  clockAheadMinutes: positive.default(5),
  accuracyConfidence: share.default(0.6),
  ledger: ledger.prefault({}),
});

const quarantine = z.strictObject({
  messagesPerStation: positive.default(1_000),
  bytesPerStation: bytes.default(MIB),
  bytes: bytes.default(GIB),
  days: positive.default(30),
  perSecond: positive.default(10),
});

const journal = z.strictObject({
  maxBytes: bytes.default(8 * GIB),
  maxDiskShare: share.default(0.2),
  minFreeBytes: bytes.default(512 * MIB),
  segmentBytes: bytes.default(64 * MIB),
});

const history = z.strictObject({
  kind: z.enum(['duckdb', 'influx']).default('duckdb'),
  memoryLimitMb: z.int().min(64).default(256),
  threads: z.int().min(1).max(64).default(2),
  retentionDays: z
    .strictObject({
      dropOff: retention(90),
      fillLevel: retention(400),
      emptied: retention(null),
      event: retention(null),
      status: retention(null),
      health: retention(90),
      rollUp: retention(null),
    })
    .prefault({}),
  influx: influxSchema.prefault({}),
});

const watch = z.strictObject({ enabled: z.boolean().default(true) });

const stations = z.strictObject({
  fullThreshold: share.default(0.8),
  reportingMinutes: z.int().min(1).max(1_440).default(10),
  zone: zoneSchema.default('Asia/Shanghai'),
});

export const hubSchema = z.strictObject({
  dataFolder: z.string().min(1).default('./data'),
  logLevel: z.enum(LOG_LEVELS).default('info'),
  mqtt: mqtt.prefault({}),
  http: http.prefault({}),
  mapTiles: mapTiles.optional(),
  ingest: ingest.prefault({}),
  quarantine: quarantine.prefault({}),
  journal: journal.prefault({}),
  history: history.prefault({}),
  watch: watch.prefault({}),
  stations: stations.prefault({}),
});

export type HubSettings = z.output<typeof hubSchema>;

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}
