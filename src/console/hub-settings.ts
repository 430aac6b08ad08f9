// What the hub tells the console with the page itself, in `<meta name="hub">`.

export interface HubSettings {
  version: string;
  /** IANA zone of the town: of what belongs to no single station. */
  zone: string;
  /** Absent: no map tiles are asked from anywhere. */
  tiles?: { url: string; attribution: string };
}

const DEFAULTS: HubSettings = { version: '', zone: 'Asia/Shanghai' };

export const hubSettings: HubSettings = readSettings();

function readSettings(): HubSettings {
  if (typeof document === 'undefined') return DEFAULTS;
  const text = document.querySelector('meta[name="hub"]')?.getAttribute('content') ?? '{}';
  return { ...DEFAULTS, ...(JSON.parse(text) as Partial<HubSettings>) };
}
