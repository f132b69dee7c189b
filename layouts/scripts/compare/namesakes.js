// Several copies of one worksheet under the same name: one person has answered more than once, or people
// have the same name. Nobody's answers are left out without a word.

import { button, element, verbatim } from "../page.js";
import { apposed, gettext, ngettext } from "../words.js";
import { identityOf, nameIn, plain } from "./copies.js";
import { dateIn } from "./rounds.js";

/** @typedef {import("./copies.js").Copy} Copy */
/** @typedef {import("./copies.js").Toolkit} Toolkit */
/** @typedef {import("./copies.js").Worksheet} Worksheet */
/** @typedef {import("./overview.js").Shown} Shown */

/**
 * Return the copies of one person for one worksheet and round, where there are several.
 *
 * `partnertools.answers.namesakes` finds the same; the vectors of `formats/vectors/comparing.json` hold
 * for both.
 * @param {Copy[]} copies of any worksheets
 * @param {Toolkit} toolkit
 * @returns {Copy[][]}
 */
export function sameTwice(copies, { worksheets }) {
  const groups = worksheets.flatMap((worksheet) => {
    const own = copies.filter((copy) => copy.worksheet === worksheet.id && identityOf(copy, worksheet));
    return groupsBy((copy) => `${identityOf(copy, worksheet)}\n\n${plain(copy.round)}`, own);
  });
  return groups.filter((group) => group.length > 1);
}

/** @param {(copy: Copy) => string} keyOf @param {Copy[]} copies @returns {Copy[][]} */
function groupsBy(keyOf, copies) {
  /** @type {Map<string, Copy[]>} */
  const found = new Map();
  for (const copy of copies) found.set(keyOf(copy), [...(found.get(keyOf(copy)) ?? []), copy]);
  return [...found.values()];
}

/**
 * Return all copies under each name that several people have, as somebody has said.
 * @param {Copy[]} copies
 * @param {Toolkit} toolkit
 */
function shared(copies, toolkit) {
  const named = copies.filter((copy) => nameOf(copy, toolkit));
  return groupsBy((copy) => nameOf(copy, toolkit), named).filter((alike) => alike.some(({ person }) => person));
}

/** @param {Copy[]} group @param {Copy[]} copies @param {Toolkit} toolkit */
function namedLike([first], copies, toolkit) {
  return copies.filter((copy) => first && nameOf(copy, toolkit) === nameOf(first, toolkit));
}

/** @param {Copy} copy @param {Toolkit} toolkit */
function nameOf(copy, { worksheets }) {
  const worksheet = worksheets.find(({ id }) => id === copy.worksheet);
  return worksheet ? nameIn(copy, worksheet) : "";
}

/**
 * Let one copy of each person count, where nobody has chosen another yet: the one that was added last.
 * @param {Copy[]} copies
 * @param {Toolkit} toolkit
 */
export function settle(copies, toolkit) {
  for (const alike of shared(copies, toolkit)) numberPeople(alike);
  const groups = sameTwice(copies, toolkit);
  const grouped = new Set(groups.flat());
  for (const copy of copies) if (!grouped.has(copy)) delete copy.isLeftOut;
  for (const group of groups) {
    const counting = group.filter(({ isLeftOut }) => !isLeftOut);
    if (counting.length === 1) continue;
    const last = counting.at(-1) ?? group.at(-1);
    for (const one of group) one.isLeftOut = one !== last;
  }
}

/**
 * Number the people of one name from 1. What nobody has said whose it is, as a copy of another round, is the
 * first one's.
 * @param {Copy[]} alike all copies under the name
 */
function numberPeople(alike) {
  const known = [...new Set(alike.map(({ person = 0 }) => person))].filter(Boolean).sort((one, other) => one - other);
  for (const copy of alike) {
    if (known.length > 1) copy.person = known.indexOf(copy.person ?? 0) + 1 || 1;
    else delete copy.person;
  }
}

