// Copies with names -> copies with letters: for a report that is about answers, not about people.

import { LANGUAGE, gettext } from "../words.js";
import { keyOf, nameCopies, plain, textOf } from "./copies.js";

/** @typedef {import("./copies.js").Copy} Copy */
/** @typedef {import("./copies.js").Toolkit} Toolkit */

/** One letter is no name. */
const SHORTEST = 2;
/** What stands beside names, where several people answer together, and would be missed elsewhere. */
const NO_NAMES = new Set(
  plain(
    // translators: Not a sentence: words that may stand beside people's names, where several answer
    // together, as in “Ana and the team”. List those of your language, as many as it has, with spaces
    // between them; names of people must not be among them.
    gettext("a all an at board by de everyone for from group in la of on our ours people staff table team the together us we with"),
  ).split(" "),
);
// translators: Stands in a text instead of somebody's name.
const OTHERS = gettext("[name]");
/** What stands between the last two names of several, as the language has it: “and”. */
const AND = new RegExp(
  new Intl.ListFormat(LANGUAGE).format(["1", "2"]).slice(1, -1).replace(/\s+/g, "\\s+"),
  "iu",
);
/** What Arabic and Hebrew write together with the word behind it: “and”, “for”, “in”. */
const PREFIX = "[وفبكلובהכלמש]{0,3}";

/**
 * Return copies in which no name is left: neither of those who have answered, nor in what they have
 * written about each other. A person has the same letter everywhere.
 * @param {Copy[]} copies
 * @param {Toolkit} toolkit
 * @returns {Copy[]}
 */
export function withLetters(copies, { worksheets }) {
  /** @type {Map<string, string>} */
  const letters = new Map();
  /** @type {Map<string, string>} */
  const names = new Map();
  for (const copy of copies) {
    const worksheet = worksheets.find(({ id }) => id === copy.worksheet);
    if (!worksheet) continue;
    const key = keyOf(copy, worksheet);
    const letter = copy.letter ?? letters.get(key) ?? letterOf(letters.size);
    letters.set(key, letter);
    for (const { id, names: whom } of worksheet.who) {
      const name = textOf(copy, id).trim();
      // A person may be one of several that an organization has.
      if (whom === "person") for (const part of partsOf(name)) setName(names, part, letter);
      else if (whom === "organization") setName(names, name, letter);
    }
  }
  for (const copy of copies) {
    const who = worksheets.find(({ id }) => id === copy.worksheet)?.who ?? [];
    const rest = who.filter(({ type, names: whom }) => type === "text" && !whom);
    for (const { id } of rest) setName(names, textOf(copy, id).trim(), OTHERS);
  }
  const replace = replacing(names);
  return copies.map((copy) => {
    const worksheet = worksheets.find(({ id }) => id === copy.worksheet);
    const letter = (worksheet && letters.get(keyOf(copy, worksheet))) ?? "";
    const texts = new Set(worksheet?.who.filter(({ type }) => type === "text").map(({ id }) => id));
    const kept = Object.entries(copy.answers).filter(([id]) => !texts.has(id));
    const answers = kept.map(([id, value]) => [id, typeof value === "string" ? replace(value) : value]);
    return { ...copy, letter, file: letter, round: replace(copy.round), answers: Object.fromEntries(answers) };
  });
}

/**
 * Return the names that a report of these copies would show, for each copy.
 * @param {Copy[]} copies
 * @param {Toolkit} toolkit
 * @returns {Map<Copy, string>}
 */
export function namesOf(copies, { worksheets }) {
  return new Map(
    worksheets.flatMap((worksheet) => [
      ...nameCopies(copies.filter((copy) => copy.worksheet === worksheet.id), worksheet),
    ]),
  );
}

/** @param {string} name */
function partsOf(name) {
  const groups = name.split(/[,;/&+\n،؛]|\band\b/iu);
  const people = groups.flatMap((one) => [...one.split(AND), one]).map((one) => one.trim());
  const words = people.flatMap((person) => person.split(/\s+/));
  return [name, ...people, ...words].filter((word) => !NO_NAMES.has(plain(word)));
}

/** @param {Map<string, string>} names @param {string} name @param {string} letter */
function setName(names, name, letter) {
  const key = plain(name);
  if ([...key].length >= SHORTEST && !names.has(key)) names.set(key, letter);
}

/**
 * @param {Map<string, string>} names
 * @returns {(text: string) => string}
 */
function replacing(names) {
  if (!names.size) return (text) => text;
  const longest = [...names.keys()].sort((one, other) => other.length - one.length);
  const escaped = longest.map((name) => name.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&").replace(/ /g, "\\s+"));
  const pattern = new RegExp(`(?<=(?<![\\p{L}\\p{N}])${PREFIX})(?:${escaped.join("|")})(?![\\p{L}\\p{N}])`, "giu");
  return (text) => text.replace(pattern, (found) => names.get(plain(found)) ?? OTHERS);
}

/** Return A to Z, then AA and so on. @param {number} index @returns {string} */
export function letterOf(index) {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letterOf(Math.floor(index / 26) - 1) + last;
}
