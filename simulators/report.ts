// What a run has to say at its end, in words and as JSON: the counts that can be held against the API of the hub.
import { sayDuration } from './duration.ts';
import type { FleetResult } from './fleet/fleet.ts';

export function describeResult(result: FleetResult): string {
  const { sent, acked, batchesAcked, outstanding, resent, dropped, rejected } = result;
  const messages = totalOf(sent);
  const acknowledged = totalOf(acked);
  const parts = [
    `${say(result.stations)} stations, ${sayDuration(result.until - result.from)} of readings up to ` +
      `${new Date(result.until).toISOString()}: ${say(messages)} messages sent, ${say(acknowledged)} acknowledged`,
    `drop-off ${say(acked['drop-off'])}, fill-level ${say(acked['fill-level'])}, emptied ${say(acked.emptied)}, ` +
      `event ${say(acked.event)} (in ${say(batchesAcked)} batches and singly), status ${say(acked.status)}`,
    outstanding > 0 ? `${say(outstanding)} without acknowledgement` : '',
    resent > 0 ? `${say(resent)} packets sent again` : '',
    dropped > 0 ? `${say(dropped)} dropped for want of room` : '',
    `refused by the hub: ${sayRejected(rejected)}`,
  ];
  return `${parts.filter((part) => part !== '').join('; ')}.`;
}

/** `status` has no frame and is not in the hub's delivery ledger: it stands apart from the sums. */
export function resultJson(result: FleetResult): string {
  const { sent, acked } = result;
  return JSON.stringify({ ...result, messagesSent: totalOf(sent), messagesAcked: totalOf(acked) });
}

export function say(count: number): string {
  return count.toLocaleString('en-US');
}

function totalOf({ status: _status, ...framed }: FleetResult['sent']): number {
  return Object.values(framed).reduce((sum, count) => sum + count, 0);
}

function sayRejected(rejected: Record<string, number>): string {
  const reasons = Object.entries(rejected).map(([reason, count]) => `${say(count)} ${reason}`);
  return reasons.length === 0 ? 'none' : reasons.join(', ');
}
