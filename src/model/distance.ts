// How far two places are from each other, as the crow flies.

export interface Place {
  /** Degrees, WGS 84. */
  latitude: number;
  longitude: number;
}

/** Mean radius, IUGG. */
const EARTH_M = 6_371_008.8;

/** Along the great circle, in metres; the sphere is off by at most 0.6 %. */
export function distanceM(a: Place, b: Place): number {
  const phiA = radians(a.latitude);
  const phiB = radians(b.latitude);
  const across = Math.sin((phiB - phiA) / 2) ** 2;
  const along = Math.sin(radians(b.longitude - a.longitude) / 2) ** 2;
  const chord = across + Math.cos(phiA) * Math.cos(phiB) * along;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(chord)));
}

export function isPlace(place: Partial<Place>): place is Place {
  return place.latitude !== undefined && place.longitude !== undefined;
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
