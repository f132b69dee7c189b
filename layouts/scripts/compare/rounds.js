// Copies -> rounds, in the order of time: what the same people have answered at different times.

import { LANGUAGE } from "../words.js";
import { plain, textOf } from "./copies.js";

/** @typedef {import("./copies.js").Copy} Copy */
/** @typedef {import("./copies.js").Toolkit} Toolkit */

/** How English words for months begin; in any language, some people write them so. */
const ENGLISH = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/** What months are called in the language of the page, the longest names first. */
const MONTHS = namesOfMonths().sort(([one], [other]) => other.length - one.length);
const IN_FIGURES = dateFormat({ dateStyle: "short" });
const MONTH = dateFormat({ month: "long", year: "numeric" });

/** Days in figures. In many languages a space follows each dot; a day of the week may stand before, without figures. */
const YEAR_FIRST = /^(\d{4})\s*[/.年-]\s*(\d{1,2})(?:\s*[/.月-]\s*(\d{1,2}))?(?!\d)/;
const YEAR_LAST = /^\D*?(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})(?:[^\d/-]*)$/;

/** @param {Intl.DateTimeFormatOptions} how */
function dateFormat(how) {
  return new Intl.DateTimeFormat(LANGUAGE, { ...how, timeZone: "UTC", calendar: "gregory", numberingSystem: "latn" });
}

/** Return the names of months with their numbers: whole and in short, by themselves and in a date. */
function namesOfMonths() {
  /** @type {Intl.DateTimeFormatOptions[]} */
  const ways = [{ month: "long" }, { month: "short" }, { dateStyle: "long" }, { dateStyle: "medium" }];
  /** @type {[string, number][]} */
  const names = [];
  for (const format of ways.map(dateFormat)) {
    for (let month = 1; month <= 12; month += 1) {
      const parts = format.formatToParts(Date.UTC(2001, month - 1, 28));
      const place = parts.findIndex(({ type }) => type === "month");
      // Hebrew writes “in” together with the name.
      const before = parts[place - 1]?.value.split(" ").at(-1) ?? "";
      const name = plain(before + (parts[place]?.value ?? "")).replace(/\.$/, "");
      if (/\p{L}/u.test(name)) names.push([name, month]);
    }
  }
  return names;
}

/**
 * Return the day that people have written, as `[year, month, day]`, the day 0 where they have written
 * none; null where it can't be told. In figures, day and month are in the order of the language.
 * @param {string} text
 * @returns {[year: number, month: number, day: number] | null}
 */
export function dayOf(text) {
  const words = plain(text).replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 15));
  const iso = YEAR_FIRST.exec(words);
  if (iso) return day(iso[1], iso[2], iso[3]);
  const figures = YEAR_LAST.exec(words);
  if (figures) {
    const order = IN_FIGURES.formatToParts(0).map(({ type }) => type);
    const isDayFirst = order.indexOf("day") < order.indexOf("month");
    return isDayFirst ? day(figures[3], figures[2], figures[1]) : day(figures[3], figures[1], figures[2]);
  }
  const year = /(?<!\d)(\d{4})(?!\d)/.exec(words)?.[1];
  const [name = "", month] = MONTHS.find(([one]) => isWordIn(one, words)) ?? englishIn(words);
  if (!year || !month) return null;
  return day(year, String(month), /(?<!\d)(\d{1,2})(?!\d)/.exec(words.replace(name, ""))?.[1]);
}

/** @param {string} name @param {string} words */
function isWordIn(name, words) {
  return new RegExp(`(?<![\\p{L}\\d])${name}(?![\\p{L}\\d])`, "u").test(words);
}

/** Return the month that a word stands for, as “Sept.” does. @param {string} words @returns {[string?, number?]} */
function englishIn(words) {
  const month = ENGLISH.findIndex((name) => new RegExp(`\\b${name}`).test(words));
  return month < 0 ? [] : [ENGLISH[month] ?? "", month + 1];
}

/**
 * @param {string | undefined} year
 * @param {string | undefined} month
 * @param {string | undefined} date
 * @returns {[number, number, number] | null}
 */
function day(year = "", month = "", date = "0") {
  const numbers = [Number(year) + (year.length === 2 ? 2000 : 0), Number(month), Number(date)];
  const [whole = 0, part = 0, last = 0] = numbers;
  return part >= 1 && part <= 12 && last <= 31 ? [whole, part, last] : null;
}

/**
 * Return the day of a copy, as its worksheet's opening asks for it.
 * @param {Copy} copy
 * @param {Toolkit} toolkit
 */
export function dateIn(copy, { worksheets }) {
  const who = worksheets.find(({ id }) => id === copy.worksheet)?.who ?? [];
  const field = who.find(({ type }) => type === "date");
  return field ? textOf(copy, field.id).trim() : "";
}

/**
 * Return the month of a copy as the name of a round, as in “March 2026”; empty where none is known.
 * @param {Copy} copy
 * @param {Toolkit} toolkit
 */
export function monthOf(copy, toolkit) {
  const found = dayOf(dateIn(copy, toolkit));
  return found ? MONTH.format(Date.UTC(found[0], found[1] - 1)) : "";
}

/**
 * Return the rounds of copies, the earliest first: by the dates in them, else by the year in their
 * names, else by their names. Copies without a round come first: nobody compares with them last.
 * @param {Copy[]} copies
 * @param {Toolkit} toolkit
 * @returns {string[]}
 */
export function roundsOf(copies, toolkit) {
  /** @type {Map<string, string>} */
  const first = new Map();
  for (const copy of copies) {
    const found = dayOf(dateIn(copy, toolkit)) ?? dayOf(copy.round);
    const year = /\d{4}/.exec(copy.round)?.[0];
    const key = !copy.round ? "" : found ? found.map((part) => String(part).padStart(4, "0")).join("-") : (year ?? "9999");
    const known = first.get(copy.round);
    if (known === undefined || key < known) first.set(copy.round, key);
  }
  const order = new Intl.Collator(LANGUAGE, { numeric: true });
  return [...first]
    .sort(([one, early], [other, late]) => (early < late ? -1 : early > late ? 1 : order.compare(one, other)))
    .map(([round]) => round);
}
