// Words of the page of refused kiosks, in English.
import type { words as chinese } from './zh-CN.ts';

export const words: typeof chinese = {
  title: 'Refused kiosks',
  intro:
    'Devices that lately tried to connect and were not let in. Check id and address; then one can be added as a station.',
  none: 'No connection was refused.',
  refresh: 'Refresh',
  noName: '(no id)',
  user: 'Id',
  reason: 'Reason',
  from: 'From',
  times: 'Times',
  last: 'Last',
  first: 'First',
  add: 'Add this station',
  newToken: 'New token',
  reasons: {
    'unknown-user': 'This id is not registered.',
    'wrong-token': 'The token is wrong: the one in the device has expired or was mistyped.',
    'not-in-service': 'The station is out of service.',
    'no-credentials': 'It gave no id or no token.',
    'demo-token-off-loopback': 'Demo tokens work on this machine only.',
    'protocol-version': 'It does not speak MQTT 3.1.1.',
    'empty-client-id': 'It has no client id and asked for no clean session.',
    'foreign-client-id': 'The client id must be the same as the id.',
  },
};
