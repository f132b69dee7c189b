// The bytes of a PDF that anybody may have made -> what it says, while the page stays usable.

import { UnreadableError, read } from "./pdf/read.js";

/** @typedef {import("./pdf/read.js").Reading} Reading */

/** So long, in milliseconds, a file may be read beside the page; a large one takes a tenth of it. */
const BESIDE = 20_000;
/** So long on the page itself, which is slow meanwhile. */
const ON_PAGE = 2_000;
/** So long a worker may take to come. */
const COMING = 5_000;

const SCRIPT = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : "";

/** Workers that wait for the next of many files. @type {Worker[]} */
const idle = [];

/**
 * Read the answers out of a file; `UnreadableError` says why that can't be done.
 * @param {Uint8Array} bytes not to be used afterwards
 * @param {AbortSignal} signal
 * @param {{isOneOfMany?: boolean}} [how] of many files, the worker is kept for the next one, until
 *   `letGo` is called
 * @returns {Promise<Reading>}
 */
export async function readPdf(bytes, signal, { isOneOfMany = false } = {}) {
  const worker = idle.pop() ?? (await startedWorker());
  let isSound = false;
  if (!worker) return read(bytes, { milliseconds: ON_PAGE, signal });
  const { promise, resolve, reject } = deferred();
  const stop = () => reject(new UnreadableError("too-slow"));
  const timer = setTimeout(stop, BESIDE);
  signal.addEventListener("abort", stop);
  worker.onmessage = ({ data }) => {
    isSound = true;
    if (data.reading) resolve(data.reading);
    else reject(new UnreadableError(data.reason));
  };
  // Without memory, a worker comes to an end like this.
  worker.onerror = stop;
  if (signal.aborted) stop();
  else worker.postMessage(bytes, [bytes.buffer]);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
    if (isSound && isOneOfMany) idle.push(worker);
    else worker.terminate();
  }
}

/** End the workers that wait. */
export function letGo() {
  for (const worker of idle.splice(0)) worker.terminate();
}

/**
 * Start the worker, where the browser allows one: it doesn't to pages that have no origin, from a
 * folder or in a sandbox.
 * @returns {Promise<Worker | null>}
 */
function startedWorker() {
  return new Promise((resolve) => {
    if (self.origin === "null" || !SCRIPT) {
      resolve(null);
      return;
    }
    /** @type {Worker} */
    let worker;
    try {
      worker = new Worker(new URL("reader.js", SCRIPT));
    } catch {
      // The website’s policy has nothing for workers.
      resolve(null);
      return;
    }
    const fail = () => {
      worker.terminate();
      resolve(null);
    };
    const timer = setTimeout(fail, COMING);
    worker.onerror = fail;
    worker.onmessage = () => {
      clearTimeout(timer);
      resolve(worker);
    };
  });
}

function deferred() {
  /** @type {(reading: Reading) => void} */
  let resolve = () => {};
  /** @type {(error: Error) => void} */
  let reject = () => {};
  const promise = new Promise((/** @type {(reading: Reading) => void} */ yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
