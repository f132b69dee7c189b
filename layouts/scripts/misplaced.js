// Answers that have no place on this page, or can't be read -> a note, so that nothing is dropped
// unseen.

import { hyphenated, offer } from "./file.js";
import { element } from "./page.js";
import { gettext, ngettext, pgettext } from "./words.js";

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
    ? gettext(
        "These answers are from version %(theirs)s of the worksheet; this is version %(ours)s. Answers that match a question are filled in.",
        { theirs: version, ours: form.version },
      )
    : gettext("Some of these answers do not match any question in this worksheet.");
  if (!all.length) {
    notes.show("version", [said]);
    return;
  }
  const without = gettext("These do not match any question in this version. They stay listed here until you delete them:");
  const more = all.length - MOST_SHOWN;
  const list = listAnswers(all.slice(0, MOST_SHOWN), form.tool);
  const save = () => {
    const text = `${JSON.stringify(misplaced, null, 2)}\n`;
    // translators: Stands in the name of a file, as in “smart-goals-without-a-place.json”.
    const name = pgettext("file name", "without-a-place");
    offer(text, "application/json", `${form.tool}-${hyphenated(name)}.json`);
  };
  const rest = ngettext("And %(count)s more.", "And %(count)s more.", more);
  notes.show("version", [said, without, list, ...(more > 0 ? [rest] : [])], {
    actions: [
      { label: gettext("Save these to a file"), act: save },
      { label: gettext("Delete"), act: forget },
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
  const said = gettext("The answers saved in this browser are damaged and could not be read.");
  // translators: Stands in the name of a file, as in “smart-goals-damaged.txt”.
  const damaged = pgettext("file name", "damaged");
  const name = `${tool}-${hyphenated(damaged)}.txt`;
  const act = () => {
    forget();
    notes.hide("damaged");
  };
  notes.show("damaged", [said], {
    actions: [
      { label: gettext("Save these to a file"), act: () => offer(text, "text/plain", name) },
      { label: gettext("Delete"), act },
    ],
  });
}
