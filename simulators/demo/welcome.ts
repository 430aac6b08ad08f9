// What the demo says once its town is alive: what to open and what to ask.
import type { DemoSettings, Endpoint } from './settings.ts';

export function welcome(settings: DemoSettings, station: string, past: { from: Date; to: Date }): string {
  const base = `http://${shown(settings.http)}`;
  const range = `from=${past.from.toISOString()}&to=${past.to.toISOString()}`;
  return `
The town is alive. Open in a browser:
  ${base}/                         the console: alerts, stations, map, wall
  ${base}/docs                     the API, to read and to try
  ${base}/api/v1/stations          every station with its levels now

Or ask on the command line:
  curl -s '${base}/api/v1/stations/${station}'
  curl -s '${base}/api/v1/stations/${station}/statistics?${range}&interval=day'
  curl -s '${base}/api/v1/stations/${station}/delivery'
  curl -s '${base}/openapi.json'

Stations connect by MQTT at ${shown(settings.mqtt)}. The log of the hub: ${settings.logFile}
Ctrl-C ends; the next start goes on from here.
`;
}

function shown({ host, port }: Endpoint): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
