// What was added -> who has answered what, which copies count, and which files could not be read.

import { button, element, verbatim } from "../page.js";
import { capitalized, gettext, inDigits, ngettext, weave } from "../words.js";
import { coverage, fieldsOf, identityOf } from "./copies.js";
import { namesakes } from "./namesakes.js";
import { dateIn } from "./rounds.js";
import { listNames } from "./strips.js";
import { table } from "./tables.js";

/** @typedef {import("./collecting.js").Problem} Problem */
/** @typedef {import("./copies.js").Copy} Copy */
/** @typedef {import("./copies.js").Toolkit} Toolkit */
/** @typedef {import("./copies.js").Worksheet} Worksheet */
/**
 * What is shown, and what the person can change about it.
 * @typedef {object} Shown
 * @property {Copy[]} copies all that were read
 * @property {Copy[]} lettered the same, in the same order, as they are shown
 * @property {Map<Copy, string>} names of those that are shown
 * @property {Problem[]} problems
 * @property {Toolkit} toolkit
 * @property {boolean} hasLetters
 * @property {() => void} onChange
 * @property {(hasLetters: boolean) => void} onLetters
 * @property {() => void} onMonths
 */

/** Beyond these, a box for each copy would be no help. */
const MOST_BOXES = 60;
/** “Wednesday, 30 September 2026” is shorter. */
const LONGEST_DATE = 30;

/**
 * @param {Shown} shown
 * @returns {HTMLElement[]}
 */
export function overview(shown) {
  return [
    ...namesakes(shown),
    ...received(shown),
    ...absent(shown),
    settings(shown),
    ...versions(shown),
    ...unread(shown.problems),
  ];
}

/** @param {Shown} shown @returns {HTMLElement[]} */
function received({ copies, lettered, names, toolkit, onChange }) {
  const present = toolkit.worksheets.filter(({ id }) => copies.some(({ worksheet }) => worksheet === id));
  return present.map((worksheet) => {
    const rows = copies.flatMap((copy, place) => {
      const shown = lettered[place];
      if (!shown || copy.worksheet !== worksheet.id) return [];
      const { answered, asked } = coverage(copy, worksheet);
      const name = element("span", {}, verbatim(names.get(shown) ?? ""));
      if (copy.isLeftOut) name.append(" ", element("span", { class: "facts" }, gettext("(does not count)")));
      const round = copies.length > MOST_BOXES ? verbatim(shown.round || "–") : roundBox(copy, names.get(shown) ?? "", place, onChange);
      const share = gettext("%(part)s of %(all)s", { part: answered, all: asked });
      return [[name, share, dateOf(copy, toolkit), round, verbatim(shown.file)]];
    });
    return table(worksheet.title, [gettext("Who"), gettext("Questions answered"), gettext("Date"), gettext("Round"), gettext("File")], rows);
  });
}

/** Return the day of a copy, on one line; a longer text may have several. @param {Copy} copy @param {Toolkit} toolkit */
function dateOf(copy, toolkit) {
  const date = verbatim(dateIn(copy, toolkit) || "–");
  if ((date.textContent ?? "").length <= LONGEST_DATE) date.classList.add("whole");
  return date;
}

/**
 * Return who has answered another worksheet or in another round, and is missing in this one.
 * @param {Shown} shown
 * @returns {HTMLElement[]}
 */
function absent({ lettered, names, toolkit }) {
  /** @type {Map<string, string>} */
  const people = new Map();
  /** @type {Map<string, Set<string>>} */
  const present = new Map();
  for (const copy of lettered) {
    const worksheet = toolkit.worksheets.find(({ id }) => id === copy.worksheet);
    const identity = worksheet ? identityOf(copy, worksheet) : "";
    if (!worksheet || !identity) continue;
    people.set(identity, people.get(identity) ?? names.get(copy) ?? "");
    const title = copy.round ? `${worksheet.title} (${copy.round})` : worksheet.title;
    present.set(title, (present.get(title) ?? new Set()).add(identity));
  }
  const items = [...present].flatMap(([title, own]) => {
    const missing = [...people].filter(([identity]) => !own.has(identity)).map(([, name]) => name);
    if (!missing.length) return [];
    const who = missing.length > MOST_BOXES ? [groups(missing.length)] : listNames(missing);
    return [element("li", {}, ...weave(gettext("%(name)s: %(value)s"), { name: verbatim(title), value: who }))];
  });
  if (!items.length) return [];
  return [element("h3", {}, gettext("Nothing received from")), element("ul", {}, ...items)];
}

