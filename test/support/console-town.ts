// Something on every page of the console: levels, deposits, an alert, a refused message, a kiosk that nobody knows, a
// snooze, a key.
import mqtt from 'mqtt';
import type { ConsoleHub } from './console-hub.ts';
import { connectKiosk } from './kiosk.ts';

const BINS = ['recyclable-1', 'hazardous-1', 'food-1', 'residual-1'];

export interface Places {
  station: string;
  alert: string;
}

/** What there is something to see of. */
export async function fillTown(hub: ConsoleHub): Promise<Places> {
  const kiosk = await connectKiosk({ port: hub.mqttPort, station: 'ts-001' });
  await kiosk.send('status', { state: 'online', connectionId: 'visit-1', firmware: '2.4.1' });
  for (const fillLevel of [0.4, 0.42, 0.86, 0.87, 0.88]) {
    const bins = BINS.map((binId, i) => ({ binId, fillLevel: binId === 'food-1' ? fillLevel : 0.2 * i }));
    await kiosk.send('fill-level', { bins });
  }
  for (const binId of BINS) await kiosk.send('drop-off', { binId, weightKg: 1.25 });
  await kiosk.send('fill-level', { bins: [{ binId: 'food-1', fillLevel: 40 }] });
  await kiosk.send('drop-off', { binId: 'no-such-bin', weightKg: 1 });
  await kiosk.close();
  await mqtt
    .connectAsync(`mqtt://127.0.0.1:${hub.mqttPort}`, {
      clientId: 'ts-404',
      username: 'ts-404',
      password: 'a token of another town',
      reconnectPeriod: 0,
    })
    .catch(() => {});
  const until = new Date(Date.now() + 3_600_000).toISOString();
  await hub.asAdmin('POST', '/api/v1/silences', { scope: { area: 'west' }, reason: '道路施工', until });
  await hub.asAdmin('POST', '/api/v1/api-keys', { name: '过磅系统', scopes: ['read'] });
  return { station: 'ts-001', alert: await firstAlert(hub) };
}

async function firstAlert(hub: ConsoleHub): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const { items } = await hub.asAdmin<{ items: { id: string }[] }>('GET', '/api/v1/alerts?state=open');
    if (items[0]) return items[0].id;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('no alert was raised in 10 s');
}
