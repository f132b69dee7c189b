// What a person does on the page -> kept in this browser; and what is kept -> the page.

import { offer } from "./file.js";
import { element } from "./page.js";
import { parsedAside, parsedKept } from "./storage.js";

/** @typedef {import("./file.js").AnswerFile} AnswerFile */
/** @typedef {import("./form.js").Field} Field */
/** @typedef {import("./form.js").Form} Form */
/** @typedef {import("./page.js").Notes} Notes */
/** @typedef {import("./storage.js").AnswerStore} AnswerStore */
/** @typedef {import("./storage.js").Kept} Kept */
/** @typedef {import("./storage.js").State} State */

/** What the page says of each state. */
const SAID = {
  blank: "Your answers are kept in this browser as you type.",
  kept: "Kept in this browser.",
  shared: "Kept in this browser. The worksheet is open in another tab too: both show the same.",
  full: "Not kept: this browser has no room left. Save your answers to a file before you leave.",
  forbidden:
    "Not kept: this browser keeps nothing for this page (a private window, or a setting). " +
    "Save your answers to a file before you leave.",
};

export class Keeping {
  /**
   * @param {Form} form
   * @param {AnswerStore} store
   * @param {{said: HTMLElement, early: Notes, late: Notes, onChange: () => void}} page `said` is
   *   where the state stands, `early` the notes above the worksheet, `late` those with the buttons
   */
  constructor(form, store, page) {
    this.form = form;
    this.store = store;
    this.page = page;
    /** @type {State} */
    this.state = "kept";
    /** Whether there are answers that neither the browser nor a file has. */
    this.isUnsaved = false;
    this.isShared = false;
    /** @type {Record<string, unknown>} */
    this.homeless = {};
    /** The file that the answers came from, as long as nobody has changed them. */
    this.file = "";
    /** Answers that made room for those of files, the newest last. @type {Kept[]} */
    this.aside = [];
    this.isAsideKept = true;
  }

  /** Bring back what is kept, and keep from now on. */
  start() {
    // What was typed before this script came is newer than anything kept.
    const typed = this.form.answers();
    const kept = this.store.read();
    if (kept) {
      this.#show(kept);
      for (const [id, value] of Object.entries(typed)) {
        const field = this.form.fields.get(id);
        if (field) this.form.set(field, value);
      }
    }
    // A browser that keeps nothing is found out before anything is typed.
    const record = this.#record();
    this.#wrote(isEmpty(record) ? this.store.probe() : this.store.write(record));
    if (kept) this.#tellVersion(kept, this.page.early);
    this.#tellDamaged();
    this.aside = parsedAside(this.store.aside.read() ?? "");
    this.#tellAside(this.page.early, "Before you opened a file, this page had other answers.");

    this.form.element.addEventListener("input", (event) => {
      const field = this.form.fields.get(/** @type {HTMLInputElement} */ (event.target).name);
      if (field) this.#changed(field);
    });
    addEventListener("storage", (event) => this.#elsewhere(event));
    addEventListener("pageshow", (event) => {
      // The browser had put the page to sleep, with what it said then.
      const newer = event.persisted && this.state === "kept" ? this.store.read() : null;
      if (newer) this.#adopt(newer);
    });
    addEventListener("beforeunload", (event) => {
      if (this.isUnsaved || !this.isAsideKept) event.preventDefault();
    });
  }

  /** @param {Field} field */
  #changed(field) {
    this.file = "";
    const value = this.form.value(field);
    const record = this.#record();
    if (this.state === "kept") {
      const { answers, ...about } = record;
      const given = value === field.blank ? undefined : value;
      this.#wrote(this.store.change(about, answers, field.id, given));
    } else {
      // What could not be kept before is not there to be added to.
      this.#wrote(this.store.write(record));
    }
    this.page.onChange();
  }

  /** Know that a person has all answers in a file. */
  saved() {
    this.isUnsaved = false;
  }

