// Lines of CSV that a spreadsheet shows as they are: what would be taken for a formula is marked as text.

/** First characters that spreadsheets calculate with. */
const FORMULA = /^\s*[=+\-@]/;
/** A line of the file is a line of the list, also to programs that look at lines only. */
const CONTROLS = /\p{Cc}+/gu;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

export function csvLine(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | number | undefined): string {
  const text = String(value ?? '').replaceAll(CONTROLS, ' ');
  const plain = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",]|^\s|\s$/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
