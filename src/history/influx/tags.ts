// Where a point belongs, as the tags of its line. It must not know what the point says.
import { tagText } from './line-protocol.ts';

export interface Tags {
  station: string;
  grid: string;
  bin?: string | undefined;
  stream?: string | undefined;
  rule?: string;
}

/** In the order of their names, as the server wants them. */
export function tagsText({ bin, grid, rule, station, stream }: Tags): string {
  return (
    tagText('bin', bin) +
    tagText('grid', grid) +
    tagText('rule', rule) +
    tagText('station', station) +
    tagText('stream', stream)
  );
}
