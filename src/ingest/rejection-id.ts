// Ids of rejections: sort by time of arrival, unique in the hub over restarts.
import { randomBytes } from 'node:crypto';

const TIME_DIGITS = 9;
const COUNTER_DIGITS = 5;
const process = randomBytes(3).toString('hex');
let counter = 0;

export function newRejectionId(receivedAt: number): string {
  counter = (counter + 1) % 36 ** COUNTER_DIGITS;
  return `${base36(receivedAt, TIME_DIGITS)}-${base36(counter, COUNTER_DIGITS)}-${process}`;
}

export function timeOfRejection(id: string): number {
  return Number.parseInt(id.slice(0, TIME_DIGITS), 36);
}

function base36(number: number, digits: number): string {
  return number.toString(36).padStart(digits, '0');
}