/**
 * Let each copy of a group count as a person's own. Who has answered in another round may be one of them.
 * @param {Copy[]} group
 * @param {Copy[]} copies all of them
 * @param {Toolkit} toolkit
 */
export function tellApart(group, copies, toolkit) {
  const alike = namedLike(group, copies, toolkit);
  const [first] = group;
  const others = alike.filter((copy) => first && isBeside(copy, first) && !group.includes(copy));
  const taken = new Set(others.map(({ person = 1 }) => person));
  let number = first?.person ?? 1;
  for (const copy of group) {
    give(copy, number, alike);
    taken.add(number);
    for (number = 1; taken.has(number); ) number += 1;
  }
}

/**
 * Say whose a copy is. Who was said to have given it has given the other's.
 * @param {Copy} copy
 * @param {number} person
 * @param {Copy[]} alike all copies under the same name
 */
function exchange(copy, person, alike) {
  const others = alike.filter((one) => one !== copy && one.person === person && isBeside(one, copy));
  for (const other of others) give(other, copy.person ?? 1, alike);
  give(copy, person, alike);
}

/**
 * Say whose a copy is, and with it what else the same person has in its file.
 * @param {Copy} copy
 * @param {number} person
 * @param {Copy[]} alike
 */
function give(copy, person, alike) {
  const inFile = alike.filter(({ file }) => file === copy.file);
  const isAlone = inFile.filter(({ worksheet }) => worksheet === copy.worksheet).length === 1;
  const before = copy.person;
  for (const one of isAlone ? inFile : [copy]) if (one.person === before) one.person = person;
}

/** Return whether copies are of the same worksheet and round. @param {Copy} one @param {Copy} other */
function isBeside(one, other) {
  return one.worksheet === other.worksheet && plain(one.round) === plain(other.round);
}

/**
 * Take all that is under the name of a group for one person's again.
 * @param {Copy[]} group
 * @param {Copy[]} copies
 * @param {Toolkit} toolkit
 */
export function bringTogether(group, copies, toolkit) {
  for (const copy of namedLike(group, copies, toolkit)) delete copy.person;
}

/**
 * Say which copies are under the same name, and let somebody choose what they are.
 * @param {Shown} shown
 * @returns {HTMLElement[]}
 */
export function namesakes(shown) {
  const { copies, toolkit } = shown;
  const several = sameTwice(copies, toolkit);
  const apart = shared(copies, toolkit);
  const parts = [];
  if (several.length) {
    const said = gettext(
      "Several copies of the same worksheet have the same name on them. They are taken for one person’s answers, so only one of them counts: the one that was added last, until you choose another. You can also give the copies different rounds. If they are from different people, let each of them count.",
    );
    const sets = several.map((group, number) => choice(group, number, shown));
    parts.push(element("h3", {}, gettext("Which copy counts?")), element("p", {}, said), ...sets);
  }
  if (apart.length) {
    const title = gettext("Different people of the same name");
    parts.push(element("h3", {}, title), ...apart.map((alike) => people(alike, shown)));
  }
  return parts;
}

/** @param {Copy[]} group @param {number} number @param {Shown} shown */
function choice(group, number, shown) {
  const { copies, toolkit, lettered, onChange } = shown;
  const choices = group.map((copy, place) => {
    const id = `counts-${number}-${place}`;
    const radio = /** @type {HTMLInputElement} */ (element("input", { type: "radio", name: `counts-${number}`, id }));
    radio.checked = !copy.isLeftOut;
    radio.addEventListener("change", () => {
      for (const one of group) one.isLeftOut = one !== copy;
      onChange();
    });
    const date = dateIn(copy, toolkit);
    const file = lettered[copies.indexOf(copy)]?.file ?? "";
    const numbered = gettext("copy %(number)s", { number: place + 1 });
    const label = element("label", { for: id }, ...apposed([verbatim(file), ...(date ? [date] : []), numbered]));
    return element("div", { class: "choice" }, radio, label);
  });
  const split = countAs(group.length, group, shown, () => tellApart(group, copies, toolkit));
  return fieldset(group, shown, element("div", { class: "choices" }, ...choices), split);
}

