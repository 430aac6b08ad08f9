// `npm run bench:watch`: what watch costs and how fast it tells, with the bins of a whole town: a reading judged, a
// tick, an alert on its way to a screen, a restart. Prints a table and, as the last line, one JSON object.
import { parseArgs } from 'node:util';
import { rounded } from './report/rounded.ts';
import { tableText } from './report/table.ts';
import { measureAlertLatency } from './watch/alert-latency.ts';
import { measureJudging } from './watch/judging.ts';
import { measureRestart } from './watch/restart.ts';

const { values } = parseArgs({
  options: {
    stations: { type: 'string', default: '3000' },
    /** Each raised by a station of its own. */
    alerts: { type: 'string', default: '300' },
    /** A folder for CPU profiles of the hub's threads. */
    profile: { type: 'string' },
  },
});
const stations = numberOf('stations');
const alerts = numberOf('alerts');
if (alerts > stations) throw new Error('cannot measure: expected at most as many alerts as stations');

const judging = measureJudging(stations);
const { restartMs, startMs } = await measureRestart(stations);
const { p50Ms, p99Ms } = await measureAlertLatency({ stations, alerts, profileFolder: values.profile });

console.log(
  tableText([
    [`${stations} stations`, ''],
    ['CPU per reading judged, us', judging.microsPerReading.toFixed(2)],
    ['tick, median ms', judging.medianTickMs.toFixed(2)],
    ['tick, longest ms', judging.longestTickMs.toFixed(1)],
    ['alerts open meanwhile', `${judging.alerts}`],
    ['PUBACK to alert on the event stream, p50 ms', p50Ms.toFixed(1)],
    ['PUBACK to alert on the event stream, p99 ms', p99Ms.toFixed(1)],
    ['start of watch without a past, ms', startMs.toFixed(0)],
    ['restart of watch until it answers, ms', restartMs.toFixed(0)],
  ]),
);
console.log(
  JSON.stringify(
    rounded({
      microsPerReading: judging.microsPerReading,
      tickMs: judging.longestTickMs,
      tickMedianMs: judging.medianTickMs,
      alertLatencyP50Ms: p50Ms,
      alertLatencyP99Ms: p99Ms,
      restartMs,
    }),
  ),
);

function numberOf(option: 'stations' | 'alerts'): number {
  const number = Number(values[option]);
  if (number > 0) return number;
  throw new Error(`cannot read --${option}: expected a number above 0, got "${values[option]}"`);
}
