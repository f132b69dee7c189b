// Answers that the browser doesn't keep -> a warning that is hard to miss.

import { button, element } from "./page.js";
import { gettext } from "./words.js";

/** @typedef {import("./storage.js").State} State */

const WHY = {
  full: gettext("This browser’s storage is full."),
  forbidden: gettext("This browser does not allow saving here, perhaps because of a private window or a privacy setting."),
};

export class Warning {
  /**
   * @param {HTMLElement} place where it stands before anything is typed
   * @param {() => void} save what saves the answers to a file
   */
  constructor(place, save) {
    this.place = place;
    this.save = save;
    /** @type {HTMLElement | null} */
    this.note = null;
    this.isAtField = false;
  }

  /**
   * Warn above the worksheet; at the first answer that isn't kept, beside its field; and once more
   * when that field is left, for screen readers may drop at the next key what they were saying.
   * @param {State} state
   * @param {HTMLElement} [control] what was answered just now
   */
  show(state, control) {
    if (state === "kept") {
      this.note?.remove();
      this.note = null;
      this.isAtField = false;
      return;
    }
    if (!this.note) {
      this.note = warning(WHY[state], this.save);
      if (!control) this.place.append(this.note);
    }
    if (control && !this.isAtField) this.#show(this.note, control);
  }

  /**
   * @param {HTMLElement} note
   * @param {HTMLElement} control
   */
  #show(note, control) {
    const field = control.closest("[data-prompt]") ?? control;
    this.isAtField = true;
    field.after(note);
    const again = () => {
      if (this.note === note) field.after(note);
    };
    field.addEventListener("focusout", again, { once: true });
  }
}

/**
 * @param {string} why
 * @param {() => void} save
 */
function warning(why, save) {
  const sign = element("span", { "aria-hidden": "true" }, "⚠ ");
  const title = element("p", { class: "note-title" }, sign, gettext("Your answers are not being saved"));
  const remedy = gettext("Save your answers to a file before you leave this page, or they will be lost.");
  const what = element("p", {}, `${why} ${remedy}`);
  const actions = element("p", { class: "buttons" }, button({ label: gettext("Save to a file"), act: save }));
  const attributes = { class: "note error", role: "alert", "data-note": "not-kept" };
  return element("div", attributes, title, what, actions);
}
