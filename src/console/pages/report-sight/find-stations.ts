// Stations by what a person types of their name or id: those that begin so first. Pure.

export interface NamedStation {
  id: string;
  name: string;
}

export function findStations<Station extends NamedStation>(
  stations: readonly Station[],
  text: string,
): Station[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const placeOf = ({ id, name }: Station) => {
    const whole = `${name} ${id}`.toLowerCase();
    if (!words.every((word) => whole.includes(word))) return undefined;
    const first = words[0] ?? '';
    return name.toLowerCase().startsWith(first) || id.toLowerCase().startsWith(first) ? 0 : 1;
  };
  return stations
    .flatMap((station) => {
      const place = placeOf(station);
      return place === undefined ? [] : [{ station, place }];
    })
    .sort((one, other) => one.place - other.place)
    .map(({ station }) => station);
}
