// Answers -> the browser's own storage on this device, and back after a reload, a crash, a week.

import { isRecord } from "./file.js";
import { requestOf } from "./request.js";

/** @typedef {import("./form.js").Value} Value */

/**
 * What is kept of one worksheet. `unmatched` are answers that had no place on a newer page.
 * @typedef {object} Kept
 * @property {string} tool
 * @property {number | null} version
 * @property {string} language
 * @property {Record<string, unknown>} answers
 * @property {Record<string, unknown>} [unmatched]
 * @property {string} [file] where they came from, as long as nobody has changed them
 * @property {string} [for] who has asked for them
 * @property {string} [round] which round they belong to
 * @property {string} [to] the mail address of who has asked for them
 */

/** @typedef {"kept" | "full" | "forbidden"} State */

export class AnswerStore {
  /** @param {string} key one for each worksheet of each site */
  constructor(key) {
    this.key = key;
    /** Answers that made room for others, or can't be read: kept until they are deleted. */
    this.stashed = new Slot(`${key}:aside`);
    this.damaged = new Slot(`${key}:damaged`);
    this.main = new Slot(key);
    /** Other tabs hear of it when everything is to go for good. */
    this.erased = new Slot(`${key}:erased`);
  }

  /**
   * Return what is kept, or null. What can't be read is put aside, so that nothing covers it.
   * @returns {Kept | null}
   */
  read() {
    const text = this.main.read();
    if (!text) return null;
    const kept = parseKept(text);
    if (kept) return kept;
    // In this order: a full storage has room for the text only once it has let go of it.
    this.main.remove();
    this.damaged.write([this.damaged.read(), text].filter((one) => one).join("\n"));
    return null;
  }

  /**
   * Keep everything anew; nothing is kept of a worksheet without an answer.
   * @param {Kept} kept
   * @returns {State}
   */
  write(kept) {
    return isEmpty(kept) ? this.main.remove() : this.main.write(JSON.stringify(kept));
  }

  /** Take everything away, and tell other tabs that none of it may come back. */
  erase() {
    this.erased.write("yes");
    for (const slot of [this.main, this.damaged, this.stashed, this.erased]) slot.remove();
  }

  /**
   * Find out whether a first answer can be kept.
   * @param {Kept} first
   * @returns {State}
   */
  probe(first) {
    const name = ":probe";
    const probe = new Slot(`${this.key}${name}`);
    // Together, name and text take as much room as the answer will.
    const state = probe.write(JSON.stringify(first).slice(name.length));
    probe.remove();
    return state;
  }

  /**
   * Keep one answer more. Another tab may have kept others since: they stay.
   * @param {Omit<Kept, "answers">} about
   * @param {Record<string, unknown>} all what is kept where nothing was
   * @param {string} id
   * @param {Value | undefined} value undefined takes the answer back
   * @returns {State}
   */
  change(about, all, id, value) {
    const kept = this.read();
    const answers = kept ? { ...kept.answers } : { ...all };
    if (value === undefined) delete answers[id];
    else answers[id] = value;
    return this.write({ ...about, ...(kept?.unmatched ? { unmatched: kept.unmatched } : {}), answers });
  }
}

/** One entry of the storage. A browser may forbid storage as a whole, or let it run full. */
export class Slot {
  /** @param {string} key */
  constructor(key) {
    this.key = key;
    /** What the storage has not taken: this page alone has it. @type {string | null} */
    this.refused = null;
  }

  /** @returns {string | null} */
  read() {
    if (this.refused !== null) return this.refused;
    try {
      return localStorage.getItem(this.key);
    } catch {
      return null;
    }
  }

  /**
   * @param {string} text
   * @returns {State}
   */
  write(text) {
    try {
      localStorage.setItem(this.key, text);
      this.refused = null;
      return "kept";
    } catch (error) {
      this.refused = text;
      const isFull = error instanceof DOMException && error.name === "QuotaExceededError";
      // Private windows of some browsers give out a storage with no room at all.
      return isFull && hasRoom() ? "full" : "forbidden";
    }
  }

  /** @returns {State} */
  remove() {
    this.refused = null;
    try {
      localStorage.removeItem(this.key);
      return "kept";
    } catch {
      return "forbidden";
    }
  }
}

function hasRoom() {
  try {
    return localStorage.length > 0;
  } catch {
    return false;
  }
}

/** @param {Kept} kept */
export function isEmpty(kept) {
  return !Object.keys(kept.answers).length && !Object.keys(kept.unmatched ?? {}).length;
}

/**
 * @param {string} text
 * @returns {Kept | null}
 */
function parseKept(text) {
  return readable(parseJSON(text));
}

/**
 * @param {string} text
 * @returns {Kept[]}
 */
export function parseStashed(text) {
  const stashed = parseJSON(text);
  if (!Array.isArray(stashed)) return [];
  return stashed.flatMap((one) => {
    const kept = readable(one);
    return kept && !isEmpty(kept) ? [kept] : [];
  });
}

/**
 * Return what a text says in JSON, or null. What is nested too deep to be written again is no use.
 * @param {string} text
 * @returns {unknown}
 */
function parseJSON(text) {
  try {
    const found = JSON.parse(text);
    JSON.stringify(found);
    return found;
  } catch {
    return null;
  }
}

/**
 * Return what was found in the storage as the page can use it: anything at all may stand there.
 * @param {any} found
 * @returns {Kept | null}
 */
function readable(found) {
  if (!isRecord(found) || !isRecord(found.answers)) return null;
  // Before 0.1.0 they were kept under the name `homeless`.
  const { tool, version, language, answers, unmatched = found.homeless, file } = found;
  return {
    tool: typeof tool === "string" ? tool : "",
    version: typeof version === "number" ? version : null,
    language: typeof language === "string" ? language : "",
    answers,
    ...(isRecord(unmatched) ? { unmatched } : {}),
    ...(file && typeof file === "string" ? { file } : {}),
    ...requestOf(found),
  };
}
