// Copies of one worksheet -> what they say side by side: where people differ comes first.

import { element, verbatim } from "../page.js";
import { gettext, listed, ngettext } from "../words.js";
import { askedOf, isAnswered, keyOf, shownText, textOf } from "./copies.js";
import { byGap, isSplit, tally } from "./statistics.js";
import { groups } from "./overview.js";
import { beside, inWords, listNames, strip } from "./strips.js";
import { table, written } from "./tables.js";

/** @typedef {import("./copies.js").Copy} Copy */
/** @typedef {import("./copies.js").Question} Question */
/** @typedef {import("./copies.js").Worksheet} Worksheet */
/** @typedef {import("./statistics.js").Tally} Tally */
/** @typedef {import("./tables.js").Cell} Cell */
/**
 * What is compared.
 * @typedef {object} Comparison
 * @property {Worksheet} worksheet
 * @property {Copy[]} copies those that count, of all rounds
 * @property {Map<Copy, string>} names
 * @property {string[]} rounds in the order of time; one that is empty where there are none
 */
/** @typedef {{question: Question, counted: Tally, isOrdered: boolean}} Compared */

/** Of more copies, tables are made when they are opened: a page of all of them would be slow. */
const MOST_COPIES = 40;

/**
 * Return the questions with options, as the last round has answered them: the widest gap first.
 * @param {Comparison} comparison
 * @returns {Compared[]}
 */
export function compared({ worksheet, copies, rounds }) {
  const last = copies.filter(({ round }) => round === rounds.at(-1));
  const all = worksheet.questions.filter(({ options }) => options).map((question) => {
    const picked = last.map((copy) => textOf(copy, question.id));
    return { question, counted: tally(question.options ?? [], picked), isOrdered: question.kind === "levels" };
  });
  return all.sort((one, other) => Number(other.isOrdered) - Number(one.isOrdered) || byGap(one.counted, other.counted));
}

/** @param {Compared} one */
export function isApart({ counted, isOrdered }) {
  return isOrdered ? counted.apart > 0 : isSplit(counted);
}

/**
 * Return the report on one worksheet.
 * @param {Comparison} comparison
 */
export function report(comparison) {
  const { worksheet, copies, rounds } = comparison;
  const all = compared(comparison);
  const apart = all.filter(isApart);
  const together = all.filter((one) => !isApart(one) && one.counted.given > 1);
  const single = all.filter((one) => one.counted.given === 1);
  const rated = [...apart, ...together, ...single];
  const others = askedOf(worksheet).filter((question) => !question.options && isOwn(question, rated));
  const open = others.filter((question) => copies.some((copy) => isAnswered(copy, question)));
  const silent = [
    ...all.filter(({ counted }) => !counted.given).map(({ question }) => question),
    ...others.filter((question) => !open.includes(question)),
  ];
  const last = rounds.at(-1);
  const section = element("section", { class: "report" }, element("h2", { id: `report-${worksheet.id}` }, worksheet.title));
  section.append(element("p", {}, summary(comparison, apart, together)));
  /** @param {string} title @param {HTMLElement[]} parts */
  const add = (title, parts) => {
    if (parts.length) section.append(element("section", {}, element("h3", {}, title), ...parts));
  };
  /** @param {string} title */
  const during = (title) => (last ? `${title} (${last})` : title);
  add(during(gettext("Where we differ")), apart.map((one) => picks(comparison, one, true)));
  add(during(gettext("Where we agree")), together.map((one) => picks(comparison, one, false)));
  add(during(gettext("Only one answer")), single.map((one) => picks(comparison, one, false)));
  add(gettext("In our own words"), open.map((question) => answers(comparison, question)));
  if (silent.length) {
    const items = silent.map((question) => element("li", {}, headingOf(question)));
    add(during(gettext("Not answered")), [element("ul", {}, ...items)]);
  }
  return section;
}

/** @param {Question} question */
function headingOf({ title, label, kind }) {
  return kind === "text" && title !== label ? gettext("%(name)s: %(value)s", { name: title, value: label }) : title;
}

/**
 * Whether a text stands by itself: notes stand beside the rating that they explain, where there is one.
 * @param {Question} question
 * @param {Compared[]} rated
 */
function isOwn({ id }, rated) {
  return !rated.some(({ question: { notes } }) => notes?.includes(id));
}

