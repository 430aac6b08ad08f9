// What is drawn over the curves: an arrow down where a bin was emptied, a bar at the foot while an alert was open. It must
// not know where they come from.
import type uPlot from 'uplot';

export interface EmptyingMark {
  /** Seconds since 1970 UTC. */
  at: number;
  colour: string;
}

export interface AlertMark {
  /** Seconds since 1970 UTC. */
  from: number;
  to: number;
  colour: string;
  /** From the foot of the chart up: the gravest lowest. */
  row: number;
}

export interface Marks {
  emptyings: readonly EmptyingMark[];
  alerts: readonly AlertMark[];
}

const ARROW_PX = 7;
const BAR_PX = 5;

/** `marks` is read with each drawing. */
export function marksPlugin(marks: () => Marks): uPlot.Plugin {
  return { hooks: { draw: (plot) => drawMarks(plot, marks()) } };
}

function drawMarks(plot: uPlot, { emptyings, alerts }: Marks): void {
  const { ctx } = plot;
  ctx.save();
  const { left, top, width, height } = plot.bbox;
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  for (const mark of emptyings) drawEmptying(plot, mark);
  for (const mark of alerts) drawAlert(plot, mark);
  ctx.restore();
}

function drawEmptying(plot: uPlot, { at, colour }: EmptyingMark): void {
  const { ctx, bbox } = plot;
  const size = ARROW_PX * devicePixelRatio;
  const x = plot.valToPos(at, 'x', true);
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([2 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.moveTo(x - size, bbox.top);
  ctx.lineTo(x + size, bbox.top);
  ctx.lineTo(x, bbox.top + 1.5 * size);
  ctx.closePath();
  ctx.fill();
}

function drawAlert(plot: uPlot, { from, to, colour, row }: AlertMark): void {
  const { ctx, bbox } = plot;
  const height = BAR_PX * devicePixelRatio;
  const start = plot.valToPos(from, 'x', true);
  const end = Math.max(start + height, plot.valToPos(to, 'x', true));
  const y = bbox.top + bbox.height - (row + 1) * (height + devicePixelRatio);
  ctx.fillStyle = colour;
  ctx.fillRect(start, y, end - start, height);
}
