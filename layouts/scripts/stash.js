// Answers that made room for those of files -> kept beside those on the page, and offered there.

import { parseStashed } from "./storage.js";
import { gettext, ngettext } from "./words.js";

/** @typedef {import("./page.js").Notes} Notes */
/** @typedef {import("./storage.js").Kept} Kept */
/** @typedef {import("./storage.js").Slot} Slot */

export class Stash {
  /** @param {Slot} slot where the browser keeps them */
  constructor(slot) {
    this.slot = slot;
    /** The newest last. @type {Kept[]} */
    this.sets = [];
  }

  /** Know what the browser keeps. */
  read() {
    this.take(this.slot.read());
  }

  /**
   * Know what a text says that the browser keeps; null is nothing.
   * @param {string | null} text
   */
  take(text) {
    this.sets = parseStashed(text ?? "");
  }

  /** @param {(sets: Kept[]) => Kept[]} change */
  change(change) {
    // Another tab may have put more aside since.
    this.sets = change(parseStashed(this.slot.read() ?? ""));
    if (this.sets.length) this.slot.write(JSON.stringify(this.sets));
    else this.slot.remove();
  }

  /**
   * Offer what is put aside, if there is any. With `answer`, a person has just done something.
   * @param {Notes} notes
   * @param {string | HTMLElement} said
   * @param {() => void} restore brings back the newest
   * @param {string} [answer]
   */
  offer(notes, said, restore, answer) {
    const { length } = this.sets;
    if (!length) {
      notes.hide("aside");
      return;
    }
    const sets = ngettext(
      "%(count)s earlier set of answers is set aside.",
      "%(count)s earlier sets of answers are set aside.",
      length,
    );
    const count = length > 1 ? [sets] : [];
    const forget = () => {
      this.change(() => []);
      notes.hide("aside");
    };
    notes.show("aside", [said, ...(answer ? [answer] : []), ...count], {
      isAnswer: answer !== undefined,
      actions: [
        { label: gettext("Restore"), act: restore },
        { label: gettext("Delete"), act: forget },
      ],
    });
  }
}
