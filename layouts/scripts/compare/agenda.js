// The widest gaps -> an agenda: what to talk about, with the worksheet's own questions, and room for
// what is agreed.

import { element, verbatim } from "../page.js";
import { apposed, gettext } from "../words.js";
import { compared, isApart, strips } from "./report.js";
import { byGap } from "./statistics.js";

/** @typedef {import("./report.js").Compared} Compared */
/** @typedef {import("./report.js").Comparison} Comparison */
/** @typedef {Compared & {comparison: Comparison}} Topic */

export const LENGTHS = [3, 5, 10, 20];

/**
 * Return the widest gaps of all worksheets; what has levels comes before what has none.
 * @param {Comparison[]} comparisons
 * @param {number} most
 * @returns {Topic[]}
 */
export function topicsOf(comparisons, most) {
  const all = comparisons.flatMap((comparison) =>
    compared(comparison).filter(isApart).map((one) => ({ ...one, comparison })),
  );
  all.sort((one, other) => Number(other.isOrdered) - Number(one.isOrdered) || byGap(one.counted, other.counted));
  return all.slice(0, most);
}

/**
 * Return an agenda.
 * @param {Topic[]} topics
 * @param {Record<string, string>} agreed what was agreed before, by question; what is typed goes there
 */
export function agenda(topics, agreed) {
  return topics.map((topic, place) => {
    const { question, comparison, isOrdered } = topic;
    const { worksheet, copies, names, rounds } = comparison;
    const own = copies.filter(({ round }) => round === rounds.at(-1));
    const part = element("section", { class: "topic" }, element("h3", {}, `${place + 1}. ${question.title}`));
    const round = rounds.length > 1 ? [verbatim(rounds.at(-1) ?? "")] : [];
    const facts = apposed([worksheet.title, ...round]);
    part.append(element("p", { class: "facts" }, ...facts), ...strips(question, own, names, isOrdered));
    if (question.talk) {
      const items = question.talk.items.map((item) => element("li", {}, item));
      part.append(element("h4", {}, question.talk.lead || gettext("To talk about")), element("ul", {}, ...items));
    }
    const id = `agreed-${question.id}`;
    const box = /** @type {HTMLTextAreaElement} */ (element("textarea", { id, rows: "3", dir: "auto" }));
    box.value = Object.hasOwn(agreed, question.id) ? (agreed[question.id] ?? "") : "";
    box.addEventListener("input", () => {
      Object.defineProperty(agreed, question.id, { value: box.value, enumerable: true, configurable: true, writable: true });
    });
    const label = element("label", { for: id }, gettext("What we agreed, or how we see it differently"));
    part.append(element("div", { class: "field" }, label, box));
    return part;
  });
}
