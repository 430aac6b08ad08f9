// `dropoff-hub secrets`: makes the .env of docker-compose.yml, with every secret new and random. It writes the file
// itself: a redirection by the shell would empty an old one before anybody could refuse.
import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { loadConfig } from '../config/load-config.ts';

interface Options {
  out: string;
  ownStations: boolean;
}

export function addSecretsCommand(program: Command): void {
  program
    .command('secrets')
    .description(
      'make the .env of docker-compose.yml: new random secrets, and a token for each declared station',
    )
    .option('--out <file>', 'the new file; - prints it', '.env')
    .option('--own-stations', 'for the stations of config/stations.yaml instead of the demo town', false)
    .action(async ({ out, ownStations }: Options) => {
      const text = environmentFile(ownStations ? 'config' : 'config/demo');
      if (out === '-') process.stdout.write(text);
      else await writeNew(out, text);
    });
}

/** `folder`: where stations.yaml is, the same here and below /app in the container. */
function environmentFile(folder: string): string {
  const { declared } = loadConfig({ HUB_CONFIG: folder });
  const stationTokens = declared.stations.map(({ id }) => `${id}:${secret()}`);
  return `# Settings and secrets of docker-compose.yml, made by "dropoff-hub secrets". Keep this file: InfluxDB and Grafana
# take their secrets from it at their first start only, and know them from then on.

# Where the hub (MQTT, API) and Grafana can be reached; 0.0.0.0 opens them to the network, without encryption.
PUBLISH_ADDRESS=127.0.0.1
# Folder of hub.yaml and stations.yaml in the container, where ./config is /app/config.
HUB_CONFIG=${join('/app', folder)}
# Bearer token of the API.
HUB_API_TOKEN=${secret()}
# Tokens of the declared stations, id:token.
HUB_STATION_TOKENS=${stationTokens.join(',')}

INFLUX_ORG=dropoff
INFLUX_BUCKET=dropoff
INFLUX_BUCKET_ROLLUPS=dropoff_rollups
INFLUX_TOKEN=${secret()}
INFLUX_ADMIN_USER=admin
INFLUX_ADMIN_PASSWORD=${secret()}

# Of Grafana's user "admin".
GRAFANA_PASSWORD=${secret()}
`;
}

/** 256 bits. */
function secret(): string {
  return randomBytes(32).toString('base64url');
}

async function writeNew(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    const exists =
      'it exists already, and what was set up with its secrets would be locked out; move it away first';
    throw new Error(`cannot write ${path}: ${error.code === 'EEXIST' ? exists : error.message}`);
  });
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  console.log(`Secrets written to ${path}; start with "docker compose up -d".`);
}
