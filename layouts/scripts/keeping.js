// What a person does on the page -> kept in this browser; and what is kept -> the page.

import { tellDamaged, tellMisplaced } from "./misplaced.js";
import { element, verbatim } from "./page.js";
import { readRequest, requestOf } from "./request.js";
import { distinct, isSame, together } from "./sets.js";
import { Stash } from "./stash.js";
import { sayState } from "./state.js";
import { isEmpty } from "./storage.js";
import { gettext, ngettext, weave } from "./words.js";

/** @typedef {import("./file.js").AnswerFile} AnswerFile */
/** @typedef {import("./form.js").Field} Field */
/** @typedef {import("./form.js").Form} Form */
/** @typedef {import("./page.js").Notes} Notes */
/** @typedef {import("./request.js").Request} Request */
/** @typedef {import("./sets.js").Everything} Everything */
/** @typedef {import("./state.js").Place} Place */
/** @typedef {import("./storage.js").AnswerStore} AnswerStore */
/** @typedef {import("./storage.js").Kept} Kept */
/** @typedef {import("./storage.js").State} State */

export class Keeping {
  /**
   * @param {Form} form
   * @param {AnswerStore} store
   * @param {Place} page
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
    this.unmatched = {};
    /** What the link asks for that the page was opened with. @type {Request | null} */
    this.link = null;
    /** What has been asked for: by the link, else when these answers were given. @type {Request} */
    this.request = {};
    /** The round of the answers that were here when a link came that asks for another one. */
    this.earlierRound = "";
    /** The file that the answers came from, as long as nobody has changed them. */
    this.file = "";
    /** Answers that made room for those of files. */
    this.stash = new Stash(store.stashed);
    /** What could not be read. */
    this.damaged = "";
    /** What was cleared, as long as the page is not left. @type {Everything | null} */
    this.cleared = null;
  }

  /** Bring back what is kept, and keep from now on. */
  start() {
    // What was typed before this script came is newer than anything kept.
    const typed = this.form.answers();
    this.link = readRequest(location.hash);
    this.request = this.link ?? {};
    const kept = this.store.read();
    if (kept) {
      this.#show(kept);
      if (kept.round && kept.round !== this.request.round) this.earlierRound = kept.round;
      for (const [id, value] of Object.entries(typed)) {
        const field = this.form.fields.get(id);
        if (field) this.form.set(field, value);
      }
    }
    // A browser that keeps nothing is found out before anything is typed.
    const record = this.#record();
    this.#wrote(isEmpty(record) ? this.store.probe(this.#shortest()) : this.store.write(record));
    if (kept) this.#tellVersion(kept, this.page.pageNotices);
    this.#tellRest();

    this.form.element.addEventListener("input", (event) => {
      const control = /** @type {HTMLInputElement} */ (event.target);
      const field = this.form.fields.get(control.name);
      if (field) this.#changed(field, control);
    });
    addEventListener("storage", (event) => this.#elsewhere(event));
    addEventListener("pagehide", () => {
      // Whoever comes next, by the button "Back", must not find what was cleared.
      this.cleared = null;
      this.page.actionNotices.hide("cleared");
    });
    addEventListener("pageshow", (event) => {
      // The browser had put the page to sleep, with what it said then.
      if (event.persisted && this.state === "kept") this.#wake();
    });
    addEventListener("beforeunload", (event) => {
      const { stashed, damaged } = this.store;
      const isLost = stashed.refused !== null || damaged.refused !== null;
      if (this.isUnsaved || isLost) event.preventDefault();
    });
  }

  /** Say what the storage says now, be it nothing. */
  #wake() {
    this.#hide("aside", "version", "damaged");
    const kept = this.store.read();
    this.#adopt(kept ?? { answers: {} });
    if (kept) this.#tellVersion(kept, this.page.pageNotices);
    this.#tellRest();
  }

  /**
   * @param {Field} field
   * @param {HTMLElement} control
   */
  #changed(field, control) {
    this.file = "";
    const value = this.form.value(field);
    const record = this.#record();
    if (this.state === "kept") {
      const { answers, ...about } = record;
      const given = value === field.initial ? undefined : value;
      this.#wrote(this.store.change(about, answers, field.id, given), control);
    } else {
      // What could not be kept before is not there to be added to.
      this.#wrote(this.store.write(record), control);
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
    const given = this.form.meant(file.answers);
    this.#makeRoom(given);
    const opened = { ...file, answers: given, file: name };
    this.#show(opened);
    this.#wrote(this.store.write(this.#record()));
    this.page.onChange();
    const count = Object.keys(this.form.answers()).length;
    const opening = ngettext("Opened %(file)s: %(count)s answer.", "Opened %(file)s: %(count)s answers.", count);
    const said = element("p", {}, ...weave(opening, { file: verbatim(name) }));
    this.page.pageNotices.hide("aside");
    this.#tellVersion(opened, this.page.actionNotices);
    if (this.stash.sets.length) {
      const aside = gettext("Your previous answers have been set aside.");
      this.#tellStashed(this.page.actionNotices, said, aside);
    } else this.page.actionNotices.show("aside", [said], { isAnswer: true });
  }

  /**
   * Put aside what the page says, where other answers come and a person would miss it.
   * @param {Record<string, unknown>} answers those that come
   */
  #makeRoom(answers) {
    const before = this.#record();
    // What came from a file and is as it was, the person still has there.
    if (isEmpty(before) || before.file || isSame(before.answers, answers)) return;
    this.stash.change((stashed) => [...stashed, before]);
  }

  /** Take all answers away, from the page and from the browser. */
  clear() {
    this.#readRest();
    this.#offerBack(gettext("Your answers have been cleared."));
    const { main, stashed, damaged } = this.store;
    for (const slot of [main, damaged, stashed]) slot.remove();
    this.#empty();
  }

  /**
   * Take all answers away for good: those put aside, those cleared earlier, and in other tabs too.
   */
  erase() {
    this.store.erase();
    this.#forget();
  }

  #forget() {
    this.cleared = null;
    this.#hide("cleared");
    this.#empty();
  }

  /** Return how much there is beside the answers on the page: sets put aside, or something damaged. */
  countRest() {
    this.#readRest();
    return this.stash.sets.length + (this.cleared ? 1 : 0) + (this.damaged ? 1 : 0);
  }

  /**
   * Know what a link asks for; null, where a person wants to have nothing to do with it.
   * @param {Request | null} link
   */
  ask(link) {
    this.link = link;
    this.request = link ?? {};
    const record = this.#record();
    if (!isEmpty(record)) this.#wrote(this.store.write(record));
    this.page.onChange();
  }

  /** @param {string[]} names */
  #hide(...names) {
    for (const name of names) {
      this.page.pageNotices.hide(name);
      this.page.actionNotices.hide(name);
    }
  }

  #empty() {
    // What else shows answers hears of it, such as the result of a quiz.
    this.form.element.reset();
    this.stash.take(null);
    this.damaged = "";
    this.#hide("aside", "version", "damaged");
    this.#adopt({ answers: {} });
    this.isUnsaved = false;
  }

  /**
   * Offer to restore all that is here. What was cleared before, and not restored, comes with it.
   * @param {string} said
   */
  #offerBack(said) {
    const { stash, damaged } = this;
    const all = together(this.cleared, { kept: this.#record(), stashed: stash.sets, damaged });
    const isAnything = !isEmpty(all.kept) || all.stashed.length > 0 || all.damaged !== "";
    this.cleared = isAnything ? all : null;
    const until = gettext("You can restore them until you leave this page. On a shared computer, leave or close the page now.");
    const actions = [{ label: gettext("Restore my answers"), act: () => this.#restore() }];
    const note = isAnything ? { actions, isAnswer: true } : { isAnswer: true };
    this.page.actionNotices.show("cleared", isAnything ? [said, until] : [said], note);
  }

  #restore() {
    if (!this.cleared) return;
    const { kept, stashed, damaged } = this.cleared;
    this.cleared = null;
    if (!isEmpty(kept)) {
      // What was typed since is nowhere else.
      this.#makeRoom(kept.answers);
      this.#bringBack(kept);
    }
    this.stash.change((now) => distinct([...stashed, ...now], this.#record()));
    const { damaged: slot } = this.store;
    const now = slot.read();
    if (damaged && now !== damaged) slot.write([now, damaged].filter((one) => one).join("\n"));
    this.#tellRest();
    this.page.actionNotices.show("cleared", [gettext("Your answers are back.")], { isAnswer: true });
  }

  /** @param {Kept} before */
  #bringBack(before) {
    this.#adopt(before);
    this.#wrote(this.store.write(this.#record()));
    this.#tellVersion(before, this.page.actionNotices);
  }

  /** @param {StorageEvent} event */
  #elsewhere({ key, newValue }) {
    const { stashed, main, erased } = this.store;
    // What only this page has must not give way to what another tab has.
    if (this.state !== "kept" || this.isUnsaved) return;
    if (key === erased.key) {
      if (newValue !== null) this.#forget();
      return;
    }
    // `null` is the key when a site's whole storage has been emptied.
    if (key === main.key || key === null) {
      const newer = newValue === null ? null : this.store.read();
      if (newer) {
        this.isShared = true;
        this.#adopt(newer);
        if (this.cleared && isSame(this.cleared.kept.answers, newer.answers)) {
          this.cleared = null;
          this.page.actionNotices.hide("cleared");
        }
      } else if (newValue === null && !isEmpty(this.#record())) {
        // The other tab has removed all; this one still knows it.
        this.#offerBack(gettext("Your answers were cleared in another tab."));
        this.#empty();
      }
    } else if (key === stashed.key) {
      this.stash.take(newValue);
      if (!this.stash.sets.length) this.#hide("aside");
    }
  }

  /** @param {Omit<Kept, "tool" | "version" | "language">} kept */
  #adopt(kept) {
    this.#show(kept);
    this.#say();
    this.page.onChange();
  }

  /** @param {Omit<Kept, "tool" | "version" | "language">} kept */
  #show(kept) {
    this.file = kept.file ?? "";
    this.request = this.link ?? requestOf({ ...kept });
    this.unmatched = { ...this.form.show(kept.answers), ...kept.unmatched };
    for (const id of Object.keys(this.unmatched)) {
      if (this.form.isReadOnly(id)) delete this.unmatched[id];
    }
  }

  /** @returns {Kept} */
  #record() {
    const { tool, version, language } = this.form;
    const unmatched = Object.keys(this.unmatched).length ? { unmatched: this.unmatched } : {};
    const file = this.file ? { file: this.file } : {};
    const answers = this.form.answers();
    return { tool, version, language, answers, ...unmatched, ...file, ...this.request };
  }

  /** Return a record with one letter in it. */
  #shortest() {
    const [id = ""] = this.form.fields.keys();
    return { ...this.#record(), answers: { [id]: "x" } };
  }

  /**
   * @param {State} state
   * @param {HTMLElement} [control] what was answered just now
   */
  #wrote(state, control) {
    this.state = state;
    this.isUnsaved = state !== "kept" && !isEmpty(this.#record());
    this.#say(control);
  }

  /** @param {HTMLElement} [control] */
  #say(control) {
    const kept = isEmpty(this.#record()) ? "blank" : this.isShared ? "shared" : "kept";
    sayState(this.page, this.state, kept, control);
  }

  /**
   * @param {Pick<AnswerFile, "version">} kept
   * @param {Notes} notes
   */
  #tellVersion({ version }, notes) {
    // Whatever was said of other answers is no longer true.
    this.#hide("version");
    const forget = () => {
      this.unmatched = {};
      this.#wrote(this.store.write(this.#record()));
      notes.hide("version");
    };
    tellMisplaced(notes, this.form, version, this.unmatched, forget);
  }

  /** Read what is put aside, and what is damaged. */
  #readRest() {
    this.stash.read();
    this.damaged = this.store.damaged.read() ?? "";
  }

  /** Tell of what is put aside, and of what is damaged. */
  #tellRest() {
    this.#readRest();
    const forget = () => {
      this.store.damaged.remove();
      this.damaged = "";
    };
    tellDamaged(this.page.pageNotices, this.form.tool, this.damaged, forget);
    const said = gettext("You had other answers on this page before you opened a file. They are still here.");
    this.#tellStashed(this.page.pageNotices, said);
  }

  /**
   * Offer what is put aside, if there is any. With `answer`, a person has just done something.
   * @param {Notes} notes
   * @param {string | HTMLElement} said
   * @param {string} [answer]
   */
  #tellStashed(notes, said, answer) {
    this.stash.offer(notes, said, () => this.#swap(notes), answer);
  }

  /**
   * Bring back what was put aside last, in exchange for what is on the page.
   * @param {Notes} notes
   */
  #swap(notes) {
    const before = this.#record();
    this.#readRest();
    const [next, rest] = [this.stash.sets.slice(-1), this.stash.sets.slice(0, -1)];
    for (const one of next) this.#bringBack(one);
    // What makes room goes to the back, so that in the end each has its turn.
    this.stash.change(() => (isEmpty(before) ? rest : [before, ...rest]));
    const back = gettext("Your earlier answers are back.");
    if (!this.stash.sets.length) notes.show("aside", [back], { isAnswer: true });
    else this.#tellStashed(notes, back, gettext("The ones that were here have been set aside."));
  }
}
