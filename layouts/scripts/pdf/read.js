// A filled PDF of ours, saved by whatever program -> its answers.

import { readField } from "../../fields/number/values.js";
import { readLabel } from "../labels.js";
import { NAME, copiesIn, numbersOnPages, shownIn } from "./joined.js";
import { Limits, SlowFileError } from "./limits.js";
import { PdfObjects } from "./objects.js";
import { BrokenFileError, PdfDictionary, PdfName, PdfStream, latin } from "./syntax.js";

/** @typedef {import("./joined.js").Form} Form */
/** @typedef {import("./syntax.js").Value} Value */
/** @typedef {"not-a-pdf" | "encrypted" | "not-ours" | "damaged" | "too-slow"} Reason */
/**
 * What a file says. The version of a worksheet is null where a program has dropped it.
 * @typedef {object} Reading
 * @property {Record<string, {version: number | null, language: string}>} forms by their slugs
 * @property {Record<string, string | number | boolean>} values by field: a text, a number, the id of
 *   the choice that is picked (or ""), whether a box is ticked
 * @property {{round?: string, for?: string}} labels which round the answers belong to, and who has
 *   asked for them
 * @property {boolean} isDamaged whether something in the file is broken: answers may be missing, or
 *   be those of an earlier day
 * @property {string[]} doubtful fields whose answers contradict what else the file says of them
 * @property {Said[]} others further copies in one file
 */
/** @typedef {Pick<Reading, "forms" | "values" | "doubtful">} Said */
/** With what the fields of numbers say of them. @typedef {Reading & {formValues: Map<string, string>}} Found */

