// `npm run bench:console`: the console as staff meet it, and what it costs the hub: the first load of the alerts page,
// a message on its way to a screen while a whole town's consoles look on, ingest at saturation with and without them.
// Prints a table and, as the last line, one JSON object.
import { parseArgs } from 'node:util';
import { openPhone, startChromium } from './console/chromium.ts';
import { measureFirstLoad } from './console/first-load.ts';
import { measureIngestDrop } from './console/ingest-drop.ts';
import { measureMessageToScreen } from './console/message-to-screen.ts';
import { openStreamReaders } from './console/stream-readers.ts';
import { load } from './measure/load.ts';
import { quantile } from './report/medians.ts';
import { rounded } from './report/rounded.ts';
import { tableText } from './report/table.ts';
import { createStations } from './targets/hub-config.ts';
import { startOwnHub } from './targets/own-hub.ts';

const { values } = parseArgs({
  options: {
    stations: { type: 'string', default: '500' },
    /** Event streams beside the one browser. */
    readers: { type: 'string', default: '199' },
    /** Each of another station. */
    alerts: { type: 'string', default: '100' },
    /** Messages per second while alerts are on their way. */
    rate: { type: 'string', default: '2000' },
    /** At saturation. */
    messages: { type: 'string', default: '400000' },
    repeat: { type: 'string', default: '4' },
  },
});
const alerts = numberOf('alerts');
const rate = numberOf('rate');
const all = createStations(numberOf('stations') + alerts);
const talking = all.slice(alerts);
const plan = { stations: talking, inFlight: 10, lateShare: 0, payload: 'usual' as const };

const browser = await startChromium();
const { firstLoad, latencies } = await measureScreens();
const drop = await measureIngestDrop({
  plan: { ...plan, messages: numberOf('messages') },
  browser,
  readers: numberOf('readers'),
  rounds: numberOf('repeat'),
});
await browser.close();

const p50 = quantile(latencies, 0.5);
const p99 = quantile(latencies, 0.99);
console.log(
  tableText([
    ['first load of the alerts page, kB gzip', firstLoad.gzipKb.toFixed(1)],
    ['until a card can be pressed, at a quarter of the speed, ms', firstLoad.usableMs.toFixed(0)],
    [`message to screen at ${rate} msg/s, p50 ms`, p50.toFixed(0)],
    [`message to screen at ${rate} msg/s, p99 ms`, p99.toFixed(0)],
    ['ingest at saturation, msg/s', drop.alone.toFixed(0)],
    [`the same with ${values.readers} event streams and one browser`, drop.withConsoles.toFixed(0)],
    ['that is less by, %', drop.dropPercent.toFixed(1)],
  ]),
);
console.log(
  JSON.stringify(
    rounded({
      firstLoadGzipKb: firstLoad.gzipKb,
      usableMs: firstLoad.usableMs,
      messageToScreenP99Ms: p99,
      ingestDropPercent: drop.dropPercent,
    }),
  ),
);

/** One hub for both; the first load sees an alert that is open. */
async function measureScreens() {
  const hub = await startOwnHub({ stations: all, watch: true });
  const streams = await openStreamReaders(hub.http, numberOf('readers'));
  const phone = await openPhone(browser);
  try {
    await phone.page.goto(`${hub.http}/alerts`);
    const [first, ...others] = all.slice(0, alerts);
    if (!first) throw new Error('cannot measure without an alert');
    const target = { page: phone.page, http: hub.http, mqttPort: hub.mqttPort };
    const seconds = Math.ceil(alerts * 0.5) + 10;
    const talk = load(
      { ...plan, port: hub.mqttPort, messages: rate * seconds, ratePerSecond: rate },
      { beforeLoad() {}, afterLoad() {} },
    );
    const latencies = await measureMessageToScreen({ ...target, stations: others });
    await talk;
    streams.stop();
    await fetch(`${hub.http}/api/v1/alerts`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ by: 'bench', station: first.id, kind: 'litter' }),
    });
    return { latencies, firstLoad: await measureFirstLoad(browser, hub.http) };
  } finally {
    streams.stop();
    await phone.close();
    await hub.stop();
  }
}

function numberOf(option: keyof typeof values): number {
  const number = Number(values[option]);
  if (number > 0) return number;
  throw new Error(`cannot read --${option}: expected a number above 0, got "${values[option]}"`);
}
