// The colours and strokes of the chart: a canvas knows no style sheet, so they are read from it. Lines differ by their
// strokes as well.
import type { Stream } from '../../parts/stream.ts';

/** Of the theme that is shown now. */
export function colourOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

const STROKES: Readonly<Record<Stream, readonly number[]>> = {
  food: [],
  recyclable: [9, 4],
  hazardous: [2, 4],
  residual: [10, 3, 2, 3],
};

export interface Line {
  binId: string;
  stream: Stream;
  dash: number[];
  width: number;
}

/** The second bin of a stream is thinner. */
export function linesOf(bins: readonly { id: string; stream: Stream }[]): Line[] {
  return bins.map(({ id, stream }, place) => {
    const before = bins.slice(0, place).filter((other) => other.stream === stream).length;
    return { binId: id, stream, dash: [...STROKES[stream]], width: before === 0 ? 2.5 : 1.25 };
  });
}
