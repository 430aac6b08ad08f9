// Tells a station why a message was not accepted, at most once a second; what was left unsaid is counted in the next.
import type { Rejection } from '../model/rejection.ts';
import type { RejectedMessage } from '../protocol/downlink.ts';

const INTERVAL_MS = 1_000;

export class RejectionNotices {
  readonly #send: (station: string, message: RejectedMessage) => void;
  readonly #stations = new Map<string, { sentAt: number; suppressed: number }>();

  constructor(send: (station: string, message: RejectedMessage) => void) {
    this.#send = send;
  }

  tell(rejection: Rejection): void {
    const { station, receivedAt } = rejection;
    const last = this.#stations.get(station);
    if (last && receivedAt - last.sentAt < INTERVAL_MS && receivedAt >= last.sentAt) {
      last.suppressed++;
      return;
    }
    this.#send(station, noticeOf(rejection, last?.suppressed ?? 0));
    this.#stations.set(station, { sentAt: receivedAt, suppressed: 0 });
  }
}

function noticeOf({ bootId, seq, reason, path, expected }: Rejection, suppressed: number): RejectedMessage {
  const message: RejectedMessage = { reason };
  if (bootId !== undefined) message.bootId = bootId;
  if (seq !== undefined) message.seq = seq;
  if (path !== undefined) message.path = path;
  if (expected !== undefined) message.expected = expected;
  if (suppressed > 0) message.suppressed = suppressed;
  return message;
}
