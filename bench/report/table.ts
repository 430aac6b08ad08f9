// Rows of text in columns: names to the left, numbers to the right.

export function tableText(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, place) => Math.max(...rows.map((row) => (row[place] ?? '').length)));
  return rows
    .map((row) => row.map((cell, place) => pad(cell, widths[place] ?? 0, place)).join('  '))
    .join('\n');
}

function pad(cell: string, width: number, place: number): string {
  return place === 0 ? cell.padEnd(width) : cell.padStart(width);
}
