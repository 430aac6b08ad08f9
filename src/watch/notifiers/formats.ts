// What was composed, in the forms that receivers read. Each escapes all that is put in, our own words too.
import type { Block, Composed, Line } from './compose.ts';
import { escapeChat, escapeHtml, escapeMarkdown } from './markup.ts';

/** `colon`: between label and value, in the language of the words. */
export type Format = (composed: Composed, colon: string) => string;

/** Of WeCom; `lineEnd` is a blank line for DingTalk, which joins lines otherwise. */
export function markdownWith(lineEnd: string): Format {
  return ({ title, blocks }, colon) =>
    [`**${escapeMarkdown(title)}**`, ...blocks.flatMap((block) => markdownLines(block, colon))].join(lineEnd);
}

function markdownLines({ heading, lines, link }: Block, colon: string): string[] {
  return [
    ...(heading === undefined ? [] : [`**${escapeMarkdown(heading)}**`]),
    ...lines.map((line) => `> ${escapeMarkdown(lineText(line, colon))}`),
    ...(link ? [`[${escapeMarkdown(link.text)}](${link.url})`] : []),
  ];
}

/** For receivers that take text, mail among them. */
export const chatText: Format = (composed, colon) => plain(composed, { colon, harmless: escapeChat });

/** For programs, to whom no text is more than text. */
export const plainText: Format = (composed, colon) => plain(composed, { colon, harmless: (text) => text });

interface PlainForm {
  colon: string;
  harmless: (text: string) => string;
}

function plain({ title, blocks }: Composed, { colon, harmless }: PlainForm): string {
  const parts = blocks.flatMap(({ heading, lines, link }) => [
    ...(heading === undefined ? [] : ['', harmless(heading)]),
    ...lines.map((line) => harmless(lineText(line, colon))),
    ...(link ? [`${harmless(link.text)}${colon}${link.url}`] : []),
  ]);
  return [harmless(title), ...parts].join('\n');
}

export const html: Format = ({ title, blocks }) =>
  `<h3>${htmlText(title)}</h3>\n${blocks.map(htmlBlock).join('\n')}\n`;

function htmlBlock({ heading, lines, link }: Block): string {
  const rows = lines.map(
    ({ label, value }) => `<tr><th align="left">${htmlText(label)}</th><td>${htmlText(value)}</td></tr>`,
  );
  const head = heading === undefined ? '' : `<h4>${htmlText(heading)}</h4>\n`;
  const tail = link ? `\n<p><a href="${escapeHtml(link.url)}">${htmlText(link.text)}</a></p>` : '';
  return `${head}<table>\n${rows.join('\n')}\n</table>${tail}`;
}

/** Mail programs make links of what looks like one. */
function htmlText(text: string): string {
  return escapeHtml(escapeChat(text));
}

function lineText({ label, value }: Line, colon: string): string {
  return label === '' ? value : `${label}${colon}${value}`;
}
