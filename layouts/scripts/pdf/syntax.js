// The text of a PDF -> values: names, strings, arrays, dictionaries (ISO 32000-1, 7.2 and 7.3).

/**
 * The characters of a string are its bytes. What is in an array are values again.
 * @typedef {null | boolean | number | string | PdfName | PdfReference | PdfStream
 *   | PdfDictionary | unknown[]} Value
 */
/** @typedef {import("./limits.js").Limits} Limits */

const DEEPEST = 100;
const LONGEST_NAME = 1000;
const LONGEST_STRING = 4_000_000;
/** What is called Latin-1 is something else in a browser; here a number is its character. */
const NUMBERS = new TextDecoder("utf-16le", { ignoreBOM: true });

const COMMENT = /%[^\r\n]*/y;
const NAME = /\/([^\0\t\n\f\r ()<>[\]{}/%]*)/y;
const KEYWORD = /(?:true|false|null)(?![^\0\t\n\f\r ()<>[\]{}/%])/y;
const REFERENCE = /(\d{1,10})[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+R(?![^\0\t\n\f\r ()<>[\]{}/%])/y;
const NUMBER = /[+-]*(?:\d+\.?[\d-]*|\.\d+)/y;
const HEXADECIMAL = /<([\da-fA-F\0\t\n\f\r ]*)>/y;
const ESCAPE = /\\(\r\n|[0-7]{1,3}|[^])|\r\n?/g;
const WHOLE = /\d+/y;
/** @type {Record<string, string>} */
const ESCAPED = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", "\n": "", "\r": "", "\r\n": "" };

export class PdfName {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }
}

export class PdfReference {
  /** @param {number} number */
  constructor(number) {
    this.number = number;
  }
}

/** @extends {Map<string, Value>} */
export class PdfDictionary extends Map {}

export class PdfStream {
  /** @param {PdfDictionary} dictionary @param {Uint8Array} data as it is in the file */
  constructor(dictionary, data) {
    this.dictionary = dictionary;
    this.data = data;
  }
}

/** The file is broken; or, where `isEncrypted`, can't be read without its password. */
export class BrokenFileError extends Error {
  /** @param {string} message @param {boolean} [isEncrypted] */
  constructor(message, isEncrypted = false) {
    super(message);
    this.isEncrypted = isEncrypted;
  }
}

/** Text -> values, one after the other. */
export class Syntax {
  /** @param {string} text @param {number} at @param {Limits} limits */
  constructor(text, at, limits) {
    this.text = text;
    this.at = at;
    this.limits = limits;
  }

  /** Return what a pattern finds right here, and go behind it. @param {RegExp} pattern */
  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  skip() {
    do {
      while (isSpace(this.text.charCodeAt(this.at))) this.at += 1;
    } while (this.text[this.at] === "%" && this.match(COMMENT));
  }

  /** Return what a pattern finds next, and go behind it. @param {RegExp} pattern */
  next(pattern) {
    this.skip();
    return this.match(pattern);
  }

  /** Tell whether something is the next, and go behind it. @param {string} sign */
  isNext(sign) {
    this.skip();
    const isHere = this.text.startsWith(sign, this.at);
    if (isHere) this.at += sign.length;
    return isHere;
  }

  whole() {
    const found = this.next(WHOLE);
    if (!found) throw new BrokenFileError(`no number at ${this.at}`);
    return Number(found[0]);
  }

  /** @param {number} [depth] @returns {Value} */
  value(depth = 0) {
    this.limits.count();
    if (depth > DEEPEST) throw new BrokenFileError("too deep");
    this.skip();
    switch (this.text[this.at]) {
      case "/":
        return new PdfName(this.#name());
      case "(":
        return this.#literal();
      case "[": {
        const items = [];
        for (this.at += 1; !this.isNext("]"); ) items.push(this.value(depth + 1));
        return items;
      }
      case "<":
        return this.isNext("<<") ? this.#dictionary(depth) : this.#hexadecimal();
      default:
        return this.#word();
    }
  }

  #word() {
    const reference = this.match(REFERENCE);
    if (reference) return new PdfReference(Number(reference[1]));
    const number = this.match(NUMBER);
    if (number) return parseFloat(number[0].replace(/^[+-]+(?=[+-])/, ""));
    const keyword = this.match(KEYWORD)?.[0];
    if (!keyword) throw new BrokenFileError(`no value at ${this.at}`);
    return keyword === "null" ? null : keyword === "true";
  }

  #name() {
    const name = this.next(NAME)?.[1];
    if (name === undefined || name.length > LONGEST_NAME) {
      throw new BrokenFileError(`no name at ${this.at}`);
    }
    return name.replace(/#([\da-f]{2})/gi, (_, digits) => character(digits, 16));
  }

  /** @param {number} depth */
  #dictionary(depth) {
    const found = new PdfDictionary();
    while (!this.isNext(">>")) {
      const key = this.#name();
      found.set(key, this.value(depth + 1));
    }
    return found;
  }

  #hexadecimal() {
    const digits = this.match(HEXADECIMAL)?.[1];
    if (digits === undefined || digits.length > LONGEST_STRING) {
      throw new BrokenFileError(`no string at ${this.at}`);
    }
    const pairs = digits.replace(/[\0\t\n\f\r ]+/g, "");
    const bytes = new Uint8Array(Math.ceil(pairs.length / 2));
    // What is missing at the end is a zero.
    bytes.forEach((_, i) => (bytes[i] = digit(pairs, 2 * i) * 16 + digit(pairs, 2 * i + 1)));
    return latin(bytes);
  }

  #literal() {
    const start = this.at + 1;
    let open = 0;
    do {
      const sign = this.text[this.at];
      this.at += sign === "\\" ? 2 : 1;
      open += Number(sign === "(") - Number(sign === ")");
    } while (open && this.at < this.text.length);
    if (open || this.at - start > LONGEST_STRING) throw new BrokenFileError("an open string");
    // Every kind of line end stands for a line feed.
    return this.text.slice(start, this.at - 1).replace(ESCAPE, (_, sign = "n") =>
      /^[0-7]/.test(sign) ? character(sign, 8) : (ESCAPED[sign] ?? sign),
    );
  }
}

/** `\s` would find spaces that are none in a PDF. @param {number} code */
function isSpace(code) {
  return code === 32 || code === 10 || code === 13 || code === 9 || code === 12 || code === 0;
}

/** Return bytes as characters. @param {Uint8Array} bytes */
export function latin(bytes) {
  return NUMBERS.decode(new Uint16Array(bytes));
}

/** Return the number that a hexadecimal digit stands for. @param {string} digits @param {number} at */
function digit(digits, at) {
  const code = digits.charCodeAt(at);
  return code > 57 ? (code & 15) + 9 : code & 15;
}

/** @param {string} digits @param {number} base */
function character(digits, base) {
  return String.fromCharCode(parseInt(digits, base) & 255);
}
