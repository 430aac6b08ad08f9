// What there is to say of one station, in the order in which a technician goes about it: is it known, may it come in,
// does it come, is what it says understood. Pure: facts and the time come in.
import type { Finding } from './finding.ts';
import { connectionFindings } from './station-connection-findings.ts';
import type { StationFacts } from './station-facts.ts';
import { messageFindings } from './station-message-findings.ts';

export function findingsOf(facts: StationFacts, now: number): Finding[] {
  const ofConnection = connectionFindings(facts, now);
  return facts.service ? [...ofConnection, ...messageFindings(facts.service, now)] : ofConnection;
}
