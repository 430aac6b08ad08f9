// A notifier as the API tells it, and what came of a test message.

export interface Notifier {
  name: string;
  kind: string;
  lang: 'zh-CN' | 'en';
  /** Areas whose messages it gets; none: all. */
  grids: string[];
  leastSeverity: 'notice' | 'warning' | 'critical';
  onlyAddressed: boolean;
}

export interface TestResult {
  taken: boolean;
  fault?: 'away' | 'busy' | 'refused';
  /** In the receiver's own words. */
  answer: string;
}
