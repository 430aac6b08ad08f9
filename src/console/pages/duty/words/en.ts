import type { words as chinese } from './zh-CN.ts';

export const words: typeof chinese = {
  title: 'Duty',
  empty: 'There is no duty plan: nobody will be asked. The administrator sets it in duty.yaml.',
  now: 'Now',
  next: 'Next',
  nobody: 'nobody',
  until: 'until {time}',
  from: 'from {time}',
  noNext: 'nobody next within seven days',
  gaps: 'Nobody on duty (within seven days)',
  noGaps: 'Somebody is on duty for each kind of alert in the next seven days.',
  gapKinds: { hazard: 'Hazards', full: 'Full bins', device: 'Device faults', reported: 'Reports by people' },
  gap: '{from} to {until}, {minutes} of service',
  limits: 'Limits',
  limitsLead: 'Since the alert was raised, in service time; of hazards by the clock.',
  severity: 'Severity',
  limit: {
    acknowledgeMinutes: 'Not accepted: B is asked',
    supervisorMinutes: 'Not accepted: the supervisor',
    resolveMinutes: 'Not closed: overdue',
  },
  me: 'me',
  placeA: 'A',
  placeB: 'B',
};
