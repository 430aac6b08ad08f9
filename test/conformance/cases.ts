// All cases, by sections of the standard.
import type { Case } from './case.ts';
import { CONNECT_CASES } from './connect-cases.ts';
import { DELIVERY_CASES } from './delivery-cases.ts';
import { EXCESS_CASES } from './excess-cases.ts';
import { PACKET_CASES } from './packet-cases.ts';
import { RETAINED_CASES } from './retained-cases.ts';
import { WILL_CASES } from './will-cases.ts';

export const CASES: readonly Case[] = [
  ...CONNECT_CASES,
  ...WILL_CASES,
  ...PACKET_CASES,
  ...EXCESS_CASES,
  ...DELIVERY_CASES,
  ...RETAINED_CASES,
];
