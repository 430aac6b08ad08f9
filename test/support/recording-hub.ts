// A hub that records its health a hundred times a second, as a process of its own that can be killed: on the folder
// and with the stations that it is given. Says its address when it is open.
import { startHub } from './running-hub.ts';
import { townOf } from './town.ts';

const [dataFolder = '', ...stations] = process.argv.slice(2);
const hub = await startHub({ dataFolder, declared: townOf(...stations), overrides: { healthEveryMs: 10 } });
process.stdout.write(`${hub.mqttPort}\n`);
