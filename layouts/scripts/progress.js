// A form's answers -> how far each section is, and all of them, in words.

import { say } from "./page.js";

/**
 * What is counted, and what a count is called. A row of a table is one question.
 * @type {[selector: string, said: (done: number, all: number) => string][]}
 */
const COUNTED = [
  [".rating, .rubric", (done, all) => `${done} of ${all} ${all === 1 ? "rating" : "ratings"} given`],
  [
    ".true-false",
    (done, all) => `${done} of ${all} ${all === 1 ? "statement" : "statements"} answered`,
  ],
  [
    ".short-answer, .long-answer, .date, .pick-one, .pick-many",
    (done, all) => `${done} of ${all} ${all === 1 ? "question" : "questions"} answered`,
  ],
  [".grid tbody tr", (done, all) => `${done} of ${all} ${all === 1 ? "row" : "rows"} started`],
];

/**
 * @typedef {object} Section
 * @property {HTMLElement} heading
 * @property {HTMLElement[][]} counted elements with controls, for each line of `COUNTED`
 * @property {HTMLElement} said where the section's own count stands
 * @property {HTMLElement} item where it stands in the list of all
 */

export class Progress {
  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement} list the sections of the page, to be filled with what is done in each
   */
  constructor(form, list) {
    this.form = form;
    /** @type {Section[]} */
    this.sections = [];
    for (const section of form.querySelectorAll("section.level-2")) {
      // Who answers, and when, says nothing of how far they are.
      if (!section.closest(".opening")) this.#add(section, list);
    }
    list.hidden = !this.sections.length;
  }

  /**
   * @param {Element} section
   * @param {HTMLElement} list
   */
  #add(section, list) {
    const heading = section.querySelector("h2");
    // Beside ratings, boxes to write in are for notes, which are never missing.
    const notes = section.querySelector(".rating, .rubric") ? ".short-answer, .long-answer" : "";
    const counted = COUNTED.map(([selector]) =>
      [.../** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll(selector))].filter(
        (element) => !notes || !element.matches(notes),
      ),
    );
    if (!heading || !counted.flat().length) return;
    const said = document.createElement("p");
    said.className = "progress";
    heading.after(said);
    const link = document.createElement("a");
    link.href = `#${heading.id}`;
    link.textContent = heading.textContent;
    const item = document.createElement("span");
    item.className = "facts";
    const row = document.createElement("li");
    row.append(link, " ", item);
    list.append(row);
    this.sections.push({ heading, counted, said, item });
  }

  /** Count anew. Return what there is of each kind in all sections, in the words of a section. */
  count() {
    const done = COUNTED.map(() => 0);
    const all = COUNTED.map(() => 0);
    for (const { counted, said, item } of this.sections) {
      const answered = counted.map((elements) => elements.filter(hasAnswer).length);
      const asked = counted.map((elements) => elements.length);
      const text = inWords(answered, asked);
      say(said, text);
      say(item, text);
      COUNTED.forEach((_, i) => {
        done[i] = (done[i] ?? 0) + (answered[i] ?? 0);
        all[i] = (all[i] ?? 0) + (asked[i] ?? 0);
      });
    }
    return inWords(done, all);
  }
}

/**
 * @param {number[]} done
 * @param {number[]} all
 */
function inWords(done, all) {
  return COUNTED.flatMap(([, words], i) => (all[i] ? [words(done[i] ?? 0, all[i])] : [])).join(", ");
}

/** @param {HTMLElement} element */
export function hasAnswer(element) {
  const controls = /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */ (
    element.querySelectorAll("input, textarea")
  );
  return [...controls].some((control) =>
    control instanceof HTMLInputElement && control.type !== "text"
      ? control.checked
      : !control.readOnly && control.value.trim() !== "",
  );
}