/** @param {Comparison} comparison @param {Compared[]} apart @param {Compared[]} together */
function summary({ copies, rounds, worksheet }, apart, together) {
  const parts = [];
  if (rounds.length > 1) {
    // translators: As in “12 copies from 4 people or groups, in 3 rounds: Spring, Fall.”
    const many = ngettext("%(count)s copy", "%(count)s copies", copies.length);
    const people = groups(new Set(copies.map((copy) => keyOf(copy, worksheet))).size);
    // translators: As in “12 copies from 4 people or groups, in 3 rounds: Spring, Fall.”
    const times = ngettext("%(count)s round", "%(count)s rounds", rounds.length);
    const names = listed(rounds.map((round) => round || gettext("no round"))).join("");
    const values = { copies: many, people, rounds: times, names };
    parts.push(gettext("%(copies)s from %(people)s, in %(rounds)s: %(names)s.", values));
  } else parts.push(ngettext("%(count)s copy.", "%(count)s copies.", copies.length));
  if (apart.length + together.length) {
    const differ = ngettext(
      // translators: As in “3 questions answered differently, 5 the same.”
      "%(count)s question answered differently",
      "%(count)s questions answered differently",
      apart.length,
    );
    // translators: As in “3 questions answered differently, 5 the same.”
    const agree = ngettext("%(count)s the same", "%(count)s the same", together.length);
    parts.push(gettext("%(apart)s, %(together)s.", { apart: differ, together: agree }));
  }
  if (copies.length > MOST_COPIES) {
    parts.push(gettext("With so many copies, this is a summary: open a table to see each of them."));
  }
  return parts.join(" ");
}

/**
 * Return a question with options: a strip for each round, who has moved, and all of it as a table.
 * @param {Comparison} comparison
 * @param {Compared} one
 * @param {boolean} isOpen
 */
function picks(comparison, { question, isOrdered }, isOpen) {
  const { copies, names, rounds } = comparison;
  const part = element("section", { class: "question" }, element("h4", {}, question.title));
  if (question.right) {
    const right = question.options?.find(({ id }) => id === question.right)?.label ?? "";
    part.append(element("p", { class: "facts" }, gettext("The worksheet’s answer: %(answer)s", { answer: right })));
  }
  for (const round of rounds) {
    const own = copies.filter((copy) => copy.round === round);
    if (rounds.length > 1) part.append(element("h5", {}, round ? verbatim(round) : gettext("No round")));
    part.append(...strips(question, own, names, isOrdered));
  }
  const tables = () => [
    ...(rounds.length > 1 ? [moves(comparison, question, isOrdered)] : []),
    details(comparison, question),
  ];
  part.append(folded(gettext("Show as a table"), tables, isOpen, copies.length));
  return part;
}

/**
 * @param {Question} question
 * @param {Copy[]} copies
 * @param {Map<Copy, string>} names
 * @param {boolean} isOrdered
 */
export function strips(question, copies, names, isOrdered) {
  const given = copies.map((copy) => ({ name: names.get(copy) ?? "", value: textOf(copy, question.id) }));
  const counted = tally(question.options ?? [], given.map(({ value }) => value));
  const aside = beside(counted, given);
  return [
    element("p", { class: "gap" }, inWords(counted, isOrdered)),
    strip(question.title, counted, given, isOrdered),
    ...(aside ? [aside] : []),
  ];
}

/**
 * Return who has answered what, with the notes on it.
 * @param {Comparison} comparison
 * @param {Question} question
 */
function details({ worksheet, copies, names, rounds }, question) {
  const notes = worksheet.questions.filter(({ id }) => question.notes?.includes(id));
  const hasRounds = rounds.length > 1;
  const heads = [
    gettext("Who"),
    ...(hasRounds ? [gettext("Round")] : []),
    question.label === question.title ? gettext("Answer") : question.label,
    ...notes.map(({ label }) => label),
  ];
  const ordered = rounds.flatMap((round) => copies.filter((copy) => copy.round === round));
  const rows = ordered.map((copy) => [
    verbatim(names.get(copy) ?? ""),
    ...(hasRounds ? [verbatim(copy.round)] : []),
    wordFor(question, textOf(copy, question.id)),
    ...notes.map((note) => written(shownText(copy, note))),
  ]);
  return table(gettext("Answers: %(question)s", { question: question.title }), heads, rows);
}

/** @param {Question} question @param {string} value @returns {Cell} */
function wordFor({ options }, value) {
  return options?.find(({ id }) => id === value)?.label ?? written(value);
}

/**
 * Return what each person has answered in each round, and what became of it.
 * @param {Comparison} comparison
 * @param {Question} question
 * @param {boolean} isOrdered
 */
function moves({ worksheet, copies, names, rounds }, question, isOrdered) {
  /** @type {Map<string, Copy[]>} */
  const people = new Map();
  for (const copy of copies) {
    const key = keyOf(copy, worksheet);
    people.set(key, [...(people.get(key) ?? []), copy]);
  }
  const levels = (question.options ?? []).filter((option) => !option.offScale).map(({ id }) => id);
  const rows = [...people.values()].map((own) => {
    const values = rounds.map((round) => {
      const copy = own.find((one) => one.round === round);
      return copy ? textOf(copy, question.id) : "";
    });
    const name = own[0] ? (names.get(own[0]) ?? "") : "";
    const cells = values.map((value) => wordFor(question, value));
    return [verbatim(name), ...cells, moved(values, levels, isOrdered)];
  });
  const heads = [gettext("Who"), ...rounds.map((round) => round || gettext("No round")), gettext("From first to last")];
  return table(gettext("What moved: %(question)s", { question: question.title }), heads, rows);
}

