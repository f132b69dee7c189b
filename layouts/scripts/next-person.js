// A page that one person has filled in, on a device that several share -> a blank one for the next.

import { element, verbatim } from "./page.js";
import { gettext, weave } from "./words.js";

/** @typedef {import("./keeping.js").Keeping} Keeping */
/** @typedef {import("./page.js").Notes} Notes */

/** The name of the note. */
export const NEXT = "next";

/**
 * Save what the page says to a file, then ask whether it may go. What a browser blocks or loses on
 * its way into the downloads is nowhere else, so a person looks first.
 * @param {Keeping} keeping
 * @param {{pageNotices: Notes, actionNotices: Notes}} place
 * @param {() => string} save what saves the answers, and returns the name of the file
 */
export function startAgain(keeping, { pageNotices, actionNotices }, save) {
  const hasAnswers = Object.keys(keeping.form.answers()).length > 0;
  const others = keeping.countRest();
  const act = () => {
    keeping.erase();
    for (const name of [NEXT, "file"]) actionNotices.hide(name);
    const said = gettext("Ready for the next person. The earlier answers are no longer on this page or in this browser.");
    pageNotices.show(NEXT, [said], { isAnswer: true });
  };
  if (!hasAnswers && !others) {
    act();
    return;
  }
  /** @type {(HTMLElement | string)[]} */
  const content = [];
  if (hasAnswers) {
    const name = save();
    actionNotices.hide("file");
    const saved = gettext("Saved. Look for %(file)s in this device’s downloads.");
    const ask = gettext("If the file is there, remove the answers from this page and this browser. You cannot restore them here.");
    content.push(element("p", {}, ...weave(saved, { file: verbatim(name) })), ask);
  }
  if (others) {
    content.push(
      hasAnswers
        ? gettext("Earlier answers that were set aside or cleared go too. They are not in the file.")
        : gettext("Earlier answers that were set aside or cleared are still here. Remove them? You cannot restore them."),
    );
  }
  const keep = () => {
    actionNotices.show(NEXT, [gettext("Nothing has been removed.")], { isAnswer: true });
  };
  const actions = [
    { label: gettext("Remove and start again"), act },
    { label: gettext("Keep them"), act: keep },
  ];
  actionNotices.show(NEXT, content, { actions, isAnswer: true });
}
