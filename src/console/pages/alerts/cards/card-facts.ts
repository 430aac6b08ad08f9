// What a card says of its alerts in words, beside the level: faults, hazards, times. In the language of the page.
import { useI18n } from 'vue-i18n';
import { formatInstant, shortestStyle } from '../../../formats/instant.ts';
import { hubSettings } from '../../../hub-settings.ts';
import { useLanguage } from '../../../words/i18n.ts';
import { type Alert, evidenceNumber, evidenceTexts } from '../alert.ts';
import { isQuiet } from './card.ts';

const MINUTE_MS = 60_000;

/** Call in `setup`. `zone`: of the station, the town's when it is not known yet. */
export function useFacts(): (alert: Alert, zone?: string) => string[] {
  const { t, te } = useI18n();
  const { language } = useLanguage();

  const wordOf = (folder: string) => (key: string) =>
    te(`alerts.${folder}.${key}`) ? t(`alerts.${folder}.${key}`) : key;

  return (alert, zone = hubSettings.zone) => {
    const clock = (at: number | string) => {
      const style = shortestStyle(at, Date.now(), zone);
      return formatInstant(at, { language: language.value, zone, style });
    };
    const said: (string | undefined | false)[] = [
      ...evidenceTexts(alert, 'kinds').map(wordOf('hazards')),
      ...evidenceTexts(alert, 'faults').map(wordOf('faults')),
      ...ofReport(alert),
      timeOf(alert, 'expectedFullAt', (at) => t('alerts.card.fullAt', { time: clock(at) })),
      timeOf(alert, 'offlineSince', (at) => t('alerts.card.offlineSince', { time: clock(at) })),
      timeOf(alert, 'offsetMs', (ms) =>
        t('alerts.card.clockOffset', { minutes: Math.round(ms / MINUTE_MS) }),
      ),
      alert.silencedBy !== undefined && t('alerts.card.silenced'),
      alert.postponed &&
        isQuiet(alert, Date.now()) &&
        t('alerts.card.postponed', { time: clock(alert.postponed.until) }),
      alert.reopened > 0 && t('alerts.card.reopened', { count: alert.reopened }),
      alert.externalCase && t('alerts.card.externalCase', { number: alert.externalCase.number }),
    ];
    return said.filter((text) => typeof text === 'string');
  };

  function ofReport({ report, reports }: Alert): (string | undefined | false)[] {
    if (!report) return [];
    return [
      t(`reportKinds.${report.kind}`),
      report.place && t('alerts.card.place', { place: report.place }),
      reports > 1 && t('alerts.card.reports', { count: reports }),
    ];
  }

  function timeOf(alert: Alert, key: string, text: (value: number) => string): string | undefined {
    const value = evidenceNumber(alert, key);
    return value === undefined ? undefined : text(value);
  }
}