/**
 * @param {string[]} values one for each round
 * @param {string[]} levels
 * @param {boolean} isOrdered
 */
function moved(values, levels, isOrdered) {
  const given = values.filter((value) => value !== "");
  const [first = ""] = given;
  const last = given.at(-1) ?? "";
  if (given.length < 2) return "–";
  if (first === last) return gettext("The same");
  const [from, to] = [levels.indexOf(first), levels.indexOf(last)];
  if (!isOrdered || from < 0 || to < 0) return gettext("Another answer");
  const distance = Math.abs(to - from);
  // Which end of a scale is the better one, the scale does not say.
  return ngettext("%(count)s level", "%(count)s levels", distance);
}

/**
 * Return what people have written or ticked, side by side.
 * @param {Comparison} comparison
 * @param {Question} question
 */
function answers(comparison, question) {
  const { copies, names, rounds } = comparison;
  const { kind } = question;
  const heading = headingOf(question);
  const given = rounds.flatMap((round) => copies.filter((copy) => copy.round === round && isAnswered(copy, question)));
  /** @param {Copy} copy */
  const who = (copy) =>
    element("span", {}, verbatim(names.get(copy) ?? ""), ...(rounds.length > 1 ? [" – ", verbatim(copy.round)] : []));
  const tables = () => {
    if (kind === "boxes") return [boxes(question, given, names)];
    if (kind === "table") return [merged(question, given, who)];
    const heads = [gettext("Who"), gettext("Answer")];
    return [table(gettext("Answers: %(question)s", { question: heading }), heads, given.map((copy) => [who(copy), written(shownText(copy, question))]))];
  };
  const part = element("section", { class: "question" }, element("h4", {}, heading));
  const count = ngettext(
    "%(given)s of %(count)s copy has an answer.",
    "%(given)s of %(count)s copies have an answer.",
    copies.length,
    { given: given.length },
  );
  part.append(element("p", { class: "gap" }, count), folded(gettext("Show the answers"), tables, true, copies.length));
  return part;
}

/** @param {Question} question @param {Copy[]} copies @param {Map<Copy, string>} names */
function boxes({ title, cells }, copies, names) {
  const rows = (cells ?? []).map(({ id, label }) => {
    const own = copies.filter((copy) => textOf(copy, id));
    const who = own.length <= MOST_COPIES ? listNames(own.map((copy) => names.get(copy) ?? "")) : [];
    return [label, gettext("%(part)s of %(all)s", { part: own.length, all: copies.length }), element("span", {}, ...who)];
  });
  const heads = [gettext("Choice"), gettext("How many"), gettext("Who")];
  return table(gettext("Picked: %(question)s", { question: title }), heads, rows);
}

/** @param {Question} question @param {Copy[]} copies @param {(copy: Copy) => Node} who */
function merged({ title, cells = [] }, copies, who) {
  const heads = [...new Set(cells.map(({ label }) => label))];
  const labels = [...new Set(cells.map(({ row = "" }) => row))];
  const rows = labels.flatMap((label) => {
    const own = cells.filter(({ row = "" }) => row === label);
    const given = copies.filter((copy) => own.some(({ id }) => textOf(copy, id)));
    return given.map((copy) => {
      const texts = heads.map((head) => {
        const cell = own.find((one) => one.label === head);
        const value = cell ? shownText(copy, cell) : "";
        if (value && cell?.type === "check") return gettext("yes");
        return written(cell?.options?.find(({ id }) => id === value)?.label ?? value);
      });
      return [label, who(copy), ...texts];
    });
  });
  return table(gettext("Answers: %(question)s", { question: title }), [gettext("Row"), gettext("Who"), ...heads], rows);
}

/**
 * Return what is open, or can be opened; where there are many copies, what is in it is made then.
 * @param {string} label
 * @param {() => HTMLElement[]} make
 * @param {boolean} isOpen
 * @param {number} count
 */
function folded(label, make, isOpen, count) {
  if (isOpen && count <= MOST_COPIES) return element("div", {}, ...make());
  const details = element("details", {}, element("summary", {}, label));
  const fill = () => {
    if (details.childElementCount === 1) details.append(...make());
  };
  details.addEventListener("toggle", fill);
  if (count <= MOST_COPIES) fill();
  return details;
}
