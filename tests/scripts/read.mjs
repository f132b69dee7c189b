// What the page's reader of PDFs makes of files.
import { UnreadableError, read } from "../../layouts/scripts/pdf/read.js";
import { BrokenFileError } from "../../layouts/scripts/pdf/syntax.js";

/** Milliseconds of work, where they are counted; a machine may do other things meanwhile. */
function now() {
  if (!globalThis.process) return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * Whatever is not an UnreadableError is thrown on, and so is a bug that ended in one.
 * @param {{head: Uint8Array, unit: Uint8Array, times: number, tail: Uint8Array}[]} files
 */
export async function readAll(files) {
  const readings = [];
  for (const { head, unit, times, tail } of files) {
    const bytes = new Uint8Array(
      await new Blob([head, ...Array(times).fill(unit), tail]).arrayBuffer(),
    );
    const start = now();
    const nothing = { forms: {}, values: {}, labels: {}, isDamaged: false, doubtful: [], others: [] };
    const reading = { ...nothing, reason: "" };
    try {
      Object.assign(reading, await read(bytes));
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      if (error.cause && !(error.cause instanceof BrokenFileError)) throw error.cause;
      reading.reason = error.reason;
    }
    readings.push({ ...reading, seconds: (now() - start) / 1000 });
  }
  return readings;
}
