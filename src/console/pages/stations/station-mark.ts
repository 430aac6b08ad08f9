// What stands on the map for a station, and for many of them: small drawings made of elements, never of text that is
// read as HTML. It must not know Leaflet.
import type { StationLevels } from '../../../api/station-levels-view.ts';
import { fullestLevel } from './matching-stations.ts';

const FULL_LEVEL = 0.8;
const SVG = 'http://www.w3.org/2000/svg';
const BOX = { width: 40, height: 32 };
const INSET = 4;

/** A box with a column for each bin, in the colour of its stream; dashed when offline. */
export function drawStation(station: StationLevels): HTMLElement {
  const mark = document.createElement('div');
  const svg = mark.appendChild(document.createElementNS(SVG, 'svg'));
  svg.setAttribute('viewBox', `0 0 ${BOX.width} ${BOX.height}`);
  svg.setAttribute('aria-hidden', 'true');
  svg.append(box());
  for (const [place, bin] of station.bins.entries())
    svg.append(column(bin.stream, place, station.bins.length));
  redrawStation(mark, station);
  return mark;
}

export function redrawStation(mark: HTMLElement, station: StationLevels): void {
  const full = (fullestLevel(station) ?? 0) >= FULL_LEVEL;
  mark.className = `map-mark ${station.state}${full ? ' full' : ''}`;
  for (const [place, column] of mark.querySelectorAll('.map-column').entries()) {
    const height = Math.min(1, station.bins[place]?.level ?? 0) * (BOX.height - 2 * INSET);
    column.setAttribute('height', height.toFixed(1));
    column.setAttribute('y', (BOX.height - INSET - height).toFixed(1));
  }
}

/** How many there are, and whether one of them has a full bin: then the ring is closed twice. */
export function drawCluster(count: number, full: number): HTMLElement {
  const mark = document.createElement('div');
  mark.className = `map-cluster${full > 0 ? ' full' : ''}`;
  mark.append(line('map-count', String(count)));
  if (full > 0) mark.append(line('map-full', `▲${full}`));
  return mark;
}

export function isFull(station: StationLevels): boolean {
  return (fullestLevel(station) ?? 0) >= FULL_LEVEL;
}

function box(): SVGElement {
  const rect = document.createElementNS(SVG, 'rect');
  rect.setAttribute('class', 'map-box');
  for (const [name, value] of Object.entries({
    x: 1,
    y: 1,
    width: BOX.width - 2,
    height: BOX.height - 2,
    rx: 5,
  }))
    rect.setAttribute(name, String(value));
  return rect;
}

function column(stream: string, place: number, count: number): SVGElement {
  const step = (BOX.width - 2 * INSET) / count;
  const rect = document.createElementNS(SVG, 'rect');
  rect.setAttribute('class', `map-column ${stream}`);
  rect.setAttribute('x', (INSET + place * step + step * 0.1).toFixed(1));
  rect.setAttribute('width', (step * 0.8).toFixed(1));
  return rect;
}

function line(name: string, text: string): HTMLElement {
  const span = document.createElement('span');
  span.className = name;
  // Drawn by the style sheet: what is heard is the whole sentence of the label.
  span.dataset.text = text;
  return span;
}
