// Who may be standing at the bins: the names of those on duty where a case is, to be chosen instead of typed.
import { DUTY_ROLES } from '../watch/duty/duty.ts';
import type { DutySource } from './sources.ts';

/** In the order of the roles, each once. */
export function namesOnDuty(duty: Pick<DutySource, 'onDuty'>, grid: string, now: number): string[] {
  const names = DUTY_ROLES.flatMap((role) => {
    const { a, b } = duty.onDuty(grid, role, now) ?? {};
    return [a, b].flatMap((person) => person?.name ?? []);
  });
  return [...new Set(names)];
}
