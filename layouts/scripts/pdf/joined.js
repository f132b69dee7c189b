// The forms of a file that qpdf has joined of several copies -> one form for each copy.
//
// qpdf has the whole form once more for each page that it takes, named `tea+1`, `tea+2`, and shows on that
// page the fields that belong there. So a new copy begins where what an earlier form of the copy shows is
// shown again, and an answer is that of the form which shows its field.
// As `partnertools/pdf/forms/joined.py` does it.

import { BrokenFileError, PdfReference } from "./syntax.js";

/** @typedef {import("./syntax.js").PdfDictionary} PdfDictionary */
/** @typedef {import("./syntax.js").Value} Value */
/** @typedef {import("./objects.js").PdfObjects} PdfObjects */
/**
 * A form of the file: of which worksheet, its answers by field, and which widgets of its fields pages show.
 * @typedef {object} Form
 * @property {string} slug
 * @property {number | null} version
 * @property {string} language
 * @property {Map<string, string | boolean>} answers
 * @property {Set<string>} doubtful
 * @property {Map<string, Set<number>>} shown
 */

export const NAME = /^([a-z0-9]+(?:-[a-z0-9]+)*)(?:\+\d+)*$/;
const DEEPEST = 20;
const MOST_PAGES = 10_000;

/** Return the numbers of the objects that pages show. @param {PdfObjects} file */
export async function numbersOnPages(file) {
  /** @type {Set<number>} */
  const numbers = new Set();
  let count = 0;
  /** @param {Value} item @param {number} depth */
  const walk = async (item, depth) => {
    count += 1;
    if (depth > DEEPEST || count > MOST_PAGES) throw new BrokenFileError("too many pages");
    const page = await file.dictionary(item);
    for (const annotation of await file.array(page?.get("Annots"))) {
      if (annotation instanceof PdfReference) numbers.add(annotation.number);
    }
    for (const kid of await file.array(page?.get("Kids"))) await walk(kid, depth + 1);
  };
  await walk(file.root.get("Pages") ?? null, 0);
  return numbers;
}

/**
 * Return which widgets of a field, and of those below it, are on pages.
 * @param {PdfObjects} file @param {Value} item the field @param {string} name
 * @param {Set<number>} onPages @param {(value?: Value) => Promise<string>} text
 */
export async function shownIn(file, item, name, onPages, text) {
  /** @type {Map<string, Set<number>>} */
  const shown = new Map();
  /** @param {Value} widget @param {string} field @param {number} place */
  const see = (widget, field, place) => {
    if (!(widget instanceof PdfReference) || !onPages.has(widget.number)) return;
    shown.set(field, (shown.get(field) ?? new Set()).add(place));
  };
  /** @param {Value} at @param {string} field @param {number} depth */
  const walk = async (at, field, depth) => {
    if (depth > DEEPEST) throw new BrokenFileError("too deep");
    const kids = await file.array((await file.dictionary(at))?.get("Kids"));
    if (!kids.length) see(at, field, 0);
    for (const [place, kid] of kids.entries()) {
      const last = await text((await file.dictionary(kid))?.get("T"));
      if (last) await walk(kid, `${field}.${last}`, depth + 1);
      else see(kid, field, place);
    }
  };
  await walk(item, name, 0);
  return shown;
}

/** Return a form for each copy of one worksheet, in the order of the file. @param {Form[]} forms */
export function copiesIn(forms) {
  /** @type {Form[]} */
  const found = [];
  for (const form of forms) {
    const last = found.at(-1);
    const isAgain = [...form.shown].some(([name, places]) => [...places].some((place) => last?.shown.get(name)?.has(place)));
    if (!last || isAgain) {
      const shown = new Map([...form.shown].map(([name, places]) => [name, new Set(places)]));
      found.push({ ...form, answers: new Map(form.answers), doubtful: new Set(form.doubtful), shown });
      continue;
    }
    for (const [name, places] of form.shown) {
      const known = last.shown.get(name);
      last.shown.set(name, new Set([...(known ?? []), ...places]));
      const answer = form.answers.get(name);
      if (known || answer === undefined) continue;
      last.answers.set(name, answer);
      if (form.doubtful.has(name)) last.doubtful.add(name);
      else last.doubtful.delete(name);
    }
  }
  return found;
}
