// The page that the link in a message opens: one case, for whoever stands at the bins with a telephone. Plain forms,
// no script, nothing from elsewhere; addresses are relative, so that it works below any public address.
import { html } from 'hono/html';
import type { Language } from '../watch/notifiers/notifier.ts';
import type { CaseView } from './case-view.ts';
import { CASE_DEEDS, type CaseDeed, type CaseRefusal, caseWordsOf, type NoCase } from './case-words.ts';

export interface CasePage {
  /** What leads from the address that was asked to `/case/`. */
  base: './' | '../';
  token: string;
  language: Language;
  view: CaseView;
  /** What was just done. */
  said?: CaseDeed | undefined;
  refusal?: CaseRefusal | undefined;
  /** Names of those on duty there. */
  people: readonly string[];
  /** As far as it is known: it need not be chosen or typed again. */
  name: string;
  note: string;
}

export function renderCase(page: CasePage): string {
  const { base, language, view } = page;
  const words = caseWordsOf(language);
  return documentOf(
    { base, language, title: view.title },
    html`<header class="${view.critical ? 'critical' : ''}"><p>${words.title}${otherLanguage(page)}</p>
<h1>${view.title}</h1></header>
<main>${newsOf(page)}
<dl>${view.lines.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
${view.open && formOf(page)}
<p class="small">${view.validUntil}</p></main>`,
  );
}

export function renderNoCase(
  reason: NoCase,
  { base, language }: Pick<CasePage, 'base' | 'language'>,
): string {
  const { title, advice } = caseWordsOf(language).noCase[reason];
  return documentOf(
    { base, language, title },
    html`<header><h1>${title}</h1></header><main><p>${advice}</p></main>`,
  );
}

interface Head extends Pick<CasePage, 'base' | 'language'> {
  title: string;
}

