// A form's answers -> how far each section is, and all of them, in words.

import { valueTypeOf } from "./kinds.js";
import { say } from "./page.js";
import { listed, ngettext } from "./words.js";

/**
 * What is counted, and in which words. Beside what `hasNotes`, boxes to write in are for notes, which
 * are never missing.
 * @typedef {object} Count
 * @property {string} name what elements say that are counted so: `data-counted`
 * @property {(done: number, all: number) => string} words
 * @property {(off: number) => string} [offScale] of answers off the scale, which count as none
 * @property {boolean} [hasNotes]
 */

/** @type {Count[]} */
const COUNTS = [
  {
    name: "rating",
    // translators: How many are done, of how many in all; the number in all decides the form.
    words: (done, all) => ngettext("%(done)s of %(count)s rating given", "%(done)s of %(count)s ratings given", all, { done }),
    // translators: How many questions have an answer such as “Does not apply”.
    offScale: (off) => ngettext("%(count)s not rated", "%(count)s not rated", off),
    hasNotes: true,
  },
  {
    name: "statement",
    words: (done, all) =>
      ngettext("%(done)s of %(count)s statement answered", "%(done)s of %(count)s statements answered", all, { done }),
  },
  {
    name: "question",
    words: (done, all) =>
      ngettext("%(done)s of %(count)s question answered", "%(done)s of %(count)s questions answered", all, { done }),
  },
  {
    name: "row",
    // translators: The rows of a table that have anything in them.
    words: (done, all) => ngettext("%(done)s of %(count)s row started", "%(done)s of %(count)s rows started", all, { done }),
  },
];

/**
 * @typedef {object} Section
 * @property {HTMLElement} heading
 * @property {HTMLElement[][]} counted elements with controls, for each `Count`
 * @property {HTMLElement} said where the section's own count stands
 * @property {HTMLElement} item where it stands in the list of all
 * @property {HTMLElement} row the section in that list
 */

export class Progress {
  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement} list the sections of the page, each to be told what is done in it
   */
  constructor(form, list) {
    this.form = form;
    /** @type {Section[]} */
    this.sections = [];
    for (const section of form.querySelectorAll("section.level-2")) {
      // Who answers, and when, says nothing of how far they are.
      if (!section.closest(".opening")) this.#add(section, list);
    }
  }

  /**
   * @param {Element} section
   * @param {HTMLElement} list
   */
  #add(section, list) {
    const heading = section.querySelector("h2");
    /** @param {Count} count @returns {HTMLElement[]} */
    const all = ({ name }) => [
      .../** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll(`[data-counted="${name}"]`)),
    ];
    const hasNotes = COUNTS.some((count) => count.hasNotes && all(count).length);
    const counted = COUNTS.map((count) =>
      all(count).filter((element) => !hasNotes || !element.hasAttribute("data-note")),
    );
    if (!heading || !counted.flat().length) return;
    const said = document.createElement("p");
    said.className = "progress";
    heading.after(said);
    const links = [...list.querySelectorAll("a")];
    const row = links.find((link) => link.getAttribute("href") === `#${heading.id}`)?.closest("li");
    if (!row) throw new Error(`the list has no section "${heading.id}"`);
    const item = document.createElement("span");
    item.className = "facts";
    row.append(" ", item);
    row.classList.add("counted");
    this.sections.push({ heading, counted, said, item, row });
  }

  /** Count anew. Return what there is of each kind in all sections, in the words of a section. */
  count() {
    const given = COUNTS.map(() => 0);
    const all = COUNTS.map(() => 0);
    const off = COUNTS.map(() => 0);
    for (const { counted, said, item, row } of this.sections) {
      const apart = counted.map((elements) => elements.filter(isOffScale).length);
      const answered = counted.map(
        (elements, i) => elements.filter(isAnswered).length - (apart[i] ?? 0),
      );
      const asked = counted.map((elements) => elements.length);
      const text = inWords(answered, asked, apart);
      say(said, text);
      say(item, text);
      const done = counted.flat().filter(isAnswered).length;
      row.style.setProperty("--done", String(done / counted.flat().length));
      COUNTS.forEach((_, i) => {
        given[i] = (given[i] ?? 0) + (answered[i] ?? 0);
        all[i] = (all[i] ?? 0) + (asked[i] ?? 0);
        off[i] = (off[i] ?? 0) + (apart[i] ?? 0);
      });
    }
    return inWords(given, all, off);
  }
}

/**
 * @param {number[]} done
 * @param {number[]} all
 * @param {number[]} off
 */
function inWords(done, all, off) {
  const said = COUNTS.flatMap(({ words, offScale }, i) => {
    const beside = off[i] && offScale ? [offScale(off[i])] : [];
    return all[i] ? [words(done[i] ?? 0, all[i]), ...beside] : [];
  });
  return listed(said).join("");
}

/** @param {HTMLElement} element */
function isOffScale(element) {
  return element.querySelector(".off-scale :checked") !== null;
}

/**
 * Return whether something is answered: with what is no number where one is asked for, it isn't yet.
 * @param {HTMLElement} element
 */
function isAnswered(element) {
  return controlsOf(element).some((control) => isGiven(control) && !valueTypeOf(control)?.objection(control));
}

/**
 * Return whether anything is typed, picked or ticked, right or wrong.
 * @param {HTMLElement} element
 */
export function hasAnswer(element) {
  return controlsOf(element).some(isGiven);
}

/** @param {HTMLElement} element */
function controlsOf(element) {
  return [
    .../** @type {NodeListOf<import("./form.js").Control>} */ (element.querySelectorAll("input, textarea")),
  ];
}

/** @param {import("./form.js").Control} control */
function isGiven(control) {
  return control instanceof HTMLInputElement && control.type !== "text"
    ? control.checked
    : !control.readOnly && control.value.trim() !== "";
}
