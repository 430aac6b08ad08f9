// Run as a process of its own by kill.test.ts: changes accounts without end and says what is on disk, until it is
// killed.
import { join } from 'node:path';
import { silentLog } from '../log.ts';
import { systemClock } from '../model/clock.ts';
import { openLmdbState } from '../state/lmdb-state.ts';
import { openAccounts } from './open-accounts.ts';

const folder = process.argv[2] ?? '';
const log = silentLog;
const state = await openLmdbState({ folder: join(folder, 'accounts'), log });
const { accounts } = await openAccounts({
  ...{ state, folder, log, clock: systemClock, isArea: () => true },
  passwordCost: { n: 1_024, r: 8, p: 1 },
});

const say = (said: object) => process.stdout.write(`${JSON.stringify(said)}\n`);
for (let n = 0; ; n += 1) {
  const target = String(n);
  await accounts.audit.add({
    ...{ at: systemClock.now(), who: { kind: 'machine', name: 'test' }, from: 'control socket' },
    ...{ method: 'POST', route: '/api/v1/users', status: 200, target },
  });
  say({ kind: 'trail', target });
  if (n % 4 !== 0) continue;
  const { password } = await accounts.resetPassword('li.wei');
  say({ kind: 'password', password });
  const signIn = await accounts.signIn('li.wei', password, '192.0.2.1');
  if (signIn.ok) say({ kind: 'session', token: signIn.session.token });
}
