// One line of what `dropoff-hub doctor` says.

export interface Finding {
  /** `warning`: it works, and may not for long, or not for everything. `bad`: a person must act. */
  level: 'ok' | 'warning' | 'bad';
  /** In a word or two. */
  subject: string;
  text: string;
  /** What to do; there for everything that is not ok. */
  advice?: string;
}

export function ok(subject: string, text: string): Finding {
  return { level: 'ok', subject, text };
}

export function warning(subject: string, text: string, advice: string): Finding {
  return { level: 'warning', subject, text, advice };
}

export function bad(subject: string, text: string, advice: string): Finding {
  return { level: 'bad', subject, text, advice };
}