/**
 * Say who has the same name, and ask whose the other copies are.
 * @param {Copy[]} alike
 * @param {Shown} shown
 */
function people(alike, shown) {
  const { copies, toolkit, lettered, names } = shown;
  /** @param {Copy} copy */
  const look = (copy) => lettered[copies.indexOf(copy)] ?? copy;
  /** @param {Copy} copy */
  const called = (copy) => names.get(look(copy)) ?? "";
  const groups = groupsBy(({ worksheet, round }) => `${worksheet}\n${plain(round)}`, alike);
  /** @param {Copy[]} group */
  const countOf = (group) => new Set(group.map(({ person }) => person)).size;
  // Where the most of them have answered.
  const group = groups.reduce((most, one) => (countOf(one) > countOf(most) ? one : most));
  const all = new Map([...alike, ...group].map((copy) => [copy.person ?? 1, called(copy)]));
  const who = group.map((copy) => element("li", {}, verbatim(called(copy)), " (", verbatim(look(copy).file), ")"));
  const others = alike.filter((copy) => !group.includes(copy));
  const choices = others.map((copy) => whose(copy, look(copy), all, alike, shown));
  const said = gettext("From whom are the other copies? Until you choose, they are taken for those of the first person.");
  const asked = choices.length ? [element("p", {}, said), ...choices] : [];
  const join = countAs(1, group, shown, () => bringTogether(group, copies, toolkit));
  return fieldset(group, shown, element("ul", {}, ...who), ...asked, join);
}

/**
 * Return a list to choose from whom a copy is.
 * @param {Copy} copy
 * @param {Copy} look the copy as it is shown
 * @param {Map<number, string>} all names by the numbers of people
 * @param {Copy[]} alike
 * @param {Shown} shown
 */
function whose(copy, look, all, alike, { copies, toolkit, onChange }) {
  const id = `whose-${copies.indexOf(copy)}`;
  const select = /** @type {HTMLSelectElement} */ (element("select", { id }));
  for (const [number, name] of [...all].sort(([one], [other]) => one - other)) {
    const option = /** @type {HTMLOptionElement} */ (element("option", { value: String(number), translate: "no" }, name));
    option.selected = number === (copy.person ?? 1);
    select.append(option);
  }
  select.addEventListener("change", () => {
    exchange(copy, Number(select.value), alike);
    onChange();
  });
  const worksheet = toolkit.worksheets.find((one) => one.id === copy.worksheet);
  const about = [verbatim(look.file), worksheet?.title ?? "", ...(look.round ? [verbatim(look.round)] : [])];
  return element("div", { class: "field", "data-control": "" }, element("label", { for: id }, ...apposed(about)), select);
}

/** @param {Copy[]} group @param {Shown} shown @param {HTMLElement[]} parts */
function fieldset([first], { copies, toolkit, lettered, names }, ...parts) {
  const shown = first && lettered[copies.indexOf(first)];
  const worksheet = toolkit.worksheets.find(({ id }) => id === first?.worksheet);
  const name = (shown && names.get(shown)) || "";
  const legend = element("legend", {}, ...apposed([verbatim(name), worksheet?.title ?? ""]));
  return element("fieldset", { class: "field" }, legend, ...parts);
}

/**
 * Return a button; what takes back what it has done is in its place afterwards, and has the focus.
 * @param {number} count
 * @param {Copy[]} group
 * @param {Shown} shown
 * @param {() => void} act
 */
function countAs(count, [first], { copies, onChange }, act) {
  const place = first ? copies.indexOf(first) : 0;
  const made = button({
    // translators: A button: several files under the same name are from so many people.
    label: ngettext("Count as %(count)s person", "Count as %(count)s people", count),
    act: () => {
      act();
      onChange();
      for (const id of [`whose-${place}`, made.id]) document.getElementById(id)?.focus({ preventScroll: true });
    },
  });
  made.id = `people-${place}`;
  return element("p", { class: "buttons" }, made);
}