function documentOf({ base, language, title }: Head, body: unknown): string {
  return String(html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="stylesheet" href="${base}style.css">
</head>
<body>
${body}
</body>
</html>`);
}

function otherLanguage({ base, token, language }: CasePage) {
  const [other, name] = [language === 'en' ? 'zh-CN' : 'en', caseWordsOf(language).otherLanguage];
  return html`<a href="${base}${token}?lang=${other}" lang="${other}">${name}</a>`;
}

function newsOf({ language, view, said, refusal }: CasePage) {
  const words = caseWordsOf(language);
  if (refusal) return html`<p class="news refused" role="alert">${words.refusals[refusal]}</p>`;
  if (said && view.done.has(said)) return html`<p class="news" role="status">${words.done[said]}</p>`;
  return view.open ? '' : html`<p class="news" role="status">${words.refusals.closed}</p>`;
}

function formOf(page: CasePage) {
  const { base, token, language, view, note } = page;
  const words = caseWordsOf(language);
  const button = (deed: CaseDeed) =>
    html`<button class="${view.done.has(deed) ? 'done ' : ''}${deed}" formaction="${base}${token}/${deed}?lang=${language}">${view.done.has(deed) ? '✓ ' : ''}${words.deeds[deed]}</button>`;
  // Enter in the name presses the first button: it must be one that does nothing.
  return html`<form method="post"><button hidden disabled></button>
${page.people.length > 0 ? choiceOf(page) : typedName(page)}
<label>${words.note}<textarea name="note" rows="1" maxlength="500" placeholder="${words.noteHint}">${note}</textarea></label>
<div class="buttons">${CASE_DEEDS.map(button)}</div>
</form>`;
}

/** Whoever is not on duty, or not yet in the plan, types a name; the field for it is there when it is needed. */
function choiceOf({ language, people, name }: CasePage) {
  const words = caseWordsOf(language);
  const isOther = name !== '' && !people.includes(name);
  const choice = (id: string, value: string, label: string, isChosen: boolean) =>
    html`<input type="radio" name="name" id="${id}" value="${value}" required ${isChosen ? 'checked' : ''}><label for="${id}">${label}</label>`;
  return html`<fieldset><legend>${words.who}</legend>
${people.map((person, i) => choice(`person-${i}`, person, person, person === name))}
${choice('person-other', '', words.other, isOther)}
<div class="typed"><label>${words.name}<input name="otherName" value="${isOther ? name : ''}" maxlength="28" autocomplete="name"></label></div>
</fieldset>`;
}

function typedName({ language, name }: CasePage) {
  return html`<label>${caseWordsOf(language).name}<input name="otherName" value="${name}" maxlength="28" autocomplete="name" required></label>`;
}

/** Readable in the sun and by a thumb: dark on white, contrast above 7, buttons of 56 px. */
export const CASE_CSS = `
* { box-sizing: border-box; }
body { background: #fff; color: #111; font: 18px/1.45 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; margin: 0 auto; max-width: 34rem; }
header { background: #0b3d1f; color: #fff; padding: 0.4rem 1rem; }
header.critical { background: #8a0c0c; }
header p { align-items: center; display: flex; font-size: 0.9rem; justify-content: space-between; margin: 0; }
header a { color: #fff; margin: -0.5rem; padding: 0.75rem; }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 0.25rem; overflow-wrap: anywhere; }
main { padding: 0.25rem 1rem 1.5rem; }
dl { font-size: 1rem; line-height: 1.35; margin: 0.25rem 0 0.5rem; }
dl div { border-bottom: 1px solid #bbb; display: flex; gap: 0.75rem; padding: 0.2rem 0; }
dt { color: #444; flex: 0 0 4.5rem; }
dd { flex: 1; font-weight: 600; margin: 0; min-width: 0; overflow-wrap: anywhere; }
label { display: block; font-weight: 600; margin: 0.5rem 0; }
input, textarea { background: #fff; border: 2px solid #555; border-radius: 6px; color: #111; display: block; font: inherit; font-weight: 400; margin-top: 0.25rem; min-height: 48px; padding: 0.4rem 0.6rem; width: 100%; }
textarea::placeholder { color: #555; opacity: 1; }
fieldset { border: 0; display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 0.5rem 0; padding: 0; position: relative; }
legend { font-weight: 600; margin-bottom: 0.25rem; padding: 0; }
[type="radio"] { height: 1px; min-height: 0; opacity: 0; position: absolute; width: 1px; }
[type="radio"] + label { align-items: center; border: 2px solid #555; border-radius: 999px; cursor: pointer; display: flex; font-weight: 400; margin: 0; min-height: 48px; padding: 0.3rem 0.8rem; touch-action: manipulation; }
[type="radio"]:checked + label { background: #0b5a2b; border-color: #0b5a2b; color: #fff; font-weight: 700; }
[type="radio"]:checked + label::before { content: "✓\\a0"; }
[type="radio"]:focus-visible + label { outline: 3px solid #0b57d0; outline-offset: 2px; }
.typed { flex-basis: 100%; }
.typed label { margin: 0; }
#person-other:not(:checked) ~ .typed { display: none; }
.buttons { display: grid; gap: 0.75rem; grid-template-columns: 1fr 1fr; }
button { background: #0b5a2b; border: 3px solid #0b5a2b; border-radius: 8px; color: #fff; font: inherit; font-size: 1.2rem; font-weight: 700; min-height: 60px; touch-action: manipulation; }
button.done { background: #fff; color: #0b5a2b; }
button.cannot { background: #fff; border-color: #8a0c0c; color: #8a0c0c; }
:focus-visible { outline: 3px solid #0b57d0; outline-offset: 2px; }
.news { background: #e3f4e8; border-left: 6px solid #0b5a2b; font-weight: 600; margin: 0.5rem 0; padding: 0.75rem; }
.refused { background: #fdeaea; border-color: #8a0c0c; }
.small { color: #444; font-size: 0.9rem; }
`;
