// Jobs that must not overlap, done in the order in which they were given. One that fails does not stop the next.

export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();

  run<Result>(job: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(job, job);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