  /**
   * Let the page say what a file says. Answers that were here are put aside, not lost.
   * @param {AnswerFile} file
   * @param {string} name
   */
  open(file, name) {
    const before = this.#record();
    const given = this.#meant(file.answers);
    const isOther = JSON.stringify(sorted(before.answers)) !== JSON.stringify(sorted(given));
    // What came from a file and is as it was, the person still has there.
    if (!isEmpty(before) && isOther && !before.file) this.#putAside([...this.aside, before]);
    const opened = { ...file, answers: given, file: name };
    this.#show(opened);
    this.#wrote(this.store.write(this.#record()));
    this.page.onChange();
    const count = Object.keys(this.form.answers()).length;
    const said = `Opened ${name}: ${count} ${count === 1 ? "answer" : "answers"}.`;
    this.page.early.hide("aside");
    this.#tellVersion(opened, this.page.late);
    if (this.aside.length) {
      this.#tellAside(this.page.late, said, "Other answers that were here are put aside.");
    } else this.page.late.show("aside", [said], { isAnswer: true });
  }

  /** Take all answers away, from the page and from the browser. */
  clear() {
    const before = this.#record();
    for (const slot of [this.store.main, this.store.damaged]) slot.remove();
    this.#putAside([]);
    for (const name of ["aside", "version", "damaged"]) {
      this.page.early.hide(name);
      this.page.late.hide(name);
    }
    this.#empty();
    this.#offerBack(before, "Your answers are cleared, on this page and in this browser.");
  }

