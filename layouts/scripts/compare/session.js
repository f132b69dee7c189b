// A comparison -> a file, and back: copies, which of them count, what was agreed.

import { FileError, isRecord } from "../file.js";
import { gettext } from "../words.js";
import { copyOf } from "./copies.js";

/** @typedef {import("./copies.js").Copy} Copy */
/** @typedef {import("./copies.js").Toolkit} Toolkit */
/**
 * @typedef {object} Session
 * @property {Copy[]} copies
 * @property {Record<string, string>} agreed what was agreed on each question
 * @property {import("./collecting.js").Problem[]} problems with the files, as the command line tells them
 * @property {string[]} strange worksheets that this site doesn't have
 */

/** The format of saved comparisons; `formats/comparison.schema.json` describes it. */
const FORMAT = 1;

/** @param {Copy[]} copies @param {Record<string, string>} agreed */
export function writeSession(copies, agreed) {
  return `${JSON.stringify({ comparison: FORMAT, copies, agreed })}\n`;
}

/** Return whether a text is a saved comparison, of whatever format. @param {string} text */
export function isSession(text) {
  return /^\uFEFF?\s*\{\s*"comparison"\s*:/.test(text);
}

/**
 * @param {string} text
 * @param {Toolkit} toolkit
 * @returns {Session}
 */
export function parseSession(text, { worksheets }) {
  let found;
  try {
    found = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw new FileError(gettext("it is damaged, or not a saved comparison."), gettext("Save your work again."));
  }
  if (found.comparison !== FORMAT) {
    throw new FileError(gettext("it was saved by a newer version of this page."), gettext("Reload this page, and add it again."));
  }
  if (!Array.isArray(found.copies)) throw new FileError(gettext("it is damaged."), gettext("Save your work again."));
  /** @type {Session} */
  const session = { copies: [], agreed: {}, problems: [], strange: [] };
  for (const one of found.copies) {
    const worksheet = worksheets.find(({ id }) => id === one?.worksheet);
    if (!isRecord(one) || !isRecord(one.answers)) continue;
    if (!worksheet) {
      session.strange.push(String(one.worksheet));
      continue;
    }
    const version = typeof one.version === "number" ? one.version : null;
    const about = { version, language: textIn(one.language), round: textIn(one.round) };
    const copy = copyOf(worksheet, textIn(one.file), about, one.answers);
    if (Array.isArray(one.missing)) copy.missing = one.missing.filter((/** @type {unknown} */ id) => typeof id === "string");
    if (typeof one.letter === "string") copy.letter = one.letter.slice(0, 3);
    if (Number.isSafeInteger(one.person) && one.person > 0) copy.person = one.person;
    if (one.isLeftOut === true) copy.isLeftOut = true;
    session.copies.push(copy);
  }
  for (const [id, words] of Object.entries(isRecord(found.agreed) ? found.agreed : {})) {
    if (typeof words === "string") Object.defineProperty(session.agreed, id, { value: words, enumerable: true, writable: true, configurable: true });
  }
  for (const one of Array.isArray(found.problems) ? found.problems : []) {
    if (isRecord(one)) {
      session.problems.push({ file: textIn(one.file), what: textIn(one.what), remedy: textIn(one.remedy) });
    }
  }
  session.strange = [...new Set(session.strange)];
  return session;
}

/** @param {unknown} value */
function textIn(value) {
  return typeof value === "string" ? value : "";
}
