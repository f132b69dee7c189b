// A file that a person has chosen -> its answers on the page, or a note that says why not.

import { doubtsOf } from "./doubts.js";
import { FileError, OtherWorksheetError, decodeText, parseAnswers } from "./file.js";
import { element, verbatim } from "./page.js";
import { UnreadableError } from "./pdf/read.js";
import { readPdf } from "./reading.js";
import { linkTitles, linkToComparing } from "./titles.js";
import { gettext, ngettext, weave } from "./words.js";

/** @typedef {import("./file.js").AnswerFile} AnswerFile */
/** @typedef {import("./keeping.js").Keeping} Keeping */
/** @typedef {import("./page.js").Notes} Notes */
/** @typedef {import("./pdf/read.js").Reading} Reading */

const LARGEST = 50_000_000;
/** What a PDF may say of one worksheet, which has some 60 fields. */
const MOST_ANSWERS = 2000;
/** A packet has some ten worksheets. */
const MOST_NAMED = 20;
/** What takes longer, in milliseconds, is told of and can be canceled. */
const UNNOTICED = 400;
const UNREADABLE = {
  // translators: These stand behind “notes.txt can’t be opened:”.
  "not-a-pdf": gettext("it is neither a file of answers nor a PDF."),
  encrypted: gettext("it is locked with a password."),
  "not-ours": gettext("it is not a filled copy of this worksheet."),
  damaged: gettext("it is damaged."),
  "too-slow": gettext("reading it takes too long."),
};
/** @type {Record<string, string>} */
const REMEDIES = {
  encrypted: gettext("Save a copy without a password, and open that."),
  "too-slow": gettext("Open it in a PDF program, save a copy, and open that."),
};
const SAME = gettext("Your answers have not changed.");

/** The file that is just being read. */
let current = new AbortController();

/**
 * Show the answers of a file on the page.
 * @param {File} file
 * @param {Keeping} keeping
 * @param {Notes} notes where it is said how that went
 */
export async function openFile(file, keeping, notes) {
  // Whoever chooses another file waits for the one before no more.
  current.abort();
  const waiting = new AbortController();
  current = waiting;
  const timer = setTimeout(() => showWaiting(file, waiting, notes), UNNOTICED);
  try {
    const { answers, reading } = await readAnswers(file, keeping.form.tool, waiting.signal);
    if (waiting.signal.aborted) return;
    keeping.open(answers, file.name);
    notes.hide("file");
    const doubts = reading ? doubtsOf(file.name, reading, keeping.form) : [];
    const others = reading ? othersIn(file.name, reading, keeping.form.tool) : [];
    const isError = doubts.length > 0;
    if (isError || others.length) notes.show("file", [...doubts, ...others], { isAnswer: true, isError });
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (waiting.signal.aborted) return;
    // translators: As in “notes.txt can’t be opened: it is damaged.”
    let why = weave(gettext("%(file)s can’t be opened: %(why)s"), { file: verbatim(file.name), why: error.message });
    if (error instanceof OtherWorksheetError) {
      const values = { file: verbatim(file.name), worksheets: await linkTitles(error.slugs) };
      why = weave(gettext("%(file)s can’t be opened: it belongs to another worksheet, %(worksheets)s."), values);
      if (waiting.signal.aborted) return;
    }
    const said = element("p", {}, ...why);
    const known = said.querySelector("a") ? gettext("Follow the link and open it there.") : error.remedy;
    notes.show("file", [said, `${known} ${SAME}`], { isAnswer: true, isError: true });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Return what to know of a file that several copies have been joined into; nothing of any other.
 * @param {string} name
 * @param {Reading} reading
 * @param {string} tool
 */
function othersIn(name, { others }, tool) {
  const count = 1 + others.filter(({ forms }) => forms[tool]).length;
  if (count < 2) return [];
  const said = ngettext(
    "%(file)s has %(count)s copy of this worksheet, and the first is on this page now. To see the others, add the file on the page %(page)s, which reads them all, or save each copy as a file of its own and open that.",
    "%(file)s has %(count)s copies of this worksheet, and the first is on this page now. To see the others, add the file on the page %(page)s, which reads them all, or save each copy as a file of its own and open that.",
    count,
  );
  return [element("p", {}, ...weave(said, { file: verbatim(name), page: linkToComparing() }))];
}

/**
 * @param {File} file
 * @param {AbortController} waiting
 * @param {Notes} notes
 */
function showWaiting(file, waiting, notes) {
  if (waiting.signal.aborted) return;
  const said = element("p", {}, ...weave(gettext("Reading %(file)s …"), { file: verbatim(file.name) }));
  const act = () => {
    waiting.abort();
    const stopped = gettext("You have canceled reading %(file)s. Your answers have not changed.");
    notes.show("file", [element("p", {}, ...weave(stopped, { file: verbatim(file.name) }))], { isAnswer: true });
  };
  const bar = element("progress", { "aria-label": gettext("Reading") });
  notes.show("file", [said, bar], { actions: [{ label: gettext("Cancel"), act }], isAnswer: true });
}

/**
 * Read the answers to one worksheet; `FileError` says why there are none.
 * @param {File} file a file of answers or a filled PDF
 * @param {string} tool the worksheet's slug
 * @param {AbortSignal} signal
 * @returns {Promise<{answers: AnswerFile, reading?: Reading}>} with all that a PDF says
 */
async function readAnswers(file, tool, signal) {
  if (file.size > LARGEST) throw new FileError(gettext("it is too large."));
  const bytes = new Uint8Array(await file.arrayBuffer());
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 1024));
  if (!start.includes("%PDF-")) {
    const found = parseAnswers(decodeText(bytes));
    if (found.tool === tool) return { answers: found };
    throw new OtherWorksheetError([found.tool]);
  }
  try {
    const reading = await readPdf(bytes, signal);
    const { forms, values } = reading;
    const own = forms[tool];
    if (!own) throw new OtherWorksheetError(Object.keys(forms).slice(0, MOST_NAMED));
    const ours = Object.entries(values).filter(([id]) => id.startsWith(`${tool}.`));
    if (ours.length > MOST_ANSWERS) throw new FileError(gettext("it has more fields than a worksheet can have."));
    return { answers: { tool, ...own, ...reading.labels, answers: Object.fromEntries(ours) }, reading };
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    throw new FileError(UNREADABLE[error.reason], REMEDIES[error.reason]);
  }
}
