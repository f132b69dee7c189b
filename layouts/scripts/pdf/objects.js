// The bytes of a PDF -> its objects, by their numbers (ISO 32000-1, 7.2 to 7.5).
//
// The cross-references are followed; where they are broken, the file is searched for objects, as
// viewers do. A file may be hostile: depth, number and size of everything have their limits.

import { inflated, unpredicted } from "./filters.js";
import { BrokenFileError, PdfDictionary, PdfName, PdfReference, PdfStream, Syntax, latin } from "./syntax.js";

/** @typedef {import("./limits.js").Limits} Limits */
/** @typedef {import("./syntax.js").Value} Value */
/**
 * Where an object is: at an offset of the file, or in the stream of another object.
 * @typedef {{at: number} | {stream: number}} Place
 */

const DEEPEST = 100;
const MOST_OBJECTS = 500_000;
/** So many bytes may come out of all streams together. */
const MOST_INFLATED = 32_000_000;
/** Nobody writes more than two. */
const MOST_FILTERS = 8;

const OBJECT = /(\d{1,10})[\0\t\n\f\r ]{1,9}\d{1,5}[\0\t\n\f\r ]{1,9}obj/y;
/** What begins an object ends so, and is no longer: digits alone are in many files, and in vain. */
const OBJ_OR_TRAILER = /[\0\t\n\f\r ]obj|trailer/g;
const BEFORE_OBJ = /(\d{1,10})[\0\t\n\f\r ]{1,9}\d{1,5}[\0\t\n\f\r ]{1,9}$/;
const LONGEST_BEFORE = "1234567890_________12345_________obj".length;
const ROW = /(\d+)[\0\t\n\f\r ]+\d+[\0\t\n\f\r ]+([nf])/y;
const RUN = /(\d+)[\0\t\n\f\r ]+(\d+)/y;
const LINE_END = / *\r?\n|\r/y;
const END = "endstream";
// Behind a whole file: the beginning of an object.
const CUT_OBJECT =
  /(?:(?<!startxref\s*)[\r\n]|%%EOF)[1-9]\d*(?:[\r\n ]+(?:\d+(?:[\r\n ]+(?:o(?:bj?)?)?)?)?)?$/;

