// The filters in the address of the page, so that a view can be sent to somebody. Pure.
import { STREAMS, type Stream } from '../../parts/stream.ts';
import type { StationFilter, StationOrder } from './matching-stations.ts';

export const STATES = ['online', 'offline', 'unknown'] as const;
export const ORDERS = ['room', 'soon', 'emptied', 'name'] as const satisfies readonly StationOrder[];
/** Percents that one can ask for. */
export const FULLER_THAN = [50, 80, 95] as const;

export interface ListQuestion extends StationFilter {
  order: StationOrder;
}

/** As vue-router has it. */
type Query = Readonly<Record<string, string | null | undefined | readonly (string | null)[]>>;

/** What is not understood is not asked. */
export function readFilter(query: Query): ListQuestion {
  const percent = FULLER_THAN.find((one) => String(one) === query.fuller);
  const area = typeof query.area === 'string' && query.area !== '' ? query.area : undefined;
  return {
    text: typeof query.text === 'string' ? query.text : '',
    area,
    state: STATES.find((one) => one === query.state),
    stream: STREAMS.find((one): one is Stream => one === query.stream),
    fullerThan: percent === undefined ? undefined : percent / 100,
    order: ORDERS.find((one) => one === query.order) ?? 'room',
  };
}

/** What is left at its default does not stand in the address. */
export function writeFilter({
  text,
  area,
  state,
  stream,
  fullerThan,
  order,
}: ListQuestion): Record<string, string> {
  const query = {
    text: text || undefined,
    ...{ area, state, stream },
    fuller: fullerThan === undefined ? undefined : String(Math.round(fullerThan * 100)),
    order: order === 'room' ? undefined : order,
  };
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(given);
}
