// A file that a person has chosen -> its answers on the page, or a note that says why not.

import { FileError, OtherWorksheetError, decoded, parsed } from "./file.js";
import { element, need, verbatim } from "./page.js";
import { UnreadableError, read } from "./pdf/read.js";

/** @typedef {import("./file.js").AnswerFile} AnswerFile */
/** @typedef {import("./keeping.js").Keeping} Keeping */
/** @typedef {import("./page.js").Notes} Notes */

const LARGEST = 50_000_000;
const UNREADABLE = {
  "not-a-pdf": "it is neither a file of answers nor a PDF.",
  encrypted: "it is locked with a password.",
  "not-ours": "it is not a filled copy of this worksheet.",
  damaged: "it is damaged.",
};
const UNLOCK = "Save a copy without a password, and open that.";

/**
 * Show the answers of a file on the page.
 * @param {File} file
 * @param {Keeping} keeping
 * @param {Notes} notes where it is said how that went
 */
export async function openFile(file, keeping, notes) {
  try {
    keeping.open(await readAnswers(file, keeping.form.tool), file.name);
    notes.hide("file");
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const said = element("p", {}, verbatim(file.name), ` can’t be opened: ${error.message}`);
    if (error instanceof OtherWorksheetError) said.append(", ", ...titled(error.slugs), ".");
    const known = said.querySelector("a") ? "Follow the link, and open it there." : error.remedy;
    const same = "Your answers on this page are as they were.";
    notes.show("file", [said, `${known} ${same}`], { isAnswer: true, isError: true });
  }
}

/**
 * Return the titles of worksheets, with links to those that the site has.
 * @param {string[]} slugs
 */
function titled(slugs) {
  const all = /** @type {HTMLTemplateElement} */ (need("worksheets"));
  const links = [...all.content.querySelectorAll("a")];
  return slugs.flatMap((slug, number) => {
    const link = links.find((one) => one.dataset.tool === slug);
    const title = link ? link.cloneNode(true) : verbatim(slug);
    return [number ? ", “" : "“", title, "”"];
  });
}

/**
 * Read the answers to one worksheet; `FileError` says why there are none.
 * @param {File} file a file of answers or a filled PDF
 * @param {string} tool the worksheet's slug
 * @returns {Promise<AnswerFile>}
 */
export async function readAnswers(file, tool) {
  if (file.size > LARGEST) throw new FileError("it is too large.");
  const bytes = new Uint8Array(await file.arrayBuffer());
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 1024));
  if (!start.includes("%PDF-")) {
    const found = parsed(decoded(bytes));
    if (found.tool === tool) return found;
    throw new OtherWorksheetError([found.tool]);
  }
  try {
    const { forms, values } = await read(bytes);
    const own = forms[tool];
    if (!own) throw new OtherWorksheetError(Object.keys(forms));
    const ours = Object.entries(values).filter(([id]) => id.startsWith(`${tool}.`));
    return { tool, ...own, answers: Object.fromEntries(ours) };
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    const remedy = error.reason === "encrypted" ? UNLOCK : undefined;
    throw new FileError(UNREADABLE[error.reason], remedy);
  }
}
