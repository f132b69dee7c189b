// Answers that have no place on this page, or can't be read -> a note, so that nothing is dropped
// unseen.

import { offer } from "./file.js";
import { element } from "./page.js";

/** @typedef {import("./form.js").Form} Form */
/** @typedef {import("./page.js").Notes} Notes */

/** How much is shown; a file has all of it. */
const MOST_SHOWN = 20;
const LONGEST_SHOWN = 500;

/**
 * Tell of answers to another version of the worksheet, and of those that have no place in this one.
 * @param {Notes} notes
 * @param {Form} form
 * @param {number | null} version what the answers say they are from
 * @param {Record<string, unknown>} misplaced
 * @param {() => void} forget what deletes them
 */
export function tellMisplaced(notes, form, version, misplaced, forget) {
  const all = Object.entries(misplaced);
  const isOther = version !== null && version !== form.version;
  if (!isOther && !all.length) return;
  const said = isOther
    ? `These answers are from version ${version} of the worksheet; this is version ` +
      `${form.version}. Answers that match a question are filled in.`
    : "Some of these answers do not match any question in this worksheet.";
  if (!all.length) {
    notes.show("version", [said]);
    return;
  }
  const without =
    "These do not match any question in this version. They stay listed here until you delete them:";
  const more = all.length - MOST_SHOWN;
  const list = listAnswers(all.slice(0, MOST_SHOWN), form.tool);
  const save = () => {
    const text = `${JSON.stringify(misplaced, null, 2)}\n`;
    offer(text, "application/json", `${form.tool}-without-a-place.json`);
  };
  notes.show("version", [said, without, list, ...(more > 0 ? [`And ${more} more.`] : [])], {
    actions: [
      { label: "Save these to a file", act: save },
      { label: "Delete", act: forget },
    ],
  });
}

/**
 * @param {[id: string, value: unknown][]} answers
 * @param {string} tool
 */
function listAnswers(answers, tool) {
  const items = answers.flatMap(([id, value]) => [
    element("dt", {}, shorten(id.slice(tool.length + 1) || id)),
    element("dd", {}, shorten(typeof value === "string" ? value : JSON.stringify(value))),
  ]);
  return element("dl", { translate: "no" }, ...items);
}

/** @param {string} text */
function shorten(text) {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/**
 * Tell of what the browser kept and can't be read.
 * @param {Notes} notes
 * @param {string} tool
 * @param {string} text empty where there is none
 * @param {() => void} forget what deletes it
 */
export function tellDamaged(notes, tool, text, forget) {
  if (!text) return;
  const said = "The answers saved in this browser are damaged and could not be read.";
  const act = () => {
    forget();
    notes.hide("damaged");
  };
  notes.show("damaged", [said], {
    actions: [
      { label: "Save these to a file", act: () => offer(text, "text/plain", `${tool}-damaged.txt`) },
      { label: "Delete", act },
    ],
  });
}
