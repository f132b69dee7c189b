// A worker. In: the bytes of a PDF. Out: what the file says, or the reason why it can't be read.

import { UnreadableError, read } from "./pdf/read.js";

// To its page, a worker is what posts and gets messages.
const page = /** @type {Worker} */ (/** @type {unknown} */ (self));

/** @param {MessageEvent<Uint8Array>} event */
page.onmessage = ({ data }) => {
  read(data).then(
    (reading) => page.postMessage({ reading }),
    (error) => {
      if (error instanceof UnreadableError) page.postMessage({ reason: error.reason });
      // Out of the promise, so that the page hears of it.
      else setTimeout(() => { throw error; });
    },
  );
};
page.postMessage("ready");
