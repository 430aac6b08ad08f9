// Questions that another thread has not answered yet, by number.

interface Asked {
  resolve: (answer: never) => void;
  reject: (error: Error) => void;
}

export class PendingAnswers {
  readonly #asked = new Map<number, Asked>();
  #lastId = 0;
  #refusal: Error | undefined;

  /** `send` is given the number that the answer will carry. */
  ask<Answer>(send: (id: number) => void): Promise<Answer> {
    if (this.#refusal) return Promise.reject(this.#refusal);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      send(id);
    });
  }

  resolve(id: number, answer: unknown): void {
    this.#take(id)?.resolve(answer as never);
  }

  reject(id: number, error: Error): void {
    this.#take(id)?.reject(error);
  }

  /** Nobody answers any more: all that was asked, and all that will be. */
  refuseAll(error: Error): void {
    this.#refusal = error;
    for (const { reject } of this.#asked.values()) reject(error);
    this.#asked.clear();
  }

  #take(id: number): Asked | undefined {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    return asked;
  }
}