export class PdfObjects {
  /**
   * Open a file, from `%PDF` on; where `isSearched`, without its cross-references.
   * @param {Uint8Array} bytes @param {string} text the same as characters
   * @param {boolean} isSearched @param {Limits} limits
   * @param {Map<string, Uint8Array>} streams what came out of its streams when it was read before
   */
  static async open(bytes, text, isSearched, limits, streams) {
    const file = new PdfObjects(bytes, text, limits, streams);
    const start = file.text.lastIndexOf("startxref");
    const tail = start < 0 ? "" : file.text.slice(start);
    // Where an update was cut off, what is whole would say what was before.
    if (findObject(tail, 0) || CUT_OBJECT.test(tail.slice(-40))) {
      throw new BrokenFileError("it ends within an update");
    }
    const root = await file.dictionary(await (isSearched ? file.#search() : file.#follow(start)));
    if (!root) throw new BrokenFileError("there is no root");
    file.root = root;
    return file;
  }

  /**
   * @param {Uint8Array} bytes @param {string} text @param {Limits} limits
   * @param {Map<string, Uint8Array>} streams
   */
  constructor(bytes, text, limits, streams) {
    this.bytes = bytes;
    this.streams = streams;
    this.text = text;
    this.limits = limits;
    this.root = new PdfDictionary();
    /** The document's information. @type {Value} */
    this.info = null;
    /** Null for an object that was deleted. @type {Map<number, Place | null>} */
    this.places = new Map();
    this.placed = 0;
    /** Whether nothing may be missing: all there is was found, and was there. */
    this.isStrict = false;
    /** Whether something in it could not be read. */
    this.isDamaged = false;
    /** @type {Map<number, Value>} */
    this.known = new Map();
    /** Objects that are just being read. @type {Set<number>} */
    this.open = new Set();
    /** Streams of objects. @type {Map<number, {text: string, offsets: Map<number, number>}>} */
    this.containers = new Map();
    this.inflated = 0;
    /** How much may still be read: the same may be said again and again. */
    this.budget = 4 * bytes.length;
  }

  /** @param {number} at @param {string} [text] */
  #syntax(at, text = this.text) {
    return new Syntax(text, at, this.limits);
  }

  /** @param {number} length */
  spend(length) {
    this.limits.check();
    this.budget -= length;
    if (this.budget < 0) throw new BrokenFileError("there is too much to read");
  }

  /** Return a value itself where it is a reference. @param {Value} [value] */
  async get(value = null) {
    for (let hops = 0; value instanceof PdfReference; hops += 1) {
      if (hops > DEEPEST) throw new BrokenFileError("references go in a circle");
      value = await this.#object(value.number);
    }
    return value;
  }

  /** @param {Value} [value] */
  async dictionary(value) {
    const found = await this.get(value);
    return found instanceof PdfDictionary ? found : null;
  }

  /** Return the items of an array; one value may stand for itself. @param {Value} [value] */
  async array(value) {
    const found = await this.get(value);
    if (!Array.isArray(found)) return found === null ? [] : [found];
    return /** @type {Value[]} */ (found);
  }

  /** Return the text of a name, or "". @param {Value} [value] */
  async name(value) {
    const found = await this.get(value);
    return found instanceof PdfName ? found.text : "";
  }

  /** @param {PdfDictionary | null} dictionary @param {string} key @param {number} [other] */
  async number(dictionary, key, other) {
    const found = (await this.get(dictionary?.get(key))) ?? other;
    if (typeof found !== "number" || found < 0) throw new BrokenFileError(`no number /${key}`);
    return found;
  }

  /** Return what a stream says, without its filters. @param {PdfStream} stream */
  async decoded({ dictionary, data }) {
    const parameters = await this.array(dictionary.get("DecodeParms"));
    const filters = await this.array(dictionary.get("Filter"));
    if (filters.length > MOST_FILTERS) throw new BrokenFileError("too many filters");
    for (const [i, filter] of filters.entries()) {
      await this.limits.breathe();
      if ((await this.name(filter)) !== "FlateDecode") throw new BrokenFileError("unknown filter");
      data = await this.#inflated(data);
      const given = await this.dictionary(parameters[i]);
      const predictor = await this.number(given, "Predictor", 1);
      if (predictor > 1) data = unpredicted(data, predictor, await this.number(given, "Columns", 1));
    }
    return latin(data);
  }

  /** @param {Uint8Array} data of the file, or of what came out of it */
  async #inflated(data) {
    const limit = MOST_INFLATED - this.inflated;
    const place = `${data.byteOffset} ${data.length}`;
    const isOfFile = data.buffer === this.bytes.buffer;
    const out = (isOfFile && this.streams.get(place)) || (await inflated(data, limit));
    if (out.length > limit) throw new BrokenFileError("too much comes out of the streams");
    if (isOfFile) this.streams.set(place, out);
    this.inflated += out.length;
    this.budget += 2 * out.length;
    return out;
  }

  /** @param {number} number @returns {Promise<Value>} */
  async #object(number) {
    const known = this.known.get(number);
    if (known !== undefined) return known;
    await this.limits.breathe();
    const place = this.places.get(number);
    if (place === undefined && this.isStrict) throw new BrokenFileError(`${number} is missing`);
    // An object may need itself, as a stream for its length.
    if (!place || this.open.has(number)) return null;
    this.open.add(number);
    try {
      const isAlone = "at" in place;
      const value = await (isAlone ? this.#at(place.at, number) : this.#in(place.stream, number));
      this.known.set(number, value);
      return value;
    } finally {
      this.open.delete(number);
    }
  }

  /** Read the object at an offset. @param {number} at @param {number} [number] */
  async #at(at, number) {
    const syntax = this.#syntax(at);
    const found = syntax.next(OBJECT);
    if (!found || Number(found[1]) !== (number ?? Number(found[1]))) {
      throw new BrokenFileError(`object ${number} isn't at ${at}`);
    }
    return (await this.#body(syntax)).value;
  }

