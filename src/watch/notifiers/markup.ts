// What each receiver would read as markup, mention or link, taken out of a text that is meant to be read as it stands.

/**
 * The robots' markdown knows no escape that all of them honour: its characters are put by their full-width twins,
 * which look alike and mean nothing. `@` and `<` would mention people, `://` would be made a link.
 */
const TWINS: Readonly<Record<string, string>> = {
  '*': '＊',
  _: '＿',
  '`': '｀',
  '[': '［',
  ']': '］',
  '(': '（',
  ')': '）',
  '#': '＃',
  '<': '＜',
  '>': '＞',
  '~': '～',
  '|': '｜',
  '\\': '＼',
  '!': '！',
  '@': '＠',
  '&': '＆',
  '://': '：//',
};

export function escapeMarkdown(text: string): string {
  return text.replace(/:\/\/|[*_`[\]()#<>~|\\!@&]/g, (found) => TWINS[found] ?? found);
}

/** For messages that are text: only mentions (`@all`, `<at user_id="all">`) and links are read there. */
export function escapeChat(text: string): string {
  return text.replace(/:\/\/|[<>@]/g, (found) => TWINS[found] ?? found);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (found) => ENTITIES[found] ?? found);
}
