// What a group has picked -> a strip: one named mark for each copy, on the levels in words.

import { element, verbatim } from "../page.js";
import { gettext, inDigits, listed, ngettext, weave } from "../words.js";

/** @typedef {import("./copies.js").Copy} Copy */
/** @typedef {import("./statistics.js").Option} Option */
/** @typedef {import("./statistics.js").Tally} Tally */
/** @typedef {{name: string, value: string}} Pick */

/** More names than these on a strip are a crowd: it says how many. */
const MOST_NAMES = 24;

/**
 * Return a strip. Levels between the lowest and the highest answer are marked, so that the gap is seen.
 * @param {string} title of the question
 * @param {Tally} counted
 * @param {Pick[]} picks
 * @param {boolean} isOrdered
 */
export function strip(title, { levels, counts }, picks, isOrdered) {
  const taken = counts.flatMap((count, level) => (count ? [level] : []));
  const [lowest = 0] = taken;
  const highest = taken.at(-1) ?? -1;
  const items = levels.map(({ id, label }, level) => {
    const count = counts[level] ?? 0;
    const isWithin = isOrdered && lowest < highest && level >= lowest && level <= highest;
    const word = element("p", { class: "strip-level" }, label, " ", element("span", { class: "strip-count" }, inDigits(count)));
    const item = element("li", isWithin ? { class: "within" } : {}, word);
    const names = picks.filter(({ value }) => value === id).map(({ name }) => name);
    if (count && picks.length <= MOST_NAMES) item.append(marks(names));
    return item;
  });
  const kind = levels.length > 5 ? "strip strip-many" : "strip";
  return element("ol", { class: kind, "aria-label": gettext("Who picked what: %(question)s", { question: title }) }, ...items);
}

/** @param {string[]} names */
function marks(names) {
  return element("ul", { class: "marks" }, ...names.map((name) => element("li", {}, verbatim(name))));
}

/**
 * Return in words how far apart answers are, each figure with the number of answers.
 * @param {Tally} counted
 * @param {boolean} isOrdered
 */
export function inWords({ levels, given, apart, median }, isOrdered) {
  if (!isOrdered || given < 2) return ngettext("%(count)s answer.", "%(count)s answers.", given);
  if (!apart) {
    return ngettext("%(count)s answer, all on the same level.", "%(count)s answers, all on the same level.", given);
  }
  // translators: As in “5 answers, 2 levels apart.”
  const answers = ngettext("%(count)s answer", "%(count)s answers", given);
  // translators: As in “5 answers, 2 levels apart.”
  const distance = ngettext("%(count)s level apart", "%(count)s levels apart", apart);
  const far = gettext("%(answers)s, %(distance)s.", { answers, distance });
  const [low = "", high] = median.map((level) => levels[level]?.label ?? "");
  const middle =
    high === undefined
      ? gettext("In the middle: %(level)s.", { level: low })
      : gettext("In the middle: between %(low)s and %(high)s.", { low, high });
  return `${far} ${middle}`;
}

/**
 * Return who stands beside the scale, and who has said nothing; null where nobody does.
 * @param {Tally} counted
 * @param {Pick[]} picks
 */
export function beside({ levels, beside: options, countsBeside, silent, unknown }, picks) {
  const known = new Set([...levels, ...options].map(({ id }) => id));
  /** @type {[string, number, (value: string) => boolean][]} */
  const groups = [
    ...options.map(
      ({ id, label }, place) =>
        /** @type {[string, number, (value: string) => boolean]} */ ([label, countsBeside[place] ?? 0, (value) => value === id]),
    ),
    [gettext("An answer that this version of the worksheet does not offer"), unknown, (value) => value !== "" && !known.has(value)],
    [gettext("No answer"), silent, (value) => value === ""],
  ];
  const items = groups.flatMap(([label, count, isOf]) => {
    if (!count) return [];
    const names = picks.filter(({ value }) => isOf(value)).map(({ name }) => name);
    const who = picks.length <= MOST_NAMES ? listNames(names) : [];
    const said = weave(gettext("%(name)s: %(value)s"), { name: label, value: inDigits(count) });
    return [element("li", {}, ...said, ...(who.length ? [" (", ...who, ")"] : []))];
  });
  return items.length ? element("ul", { class: "beside" }, ...items) : null;
}

/** @param {string[]} names @returns {(Node | string)[]} */
export function listNames(names) {
  return listed(names.map(verbatim));
}
