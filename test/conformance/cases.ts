// All cases, in the order of the standard.
import type { Case } from './case.ts';
import { CONNECT_CASES } from './connect-cases.ts';
import { DELIVERY_CASES } from './delivery-cases.ts';
import { PACKET_CASES } from './packet-cases.ts';

export const CASES: readonly Case[] = [...CONNECT_CASES, ...PACKET_CASES, ...DELIVERY_CASES];