  #empty() {
    this.#show({ answers: {} });
    this.isUnsaved = false;
    this.#say();
    this.page.onChange();
  }

  /**
   * @param {Kept} before
   * @param {string} said
   */
  #offerBack(before, said) {
    const act = () => {
      this.#bringBack(before);
      this.page.late.show("cleared", ["Your answers are back."], { isAnswer: true });
    };
    const actions = isEmpty(before) ? [] : [{ label: "Bring my answers back", act }];
    const until = "Until you leave this page, you can bring them back.";
    const words = isEmpty(before) ? [said] : [said, until];
    this.page.late.show("cleared", words, { actions, isAnswer: true });
  }

  /** @param {Kept} before */
  #bringBack(before) {
    this.#adopt(before);
    this.#wrote(this.store.write(this.#record()));
    this.#tellVersion(before, this.page.late);
  }

  /** @param {StorageEvent} event */
  #elsewhere({ key, newValue }) {
    // `null` is the key when a site's whole storage has been emptied.
    if (key !== this.store.key && key !== null) return;
    // What only this page has must not give way to what another tab has.
    if (this.state !== "kept" || this.isUnsaved) return;
    const newer = newValue === null ? null : parsedKept(newValue);
    if (newer) {
      this.isShared = true;
      this.#adopt(newer);
    } else if (newValue === null && !isEmpty(this.#record())) {
      const before = this.#record();
      this.#empty();
      this.#offerBack(before, "Your answers were cleared in another tab.");
    }
  }

  /** @param {Kept} kept */
  #adopt(kept) {
    this.#show(kept);
    this.#say();
    this.page.onChange();
  }

  /** @param {Pick<Kept, "answers" | "homeless" | "file">} kept */
  #show(kept) {
    this.file = kept.file ?? "";
    this.homeless = { ...this.form.show(kept.answers), ...kept.homeless };
    for (const id of Object.keys(this.homeless)) {
      if (this.form.isReadOnly(id)) delete this.homeless[id];
    }
  }

  /**
   * Return the answers of a file that say something; a PDF has all its blank fields too.
   * @param {Record<string, unknown>} answers
   */
  #meant(answers) {
    const entries = Object.entries(answers).filter(([id, value]) => {
      const blank = this.form.fields.get(id)?.blank;
      return blank === undefined ? value !== "" && value !== false : value !== blank;
    });
    return Object.fromEntries(entries);
  }

  /** @returns {Kept} */
  #record() {
    const { tool, version, language } = this.form;
    const homeless = Object.keys(this.homeless).length ? { homeless: this.homeless } : {};
    const file = this.file ? { file: this.file } : {};
    return { tool, version, language, answers: this.form.answers(), ...homeless, ...file };
  }

  /** @param {Kept[]} aside */
  #putAside(aside) {
    this.aside = aside;
    const { aside: slot } = this.store;
    this.isAsideKept = aside.length ? slot.write(JSON.stringify(aside)) === "kept" : true;
    if (!aside.length) slot.remove();
  }

  /** @param {State} state */
  #wrote(state) {
    this.state = state;
    this.isUnsaved = state !== "kept" && !isEmpty(this.#record());
    this.#say();
  }

  #say() {
    const isBlank = isEmpty(this.#record());
    const kept = isBlank ? SAID.blank : this.isShared ? SAID.shared : SAID.kept;
    const said = this.state === "kept" ? kept : SAID[this.state];
    const { said: place } = this.page;
    place.dataset.state = this.state;
    // The same words again would be read out again.
    if (place.textContent !== said) place.textContent = said;
  }

  /**
   * @param {AnswerFile} kept
   * @param {Notes} notes
   */
  #tellVersion(kept, notes) {
    // Whatever was said of other answers is no longer true.
    for (const old of [this.page.early, this.page.late]) old.hide("version");
    const lost = Object.entries(this.homeless);
    const isOther = kept.version !== null && kept.version !== this.form.version;
    if (!isOther && !lost.length) return;
    const said = isOther
      ? `These answers are from version ${kept.version} of the worksheet; this is version ` +
        `${this.form.version}. What has a place in it stands in its place.`
      : "Some of these answers have no place in this worksheet.";
    const without =
      "These have none. They stay here, with their old names, until you remove them:";
    const list = element(
      "dl",
      {},
      ...lost.flatMap(([id, value]) => [
        element("dt", {}, id.slice(this.form.tool.length + 1) || id),
        element("dd", {}, typeof value === "string" ? value : JSON.stringify(value)),
      ]),
    );
    const act = () => {
      this.homeless = {};
      this.#wrote(this.store.write(this.#record()));
      notes.hide("version");
    };
    const actions = lost.length ? [{ label: "Remove them", act }] : [];
    notes.show("version", lost.length ? [said, without, list] : [said], { actions });
  }

  #tellDamaged() {
    const text = this.store.damaged.read();
    if (!text) return;
    const said = "What this browser kept of this worksheet is damaged, and could not be read.";
    const name = `${this.form.tool}-damaged.txt`;
    this.page.early.show("damaged", [said], {
      actions: [
        { label: "Save it to a file", act: () => offer(text, "text/plain", name) },
        {
          label: "Throw it away",
          act: () => {
            this.store.damaged.remove();
            this.page.early.hide("damaged");
          },
        },
      ],
    });
  }

  /**
   * Offer what is put aside, if there is any. With `answer`, a person has just done something.
   * @param {Notes} notes
   * @param {string} said
   * @param {string} [answer]
   */
  #tellAside(notes, said, answer) {
    const { length } = this.aside;
    if (!length) {
      notes.hide("aside");
      return;
    }
    const count = length > 1 ? [`${length} sets of answers are put aside, one behind the other.`] : [];
    const swap = () => {
      const before = this.#record();
      const [next, rest] = [this.aside.slice(-1), this.aside.slice(0, -1)];
      for (const one of next) this.#bringBack(one);
      // What makes room goes to the back, so that in the end each has its turn.
      this.#putAside(isEmpty(before) ? rest : [before, ...rest]);
      if (!this.aside.length) notes.show("aside", ["They are back."], { isAnswer: true });
      else this.#tellAside(notes, "They are back.", "What was here is put aside instead.");
    };
    const forget = () => {
      this.#putAside([]);
      notes.hide("aside");
    };
    notes.show("aside", [said, ...(answer ? [answer] : []), ...count], {
      isAnswer: answer !== undefined,
      actions: [
        { label: "Bring them back", act: swap },
        { label: "Throw them away", act: forget },
      ],
    });
  }
}

/** @param {Kept} kept */
function isEmpty(kept) {
  return !Object.keys(kept.answers).length && !Object.keys(kept.homeless ?? {}).length;
}

/** @param {Record<string, unknown>} answers */
function sorted(answers) {
  return Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1));
}
