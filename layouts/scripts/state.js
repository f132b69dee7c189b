// Whether answers are saved -> what the page says of it.

import { requirePart, say } from "./page.js";
import { gettext } from "./words.js";

/** @typedef {import("./page.js").Notes} Notes */
/** @typedef {import("./storage.js").State} State */
/** @typedef {import("./warning.js").Warning} Warning */

/**
 * Where the page says what becomes of answers.
 * @typedef {object} Place
 * @property {HTMLElement} said where the state stands
 * @property {Notes} pageNotices above the worksheet
 * @property {Notes} actionNotices with the buttons
 * @property {Warning} warning
 * @property {() => void} onChange
 */

/** What the page says, in a few words; `Warning` says more of what is not saved. */
const SAID = {
  blank: gettext("Saved in this browser as you type."),
  kept: gettext("Saved in this browser."),
  shared: gettext("Saved in this browser. This worksheet is also open in another tab. Both tabs show the same answers."),
  lost: gettext("Not saved in this browser."),
};

/**
 * Say whether answers are saved.
 * @param {Place} page
 * @param {State} state
 * @param {"blank" | "kept" | "shared"} kept what is said of those that are
 * @param {HTMLElement} [control] what was answered just now
 */
export function sayState({ said: place, warning }, state, kept, control) {
  const isKept = state === "kept";
  place.dataset.state = state;
  // What the warning says aloud is not said a second time.
  place.setAttribute("aria-live", isKept ? "polite" : "off");
  say(place, SAID[isKept ? kept : "lost"]);
  const { kept: where = "", notKept = "" } = requirePart("where").dataset;
  say(requirePart("where"), isKept ? where : notKept);
  warning.show(state, control);
}
