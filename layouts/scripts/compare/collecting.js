// Files that came back -> the copies in them, or why a file can't be read. What a file is, its content
// says: names are of whoever saved it.

import { FileError, parseAnswers } from "../file.js";
import { UnreadableError } from "../pdf/read.js";
import { readPdf } from "../reading.js";
import { gettext, ngettext } from "../words.js";
import { copyOf, fieldsOf } from "./copies.js";
import { isSession, parseSession } from "./session.js";
import { decodeAny, strangerOf } from "./strangers.js";
import { copiesOfTable } from "./table.js";

/** @typedef {import("./copies.js").Copy} Copy */
/** @typedef {import("./copies.js").Toolkit} Toolkit */
/** @typedef {import("./session.js").Session} Session */
/** @typedef {{file: string, what: string, remedy: string}} Problem */
/**
 * What was in a file.
 * @typedef {object} Found
 * @property {Copy[]} copies
 * @property {Problem[]} problems
 * @property {Session} [session] where the file is somebody's saved work
 */

const LARGEST = 50_000_000;
const AGAIN = gettext("Ask for the file again: filled in, and saved with Save, not with Print.");
const NO_ANSWERS = gettext(
  "If it was filled in, it was printed or flattened to a PDF, or filled in on paper. Ask for the file again: filled in, and saved with Save, not with Print.",
);
/** @type {Record<import("../pdf/read.js").Reason, [string, string]>} */
const UNREADABLE = {
  "not-a-pdf": [gettext("it is not a PDF."), AGAIN],
  encrypted: [gettext("it is locked with a password."), gettext("Save a copy without a password, and add that.")],
  "not-ours": [
    gettext("it has none of this toolkit’s fields."),
    gettext(
      "It may be another document, or a worksheet that was printed or flattened to a PDF, which turns answers into a picture. Ask for the file again: filled in, and saved with Save, not with Print.",
    ),
  ],
  damaged: [gettext("it is damaged."), gettext("Ask for another copy.")],
  "too-slow": [
    gettext("reading it takes too long."),
    gettext("Open it in a PDF program, save a copy, and add that."),
  ],
};
/**
 * Read one file; what is wrong with it is a problem, never an error.
 * @param {File} file
 * @param {string} name with its folders, where it is in some
 * @param {Toolkit} toolkit
 * @param {AbortSignal} signal
 * @returns {Promise<Found>}
 */
export async function collect(file, name, toolkit, signal) {
  /** @param {string} what @param {string} remedy @returns {Found} */
  const refuse = (what, remedy) => ({ copies: [], problems: [{ file: name, what, remedy }] });
  try {
    if (file.size > LARGEST) return refuse(gettext("it is larger than 50 MB."), AGAIN);
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (!bytes.length) return refuse(gettext("it is empty."), AGAIN);
    const start = new TextDecoder("latin1").decode(bytes.subarray(0, 1024));
    if (start.includes("%PDF-")) return await collectPdf(bytes, name, toolkit, signal);
    const stranger = strangerOf(bytes);
    if (stranger) return refuse(...stranger);
    return collectText(decodeAny(bytes), name, toolkit);
  } catch (error) {
    if (error instanceof UnreadableError) return refuse(...UNREADABLE[error.reason]);
    if (error instanceof FileError) return refuse(error.message, error.remedy);
    // The file was moved or changed after it was chosen, or its disk is gone.
    if (error instanceof DOMException) return refuse(gettext("the browser cannot read it."), gettext("Add it again."));
    throw error;
  }
}

/**
 * @param {Uint8Array} bytes
 * @param {string} name
 * @param {Toolkit} toolkit
 * @param {AbortSignal} signal
 * @returns {Promise<Found>}
 */
async function collectPdf(bytes, name, toolkit, signal) {
  const reading = await readPdf(bytes, signal, { isOneOfMany: true });
  const found = [reading, ...reading.others].map((said) => copiesSaid({ ...reading, ...said }, name, toolkit));
  const copies = found.flatMap((one) => one.copies);
  const problems = found.flatMap((one) => one.problems);
  // A packet has worksheets that nobody was asked to fill in.
  if (!copies.length && !problems.length) {
    problems.push({ file: name, what: gettext("it has no answers."), remedy: NO_ANSWERS });
  }
  return { copies, problems };
}

/**
 * @param {import("../pdf/read.js").Reading} reading
 * @param {string} name
 * @param {Toolkit} toolkit
 * @returns {Found}
 */
