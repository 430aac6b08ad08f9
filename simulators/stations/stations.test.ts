import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseStations } from './choose-stations.ts';
import { makeStationsCsv } from './make-stations.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stations-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const DEMO = `
areas: [{ id: town, name: Town }]
stations:
  - { id: A, name: a, grid: town, bins: "food:240:1100|food:120", demoToken: true }
  - id: B
    name: b
    grid: town
    reportingMinutes: 5
    bins: [{ id: kitchen, stream: food, litres: 660 }]
`;

describe('which stations are simulated', () => {
  it('those of the demo, with its tokens, when no file is named', () => {
    const [first, second] = chooseStations({ demoFile: write('stations.yaml', DEMO) });
    expect(first).toEqual({
      token: 'demo-A',
      station: {
        id: 'A',
        zone: 'Asia/Shanghai',
        reportingMinutes: 10,
        bins: [
          { id: 'food-1', stream: 'food', litres: 240, depthMm: 1100 },
          { id: 'food-2', stream: 'food', litres: 120 },
        ],
      },
    });
    expect(second?.station.bins).toEqual([{ id: 'kitchen', stream: 'food', litres: 660 }]);
  });

  it('those of the demo with the tokens that are given, where the hub is not on this machine', () => {
    const demoFile = write('stations.yaml', DEMO);
    const chosen = chooseStations({ demoFile, demoTokens: 'other:x,B:secret' });
    expect(chosen.map(({ token }) => token)).toEqual(['demo-A', 'secret']);
    expect(chooseStations({ demoFile, demoTokens: '' }).map(({ token }) => token)).toEqual([
      'demo-A',
      'demo-B',
    ]);
  });

  it('those of the tokens, with the bins of the imported file', () => {
    const tokensFile = write('tokens.csv', 'SIM-00002,two\n');
    const stationsFile = write('stations.csv', makeStationsCsv({ count: 3, grids: ['g1', 'g2'], seed: 7 }));
    const [only, ...others] = chooseStations({ tokensFile, stationsFile, demoFile: '' });
    expect(others).toEqual([]);
    expect(only).toMatchObject({ token: 'two', station: { id: 'SIM-00002' } });
    expect(only?.station.bins[0]).toEqual({ id: 'food-1', stream: 'food', litres: 240, depthMm: 1100 });
    expect(only?.station.households).toBeGreaterThan(0);
  });

  it('with four typical bins when only tokens are known', () => {
    const tokensFile = write('tokens.csv', 'id,token\nX,x\n');
    const [only] = chooseStations({ tokensFile, demoFile: '' });
    const ids = only?.station.bins.map(({ id }) => id);
    expect(ids).toEqual(['food-1', 'residual-1', 'recyclable-1', 'hazardous-1']);
  });

  it('never more than there are', () => {
    const demoFile = write('stations.yaml', DEMO);
    expect(chooseStations({ count: 1, demoFile })).toHaveLength(1);
    expect(() => chooseStations({ count: 3, demoFile })).toThrow(/cannot simulate 3 stations: .* knows 2/);
  });

  it('says what is wrong with a file', () => {
    const tokensFile = write('tokens.csv', 'id,token\nX,x\n');
    const stationsFile = write('stations.csv', 'id,name,grid,latitude,longitude,bins\nX,x,g,,,glass:240\n');
    const choice = { tokensFile, stationsFile, demoFile: '' };
    expect(() => chooseStations(choice)).toThrow(/stations\.csv: station 1, bins\.0\.stream/);
    expect(() => chooseStations({ demoFile: join(folder, 'none') })).toThrow(/cannot read .*none/);
    expect(() => chooseStations({ stationsFile, demoFile: '' })).toThrow(/--tokens FILE is needed/);
  });
});
