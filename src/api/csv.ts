// Lines of CSV that a spreadsheet shows as they are: what would be taken for a formula is marked as text.

/** First characters that spreadsheets calculate with. */
const FORMULA = /^[\s]*[=+\-@]|^[\t\r\n]/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

export function csvLine(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | number | undefined): string {
  const text = String(value ?? '');
  const plain = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
