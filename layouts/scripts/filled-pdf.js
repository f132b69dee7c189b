// Answers, and a PDF of the site with its fill plan -> the filled PDF, or what stands in its way.

import { isRecord } from "./file.js";
import { gettext, listed, ngettext } from "./words.js";

/** @typedef {import("./pdf/plan.js").FillPlan} FillPlan */
/** @typedef {import("./form.js").Answers} Answers */
/** @typedef {import("./form.js").Form} Form */
/** @typedef {import("./filler.js").Filler} Filler */
/** @typedef {{pdf: Uint8Array, plan: FillPlan, filler: Filler}} BlankPdf */

const SCRIPT = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : "";

/** The blank PDF can't be had; the message tells a person why, and what to do. */
export class UnavailableError extends Error {}

/**
 * Fetch a blank PDF and its fill plan, which stands beside it.
 * @param {string} address
 * @returns {Promise<BlankPdf>}
 */
export async function fetchBlank(address) {
  const addresses = [address, address.replace(/\.pdf$/, ".fill.json")];
  try {
    // What the cache holds may be of two different days; the server is asked whether it is fresh.
    const answers = await Promise.all(addresses.map((one) => fetch(one, { cache: "no-cache" })));
    const [pdf, plan] = answers;
    if (!pdf?.ok || !plan?.ok) {
      // translators: Stands behind “The PDF could not be created:”, as the next ones do.
      throw new UnavailableError(gettext("the blank form was not found on this website. Reload the page; if that does not help, print your answers."));
    }
    const bytes = new Uint8Array(await pdf.arrayBuffer());
    const filler = await loadFiller();
    return { pdf: bytes, plan: checkFormat(await plan.json(), filler), filler };
  } catch (error) {
    if (error instanceof UnavailableError) throw error;
    throw new UnavailableError(gettext("the website cannot be reached. Check your connection and try again."));
  }
}

/**
 * Read a blank PDF and its fill plan from the files that a person has chosen: a page opened from
 * a folder may read nothing by itself.
 * @param {File[]} files
 * @returns {Promise<BlankPdf>}
 */
export async function readChosen(files) {
  const pdf = files.find((file) => file.name.endsWith(".pdf"));
  const plan = files.find((file) => file.name.endsWith(".fill.json"));
  if (!pdf || !plan) throw new UnavailableError(gettext("both files are needed. Select them together."));
  let found;
  try {
    found = JSON.parse(await plan.text());
  } catch {
    found = null;
  }
  if (!isRecord(found) || !isRecord(found.forms)) throw damaged(plan.name);
  const filler = await loadFiller().catch((/** @type {Error} */ { message }) => {
    throw damaged(message);
  });
  return { pdf: new Uint8Array(await pdf.arrayBuffer()), plan: checkFormat(found, filler), filler };
}

/** @param {string} file */
function damaged(file) {
  return new UnavailableError(gettext("%(file)s is damaged. Get a new copy of the folder.", { file }));
}

/** @type {Filler | undefined} */
let loaded;

/**
 * Load what fills PDFs, which stands beside the page's script. An error has the name of its file.
 * @returns {Promise<Filler>}
 */
async function loadFiller() {
  loaded ??= await new Promise((resolve, reject) => {
    const script = /** @type {HTMLScriptElement & {filler?: Filler}} */ (document.createElement("script"));
    const fail = () => reject(new Error("filler.js"));
    script.onload = () => (script.filler ? resolve(script.filler) : fail());
    script.onerror = fail;
    script.src = new URL("filler.js", SCRIPT || document.baseURI).href;
    document.head.append(script);
  });
  return /** @type {Filler} */ (loaded);
}

/**
 * Return a fill plan as it is; one of another day may say things in another way.
 * @param {FillPlan} plan
 * @param {Filler} filler
 */
function checkFormat(plan, filler) {
  if (plan.format !== filler.FORMAT) {
    throw new UnavailableError(
      gettext("the form and the page are of different versions. Reload the page, or get a new copy of the folder."),
    );
  }
  return plan;
}

/**
 * Return what a person should know before answers go into a PDF: one message for each field.
 * @param {BlankPdf} blank
 * @param {Answers} answers
 */
export function objections({ plan, filler }, answers) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const problem of filler.problems(plan, answers)) {
    const { id } = problem;
    const message =
      problem.kind === "too-long"
        ? ngettext(
            "This answer is about %(count)s character too long for its box in the PDF. Shorten it, or download the PDF as it is.",
            "This answer is about %(count)s characters too long for its box in the PDF. Shorten it, or download the PDF as it is.",
            excess(plan, filler, id, String(answers[id])),
          )
        : gettext("The PDF’s font does not have %(characters)s. Please write this another way.", {
            characters: listed(problem.characters.map(nameCharacter)).join(""),
          });
    found.set(id, found.has(id) ? `${found.get(id)} ${message}` : message);
  }
  return [...found].map(([id, message]) => ({ id, message }));
}

/**
 * Return about how many characters of a text have no room in its box.
 * @param {FillPlan} plan
 * @param {Filler} filler
 * @param {string} id
 * @param {string} text
 */
function excess(plan, filler, id, text) {
  const characters = [...text];
  let fitting = 0;
  let tooLong = characters.length;
  while (tooLong - fitting > 1) {
    const middle = (fitting + tooLong) >> 1;
    const some = characters.slice(0, middle).join("");
    if (filler.problems(plan, { [id]: some }).some(({ kind }) => kind === "too-long")) tooLong = middle;
    else fitting = middle;
  }
  return Math.ceil((characters.length - fitting) / 10) * 10;
}

/**
 * Return a character so that nobody has to guess which one it is: `“ﬀ” (U+FB00)`.
 * @param {string} char
 */
function nameCharacter(char) {
  const code = `U+${char.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`;
  // translators: A character in quotation marks, and its number.
  return /[\p{Other}\p{Separator}]/u.test(char) ? code : gettext("“%(character)s” (%(code)s)", { character: char, code });
}

/**
 * @param {BlankPdf} blank
 * @param {Answers} answers
 * @param {import("./pdf/fill.js").Labels} labels
 * @returns {Uint8Array}
 */
export function fillBlank({ pdf, plan, filler }, answers, labels) {
  try {
    return filler.fillPdf(pdf, plan, answers, true, labels);
  } catch (error) {
    if (!(error instanceof filler.StalePlanError)) throw error;
    throw new UnavailableError(gettext("it belongs to another version of this page. Reload the page."));
  }
}
