// The newest level of one bin, written over by each newer one: an object that lived until the next message would cost
// the garbage collector more than the message itself. All fields are always there, so that all bins have one layout.
import type { BinPresent } from '../model/present.ts';
import type { BinLevel, Quality, Stamp } from '../model/reading.ts';
import type { Stream } from '../model/stream.ts';

export type ReadingTime = Pick<Stamp, 'at' | 'receivedAt' | 'bootId' | 'seq'>;

export class NewestLevel implements BinPresent {
  readonly binId: string;
  stream: Stream;
  fillLevel: number;
  quality: Quality;
  distanceMm: number | undefined;
  massKg: number | undefined;
  temperatureC: number | undefined;
  lidOpen: boolean | undefined;
  tiltDeg: number | undefined;
  at: number;
  receivedAt: number;
  bootId: string;
  seq: number;

  constructor(level: Omit<BinLevel, 'index'>, time: ReadingTime) {
    this.binId = level.binId;
    this.stream = level.stream;
    this.fillLevel = level.fillLevel;
    this.quality = level.quality;
    this.distanceMm = level.distanceMm;
    this.massKg = level.massKg;
    this.temperatureC = level.temperatureC;
    this.lidOpen = level.lidOpen;
    this.tiltDeg = level.tiltDeg;
    this.at = time.at;
    this.receivedAt = time.receivedAt;
    this.bootId = time.bootId;
    this.seq = time.seq;
  }

  overwrite(level: BinLevel, time: ReadingTime): void {
    this.stream = level.stream;
    this.fillLevel = level.fillLevel;
    this.quality = level.quality;
    this.distanceMm = level.distanceMm;
    this.massKg = level.massKg;
    this.temperatureC = level.temperatureC;
    this.lidOpen = level.lidOpen;
    this.tiltDeg = level.tiltDeg;
    this.at = time.at;
    this.receivedAt = time.receivedAt;
    this.bootId = time.bootId;
    this.seq = time.seq;
  }
}
