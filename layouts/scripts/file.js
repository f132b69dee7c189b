// The text of an answer file -> its answers, and back; and a file -> the person's own folder.

import { readLabel } from "./labels.js";
import { gettext, ngettext, pgettext } from "./words.js";

/**
 * What an answer file says; the same as its JSON Schema, though nothing has been checked by it.
 * @typedef {object} AnswerFile
 * @property {string} tool
 * @property {number | null} version null where a PDF doesn't say it
 * @property {string} language
 * @property {string} [round] which round they belong to
 * @property {string} [for] who has asked for them
 * @property {Record<string, unknown>} answers
 */

/** The format of files of answers that is known here; older files don't say it. */
const FORMAT = 1;
/** More than any worksheet has; each that has no place stays with the others until it is deleted. */
const MOST_ANSWERS = 10_000;

const CHOOSE = gettext("Choose a file that was saved from this worksheet’s page, or a filled copy of its PDF.");
// translators: Stands behind “notes.txt can’t be opened:”, as all sentences that begin with “it” do, or
// by itself with a capital.
const DAMAGED = gettext("it is damaged, or not a file of answers.");

/** A file that is not what it should be: the message says why, the remedy what to do. */
export class FileError extends Error {
  /**
   * @param {string} message
   * @param {string} [remedy]
   */
  constructor(message, remedy = CHOOSE) {
    super(message);
    this.remedy = remedy;
  }
}

/** A file with answers to other worksheets of the toolkit, or of another one. */
export class OtherWorksheetError extends FileError {
  /** @param {string[]} slugs */
  constructor(slugs) {
    super(slugs.join());
    this.slugs = slugs;
  }
}

/**
 * Return whether a value of JSON has names in it.
 * @param {any} value
 */
export function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Return the text of a file of answers. What another encoding has made of it is not guessed: letters
 * would be wrong, and nobody would notice.
 * @param {Uint8Array} bytes
 */
export function decodeText(bytes) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    // JSON has none, UTF-16 one beside each letter.
    if (!text.includes("\0")) return text;
  } catch {
    // Told below.
  }
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 64)).replaceAll("\0", "");
  if (!/^(ÿþ|þÿ)?\s*\{/.test(start)) throw new FileError(DAMAGED);
  throw new FileError(
    gettext("its text is not in the encoding UTF-8."),
    gettext("Open it in a text editor, and save it again with the encoding UTF-8."),
  );
}

/**
 * @param {string} text
 * @returns {AnswerFile}
 */
export function parseAnswers(text) {
  let found;
  try {
    found = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw new FileError(DAMAGED);
  }
  if (!isRecord(found) || typeof found.tool !== "string" || !isRecord(found.answers)) {
    throw new FileError(gettext("it is not a file of answers that a worksheet’s page has saved."));
  }
  if ((found.format ?? FORMAT) !== FORMAT) {
    throw new FileError(
      gettext("it was saved by a newer version of this page."),
      gettext("Load the page again, and open the file then."),
    );
  }
  const count = Object.keys(found.answers).length;
  if (count > MOST_ANSWERS) {
    throw new FileError(
      ngettext(
        "it has %(count)s answer, more than any worksheet.",
        "it has %(count)s answers, more than any worksheet.",
        count,
      ),
    );
  }
  return {
    tool: found.tool,
    version: typeof found.version === "number" ? found.version : null,
    language: typeof found.language === "string" ? found.language : "",
    ...labelsOf(found),
    answers: found.answers,
  };
}

/**
 * Return which round answers belong to and who has asked for them, where that is said.
 * @param {Record<string, unknown>} found
 * @returns {{round?: string, for?: string}}
 */
export function labelsOf(found) {
  const round = readLabel(found.round);
  const asker = readLabel(found.for);
  return { ...(round ? { round } : {}), ...(asker ? { for: asker } : {}) };
}

/** @param {AnswerFile} file */
export function writeAnswers(file) {
  const { tool, version, language, answers } = file;
  const about = { format: FORMAT, tool, version, language, ...labelsOf({ ...file }) };
  return `${JSON.stringify({ ...about, answers }, null, 2)}\n`;
}

/**
 * Return a file's name from the worksheet's slug, from who answers and for which round, as in
 * `smart-goals-lincoln-school-spring.json`: a facilitator gets many of them into one folder.
 * @param {string} slug
 * @param {string} who
 * @param {string} round may be empty
 * @param {string} ending with its dot
 */
export function fileName(slug, who, round, ending) {
  // translators: Stands in the name of a file, as in “smart-goals-answers.json”.
  const answers = pgettext("file name", "answers");
  const words = [slug, hyphenated(who) || hyphenated(answers), hyphenated(round)];
  return `${words.filter((word) => word).join("-")}${ending}`;
}

/** Return words as a part of a file's name. @param {string} text */
export function hyphenated(text) {
  const word = text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
  // Half of a character would end the name.
  return [...word].slice(0, 60).join("").replace(/^-+|-+$/g, "");
}

/**
 * Hand a file to the person, as a download.
 * @param {BlobPart} content
 * @param {string} type
 * @param {string} name
 */
export function offer(content, type, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
  // A download that has not begun yet still needs the address.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
