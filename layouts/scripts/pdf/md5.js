// Bytes -> their MD5 digest (RFC 1321), in hexadecimal.
//
// It tells files apart and keeps no secrets. Browsers have no MD5 of their own, and what they have
// in its place is missing from pages that come over plain http.

const ROTATIONS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const SINES = Int32Array.from({ length: 64 }, (_, i) => Math.abs(Math.sin(i + 1)) * 2 ** 32);
const BLOCK = 64;

/** @typedef {[number, number, number, number]} State */

/** @type {State} */
const START = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];

/**
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function md5(bytes) {
  const rest = bytes.length % BLOCK;
  const whole = bytes.length - rest;
  // A 1 bit, zeros, and the length in bits fill the last block, or the last two.
  const end = new DataView(new ArrayBuffer(rest < BLOCK - 8 ? BLOCK : 2 * BLOCK));
  for (let i = 0; i < rest; i++) end.setUint8(i, bytes[whole + i] ?? 0);
  end.setUint8(rest, 0x80);
  end.setUint32(end.byteLength - 8, (bytes.length % 2 ** 29) * 8, true);
  end.setUint32(end.byteLength - 4, Math.floor(bytes.length / 2 ** 29), true);

  let state = mixed(START, new DataView(bytes.buffer, bytes.byteOffset, whole));
  state = mixed(state, end);
  const digest = new DataView(new ArrayBuffer(16));
  state.forEach((word, i) => digest.setInt32(4 * i, word, true));
  const pairs = Array.from({ length: 16 }, (_, i) => digest.getUint8(i).toString(16));
  return pairs.map((pair) => pair.padStart(2, "0")).join("");
}

/**
 * @param {State} state
 * @param {DataView} blocks
 * @returns {State}
 */
function mixed([a0, b0, c0, d0], blocks) {
  for (let at = 0; at < blocks.byteLength; at += BLOCK) {
    let [a, b, c, d] = [a0, b0, c0, d0];
    for (let i = 0; i < BLOCK; i++) {
      const round = i >> 4;
      let chosen;
      let word;
      if (round === 0) {
        chosen = (b & c) | (~b & d);
        word = i;
      } else if (round === 1) {
        chosen = (b & d) | (c & ~d);
        word = 5 * i + 1;
      } else if (round === 2) {
        chosen = b ^ c ^ d;
        word = 3 * i + 5;
      } else {
        chosen = c ^ (b | ~d);
        word = 7 * i;
      }
      const added = (SINES[i] ?? 0) + blocks.getInt32(at + 4 * (word % 16), true);
      // Sums beyond 32 bits are slow.
      const sum = (((a + chosen) | 0) + (added | 0)) | 0;
      const by = ROTATIONS[4 * round + (i % 4)] ?? 0;
      a = d;
      d = c;
      c = b;
      b = (b + ((sum << by) | (sum >>> (32 - by)))) | 0;
    }
    a0 = (a0 + a) | 0;
    b0 = (b0 + b) | 0;
    c0 = (c0 + c) | 0;
    d0 = (d0 + d) | 0;
  }
  return [a0, b0, c0, d0];
}
