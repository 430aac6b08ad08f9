// The page that the link in a message opens: one case, without a password, for a day. The token of the link is the
// right, and reaches nothing else. For people, so not part of the OpenAPI document.
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { CaseLinkClaims } from '../../watch/case-link.ts';
import { LANGUAGES, type Language } from '../../watch/notifiers/notifier.ts';
import { OneAtATime } from '../../watch/one-at-a-time.ts';
import type { TrailNote } from '../access/trail.ts';
import { CASE_CSS, type CasePage, renderCase, renderNoCase } from '../case-page.ts';
import { namesOnDuty } from '../case-people.ts';
import { actOnCase, type CaseForm, readCaseForm } from '../case-press.ts';
import { caseView } from '../case-view.ts';
import { CASE_DEEDS, type CaseDeed, type CaseRefusal, type NoCase } from '../case-words.ts';
import type { Api, ApiContext, ApiEnv } from '../context.ts';

type CaseContext = Context<ApiEnv>;

const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  // With `no-referrer` browsers post forms as of the origin `null`, which is no page of ours.
  'Referrer-Policy': 'same-origin',
  'X-Robots-Tag': 'noindex',
};
const STATUS = { expired: 410, invalid: 404, gone: 404, failed: 503 } as const satisfies Record<
  NoCase,
  number
>;
const REFUSED_STATUS = {
  'name-missing': 422,
  'note-missing': 422,
  'too-long': 422,
  taken: 409,
  closed: 409,
  failed: 503,
} as const satisfies Record<CaseRefusal, number>;
/** Not the right, only a name that need not be chosen again; told to no other page. */
const NAME_COOKIE = 'case-name';
const NAME_COOKIE_PATH = '/case';
const NAME_COOKIE_SECONDS = 30 * 86_400;

export function caseRoutes(api: Api, context: ApiContext): void {
  const presses = new OneAtATime();

  api.get('/case/style.css', (c) => c.body(CASE_CSS, 200, { 'Content-Type': 'text/css; charset=utf-8' }));

  api.get('/case/:token', (c) =>
    withCase(c, context, './', (claims) => {
      const said = CASE_DEEDS.find((deed) => deed === c.req.query('said'));
      return answerCase(c, context, { claims, base: './', said, form: { name: nameOf(c), note: '' } });
    }),
  );

  api.post('/case/:token/:deed{accept|arrived|emptied|cannot}', (c) =>
    withCase(c, context, '../', async (claims) => {
      const deed = c.req.param('deed') as CaseDeed;
      const form = readCaseForm(await c.req.parseBody());
      const refusal = await presses.run(() => actOnCase(context, claims, { deed, form }));
      if (form.name !== '') c.set('trailNote', noteOf(claims, { deed, form }));
      if (refusal) return answerCase(c, context, { claims, base: '../', refusal, form });
      setCookie(c, NAME_COOKIE, form.name, {
        ...{ path: NAME_COOKIE_PATH, httpOnly: true, sameSite: 'Lax' },
        maxAge: NAME_COOKIE_SECONDS,
      });
      // Relative: below whatever address the hub is known by.
      return c.redirect(`../${c.req.param('token')}?said=${deed}&lang=${languageOf(c)}`, 303);
    }),
  );
}

/** Who pressed is who they say they are; the link is told by whom it was sent to. */
function noteOf(
  { alertId, audience }: CaseLinkClaims,
  { deed, form }: { deed: CaseDeed; form: CaseForm },
): TrailNote {
  const who = { kind: 'nobody', name: form.name } as const;
  return { who, target: alertId, changes: { deed, linkOf: audience } };
}

/** Failures end here: elsewhere the log would have the path, and with it the link. */
async function withCase(
  c: CaseContext,
  { sources, log }: ApiContext,
  base: CasePage['base'],
  answer: (claims: CaseLinkClaims) => Response | Promise<Response>,
): Promise<Response> {
  const verdict = sources.caseLinks.verify(c.req.param('token') ?? '');
  if (!verdict.ok) return answerNoCase(c, base, verdict.reason === 'expired' ? 'expired' : 'invalid');
  try {
    return await answer(verdict.claims);
  } catch (error) {
    log.error({ err: error, alertId: verdict.claims.alertId }, 'cannot show a case');
    return answerNoCase(c, base, 'failed');
  }
}

interface Answer extends Pick<CasePage, 'base' | 'said' | 'refusal'> {
  claims: CaseLinkClaims;
  form: CaseForm;
}

async function answerCase(c: CaseContext, context: ApiContext, answer: Answer): Promise<Response> {
  const { sources, clock, stationDefaults } = context;
  const { claims, base, said, refusal, form } = answer;
  const alert = await sources.watch.alert(claims.alertId);
  if (!alert) return answerNoCase(c, base, 'gone');
  const language = languageOf(c);
  const bins = await sources.watch.bins(alert.station);
  const { registry } = sources;
  const facts = {
    alert,
    bins,
    registry,
    now: clock.now(),
    expiresAt: claims.expiresAt,
    zone: stationDefaults.zone,
  };
  const view = caseView(facts, language);
  const page = renderCase({
    base,
    token: c.req.param('token') ?? '',
    language,
    view,
    said,
    refusal,
    people: namesOnDuty(sources.duty, alert.grid, clock.now()),
    ...form,
  });
  return c.html(page, refusal ? REFUSED_STATUS[refusal] : 200, HEADERS);
}

function answerNoCase(c: CaseContext, base: CasePage['base'], reason: NoCase): Response {
  return c.html(renderNoCase(reason, { base, language: languageOf(c) }), STATUS[reason], HEADERS);
}

function nameOf(c: CaseContext): string {
  return readCaseForm({ name: getCookie(c, NAME_COOKIE) ?? '' }).name;
}

/** Chinese, unless English is asked for, or preferred to Chinese. */
function languageOf(c: CaseContext): Language {
  const asked = c.req.query('lang');
  const chosen = LANGUAGES.find((language) => language === asked);
  if (chosen) return chosen;
  const [first] = (c.req.header('accept-language') ?? '').toLowerCase().match(/\b(?:zh|en)\b/) ?? [];
  return first === 'en' ? 'en' : 'zh-CN';
}
