/** What a measurement started, to be stopped in reverse order however it ends. */
export class Scope {
  readonly #ends: (() => unknown)[] = [];
  #closing: Promise<void> | undefined;

  /** Has `end` called when the scope closes. */
  add(end: () => unknown): void {
    this.#ends.push(end);
  }

  /** Stops everything, the last started first. What does not stop holds up nothing else. */
  close(): Promise<void> {
    this.#closing ??= (async () => {
      for (let end = this.#ends.pop(); end; end = this.#ends.pop()) {
        try {
          await end();
        } catch (error) {
          process.stderr.write(`did not stop in order: ${String(error)}\n`);
        }
      }
    })();
    return this.#closing;
  }
}
