// Several copies of one worksheet under the same name: one person has answered more than once, or people
// have the same name. Nobody's answers are left out without a word.

import { button, element, verbatim } from "../page.js";
import { gettext, listed, ngettext } from "../words.js";
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
export function sameTwice(copies, toolkit) {
  return groupsBy(identityOf, copies, toolkit);
}

/**
 * @param {(copy: Copy, worksheet: Worksheet) => string} keyOf
 * @param {Copy[]} copies
 * @param {Toolkit} toolkit
 */
function groupsBy(keyOf, copies, { worksheets }) {
  const groups = worksheets.flatMap((worksheet) => {
    /** @type {Map<string, Copy[]>} */
    const found = new Map();
    for (const copy of copies.filter((one) => one.worksheet === worksheet.id)) {
      const key = keyOf(copy, worksheet);
      const whole = `${key}\n\n${plain(copy.round)}`;
      if (key) found.set(whole, [...(found.get(whole) ?? []), copy]);
    }
    return [...found.values()];
  });
  return groups.filter((group) => group.length > 1);
}

/**
 * Let one copy of each person count, where nobody has chosen another yet: the one that was added last.
 * @param {Copy[]} copies
 * @param {Toolkit} toolkit
 */
export function settle(copies, toolkit) {
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
 * Let each copy of a group count as a person's own. What else its file has under the same name is by the
 * same person.
 * @param {Copy[]} group
 * @param {Copy[]} copies all of them
 * @param {Toolkit} toolkit
 */
export function tellApart(group, copies, toolkit) {
  let last = copies.reduce((most, { person = 0 }) => Math.max(most, person), 0);
  const others = namedLike(group, copies, toolkit).filter((copy) => !group.includes(copy) && !copy.person);
  for (const copy of group) {
    last += 1;
    copy.person = last;
    const isAlone = group.filter(({ file }) => file === copy.file).length === 1;
    for (const other of others) if (isAlone && other.file === copy.file) other.person = last;
  }
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

/** @param {Copy[]} group @param {Copy[]} copies @param {Toolkit} toolkit */
function namedLike([first], copies, { worksheets }) {
  const known = new Map(worksheets.map((worksheet) => [worksheet.id, worksheet]));
  /** @param {Copy | undefined} copy */
  const nameOf = (copy) => {
    const worksheet = copy && known.get(copy.worksheet);
    return worksheet ? nameIn(copy, worksheet) : "";
  };
  const name = nameOf(first);
  return copies.filter((copy) => nameOf(copy) === name);
}

/**
 * Say which copies are under the same name, and let somebody choose what they are.
 * @param {Shown} shown
 * @returns {HTMLElement[]}
 */
export function namesakes(shown) {
  const { copies, toolkit } = shown;
  const several = sameTwice(copies, toolkit);
  const apart = groupsBy(nameIn, copies.filter(({ person }) => person), toolkit);
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
    parts.push(element("h3", {}, title), ...apart.map((group) => people(group, shown)));
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
    const label = element("label", { for: id }, ...listed([verbatim(file), ...(date ? [date] : []), numbered]));
    return element("div", { class: "choice" }, radio, label);
  });
  const split = countAs(group.length, group, shown, () => tellApart(group, copies, toolkit));
  return fieldset(group, shown, element("div", { class: "choices" }, ...choices), split);
}

/** @param {Copy[]} group @param {Shown} shown */
function people(group, shown) {
  const { copies, toolkit, lettered, names } = shown;
  const who = group.map((copy) => {
    const one = lettered[copies.indexOf(copy)];
    return one ? element("li", {}, verbatim(names.get(one) ?? ""), " (", verbatim(one.file), ")") : "";
  });
  const join = countAs(1, group, shown, () => bringTogether(group, copies, toolkit));
  return fieldset(group, shown, element("ul", {}, ...who), join);
}

/** @param {Copy[]} group @param {Shown} shown @param {HTMLElement[]} parts */
function fieldset([first], { copies, toolkit, lettered, names }, ...parts) {
  const shown = first && lettered[copies.indexOf(first)];
  const worksheet = toolkit.worksheets.find(({ id }) => id === first?.worksheet);
  const name = (shown && names.get(shown)) || "";
  const legend = element("legend", {}, ...listed([verbatim(name), worksheet?.title ?? ""]));
  return element("fieldset", { class: "field" }, legend, ...parts);
}

/**
 * Return a button; that which takes back what it has done has the same id, and so the focus.
 * @param {number} count
 * @param {Copy[]} group
 * @param {Shown} shown
 * @param {() => void} act
 */
function countAs(count, [first], { copies, onChange }, act) {
  const made = button({
    // translators: A button: several files under the same name are from so many people.
    label: ngettext("Count as %(count)s person", "Count as %(count)s people", count),
    act: () => {
      act();
      onChange();
    },
  });
  made.id = `people-${first ? copies.indexOf(first) : 0}`;
  return element("p", { class: "buttons" }, made);
}
