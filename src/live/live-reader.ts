// One reader of the event stream and what waits for it. Bounded: who takes nothing for too long is cut, so that nobody
// else waits and no memory is held for it.
import { type Encoding, headOf, type Piece } from './piece.ts';
import type { Position } from './position.ts';
import type { View } from './view.ts';

/** So little is copied into one write; more is shared with other readers as it is. */
const COPIED_BYTES = 16_384;

export interface ReaderOptions {
  view: View;
  position: Position;
  encoding: Encoding;
  maxQueuedBytes: number;
  /** The connection is to be broken: what was written into it is not taken. */
  onCut: () => void;
  /** It reads no more, for whatever reason. */
  onGone: (reader: LiveReader) => void;
}

export class LiveReader {
  readonly view: View;
  readonly position: Position;
  readonly stream: ReadableStream<Uint8Array>;
  /** Heartbeats since it last took everything. */
  missedBeats = 0;
  readonly #options: ReaderOptions;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #queue: Uint8Array[];
  #queuedBytes = 0;
  #isWaiting = false;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#queue = headOf(options.encoding);
    this.view = options.view;
    this.position = { ...options.position };
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#take(),
        cancel: () => this.#leave(),
      },
      { highWaterMark: 0 },
    );
  }

  /** It has taken everything and waits for more. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  push(...pieces: Piece[]): void {
    if (!this.#controller) return;
    for (const piece of pieces) {
      const bytes = piece.bytes(this.#options.encoding);
      this.#queuedBytes += bytes.length;
      this.#queue.push(bytes);
    }
    if (this.#isWaiting) this.#flush(this.#controller);
    else if (this.#queuedBytes > this.#options.maxQueuedBytes) this.cut();
  }

  /** Breaks the connection. */
  cut(): void {
    if (!this.#controller) return;
    this.end();
    this.#options.onCut();
  }

  /** What waits is dropped; what it has taken it may read to its end. */
  end(): void {
    const controller = this.#controller;
    this.#leave();
    controller?.close();
  }

  /** Called when the socket has room and nothing is left for it. */
  #take(): void {
    this.missedBeats = 0;
    this.#isWaiting = true;
    if (this.#queue.length > 0 && this.#controller) this.#flush(this.#controller);
  }

  #flush(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.#isWaiting = false;
    const pieces = this.#queuedBytes > COPIED_BYTES ? this.#queue : [Buffer.concat(this.#queue)];
    for (const piece of pieces) controller.enqueue(piece);
    this.#queue = [];
    this.#queuedBytes = 0;
  }

  #leave(): void {
    if (!this.#controller) return;
    this.#controller = undefined;
    this.#queue = [];
    this.#isWaiting = false;
    this.#options.onGone(this);
  }
}
