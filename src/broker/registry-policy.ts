// The hub's rules at its broker: who may come in is in the registry, who may do what in access.ts, and subscribers get
// of a message what the door accepted.
import type { Authentication, Registry } from '../registry/registry.ts';
import { mayPublish, maySubscribe } from './access.ts';
import { admit } from './admission.ts';
import type { Attempt } from './attempt.ts';
import type { BrokerPolicy } from './policy.ts';

export interface RegistryPolicyOptions {
  registry: Pick<Registry, 'authenticate' | 'station' | 'pathOf'>;
  attempt: Attempt;
}

export function createRegistryPolicy({ registry, attempt }: RegistryPolicyOptions): BrokerPolicy {
  function authenticate(...request: Parameters<Registry['authenticate']>): Authentication {
    const answer: unknown = registry.authenticate(...request);
    // A promise is no answer; it is handed on only so that its rejection is caught.
    if (answer instanceof Promise) attempt('ask the registry', () => answer);
    return answer as Authentication;
  }

  function gridsOf(stationId: string): readonly string[] {
    const station = registry.station(stationId);
    return station ? registry.pathOf(station.grid) : [];
  }

  return {
    admit: (request) => admit(request, authenticate),
    readmit({ principal, secret }, { loopback }) {
      const answer = authenticate(principal.id, secret, { loopback });
      return answer.ok ? answer.principal : undefined;
    },
    mayPublish,
    maySubscribe: (principal, filter) => maySubscribe(principal, filter, gridsOf),
    retains: (_packet, { retain }) => retain === true,
    payloadFor: (_packet, { accepted }) => (accepted === undefined ? undefined : JSON.stringify(accepted)),
  };
}
