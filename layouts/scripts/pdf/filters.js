// The data of a stream -> its bytes, without what compresses them (ISO 32000-1, 7.4).

import { BrokenFileError } from "./syntax.js";

/** A piece of this size inflates to 17 MB at most, before the limit can be looked at. */
const PIECE = 16_384;

/**
 * Undo Flate. Bytes behind the data, or a checksum that is missing, do no harm.
 * @param {Uint8Array} data @param {number} limit of what may come out
 */
export async function inflated(data, limit) {
  // Of a piece with an error, a browser gives nothing: smaller and smaller ones find its place.
  let sound = 0;
  for (const step of [PIECE, 256, 1]) {
    const attempt = await inflatedUpToError(data, sound, step, limit);
    sound = attempt.sound;
    if (attempt.isWhole || sound === data.length) return attempt.out;
  }
  const { isWhole, out } = await inflatedUpToError(data.subarray(0, sound), sound, 1, limit);
  if (!isWhole) throw new BrokenFileError("a stream is broken");
  return out;
}

/**
 * @param {Uint8Array} data @param {number} sound how far it is known to be without error
 * @param {number} step the size of the pieces behind that @param {number} limit
 */
async function inflatedUpToError(data, sound, step, limit) {
  const { readable, writable } = new DecompressionStream("deflate");
  const writer = writable.getWriter();
  const reader = readable.getReader();
  let at = 0;
  const writing = async () => {
    while (at < data.length) {
      const end = at < sound ? Math.min(at + PIECE, sound) : Math.min(at + step, data.length);
      await writer.write(data.slice(at, end));
      at = end;
    }
    await writer.close();
  };
  const written = writing().then(
    () => true,
    () => false,
  );
  const parts = [];
  let length = 0;
  try {
    for (let part; (part = (await reader.read()).value) && length <= limit; parts.push(part)) {
      length += part.length;
    }
  } catch {
    // What came before the error counts.
  }
  if (length > limit) {
    await reader.cancel();
    throw new BrokenFileError("too much comes out of a stream");
  }
  const out = new Uint8Array(length);
  let end = 0;
  for (const part of parts) {
    out.set(part, end);
    end += part.length;
  }
  return { isWhole: await written, sound: at, out };
}

/**
 * Undo what was done to rows of bytes before they were compressed (ISO 32000-1, 7.4.4.4). They are
 * no picture: a column is a byte.
 * @param {Uint8Array} data @param {number} predictor @param {number} columns
 */
export function unpredicted(data, predictor, columns) {
  const tag = predictor < 10 ? 0 : 1;
  if (columns < 1) throw new BrokenFileError("rows without columns");
  const out = new Uint8Array(data.length);
  let end = 0;
  let above = new Uint8Array();
  for (let at = 0; at < data.length; at += tag + columns) {
    const row = data.slice(at + tag, at + tag + columns);
    const kind = tag ? (data[at] ?? 0) : 1;
    for (let i = 0; i < row.length; i += 1) {
      const [a, b, c] = [row[i - 1] ?? 0, above[i] ?? 0, above[i - 1] ?? 0];
      row[i] = (row[i] ?? 0) + (kind === 4 ? paeth(a, b, c) : [0, a, b, (a + b) >> 1][kind] ?? 0);
    }
    out.set(row, end);
    end += row.length;
    above = row;
  }
  return out.subarray(0, end);
}

/** @param {number} a @param {number} b @param {number} c */
function paeth(a, b, c) {
  const [toA, toB, toC] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  return toA <= toB && toA <= toC ? a : toB <= toC ? b : c;
}
