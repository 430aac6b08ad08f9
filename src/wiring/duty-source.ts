// Where the API has the duty plan from: the roster, and when limits run in an area.
import type { DutySource } from '../api/sources.ts';
import type { HubConfig } from '../config/load-config.ts';
import type { Registry } from '../registry/registry.ts';
import { dutyPlan } from '../watch/duty/duty-plan.ts';
import type { Roster } from '../watch/duty/roster.ts';
import { settingsAt } from '../watch/rules/alert-settings.ts';

export interface DutyParts {
  registry: Pick<Registry, 'pathOf'>;
  roster: Roster;
  config: Pick<HubConfig, 'alerts' | 'duty'>;
}

export function createDutySource({ registry, roster, config }: DutyParts): DutySource {
  return {
    onDuty: roster.onDuty,
    changesOf: roster.changesOf,
    limits: config.duty.limits,
    gaps(question) {
      const { grid } = question;
      // Of no station: what is set for one alone does not hold for its area.
      const { serviceHours: hours } = settingsAt(config.alerts, {
        station: '',
        gridPath: registry.pathOf(grid),
      });
      const serviceTime = { hours, zone: roster.zoneOf(grid) };
      return dutyPlan(question, { roster, routes: config.duty.routes, serviceTime }).gaps;
    },
  };
}
