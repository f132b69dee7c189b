// Picks of true or false -> which are right, and why; the answer key of the page says both.

import { onStart } from "../../scripts/kinds.js";
import { element, findPart, linkTo } from "../../scripts/page.js";
import { gettext, ngettext } from "../../scripts/words.js";

onStart((form) => {
  const quiz = findPart("quiz");
  if (quiz) startQuiz(quiz, form);
});

/**
 * @typedef {object} Statement
 * @property {HTMLElement} group
 * @property {string} right the value of the right choice
 * @property {Element} reason
 * @property {HTMLElement} verdict
 */

/**
 * Let a quiz check itself.
 * @param {HTMLElement} place with the button and room for the score
 * @param {HTMLFormElement} form
 */
function startQuiz(place, form) {
  const statements = findStatements(form);
  const score = /** @type {HTMLElement} */ (place.querySelector("[data-part=score]"));
  for (const statement of statements) {
    statement.group.addEventListener("change", () => {
      // A verdict on another pick would be wrong; the reason must not be given away either.
      statement.verdict.hidden = true;
    });
  }
  form.addEventListener("reset", () => {
    for (const { verdict } of statements) verdict.hidden = true;
    score.hidden = true;
  });
  place.querySelector("button")?.addEventListener("click", () => {
    const results = statements.map(judge);
    const right = results.filter((result) => result === "right").length;
    const open = results.filter((result) => result === "open").length;
    const wrong = statements.filter((_, i) => results[i] === "wrong");
    const said = [ngettext("%(right)s of %(count)s correct.", "%(right)s of %(count)s correct.", statements.length, { right })];
    if (open) said.push(ngettext("%(count)s not answered yet.", "%(count)s not answered yet.", open));
    score.replaceChildren(
      ...said.map((words, number) => element("p", {}, number ? words : element("strong", {}, words))),
      ...(wrong.length ? [element("p", {}, gettext("Take another look at:")), links(wrong)] : []),
    );
    // Some screen readers say nothing of a place that takes the focus without a name.
    score.setAttribute("aria-label", said.join(" "));
    score.hidden = false;
    score.focus();
  });
  place.hidden = false;
}

/**
 * @param {HTMLFormElement} form
 * @returns {Statement[]}
 */
function findStatements(form) {
  return [...form.querySelectorAll(".statement")].flatMap((statement) => {
    const group = /** @type {HTMLElement | null} */ (statement.querySelector("fieldset"));
    const name = group?.querySelector("input")?.name ?? "";
    const reason = document.getElementById(`${name}_key`);
    if (!group || !reason) return [];
    const verdict = element("div", { class: "verdict", id: `${name}_verdict` });
    verdict.hidden = true;
    group.after(verdict);
    return [{ group, right: reason.dataset.answer ?? "", reason, verdict }];
  });
}

/** @param {Statement} statement */
function judge({ group, right, reason, verdict }) {
  const picked = /** @type {HTMLInputElement | null} */ (group.querySelector(":checked"));
  verdict.hidden = !picked;
  if (!picked) return "open";
  const isRight = picked.value === right;
  const [, ...explained] = reason.children;
  verdict.className = isRight ? "verdict right" : "verdict wrong";
  verdict.replaceChildren(
    element("p", {}, element("strong", {}, verdictOn(isRight, right === "true"))),
    ...explained.slice(1).map((one) => one.cloneNode(true)),
  );
  return isRight ? "right" : "wrong";
}

/** @param {boolean} isRight whether the pick is @param {boolean} isTrue whether the statement is */
function verdictOn(isRight, isTrue) {
  if (isRight) return isTrue ? gettext("✓ Correct. This is true.") : gettext("✓ Correct. This is false.");
  return isTrue ? gettext("✗ Incorrect. This is true.") : gettext("✗ Incorrect. This is false.");
}

/** @param {Statement[]} statements */
function links(statements) {
  const items = statements.flatMap(({ group }) => {
    const text = group.querySelector("legend")?.textContent ?? "";
    const first = group.querySelector("input");
    return first ? [element("li", {}, linkTo(first, text))] : [];
  });
  return element("ul", {}, ...items);
}