  /** @param {number} stream @param {number} number */
  async #in(stream, number) {
    const { text, offsets } = await this.#container(stream);
    const offset = offsets.get(number);
    if (offset === undefined) throw new BrokenFileError(`object ${number} isn't in ${stream}`);
    return this.#parsed(this.#syntax(offset, text));
  }

  /** Read a stream of objects. @param {number} number */
  async #container(number) {
    const known = this.containers.get(number);
    if (known) return known;
    const place = this.places.get(number);
    const stream = place && "at" in place ? await this.#object(number) : null;
    if (!(stream instanceof PdfStream)) throw new BrokenFileError(`${number} is no stream`);
    const text = await this.decoded(stream);
    const count = await this.number(stream.dictionary, "N");
    const first = await this.number(stream.dictionary, "First");
    const syntax = this.#syntax(0, text);
    const offsets = new Map();
    for (let i = 0; i < count; i += 1) offsets.set(syntax.whole(), first + syntax.whole());
    this.containers.set(number, { text, offsets });
    return { text, offsets };
  }

  /** Read an object from behind `obj` on, and tell where it ends. @param {Syntax} syntax */
  async #body(syntax) {
    const value = this.#parsed(syntax);
    const isStream = syntax.isNext("stream");
    // What is last may have been cut off: `/st` for `/strong`.
    if (syntax.at >= this.text.length) throw new BrokenFileError("it ends within an object");
    if (!isStream || !(value instanceof PdfDictionary)) return { value, end: syntax.at };
    syntax.match(LINE_END);
    const start = syntax.at;
    const length = await this.get(value.get("Length"));
    let end = start + (typeof length === "number" && length > 0 ? length : 0);
    if (!this.#syntax(end).isNext(END)) end = this.text.indexOf(END, start);
    this.spend((end < 0 ? this.text.length : end) - start);
    if (end < 0) throw new BrokenFileError("a stream has no end");
    return { value: new PdfStream(value, this.bytes.subarray(start, end)), end };
  }

  /** @param {Syntax} syntax */
  #parsed(syntax) {
    const start = syntax.at;
    try {
      const value = syntax.value();
      syntax.skip();
      return value;
    } finally {
      this.spend(syntax.at - start);
    }
  }

  /** @param {number} number @param {Place | null} place @param {boolean} isNewer */
  #place(number, place, isNewer) {
    this.placed += 1;
    if (this.placed > MOST_OBJECTS) throw new BrokenFileError("too many objects");
    if (isNewer || !this.places.has(number)) this.places.set(number, place);
  }

  /** Follow the cross-references from the last on (7.5.4 to 7.5.8). @param {number} start */
  async #follow(start) {
    if (start < 0) throw new BrokenFileError("there is no way to the cross-references");
    /** @type {Value | undefined} */
    let at = this.#syntax(start + "startxref".length).whole();
    /** @type {Value | undefined} */
    let root;
    const visited = new Set();
    while (typeof at === "number" && !visited.has(at)) {
      visited.add(at);
      const trailer = await this.#section(at);
      root ??= trailer.get("Root");
      this.info ??= trailer.get("Info") ?? null;
      at = trailer.get("Prev");
    }
    return root;
  }

  /** Take up a section and return its trailer; newer sections come first. @param {number} at */
  async #section(at) {
    const syntax = this.#syntax(at);
    if (!syntax.isNext("xref")) return this.#streamSection(at);
    /** @type {[number, Place | null][]} */
    const rows = [];
    while (!syntax.isNext("trailer")) {
      const [, first, count] = syntax.next(RUN) ?? [];
      if (!count) throw new BrokenFileError("no run of cross-references");
      for (let i = 0; i < Number(count); i += 1) {
        const row = syntax.next(ROW);
        if (!row || rows.length > MOST_OBJECTS) throw new BrokenFileError("no row, or too many");
        rows.push([Number(first) + i, row[2] === "n" ? { at: Number(row[1]) } : null]);
      }
    }
    const trailer = this.#parsed(syntax);
    if (!(trailer instanceof PdfDictionary)) throw new BrokenFileError("no trailer");
    refuseEncrypted(trailer);
    // What the table calls deleted may be here, for programs that know streams.
    const hybrid = trailer.get("XRefStm");
    if (typeof hybrid === "number") await this.#streamSection(hybrid);
    for (const [number, place] of rows) this.#place(number, place, false);
    return trailer;
  }

  /** @param {number} at */
  async #streamSection(at) {
    const stream = await this.#at(at);
    if (!(stream instanceof PdfStream)) throw new BrokenFileError("no cross-references");
    const { dictionary } = stream;
    refuseEncrypted(dictionary);
    const data = await this.decoded(stream);
    const widths = (await this.array(dictionary.get("W"))).map(Number);
    const size = dictionary.get("Size") ?? null;
    const index = (await this.array(dictionary.get("Index") ?? [0, size])).map(Number);
    const length = widths.reduce((sum, width) => sum + width, 0);
    if (![...widths, ...index].every((number) => number >= 0) || widths.length !== 3 || !length) {
      throw new BrokenFileError("no sound description of rows");
    }
    let from = 0;
    for (let run = 0; run < index.length; run += 2) {
      for (let i = 0; i < (index[run + 1] ?? 0); i += 1) {
        if (from + length > data.length) throw new BrokenFileError("rows end too soon");
        const [kind, place = 0] = widths.map((width) => {
          let number = 0;
          for (const end = from + width; from < end; from += 1) {
            number = number * 256 + data.charCodeAt(from);
          }
          return number;
        });
        const isAlone = kind === 1 || widths[0] === 0;
        const where = isAlone ? { at: place } : kind === 2 ? { stream: place } : null;
        this.#place((index[run] ?? 0) + i, where, false);
      }
    }
    return dictionary;
  }

  /** Look through the file for objects; of those with one number, the last counts. */
  async #search() {
    const moved = (/** @type {number} */ number, /** @type {Place} */ place) => {
      this.#place(number, place, true);
      this.known.delete(number);
      this.containers.delete(number);
    };
    /** @type {Value | undefined} */
    let root;
    /** @type {Value | undefined} */
    let catalog;
    for (let from = 0; ; ) {
      const head = findObject(this.text, from);
      if (!head) break;
      const { number } = head;
      from = head.end;
      await this.limits.breathe();
      if (number !== null) moved(number, { at: head.at });
      let found;
      try {
        found = await this.#body(this.#syntax(from));
      } catch (error) {
        if (!(error instanceof BrokenFileError)) throw error;
        // Each counts, so that it ends here where there were too many.
        this.limits.count();
        this.spend(1000);
        this.isDamaged = true;
        continue;
      }
      from = found.end;
      const dictionary = found.value instanceof PdfStream ? found.value.dictionary : found.value;
      if (!(dictionary instanceof PdfDictionary)) continue;
      const type = await this.name(dictionary.get("Type"));
      if (number === null || type === "XRef") {
        refuseEncrypted(dictionary);
        root = dictionary.get("Root") ?? root;
        this.info = dictionary.get("Info") ?? this.info;
      } else if (type === "ObjStm") {
        const { offsets } = await this.#container(number);
        for (const inner of offsets.keys()) moved(inner, { stream: number });
      } else if (type === "Catalog") {
        catalog = dictionary;
      }
    }
    this.isStrict = true;
    return root ?? catalog;
  }
}

/** @param {PdfDictionary} trailer */
function refuseEncrypted(trailer) {
  if (trailer.has("Encrypt")) throw new BrokenFileError("it is encrypted", true);
}

/**
 * Find the next object, or trailer, which has no number.
 * @param {string} text
 * @param {number} from
 * @returns {{ number: number | null, at: number, end: number } | null}
 */
function findObject(text, from) {
  OBJ_OR_TRAILER.lastIndex = from;
  for (let found; (found = OBJ_OR_TRAILER.exec(text)); ) {
    const end = OBJ_OR_TRAILER.lastIndex;
    if (found[0] === "trailer") return { number: null, at: found.index, end };
    const start = Math.max(from, end - LONGEST_BEFORE);
    const head = BEFORE_OBJ.exec(text.slice(start, end - 3));
    if (head) return { number: Number(head[1]), at: start + head.index, end };
  }
  return null;
}
