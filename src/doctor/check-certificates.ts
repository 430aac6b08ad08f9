// Whether the certificates of the TLS ports can be used, and for how long.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { bad, type Finding, ok, warning } from './finding.ts';

/** Time to notice a renewal that does not work. */
const RENEW_WITHIN_DAYS = 21;
const DAY_MS = 86_400_000;

export interface CertificatePlace {
  /** `mqtt.tls` */
  setting: string;
  certFile: string;
  keyFile: string;
}

export async function checkCertificate(place: CertificatePlace, now: number): Promise<Finding> {
  const { setting, certFile, keyFile } = place;
  try {
    const certificate = new X509Certificate(await readFile(certFile));
    if (!certificate.checkPrivateKey(createPrivateKey(await readFile(keyFile))))
      return bad(
        setting,
        `${keyFile} is not the key of ${certFile}`,
        'name the two files that belong together',
      );
    return judgeDays(place, { certificate, now });
  } catch (error) {
    const cause = (error as Error).message;
    return bad(
      setting,
      `cannot use ${certFile} with ${keyFile}: ${cause}`,
      'put PEM files there that can be read',
    );
  }
}

function judgeDays(
  { setting, certFile }: CertificatePlace,
  { certificate, now }: { certificate: X509Certificate; now: number },
): Finding {
  const days = (Date.parse(certificate.validTo) - now) / DAY_MS;
  const begins = Date.parse(certificate.validFrom);
  if (begins > now) {
    const text = `not valid before ${new Date(begins).toISOString()}: nobody connects`;
    return bad(setting, text, `set the clock of this machine, or put another ${certFile} there`);
  }
  const advice = `renew ${certFile}; the hub takes the new file by itself`;
  if (days < 0) return bad(setting, `expired ${Math.ceil(-days)} days ago: nobody connects`, advice);
  const text = `valid for ${Math.floor(days)} days more`;
  return days < RENEW_WITHIN_DAYS ? warning(setting, text, advice) : ok(setting, text);
}
