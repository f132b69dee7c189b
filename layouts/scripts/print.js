// A page with answers -> what a browser prints: long answers in full, and no box that cuts them off.

import { hasAnswer } from "./progress.js";
import { element } from "./page.js";

/**
 * Prepare every print of the page. A blank field keeps its box, with room to write.
 * @param {HTMLFormElement} form
 */
export function prepareToPrint(form) {
  addEventListener("beforeprint", () => {
    for (const control of texts(form)) {
      if (control.value) {
        const attributes = { class: "printed-answer", translate: "no" };
        const answer = element("div", attributes, control.value);
        // Read out once is enough, should a screen reader come by while the dialog is open.
        answer.setAttribute("aria-hidden", "true");
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
  // A box that isn't ticked says by itself what there is to say.
  for (const field of form.querySelectorAll(".field:not(.grid), .grid td:not(.cell-check)")) {
    if (!hasAnswer(/** @type {HTMLElement} */ (field))) {
      const said = element("p", { class: "not-answered" }, "Not answered");
      field.append(said);
    }
  }
  document.documentElement.classList.add("answers-only");
  print();
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