const FORM_KEY = "PartnertoolsForm";
const VALUE_KEY = "PartnertoolsValue";
const LABEL_KEYS = { round: "PartnertoolsRound", for: "PartnertoolsFor" };
const FIELD = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+$/;
/** ISO 32000-1, table 226. */
const RADIO = 1 << 15;
const PUSH_BUTTON = 1 << 16;
/** As `collect` has it: `formats/vectors/limits.json`. */
const DEEPEST = 20;
const LONGEST_NAME = 1000;
/** A packet of all worksheets has some 500. */
const MOST_FIELDS = 20_000;
const INHERITED = ["FT", "Ff", "V", VALUE_KEY];
const OFF = "Off";
const MB = 1_000_000;
/** The operators that show text (9.4.3), behind what they show. */
const SHOWN = /[)>\]][\0\t\n\f\r ]*(?:T[jJ]|['"])/;
/** What nobody types, and what stands for bytes that are no text. */
const UNTYPED = /[\0-\x08\v\f\x0e-\x1f\x7f\ufffd]|\p{Surrogate}/u;
/** What a string in Unicode begins with. */
const MARKS = /** @type {const} */ ([
  ["\xfe\xff", "utf-16be"],
  ["\xff\xfe", "utf-16le"],
  ["\xef\xbb\xbf", "utf-8"],
]);
/** Where PDFDocEncoding isn't Latin-1 (annex D.2). */
const PDF_DOC = new Map([
  ...signs(0x18, "˘ˇˆ˙˝˛˚˜"),
  ...signs(0x80, "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž\ufffd€"),
]);

export class UnreadableError extends Error {
  /** @param {Reason} reason @param {unknown} [cause] */
  constructor(reason, cause) {
    super(reason, { cause });
    this.reason = reason;
  }
}

/**
 * Read the answers out of a file; `UnreadableError` says why that can't be done.
 *
 * A file says twice where its objects are: in its cross-references, and by where they stand. Both
 * are followed. Where they lead to different answers, or one of them to nothing, it is damaged.
 * @param {Uint8Array} bytes
 * @param {{milliseconds?: number, signal?: AbortSignal}} [patience]
 * @returns {Promise<Reading>}
 */
export async function read(bytes, { milliseconds, signal } = {}) {
  // A mail program or a server may have put something in front.
  const start = String.fromCharCode(...bytes.subarray(0, 1024)).indexOf("%PDF-");
  if (start < 0) throw new UnreadableError("not-a-pdf");
  const limits = new Limits(milliseconds, signal);
  const file = bytes.subarray(start);
  /** @type {Found[]} */
  const readings = [];
  /** @type {Set<number>} */
  const deleted = new Set();
  /** @type {Map<string, Uint8Array>} */
  const streams = new Map();
  let text;
  let cause;
  for (const isSearched of [false, true]) {
    try {
      text ??= await textOf(file, limits);
      const objects = await PdfObjects.open(file, text, isSearched, limits, streams);
      // What has been deleted still stands in the file.
      for (const number of deleted) objects.places.set(number, null);
      for (const [number, place] of objects.places) if (!place) deleted.add(number);
      readings.push(await readingOf(objects));
    } catch (error) {
      if (error instanceof SlowFileError) throw new UnreadableError("too-slow", error);
      if (error instanceof BrokenFileError) {
        if (error.isEncrypted && !readings.length) throw new UnreadableError("encrypted", error);
        cause ??= error;
      } else if (error instanceof UnreadableError) cause = error;
      else throw error;
    }
  }
  const [reading, other] = readings;
  if (!reading) {
    throw cause instanceof UnreadableError ? cause : new UnreadableError("damaged", cause);
  }
  if (!other) return { ...withNumbers(reading), isDamaged: true };
  const first = agreed(reading, other);
  const others = reading.others.map((one, place) => agreed(one, other.others[place]));
  const isSame = reading.others.length === other.others.length;
  const areDoubted = [first, ...others].some(({ isDoubted }) => isDoubted);
  return withNumbers({
    ...first,
    others,
    formValues: new Map([...other.formValues, ...reading.formValues]),
    labels: { ...other.labels, ...reading.labels },
    isDamaged: reading.isDamaged || other.isDamaged || areDoubted || !isSame,
  });
}

/** Return what a copy says that was read twice. @param {Said} one @param {Said} [other] */
function agreed({ forms, ...one }, other = { forms, ...one }) {
  const values = { ...other.values, ...one.values };
  const different = Object.keys(values).filter((id) => one.values[id] !== other.values[id]);
  for (const id of different) values[id] = one.values[id] || other.values[id] || "";
  return { forms, values, doubtful: [...new Set([...one.doubtful, ...different])], isDoubted: different.length > 0 };
}

/** Return what a file says, with numbers where texts stand for some. @param {Found} found @returns {Reading} */
function withNumbers({ formValues, labels, isDamaged, others, ...first }) {
  /** @param {Said} said @returns {Said} */
  const numbered = ({ forms, values, doubtful }) => {
    const read = Object.entries(values).map(([id, value]) => {
      const said = formValues.get(id);
      return [id, said && typeof value === "string" ? readField(value, said) : value];
    });
    return { forms, values: Object.fromEntries(read), doubtful };
  };
  return { ...numbered(first), labels, isDamaged, others: others.map(numbered) };
}

/** Return a file as characters. @param {Uint8Array} file @param {Limits} limits */
async function textOf(file, limits) {
  const parts = [];
  for (let at = 0; at < file.length; at += MB) {
    await limits.breathe();
    parts.push(latin(file.subarray(at, at + MB)));
  }
  return parts.join("");
}

/** @param {PdfObjects} file @returns {Promise<Found>} */
async function readingOf(file) {
  const form = await file.dictionary(file.root.get("AcroForm"));
  const reader = new FieldReader(file);
  const tops = [];
  for (const item of await file.array(form?.get("Fields"))) {
    const field = await file.dictionary(item);
    const [, slug = ""] = NAME.exec(field ? await reader.text(field.get("T")) : "") ?? [];
    if (field && slug) tops.push({ item, field, slug });
  }
  const isJoined = tops.length > new Set(tops.map(({ slug }) => slug)).size;
  const onPages = isJoined ? await numbersOnPages(file) : new Set();
  /** @type {Map<string, Form[]>} */
  const forms = new Map();
  for (const { item, field, slug } of tops) {
    const [of, version, language = ""] = (await reader.text(field.get(FORM_KEY))).split("/");
    const isKnown = of === slug && /^\d+$/.test(version ?? "");
    reader.doubtful = new Set();
    const answers = await reader.answers(field, slug);
    // Where the key has been dropped, the names must look like ours.
    const isLike = answers.size && [...answers.keys()].every((name) => FIELD.test(name));
    if (!isKnown && !isLike) continue;
    const shown = isJoined ? await shownIn(file, item, slug, onPages, (value) => reader.text(value)) : new Map();
    const about = { slug, version: isKnown ? Number(version) : null, language: isKnown ? language : "" };
    const one = { ...about, answers, doubtful: reader.doubtful, shown };
    forms.set(slug, [...(forms.get(slug) ?? []), one]);
  }
  const copies = [...forms.values()].map(copiesIn);
  if (!copies.length) throw new UnreadableError("not-ours");
  const labels = await labelsOf(file, reader);
  const { isDamaged } = file;
  const { formValues } = reader;
  const length = Math.max(...copies.map((own) => own.length));
  const [first, ...others] = Array.from({ length }, (_, place) => saidBy(copies.flatMap((own) => own[place] ?? [])));
  return { .../** @type {Said} */ (first), others, formValues, labels, isDamaged };
}

/** Return what forms say together. @param {Form[]} forms @returns {Said} */
function saidBy(forms) {
  const about = forms.map(({ slug, version, language }) => [slug, { version, language }]);
  const values = forms.flatMap(({ answers }) => [...answers]);
  const doubtful = forms.flatMap((form) => [...form.doubtful]);
  return { forms: Object.fromEntries(about), values: Object.fromEntries(values), doubtful };
}

/**
 * Read the labels of the answers. A file may have lost them, and is no worse for it.
 * @param {PdfObjects} file @param {FieldReader} reader
 */
async function labelsOf(file, reader) {
  /** @type {Reading["labels"]} */
  const labels = {};
  try {
    const info = await file.dictionary(file.info);
    const round = readLabel(await reader.text(info?.get(LABEL_KEYS.round)));
    const asker = readLabel(await reader.text(info?.get(LABEL_KEYS.for)));
    if (round) labels.round = round;
    if (asker) labels.for = asker;
  } catch (error) {
    if (!(error instanceof BrokenFileError)) throw error;
  }
  return labels;
}

class FieldReader {
  /** @param {PdfObjects} file */
  constructor(file) {
    this.file = file;
    this.count = 0;
    /** Fields may go in a circle. @type {Set<PdfDictionary>} */
    this.seen = new Set();
    /** Fields whose answer is not what their look says. @type {Set<string>} */
    this.doubtful = new Set();
    /** What fields of numbers say of them. @type {Map<string, string>} */
    this.formValues = new Map();
  }

  /**
   * Return the answers of a field and of those below it, by their full names.
   * @param {PdfDictionary} field @param {string} name
   * @param {PdfDictionary} [above] what holds for everything below @param {number} [depth]
   */
  async answers(field, name, above = new PdfDictionary(), depth = 0) {
    /** @type {Map<string, string | boolean>} */
    const answers = new Map();
    if (depth > DEEPEST || name.length > LONGEST_NAME) throw new BrokenFileError("too deep");
    if (this.seen.has(field)) return answers;
    this.seen.add(field);
    const entries = new PdfDictionary(above);
    for (const key of INHERITED) entries.set(key, field.get(key) ?? above.get(key) ?? null);
    const widgets = [];
    let isGroup = false;
    const kids = await this.file.array(field.get("Kids"));
    this.count += kids.length;
    if (this.count > MOST_FIELDS) throw new BrokenFileError("too many fields");
    for (const item of kids) {
      const kid = await this.file.dictionary(item);
      const last = kid && (await this.text(kid.get("T")));
      if (kid && !last) widgets.push(kid);
      if (!kid || !last) continue;
      isGroup = true;
      for (const [id, value] of await this.answers(kid, `${name}.${last}`, entries, depth + 1)) {
        // A program may have made two fields of one.
        if (!answers.get(id)) answers.set(id, value);
      }
    }
    if (!widgets.length) widgets.push(field);
    const value = isGroup ? null : await this.#value(name, entries, field, widgets);
    if (value !== null) answers.set(name, value);
    return answers;
  }

  /**
   * @param {string} name
   * @param {PdfDictionary} entries @param {PdfDictionary} field @param {PdfDictionary[]} widgets
   * @returns {Promise<string | boolean | null>} null for what holds no answer
   */
  async #value(name, entries, field, widgets) {
    const given = await this.file.get(entries.get("V"));
    const value = await this.text(given);
    const kind = await this.file.name(entries.get("FT"));
    if (kind === "Tx") {
      // The value was lost where nothing is said and something is seen.
      const isLost = !isText(given) && (await this.#isSeen(widgets));
      if (isLost || UNTYPED.test(value)) this.doubtful.add(name);
      const said = await this.text(entries.get(VALUE_KEY));
      if (said) this.formValues.set(name, said);
      return value.replace(/\r\n?/g, "\n");
    }
    const flags = Number(await this.file.get(entries.get("Ff")));
    if (kind !== "Btn" || flags & PUSH_BUTTON) return null;
    const picked = await this.#picked(value, field, widgets);
    if (!picked && (await this.#isOn(widgets))) this.doubtful.add(name);
    return flags & RADIO ? picked : picked !== "";
  }

  /** Tell whether a text is seen in a field. @param {PdfDictionary[]} widgets */
  async #isSeen(widgets) {
    for (const widget of widgets) {
      const looks = await this.file.dictionary(widget.get("AP"));
      const normal = await this.file.get(looks?.get("N"));
      if (normal instanceof PdfStream && SHOWN.test(await this.file.decoded(normal))) return true;
    }
    return false;
  }

  /** Tell whether a button is seen to be on. @param {PdfDictionary[]} widgets */
  async #isOn(widgets) {
    for (const widget of widgets) {
      const state = await this.file.name(widget.get("AS"));
      if (state && state !== OFF) return true;
    }
    return false;
  }

  /**
   * Return the choice that is on, or "".
   * @param {string} value @param {PdfDictionary} field @param {PdfDictionary[]} widgets
   */
  async #picked(value, field, widgets) {
    const states = [];
    let shown = "";
    for (const widget of widgets) {
      const looks = await this.file.dictionary(widget.get("AP"));
      const normal = await this.file.dictionary(looks?.get("N"));
      states.push(firstOn(normal));
      const state = await this.file.name(widget.get("AS"));
      if (state !== OFF) shown ||= state;
    }
    // A program may call states by their numbers, and say here what they mean.
    const exported = [];
    const items = await this.file.array(field.get("Opt"));
    for (const item of items.slice(0, widgets.length)) exported.push(await this.text(item));
    if (value === OFF) return "";
    const isState = states.includes(value);
    if (value && !isState && exported.includes(value)) return value;
    const state = isState ? value : shown || value;
    return exported[states.indexOf(state)] || state;
  }

  /** Return a text, whether it is a string, a name or a stream; else "". @param {Value} [value] */
  async text(value) {
    const found = await this.file.get(value);
    if (found instanceof PdfName) return found.text;
    const string = found instanceof PdfStream ? await this.file.decoded(found) : found;
    if (typeof string !== "string") return "";
    this.file.spend(string.length);
    return decodeString(string);
  }
}

/** @param {Value} value */
function isText(value) {
  return typeof value === "string" || value instanceof PdfName || value instanceof PdfStream;
}

/** Return the state of a button that isn't off. @param {PdfDictionary | null} looks */
function firstOn(looks) {
  for (const state of looks?.keys() ?? []) if (state !== OFF) return state;
  return undefined;
}

/** Return the text of a string (ISO 32000-2, 7.9.2.2). @param {string} string */
function decodeString(string) {
  const [mark, encoding] = MARKS.find(([start]) => string.startsWith(start)) ?? [];
  if (!mark) return string.replace(/[\x18-\xa0]/g, (sign) => PDF_DOC.get(sign) ?? sign);
  const bytes = Uint8Array.from(string, (sign) => sign.charCodeAt(0));
  // Between two escapes stands the language.
  return new TextDecoder(encoding).decode(bytes).replace(/\x1b[a-z]{2}(?:[A-Z]{2})?\x1b/g, "");
}

/** @param {number} first @param {string} meanings @returns {[string, string][]} */
function signs(first, meanings) {
  return [...meanings].map((meaning, i) => [String.fromCharCode(first + i), meaning]);
}
