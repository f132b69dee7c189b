// Copies -> rounds, in the order of time: what the same people have answered at different times.

import { LANGUAGE } from "../words.js";
import { plain, textOf } from "./copies.js";

/** @typedef {import("./copies.js").Copy} Copy */
/** @typedef {import("./copies.js").Toolkit} Toolkit */

const MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/**
 * Return the day that people have written, as `[year, month, day]`, the day 0 where they have written
 * none; null where it can't be told. Days are written here as in the United States: month first.
 * @param {string} text
 * @returns {[year: number, month: number, day: number] | null}
 */
export function dayOf(text) {
  const words = plain(text);
  const iso = /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?/.exec(words);
  if (iso) return day(iso[1], iso[2], iso[3]);
  const slashes = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})$/.exec(words);
  if (slashes) return day(slashes[3], slashes[1], slashes[2]);
  const year = /\b(\d{4})\b/.exec(words)?.[1];
  const month = MONTHS.findIndex((name) => new RegExp(`\\b${name.slice(0, 3)}`).test(words));
  if (!year || month < 0) return null;
  return day(year, String(month + 1), /\b(\d{1,2})(?:st|nd|rd|th)?\b/.exec(words)?.[1]);
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
  const name = MONTHS[(found?.[1] ?? 0) - 1];
  return found && name ? `${name.charAt(0).toUpperCase()}${name.slice(1)} ${found[0]}` : "";
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
