// Takes secrets out of texts that go to a log or to a person: a robot may well repeat in its error what it was sent.

const HIDDEN = '***';
/** Shorter ones would tear common words apart, and are no secrets. */
const SHORTEST = 4;

export type HideSecrets = (text: string) => string;

export function createHideSecrets(secrets: readonly (string | undefined)[]): HideSecrets {
  const forms = secrets
    .flatMap((secret) => (secret === undefined ? [] : formsOf(secret)))
    .filter((form) => form.length >= SHORTEST)
    // The longest first: one may be a part of another.
    .sort((a, b) => b.length - a.length);
  return (text) => forms.reduce((rest, form) => rest.replaceAll(form, HIDDEN), text);
}

function formsOf(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [...new Set([secret, encodeURIComponent(secret), inJson, Buffer.from(secret).toString('base64')])];
}

/** All of an address that only its owner knows: its path and its query, whole and in parts. */
export function secretsOfUrl(url: URL): string[] {
  const values = [...url.searchParams.values()].filter((value) => value.length >= 8);
  const steps = url.pathname.split('/').filter((step) => step.length >= 16);
  const path = `${url.pathname}${url.search}`;
  return [url.href, ...(path.length >= 8 ? [path] : []), ...values, ...steps];
}
