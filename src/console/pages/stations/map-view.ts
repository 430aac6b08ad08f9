// The map itself: stations as marks that join into clusters, the names of areas on plain ground, tiles only where the
// hub names some. It must not know Vue; what is written on it comes in as text.
import L from 'leaflet';
import 'leaflet.markercluster';
import type { StationLevels } from '../../../api/station-levels-view.ts';
import type { HubSettings } from '../../hub-settings.ts';
import { type AreaName, areaNames, isPlaced, type PlacedStation } from './area-names.ts';
import type { AreaNode } from './matching-stations.ts';
import { drawCluster, drawStation, isFull, redrawStation } from './station-mark.ts';

export interface MapWords {
  ofStation(station: StationLevels): string;
  ofCluster(count: number, full: number): string;
  zoomIn: string;
  zoomOut: string;
}

export interface MapOptions {
  element: HTMLElement;
  tiles: HubSettings['tiles'];
  words: MapWords;
  onChoose(id: string): void;
}

/** So many names of areas can be told apart on one screen. */
const MAX_NAMES = 24;
/** About as large as a name is written. */
const NAME_PX = { character: 14, line: 20 };
/** Above the marks, so that a name can be read. */
const NAMES_PANE = 'names';
/** Circles may be a little behind: drawing them anew is the dearer part. */
const CLUSTERS_EVERY_MS = 2_000;
const MARK = { width: 40, height: 32 };

/** What Leaflet is told of a mark; clusters are asked through it. */
interface StationMarkerOptions extends L.MarkerOptions {
  station: PlacedStation;
}

export class MapView {
  readonly #options: MapOptions;
  readonly #map: L.Map;
  readonly #clusters: L.MarkerClusterGroup;
  readonly #names = L.layerGroup();
  readonly #markers = new Map<string, L.Marker>();
  #namesByDepth: AreaName[][] = [];
  readonly #changed = new Set<L.Marker>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isPlaced = false;

