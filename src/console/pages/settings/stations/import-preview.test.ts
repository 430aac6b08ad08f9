import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { IMPORT_FAULT_CODES, parseStationCsv } from '../../../../registry/import-csv.ts';
import { words as english } from '../words/en.ts';
import { words as chinese } from '../words/zh-CN.ts';
import { readCsv, TEMPLATE_CSV } from './csv-file.ts';
import { byLine } from './import-preview.ts';

const DEFAULTS = { reportingMinutes: 10, zone: 'Asia/Shanghai' };

test('faults are shown by line, those of one line together', () => {
  const fault = (line: number, column: string) => ({ line, column, fault: 'bad' });
  const lines = byLine([fault(9, 'id'), fault(3, 'bins'), fault(9, 'grid')]);
  expect(lines.map(({ line, faults }) => [line, faults.map(({ column }) => column)])).toEqual([
    [3, ['bins']],
    [9, ['id', 'grid']],
  ]);
});

test('every fault of an import, and every column, has its words in both languages', () => {
  const { rows } = parseStationCsv(TEMPLATE_CSV, DEFAULTS);
  const columns = (TEMPLATE_CSV.split('\r\n')[0] ?? '').split(',');
  expect(rows).toHaveLength(1);
  for (const { stations: words } of [chinese, english]) {
    expect(new Set(Object.keys(words.import.codes))).toEqual(new Set(IMPORT_FAULT_CODES));
    expect(Object.keys(words.expected)).toEqual(expect.arrayContaining(columns));
  }
});

test('the template is a file that the hub takes', () => {
  const { rows, faults } = parseStationCsv(TEMPLATE_CSV, DEFAULTS);
  expect(faults).toEqual([]);
  expect(rows[0]?.station).toMatchObject({ id: 'KIOSK-1', bins: { length: 4 }, openingHours: { length: 2 } });
});

test('a file of a Chinese Excel is read as one of UTF-8 is', () => {
  const utf8 = new TextEncoder().encode('id,name\ns-1,一号站');
  const gb18030 = Uint8Array.from([0xd2, 0xbb, 0xba, 0xc5, 0xd5, 0xbe]);
  expect(readCsv(utf8)).toEqual({ text: 'id,name\ns-1,一号站', encoding: 'UTF-8' });
  expect(readCsv(gb18030)).toEqual({ text: '一号站', encoding: 'GB18030' });
  expect(readCsv(readFileSync(new URL(import.meta.url))).encoding).toBe('UTF-8');
});
