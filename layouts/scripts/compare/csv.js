// A table as spreadsheets save it (CSV) -> the names of its columns, and its rows.
//
// `partnertools.answers.table` has the same rules; the vectors of `formats/vectors/comparing.json` and
// `formats/vectors/limits.json` hold for both.

import { FileError } from "../file.js";
import { gettext, ngettext } from "../words.js";
import { nameKey } from "./cells.js";

/** @typedef {import("./columns.js").Mistake} Mistake */
/** A row with its number in the table, where the header is the first. @typedef {{number: number, cells: string[]}} Row */

/** Where two are as frequent in the header, the one that is less likely to be part of a name wins. */
const MARKS = ["\t", ";", ","];
/** What a spreadsheet program writes to tell itself what stands between cells. */
const DIRECTIVE = /^("?)sep=([\t;,|])\1(?:\r\n?|\n)/;
/** How Excel keeps a number's zeros, or text that looks like a number: a formula that is a text. */
const TEXT_FORMULA = /^\s*="((?:[^"]|"")*)"\s*$/;
/** As `collect` has it: `formats/vectors/limits.json`. */
const MOST_COLUMNS = 2000;
const MOST_CHARACTERS = 1_000_000;
/** What stands between cells is looked for in so many characters. */
const MOST_HEADER = 1_000_000;
const TOO_LONG = gettext("a cell is too long");
export const STRAY_REMEDY = gettext("Put cells with a comma or semicolon in quotation marks, or name the column.");

/**
 * Read a table; with its rows come those that can't be used, as mistakes, and how many all of them are.
 * Where no row can be trusted, it is refused.
 * @param {string} text
 * @returns {{names: string[], rows: Row[], count: number, mistakes: Mistake[]}}
 */
export function readTable(text) {
  const found = records(text.replace(/^\p{DI}+/u, ""));
  const { value: header } = found.next();
  if (!header) throw new FileError(gettext("the table is empty."), gettext("Name the columns in the first line."));
  const names = header.map((cell) => cell.replace(/\p{DI}/gu, "").trim().replace(/\s+/g, " "));
  while (names.at(-1) === "") names.pop();
  if (names.length > MOST_COLUMNS) {
    const what = gettext("the table has %(columns)s columns; at most %(most)s can be read.", {
      columns: names.length,
      most: MOST_COLUMNS,
    });
    throw new FileError(what, gettext("Keep those that name a field."));
  }
  checkDoubled(names);
  /** @type {Row[]} */
  const rows = [];
  /** @type {Mistake[]} */
  const mistakes = [];
  let count = 0;
  for (const cells of found) {
    count += 1;
    const number = count + 1;
    const stray = cells.findIndex((cell, place) => !names[place] && nameKey(cell));
    if (stray < 0) rows.push({ number, cells });
    else {
      const what = gettext("in row %(row)s, cell %(place)s has text, but the header names no column %(place)s.", {
        row: number,
        place: stray + 1,
      });
      mistakes.push({ what, remedy: STRAY_REMEDY });
    }
  }
  if (!count) throw new FileError(gettext("the table has a header and no rows."), gettext("Add a row per copy."));
  return { names, rows, count, mistakes };
}

/** @param {string[]} names */
function checkDoubled(names) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const key of names.map(nameKey)) if (key) counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const [name, count] of counts) {
    if (count > 1) {
      const what = ngettext("%(count)s column is named `%(name)s`.", "%(count)s columns are named `%(name)s`.", count, { name });
      throw new FileError(what, gettext("Rename or remove all but one."));
    }
  }
}

/**
 * Take a table apart (RFC 4180); commas, semicolons or tabs stand between cells, and spaces behind them. What is
 * blank is no row.
 * @param {string} text
 * @returns {string[][]}
 */
export function parseTable(text) {
  return [...records(text)];
}

/**
 * Yield the rows of a table, the header first.
 * @param {string} text
 * @returns {Generator<string[], void>}
 */
function* records(text) {
  const [directive = "", , told] = DIRECTIVE.exec(text) ?? [];
  const mark = told ?? markIn(text.trimStart());
  let number = 1;
  let row = [];
  let at = directive.length;
  while (at < text.length) {
    let cell = "";
    while (text[at] === " ") at += 1;
    if (text[at] === '"') {
      for (;;) {
        const end = text.indexOf('"', at + 1);
        cell += text.slice(at + 1, end < 0 ? text.length : end);
        // Signs are counted once: a file may be hostile.
        if (cell.length > 2 * MOST_CHARACTERS) throw unreadable(number, TOO_LONG);
        if (end < 0 && isTooLong(cell)) throw unreadable(number, TOO_LONG);
        if (end < 0) throw unreadable(number, gettext("a quotation mark is never closed"));
        at = end + 1;
        if (text[at] !== '"') break;
        cell += '"';
      }
      if (isTooLong(cell)) throw unreadable(number, TOO_LONG);
      if (at < text.length && text[at] !== mark && text[at] !== "\n" && text[at] !== "\r") {
        throw unreadable(number, gettext("a cell goes on behind its closing quotation mark"));
      }
    }
    let end = at;
    while (end < text.length && text[end] !== mark && text[end] !== "\n" && text[end] !== "\r") end += 1;
    cell += text.slice(at, end);
    if (end > at && isTooLong(cell)) throw unreadable(number, TOO_LONG);
    row.push(withoutFormula(cell));
    at = end;
    if (text[at] === mark) {
      at += 1;
      if (at === text.length) row.push("");
      if (at < text.length) continue;
    }
    if (row.some(nameKey)) {
      yield row;
      number += 1;
    }
    row = [];
    if (text[at] === "\r") at += 1;
    if (text[at] === "\n") at += 1;
  }
}

/** @param {string} cell */
function isTooLong(cell) {
  return cell.length > MOST_CHARACTERS && [...cell].length > MOST_CHARACTERS;
}

/**
 * @param {number} row where it begins
 * @param {string} why
 */
function unreadable(row, why) {
  const what = gettext("from row %(row)s on it can't be read as CSV (%(why)s).", { row, why });
  return new FileError(what, gettext("Close every quotation mark, and write one inside a quoted cell twice."));
}

/**
 * Return what stands between cells: what the header has most of, outside of quotes.
 * @param {string} text
 */
function markIn(text) {
  const counts = new Map(MARKS.map((mark) => [mark, 0]));
  let isQuoted = false;
  for (const sign of text.slice(0, MOST_HEADER)) {
    if (sign === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (sign === "\n" || sign === "\r") break;
    else if (counts.has(sign)) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  return most ? (MARKS.find((mark) => counts.get(mark) === most) ?? ",") : ",";
}

/** @param {string} cell */
function withoutFormula(cell) {
  return TEXT_FORMULA.exec(cell)?.[1]?.replaceAll('""', '"') ?? cell;
}
