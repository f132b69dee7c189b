// Answers -> the browser's own storage on this device, and back after a reload, a crash, a week.

import { isRecord } from "./file.js";

/** @typedef {import("./form.js").Value} Value */

/**
 * What is kept of one worksheet. `homeless` are answers that had no place on a newer page.
 * @typedef {object} Kept
 * @property {string} tool
 * @property {number | null} version
 * @property {string} language
 * @property {Record<string, unknown>} answers
 * @property {Record<string, unknown>} [homeless]
 * @property {string} [file] where they came from, as long as nobody has changed them
 */

/** @typedef {"kept" | "full" | "forbidden"} State */

export class AnswerStore {
  /** @param {string} key one for each worksheet of each site */
  constructor(key) {
    this.key = key;
    /** Answers that made room for others, or can't be read: kept until they are thrown away. */
    this.aside = new Slot(`${key}:aside`);
    this.damaged = new Slot(`${key}:damaged`);
    this.main = new Slot(key);
  }

  /**
   * Return what is kept, or null. What can't be read is put aside, so that nothing covers it.
   * @returns {Kept | null}
   */
  read() {
    const text = this.main.read();
    if (!text) return null;
    const kept = parsedKept(text);
    if (kept) return kept;
    // In this order: a full storage has room for the text only once it has let go of it.
    this.main.remove();
    this.damaged.write(text);
    return null;
  }

  /**
   * Keep everything anew; nothing is kept of a worksheet without an answer.
   * @param {Kept} kept
   * @returns {State}
   */
  write(kept) {
    const isEmpty = !Object.keys(kept.answers).length && !Object.keys(kept.homeless ?? {}).length;
    return isEmpty ? this.main.remove() : this.main.write(JSON.stringify(kept));
  }

  /**
   * Find out whether anything can be kept.
   * @returns {State}
   */
  probe() {
    const probe = new Slot(`${this.key}:probe`);
    const state = probe.write("probe");
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
    return this.write({ ...about, ...(kept?.homeless ? { homeless: kept.homeless } : {}), answers });
  }
}

/** One entry of the storage. A browser may forbid storage as a whole, or let it run full. */
export class Slot {
  /** @param {string} key */
  constructor(key) {
    this.key = key;
  }

  /** @returns {string | null} */
  read() {
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
      return "kept";
    } catch (error) {
      const isFull = error instanceof DOMException && error.name === "QuotaExceededError";
      // Private windows of some browsers give out a storage with no room at all.
      return isFull && hasRoom() ? "full" : "forbidden";
    }
  }

  /** @returns {State} */
  remove() {
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

/**
 * @param {string} text
 * @returns {Kept | null}
 */
export function parsedKept(text) {
  let kept;
  try {
    kept = JSON.parse(text);
  } catch {
    return null;
  }
  return isRecord(kept) && isRecord(kept.answers) ? kept : null;
}

/**
 * @param {string} text
 * @returns {Kept[]}
 */
export function parsedAside(text) {
  try {
    const aside = JSON.parse(text);
    return Array.isArray(aside) ? aside.filter((one) => isRecord(one?.answers)) : [];
  } catch {
    return [];
  }
}