  constructor(options: MapOptions) {
    this.#options = options;
    const { element, tiles, words } = options;
    this.#map = L.map(element, { zoomControl: false, attributionControl: tiles !== undefined, maxZoom: 19 });
    this.#map.setView([0, 0], 2);
    this.#map.createPane(NAMES_PANE).classList.add('map-names');
    L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(this.#map);
    L.control.scale({ imperial: false }).addTo(this.#map);
    if (tiles) L.tileLayer(tiles.url, { attribution: tiles.attribution, maxZoom: 19 }).addTo(this.#map);
    this.#clusters = L.markerClusterGroup({
      chunkedLoading: true,
      chunkInterval: 40,
      maxClusterRadius: 56,
      showCoverageOnHover: false,
      iconCreateFunction: (cluster) => this.#clusterIcon(cluster),
    });
    this.#map.addLayer(this.#names).addLayer(this.#clusters);
    this.#map.on('moveend', () => this.#showNames());
  }

  /** These and no others; the view moves there the first time. */
  show(stations: readonly StationLevels[], areas: readonly AreaNode[]): void {
    const placed = stations.filter(isPlaced);
    this.#clusters.clearLayers();
    // Who is filtered away often comes back: markers are kept.
    this.#clusters.addLayers(placed.map((station) => this.#markers.get(station.id) ?? this.#marker(station)));
    this.update(placed);
    this.#namesByDepth = areaNames(placed, areas);
    if (!this.#isPlaced && placed.length > 0) {
      this.#isPlaced = true;
      const places = placed.map(({ latitude, longitude }): L.LatLngTuple => [latitude, longitude]);
      this.#map.fitBounds(L.latLngBounds(places), { padding: [32, 32], animate: false, maxZoom: 17 });
    }
    this.#showNames();
  }

  /** What has changed of those that are shown. */
  update(stations: readonly StationLevels[]): void {
    for (const station of stations) {
      const marker = this.#markers.get(station.id);
      if (!marker || !isPlaced(station) || stationOf(marker) === station) continue;
      // Of what is within it a circle shows no more than whether it is full.
      if (isFull(stationOf(marker)) !== isFull(station)) this.#changed.add(marker);
      (marker.options as StationMarkerOptions).station = station;
      const mark = marker.getElement();
      if (mark) this.#redraw(mark, station);
    }
    if (this.#changed.size > 0) this.#timer ??= setTimeout(() => this.#refreshClusters(), CLUSTERS_EVERY_MS);
  }

  /** Its element has another size. */
  resize(): void {
    this.#map.invalidateSize({ animate: false });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#map.remove();
  }

  #marker(station: PlacedStation): L.Marker {
    const options: StationMarkerOptions = {
      station,
      icon: new DrawnIcon({
        iconSize: [MARK.width, MARK.height],
        draw: () => {
          const mark = drawStation(stationOf(marker));
          mark.setAttribute('aria-label', this.#options.words.ofStation(stationOf(marker)));
          return mark;
        },
      }),
    };
    const marker = L.marker([station.latitude, station.longitude], options);
    marker.on('click', () => this.#options.onChoose(station.id));
    this.#markers.set(station.id, marker);
    return marker;
  }

  #redraw(mark: HTMLElement, station: StationLevels): void {
    // Leaflet keeps classes of its own on the element.
    const own = [...mark.classList].filter((name) => name.startsWith('leaflet-'));
    redrawStation(mark, station);
    mark.classList.add(...own);
    mark.setAttribute('aria-label', this.#options.words.ofStation(station));
  }

  #clusterIcon(cluster: L.MarkerCluster): L.DivIcon {
    const stations = cluster.getAllChildMarkers().map(stationOf);
    const full = stations.filter(isFull).length;
    return new DrawnIcon({
      iconSize: [48, 48],
      draw: () => {
        const mark = drawCluster(stations.length, full);
        mark.setAttribute('aria-label', this.#options.words.ofCluster(stations.length, full));
        return mark;
      },
    });
  }

  #refreshClusters(): void {
    this.#timer = undefined;
    this.#clusters.refreshClusters([...this.#changed]);
    this.#changed.clear();
  }

  /** The deepest areas whose names can be read beside one another. */
  #showNames(): void {
    const bounds = this.#map.getBounds();
    const inView = this.#namesByDepth.map((names) =>
      names.filter(({ latitude, longitude }) => bounds.contains([latitude, longitude])),
    );
    const names = inView.findLast((some) => some.length > 0 && this.#fit(some)) ?? [];
    this.#names.clearLayers();
    for (const { name, latitude, longitude } of names) {
      const icon = new DrawnIcon({ iconSize: [0, 0], draw: () => nameElement(name) });
      const options = { icon, interactive: false, keyboard: false, pane: NAMES_PANE };
      L.marker([latitude, longitude], options).addTo(this.#names);
    }
  }

  #fit(names: readonly AreaName[]): boolean {
    if (names.length > MAX_NAMES) return false;
    const boxes = names.map(({ name, latitude, longitude }) => {
      const { x, y } = this.#map.latLngToContainerPoint([latitude, longitude]);
      return { x, y, width: name.length * NAME_PX.character };
    });
    return boxes.every((one, place) =>
      boxes
        .slice(place + 1)
        .every(
          (other) =>
            Math.abs(one.x - other.x) > (one.width + other.width) / 2 ||
            Math.abs(one.y - other.y) > NAME_PX.line,
        ),
    );
  }
}

interface DrawnIconOptions extends L.DivIconOptions {
  draw(): HTMLElement;
}

/** An icon that is drawn when it comes into view, and with elements instead of HTML. */
class DrawnIcon extends L.DivIcon {
  readonly #draw: () => HTMLElement;

  constructor({ draw, ...options }: DrawnIconOptions) {
    super(options);
    this.#draw = draw;
  }

  override createIcon(): HTMLElement {
    const element = this.#draw();
    const [width = 0, height = 0] = this.options.iconSize as L.PointTuple;
    Object.assign(element.style, { marginLeft: `${-width / 2}px`, marginTop: `${-height / 2}px` });
    element.classList.add('leaflet-marker-icon');
    return element;
  }
}

function nameElement(name: string): HTMLElement {
  const element = document.createElement('div');
  element.className = 'map-name';
  element.append(Object.assign(document.createElement('span'), { textContent: name }));
  return element;
}

function stationOf(marker: L.Marker): PlacedStation {
  return (marker.options as StationMarkerOptions).station;
}
