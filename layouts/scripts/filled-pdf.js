// Answers, and a PDF of the site with its fill plan -> the filled PDF, or what stands in its way.

import { isRecord } from "./file.js";
import { FORMAT, StalePlanError, fillPdf, problems } from "./pdf/fill.js";
import { gettext, listed, ngettext } from "./words.js";

/** @typedef {import("./pdf/fill.js").FillPlan} FillPlan */
/** @typedef {import("./form.js").Answers} Answers */
/** @typedef {import("./form.js").Form} Form */
/** @typedef {{pdf: Uint8Array, plan: FillPlan}} BlankPdf */

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
    return { pdf: bytes, plan: checkFormat(await plan.json()) };
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
  if (!isRecord(found) || !isRecord(found.forms)) {
    throw new UnavailableError(gettext("%(file)s is damaged. Get a new copy of the folder.", { file: plan.name }));
  }
  return { pdf: new Uint8Array(await pdf.arrayBuffer()), plan: checkFormat(found) };
}

/**
 * Return a fill plan as it is; one of another day may say things in another way.
 * @param {FillPlan} plan
 */
function checkFormat(plan) {
  if (plan.format !== FORMAT) {
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
export function objections({ plan }, answers) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const problem of problems(plan, answers)) {
    const { id } = problem;
    const message =
      problem.kind === "too-long"
        ? ngettext(
            "This answer is about %(count)s character too long for its box in the PDF. Shorten it, or download the PDF as it is.",
            "This answer is about %(count)s characters too long for its box in the PDF. Shorten it, or download the PDF as it is.",
            excess(plan, id, String(answers[id])),
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
 * @param {string} id
 * @param {string} text
 */
function excess(plan, id, text) {
  const characters = [...text];
  let fitting = 0;
  let tooLong = characters.length;
  while (tooLong - fitting > 1) {
    const middle = (fitting + tooLong) >> 1;
    const some = characters.slice(0, middle).join("");
    if (problems(plan, { [id]: some }).some(({ kind }) => kind === "too-long")) tooLong = middle;
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
export function fillBlank({ pdf, plan }, answers, labels) {
  try {
    return fillPdf(pdf, plan, answers, true, labels);
  } catch (error) {
    if (!(error instanceof StalePlanError)) throw error;
    throw new UnavailableError(gettext("it belongs to another version of this page. Reload the page."));
  }
}
