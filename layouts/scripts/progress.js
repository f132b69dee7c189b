// A form's answers -> how far each section is, in words.

/**
 * What is counted, and what a count is called. A row of a table is one question.
 * @type {[selector: string, said: (done: number, all: number) => string][]}
 */
const COUNTED = [
  [".rating, .rubric", (done, all) => `${done} of ${all} rated`],
  [".true-false", (done, all) => `${done} of ${all} statements answered`],
  [
    ".short-answer, .long-answer, .date, .pick-one, .pick-many",
    (done, all) => `${done} of ${all} ${all === 1 ? "question" : "questions"} answered`,
  ],
  [".grid tbody tr", (done, all) => `${done} of ${all} ${all === 1 ? "row" : "rows"} begun`],
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
    const counted = COUNTED.map(([selector]) => [
      .../** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll(selector)),
    ]);
    // Beside ratings, other boxes are for notes, which are never missing.
    if (counted[0]?.length) counted.fill([], 1);
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

  /** Count anew. Return how many questions there are, and how many have an answer. */
  count() {
    let done = 0;
    let all = 0;
    for (const { counted, said, item } of this.sections) {
      const answered = counted.map((elements) => elements.filter(hasAnswer).length);
      const text = COUNTED.flatMap(([, words], i) =>
        counted[i]?.length ? [words(answered[i] ?? 0, counted[i].length)] : [],
      ).join(", ");
      said.textContent = text;
      item.textContent = text;
      done += answered.reduce((a, b) => a + b, 0);
      all += counted.flat().length;
    }
    return { done, all };
  }
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
