// How much time and memory a file is worth -> an error as soon as it has had it.

import { BrokenFileError } from "./syntax.js";

/** Numbers, names, strings and what holds them; the largest packets have some 100,000. */
const MOST_VALUES = 3_000_000;
/** So long a page may stand still, in milliseconds. */
const BREATH = 30;

/** There was no time left, or a person has waited enough. */
export class SlowFileError extends Error {}

export class Limits {
  /** @param {number} [milliseconds] @param {AbortSignal} [signal] */
  constructor(milliseconds = Infinity, signal) {
    this.end = performance.now() + milliseconds;
    this.signal = signal;
    this.values = 0;
    this.breath = performance.now();
  }

  /** Count a value. */
  count() {
    this.values += 1;
    if (this.values > MOST_VALUES) throw new BrokenFileError("too many values");
    if (this.values % 1000 === 0) this.check();
  }

  check() {
    if (performance.now() > this.end || this.signal?.aborted) throw new SlowFileError("too slow");
  }

  /** Let the page around draw and listen, now and then. */
  async breathe() {
    this.check();
    if (performance.now() - this.breath < BREATH) return;
    await new Promise((go) => setTimeout(go));
    this.breath = performance.now();
  }
}
