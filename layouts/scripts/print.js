// A page with answers -> what a browser prints: long answers in full, and no box that cuts them off.

import { hasAnswer } from "./progress.js";
import { element } from "./page.js";
import { gettext } from "./words.js";

/** An answer of more is not kept on one page: it may be taller than that. */
const MOST_CHARACTERS = 1500;
const MOST_LINES = 20;

/**
 * Prepare every print of the page. A blank field keeps its box, with room to write.
 * @param {HTMLFormElement} form
 */
export function prepareToPrint(form) {
  addEventListener("beforeprint", () => {
    for (const control of texts(form)) {
      if (control.value) {
        const attributes = { class: "printed-answer", dir: "auto", translate: "no" };
        const answer = element("div", attributes, control.value);
        // Read out once is enough, should a screen reader come by while the dialog is open.
        answer.setAttribute("aria-hidden", "true");
        const isLong = control.value.length > MOST_CHARACTERS || control.value.split("\n").length > MOST_LINES;
        answer.classList.toggle("long", isLong);
        control.after(answer);
        control.classList.add("printed");
      }
    }
  });
  addEventListener("afterprint", () => tidy(form));
}

/**
 * Print questions and answers alone; what has no answer says so.
 * @param {HTMLFormElement} form
 */
export function printAnswers(form) {
  // A frame that may not print sends no `afterprint` either.
  tidy(form);
  for (const question of form.querySelectorAll("[data-question]")) {
    if (!hasAnswer(/** @type {HTMLElement} */ (question)) && !isBox(question)) {
      question.append(element("p", { class: "not-answered" }, gettext("Not answered")));
    }
  }
  document.documentElement.classList.add("answers-only");
  print();
}

/**
 * Return whether a question is a single box, which says by itself that it isn't ticked.
 * @param {Element} question
 */
function isBox(question) {
  const controls = question.querySelectorAll("input, textarea");
  return controls.length === 1 && controls[0]?.matches("[type=checkbox]") === true;
}

/** @param {HTMLFormElement} form */
function tidy(form) {
  for (const answer of form.querySelectorAll(".printed-answer, .not-answered")) answer.remove();
  for (const control of texts(form)) control.classList.remove("printed");
  document.documentElement.classList.remove("answers-only");
}

/** @param {HTMLFormElement} form */
function texts(form) {
  return /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */ (
    form.querySelectorAll("[type=text], textarea")
  );
}
