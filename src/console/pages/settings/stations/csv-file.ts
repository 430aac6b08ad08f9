// A CSV file as spreadsheets save it: UTF-8, or GB18030 from a Chinese Excel. Pure.

export interface CsvText {
  text: string;
  encoding: 'UTF-8' | 'GB18030';
}

/** What is no UTF-8 is GB18030: it has a character for nearly all bytes, so the preview shows whether that was right. */
export function readCsv(bytes: Uint8Array): CsvText {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' };
  } catch {
    return { text: new TextDecoder('gb18030').decode(bytes), encoding: 'GB18030' };
  }
}

/** To begin with: the columns, and a station that could be. */
export const TEMPLATE_CSV = [
  'id,name,grid,latitude,longitude,bins,reportingMinutes,households,openingHours,collectionTimes,inServiceFrom,zone',
  'KIOSK-1,1号投放站,GRID-ID,29.553,106.587,food:240:1100|residual:240:1100|recyclable:240|hazardous:120,10,420,06:30-09:00|18:00-21:00,07:00|19:30,,',
  '',
].join('\r\n');