function copiesSaid({ forms, values, labels, isDamaged, doubtful }, name, toolkit) {
  /** @type {Found} */
  const found = { copies: [], problems: [] };
  for (const [slug, { version, language }] of Object.entries(forms)) {
    const own = Object.entries(values).filter(([id]) => id.startsWith(`${slug}.`));
    const worksheet = toolkit.worksheets.find(({ id }) => id === slug);
    if (!worksheet) {
      found.problems.push(strange(name, slug));
      continue;
    }
    const { round = "" } = labels;
    const copy = copyOf(worksheet, name, { version, language, round }, Object.fromEntries(own));
    const fields = fieldsOf(worksheet);
    copy.missing = fields.filter(({ id }) => !Object.hasOwn(values, id)).map(({ id }) => id);
    if (Object.keys(copy.answers).length) found.copies.push(copy);
    const isOther = version !== null && version !== worksheet.version;
    const answerable = fields.filter(({ readOnly }) => !readOnly);
    const lost = answerable.filter(({ id }) => doubtful.includes(id) || (!isOther && copy.missing.includes(id)));
    if ((isDamaged || doubtful.length || !isOther) && lost.length) {
      const names = lost.map((field) => field.name);
      found.problems.push({
        file: name,
        what: gettext("it is damaged; these answers may be missing: %(names)s.", { names: some(names) }),
        remedy: gettext("The rest of it was read. Ask for another copy."),
      });
    } else if (isDamaged) {
      const remedy = gettext("All fields were found in it. Compare them with the file, or ask for another copy.");
      found.problems.push({ file: name, what: gettext("it is damaged."), remedy });
    }
  }
  return found;
}

/**
 * @param {string} text
 * @param {string} name
 * @param {Toolkit} toolkit
 * @returns {Found}
 */
function collectText(text, name, toolkit) {
  if (!/^\uFEFF?\s*[{[]/.test(text)) return copiesOfTable(text, name, toolkit);
  if (isSession(text)) {
    const session = parseSession(text, toolkit);
    return { copies: [], problems: session.strange.map((slug) => strange(name, slug)), session };
  }
  const { tool, version, language, answers, round = "" } = parseAnswers(text);
  const worksheet = toolkit.worksheets.find(({ id }) => id === tool);
  if (!worksheet) return { copies: [], problems: [strange(name, tool)] };
  const copy = copyOf(worksheet, name, { version, language, round }, answers);
  if (Object.keys(copy.answers).length) return { copies: [copy], problems: [] };
  const remedy = gettext("It was saved before anything was filled in. Ask for the file again.");
  return { copies: [], problems: [{ file: name, what: gettext("it has no answers."), remedy }] };
}

/** @param {string} file @param {string} slug @returns {Problem} */
function strange(file, slug) {
  return {
    file,
    what: gettext("it belongs to a worksheet that is not on this site: %(name)s.", { name: slug.slice(0, 100) }),
    remedy: gettext("Compare it on the website that it comes from."),
  };
}

/** @param {string[]} names */
function some(names) {
  const first = names.slice(0, 5).join("; ");
  const more = names.length - 5;
  if (more <= 0) return first;
  return ngettext("%(names)s; and %(count)s more", "%(names)s; and %(count)s more", more, { names: first });
}

/**
 * Return files with their paths, whatever was dropped: files, and folders with all that is in them.
 * @param {DataTransfer} dropped
 * @returns {Promise<{file: File, name: string}[]>}
 */
export async function filesOf(dropped) {
  const entries = [...dropped.items].map((item) => item.webkitGetAsEntry());
  if (entries.every((entry) => !entry)) return [...dropped.files].map((file) => ({ file, name: file.name }));
  /** @type {{file: File, name: string}[]} */
  const found = [];
  for (const entry of entries) if (entry) await walk(entry, found);
  return found;
}

/** @param {FileSystemEntry} entry @param {{file: File, name: string}[]} found */
async function walk(entry, found) {
  if (entry instanceof FileSystemFileEntry || entry.isFile) {
    const file = await new Promise((/** @type {(file: File) => void} */ resolve, reject) => {
      /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject);
    });
    found.push({ file, name: entry.fullPath.replace(/^\//, "") });
    return;
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  for (;;) {
    // It hands out a hundred at a time, and in the end none.
    const some = await new Promise((/** @type {(entries: FileSystemEntry[]) => void} */ resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (!some.length) return;
    for (const one of some) await walk(one, found);
  }
}
