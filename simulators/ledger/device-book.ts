// The books of one station of a plain run: all that it says is sound, so each PUBACK means one more accepted message.
import type { Bin } from '../../src/model/station.ts';
import type { DeviceListener } from '../fleet/device.ts';
import type { Parcel } from '../fleet/framing.ts';
import { contentOf } from '../scenario/content.ts';
import { Oracle } from '../scenario/oracle.ts';
import type { LedgerStation } from './ledger-file.ts';
import { StationBook } from './station-book.ts';

type FramedFields = { bootId: string; seq: number; observedAt: number } & Record<string, unknown>;

export class DeviceBook implements DeviceListener {
  readonly #bins: readonly Bin[];
  readonly #book = new StationBook();
  readonly #oracle = new Oracle();
  #outstanding = 0;

  constructor(bins: readonly Bin[]) {
    this.#bins = bins;
  }

  published({ messages, sentBefore }: Parcel): void {
    if (sentBefore) this.#book.resent(messages.length);
    else {
      this.#book.said(messages.length);
      this.#outstanding += messages.length;
    }
  }

  acknowledged({ messages }: Parcel): void {
    this.#outstanding -= messages.length;
    const expected = messages.map(({ type, json }) => {
      const fields = JSON.parse(json) as FramedFields;
      const { bootId, seq, observedAt } = fields;
      return this.#oracle.expect({
        frame: { bootId, seq, observedAt },
        content: contentOf(type, fields, this.#bins),
      });
    });
    this.#book.acknowledged(expected);
  }

  toLedger(): LedgerStation {
    this.#book.ended(this.#outstanding);
    return this.#book.toLedger();
  }
}
