// Tokens of declared stations from the environment: HUB_STATION_TOKENS=ts-001:TOKEN,ts-002:TOKEN. So that
// stations.yaml needs to hold none, not even as a hash.
import type { Declared } from '../registry/registry.ts';
import { sha256Of } from '../registry/tokens.ts';
import type { ConfigFault } from './config-error.ts';
import type { Environment } from './environment.ts';

const VARIABLE = 'HUB_STATION_TOKENS';
const SHORTEST = 32;

/** The declared stations with these tokens beside their own. */
export function withStationTokens(
  declared: Declared,
  env: Environment,
): { declared: Declared; faults: ConfigFault[] } {
  const given = (env[VARIABLE] ?? '').split(',').filter((pair) => pair.trim() !== '');
  const known = new Set(declared.stations.map(({ id }) => id));
  const hashes = new Map<string, string>();
  const faults: ConfigFault[] = [];
  for (const pair of given) {
    const [id = '', token = ''] = pair.trim().split(':', 2);
    const expected = expectationOf(known.has(id), token, id);
    if (expected) faults.push({ file: 'environment', path: VARIABLE, expected, value: id });
    else hashes.set(id, sha256Of(token));
  }
  const stations = declared.stations.map((station) => withToken(station, hashes.get(station.id)));
  return { declared: { ...declared, stations }, faults };
}

/** The id is shown only where it is one: a mistyped pair may begin with the token. */
function expectationOf(known: boolean, token: string, id: string): string | undefined {
  if (!known) return 'id:token pairs separated by commas, each id declared in stations.yaml';
  return token.length < SHORTEST ? `${SHORTEST} characters or more for the token of ${id}` : undefined;
}

function withToken<Station extends { tokenSha256: readonly string[] }>(
  station: Station,
  sha256: string | undefined,
): Station {
  return sha256 === undefined ? station : { ...station, tokenSha256: [...station.tokenSha256, sha256] };
}