/**
 * @param {Copy} copy
 * @param {string} name
 * @param {number} place
 * @param {() => void} onChange
 */
function roundBox(copy, name, place, onChange) {
  const attributes = { type: "text", id: `round-${place}`, "aria-label": gettext("Round of %(person)s", { person: name }), autocomplete: "off" };
  const box = /** @type {HTMLInputElement} */ (element("input", attributes));
  box.value = copy.round;
  box.addEventListener("change", () => {
    copy.round = box.value.trim();
    onChange();
  });
  return box;
}

/** @param {Shown} shown */
function settings({ hasLetters, onLetters, onMonths }) {
  /** @param {string} id @param {string} label @param {boolean} isOn */
  const choice = (id, label, isOn) => {
    const radio = /** @type {HTMLInputElement} */ (element("input", { type: "radio", name: "names", id }));
    radio.checked = isOn;
    radio.addEventListener("change", () => onLetters(id === "show-letters"));
    return element("div", { class: "choice" }, radio, element("label", { for: id }, label));
  };
  const both = element(
    "div",
    { class: "choices" },
    choice("show-names", gettext("Names"), !hasLetters),
    choice("show-letters", gettext("Letters: no names here, nor in anything you save"), hasLetters),
  );
  // translators: The button “Make a round of each month” stands behind it.
  const said = gettext("Did people answer more than once, months apart? Name the round of each copy in the table, or");
  const rounds = element("p", {}, said);
  const months = button({ label: gettext("Make a round of each month"), act: onMonths });
  months.id = "make-rounds";
  return element(
    "div",
    { class: "settings" },
    element("fieldset", { class: "field" }, element("legend", {}, gettext("Show people by")), both),
    element("div", {}, rounds, element("p", { class: "buttons" }, months)),
  );
}

/** @param {Shown} shown @returns {HTMLElement[]} */
function versions({ copies, lettered, names, toolkit }) {
  const items = copies.flatMap((copy, place) => {
    const worksheet = toolkit.worksheets.find(({ id }) => id === copy.worksheet);
    const shown = lettered[place];
    if (!worksheet || !shown) return [];
    const { vanished } = coverage(copy, worksheet);
    const isOther = copy.version !== null && copy.version !== worksheet.version;
    if (!isOther && !vanished.length) return [];
    const fresh = fieldsOf(worksheet).filter(({ id, readOnly }) => isOther && !readOnly && copy.missing.includes(id));
    const titles = fresh.map(({ name }) => name);
    const about = isOther
      ? gettext("%(person)s: version %(theirs)s of %(worksheet)s; this site has version %(ours)s.")
      : gettext("%(person)s: %(worksheet)s.");
    const values = {
      person: verbatim(names.get(shown) ?? ""),
      worksheet: worksheet.title,
      theirs: inDigits(copy.version ?? 0),
      ours: inDigits(worksheet.version),
    };
    const added = gettext("New since then, so not answered: %(questions)s.", { questions: titles.join("; ") });
    const gone = gettext("Gone since then, so not compared: %(fields)s.", { fields: vanished.join("; ") });
    const parts = [...(titles.length ? [` ${added}`] : []), ...(vanished.length ? [` ${gone}`] : [])];
    return [element("li", {}, ...weave(about, values), ...parts)];
  });
  if (!items.length) return [];
  return [element("h3", {}, gettext("Other versions of a worksheet")), element("ul", {}, ...items)];
}

/** @param {Problem[]} problems @returns {HTMLElement[]} */
function unread(problems) {
  if (!problems.length) return [];
  const rows = problems.map(({ file, what, remedy }) => [verbatim(file), sentence(what), remedy]);
  const heads = [gettext("File"), gettext("Problem"), gettext("What to do")];
  return [
    element("h3", { id: "problems" }, gettext("Files with problems")),
    table(gettext("What was not read, and why"), heads, rows),
  ];
}

/** Return what is wrong as a sentence; the command line says it without a period. @param {string} what */
function sentence(what) {
  return capitalized(/\p{Sentence_Terminal}$/u.test(what) ? what : `${what}.`);
}

/** @param {number} count */
export function groups(count) {
  // translators: As in “12 copies from 4 people or groups, in 3 rounds: Spring, Fall.”
  return ngettext("%(count)s person or group", "%(count)s people or groups", count);
}
