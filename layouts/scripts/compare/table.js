// Copies -> tables for spreadsheets (CSV), one row for each copy or for each answer; and back.
//
// `partnertools collect` writes the same rows; the vectors of `formats/vectors/comparing.json` hold
// for both.

import { FileError } from "../file.js";
import { gettext, ngettext } from "../words.js";
import { brief, nameKey, readCell, readTick } from "./cells.js";
import { assign } from "./columns.js";
import { copyOf, fieldsOf, textOf } from "./copies.js";
import { STRAY_REMEDY, readTable } from "./csv.js";

/** @typedef {import("./copies.js").Answer} Answer */
/** @typedef {import("./copies.js").Copy} Copy */
/** @typedef {import("./copies.js").Field} Field */
/** @typedef {import("./copies.js").Toolkit} Toolkit */
/** @typedef {import("./copies.js").Worksheet} Worksheet */
/** @typedef {import("./collecting.js").Found} Found */
/** @typedef {import("./columns.js").Mistake} Mistake */

const ABOUT = ["file", "worksheet", "version", "language", "round"];
/** What makes a spreadsheet take a text for a formula; the wide ones are of East Asian keyboards. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const NUMBER = /^[+-]?\d+(\.\d+)?$/;
/** As `collect` has it: `formats/vectors/limits.json`. */
const MOST_ROWS = 20_000;
/** So many unknown columns are named, so many rows, and so many cells that can't be read. */
const TOLD = 5;

/**
 * Return a table with a row for each copy of one worksheet; columns are fields, by their ids.
 * @param {Copy[]} copies
 * @param {Worksheet} worksheet
 * @returns {string[][]}
 */
export function rowsOfCopies(copies, worksheet) {
  const fields = new Map(fieldsOf(worksheet).map((field) => [field.id, field]));
  const others = new Set(copies.flatMap(({ answers }) => Object.keys(answers).filter((id) => !fields.has(id))));
  const ids = [...fields.keys(), ...[...others].sort()];
  const rows = copies.map((copy) => [...aboutOf(copy), ...ids.map((id) => cellOf(copy, id, fields.get(id)))]);
  return [[...ABOUT, ...ids], ...rows];
}

/**
 * Return an answer as a cell that `readCell` reads as the same. Where decimals follow a comma and there can
 * be none, 1.125 is 1125 to it, and 1.1250 is not.
 * @param {Copy} copy
 * @param {string} id
 * @param {Field} [field]
 */
function cellOf(copy, id, field) {
  const text = textOf(copy, id);
  const value = copy.answers[id];
  if (typeof value !== "number" || field?.type !== "number") return text;
  const read = readCell(field, text);
  return read === value || read === text ? text : `${text}0`;
}

/**
 * Return a table with a row for each answer.
 * @param {Copy[]} copies
 * @param {Toolkit} toolkit
 * @returns {string[][]}
 */
export function rowsOfAnswers(copies, { worksheets }) {
  const rows = [[...ABOUT, "field", "question", "answer", "words"]];
  for (const copy of copies) {
    const worksheet = worksheets.find(({ id }) => id === copy.worksheet);
    const fields = worksheet ? fieldsOf(worksheet) : [];
    const known = new Set(fields.map(({ id }) => id));
    const others = Object.keys(copy.answers).filter((id) => !known.has(id)).sort();
    for (const id of [...fields.map((field) => field.id), ...others]) {
      const answer = textOf(copy, id);
      if (!answer) continue;
      const field = fields.find((one) => one.id === id);
      const words = field?.options?.find((option) => option.id === answer)?.label ?? answer;
      rows.push([...aboutOf(copy), id, field?.name ?? "", answer, words]);
    }
  }
  return rows;
}

/** @param {Copy} copy */
function aboutOf({ file, worksheet, version, language, round }) {
  return [file, worksheet, version === null ? "" : String(version), language, round];
}

/**
 * Return rows as CSV that spreadsheets open as text: a cell that they would take for a formula has an
 * apostrophe in front.
 * @param {string[][]} rows
 */
export function writeTable(rows) {
  const lines = rows.map((row) => row.map((cell) => `"${safe(cell).replaceAll('"', '""')}"`).join(","));
  return `\uFEFF${lines.join("\r\n")}\r\n`;
}

/** @param {string} cell */
function safe(cell) {
  return FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell;
}

/** @param {string} cell */
function unsafe(cell) {
  return cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;
}

/**
 * Read the copies in a table: a row for each, in columns that are named after fields.
 * @param {string} text
 * @param {string} name
 * @param {Toolkit} toolkit
 * @returns {Found}
 */
export function copiesOfTable(text, name, toolkit) {
  const { names, rows, count, mistakes: wrong } = readTable(text);
  const { columns, about, isOurs, mistakes, ownerOf } = columnsOf(names.map(unsafe), rows, toolkit);
  if (!isOurs) {
    throw new FileError(
      gettext("it is neither a filled-in PDF, nor an answer file, nor a table with this toolkit’s fields."),
      gettext("In a table, name each column after a field."),
    );
  }
  if (count > MOST_ROWS) {
    throw new FileError(gettext("it has more than %(most)s rows.", { most: MOST_ROWS }), gettext("Split it."));
  }
  /** @type {Found} */
  const found = { copies: [], problems: [...strayIn(wrong), ...mistakes].map((mistake) => ({ file: name, ...mistake })) };
  /** @type {{row: number, column: string, cell: string}[]} */
  const unread = [];
  for (const { number, cells: row } of rows) {
    /** @param {string} column */
    const told = (column) => unsafe(row[about.get(column) ?? -1] ?? "").trim();
    const said = columns.map((column) => ({ ...column, cell: unsafe(row[column.place] ?? "") }));
    const filled = said.filter(({ cell }) => nameKey(cell));
    const own = told("worksheet");
    const whole = new Set(filled.filter(({ isOne }) => isOne).flatMap(({ fields }) => fields.map((id) => ownerOf(id)?.worksheet)));
    /** @type {Map<Worksheet, Record<string, Answer>>} */
    const given = new Map();
    for (const { name: column, fields, isOne, cell } of filled) {
      const owners = fields.flatMap((id) => ownerOf(id) ?? []);
      const meant = owners.filter(({ worksheet }) => isOne || (own ? worksheet.id === own : whole.has(worksheet)));
      if (meant.some(({ field }) => field.type === "check") && readTick(cell) === null) {
        unread.push({ row: number, column, cell: brief(cell) });
      }
      for (const owner of meant) {
        const answers = given.get(owner.worksheet) ?? {};
        answers[owner.field.id] = readCell(owner.field, cell);
        given.set(owner.worksheet, answers);
      }
    }
    const file = told("file") ? `${told("file")} (${name})` : gettext("%(file)s (row %(row)s)", { file: name, row: number });
    const version = /^\d+$/.test(told("version")) ? Number(told("version")) : null;
    for (const worksheet of toolkit.worksheets) {
      const answers = given.get(worksheet);
      if (!answers) continue;
      const copy = copyOf(worksheet, file, { version, language: told("language"), round: told("round") }, answers);
      if (Object.keys(copy.answers).length) found.copies.push(copy);
    }
  }
  found.problems.push(...tellOf(unread).map((mistake) => ({ file: name, ...mistake })));
  if (!found.copies.length && !found.problems.length) {
    found.problems.push({ file: name, what: gettext("it has no answers."), remedy: gettext("Fill in a row for each copy.") });
  }
  return found;
}

/**
 * Return the first rows that can't be used, and how many more there are.
 * @param {Mistake[]} wrong
 */
function strayIn(wrong) {
  const more = wrong.length - TOLD;
  if (more <= 0) return wrong;
  const what = ngettext(
    "%(count)s more row has text where the header names no column.",
    "%(count)s more rows have text where the header names no column.",
    more,
  );
  return [...wrong.slice(0, TOLD), { what, remedy: STRAY_REMEDY }];
}

/**
 * Say which cells say neither yes nor no of a box to tick.
 * @param {{row: number, column: string, cell: string}[]} unread
 */
function tellOf(unread) {
  const remedy = gettext("Write yes or no, or leave the cell empty.");
  const told = unread.slice(0, TOLD).map((one) => {
    const what = gettext(
      "in row %(row)s, the box `%(column)s` counts as not ticked, because `%(cell)s` is neither yes nor no.",
      one,
    );
    return { what, remedy };
  });
  const more = unread.length - told.length;
  if (!more) return told;
  const what = ngettext(
    "%(count)s more box has a word that is neither yes nor no.",
    "%(count)s more boxes have words that are neither yes nor no.",
    more,
  );
  return [...told, { what, remedy }];
}

/**
 * Return which column means which fields. A column with a whole id means that field; a short one means fields of
 * the worksheets that a row is of: the one in its cell `worksheet`, or those that its other cells name in full.
 * @param {string[]} head
 * @param {import("./csv.js").Row[]} rows
 * @param {Toolkit} toolkit
 */
function columnsOf(head, rows, { worksheets }) {
  const owners = new Map(
    worksheets.flatMap((worksheet) => fieldsOf(worksheet).map((field) => [field.id, { worksheet, field }])),
  );
  const ids = new Map([...owners.keys()].map((id) => [nameKey(id), id]));
  const keys = head.map(nameKey);
  /** @type {Map<string, number>} */
  const about = new Map();
  for (const [place, key] of keys.entries()) if (ABOUT.includes(key)) about.set(key, place);
  const place = about.get("worksheet") ?? -1;
  /** @type {Map<string, number>} The first row of each worksheet that cells name. */
  const first = new Map();
  for (const { number, cells } of rows) {
    const name = unsafe(cells[place] ?? "").trim();
    if (!first.has(name)) first.set(name, number);
  }
  const strange = [...first].filter(([name]) => name && !worksheets.some(({ id }) => id === name));
  const of = new Set(first.keys());
  const named = keys.flatMap((key) => ids.get(key) ?? []);
  for (const id of named) of.add(owners.get(id)?.worksheet.id ?? "");
  const own = [...owners].filter(([, { worksheet }]) => of.has(worksheet.id)).map(([id]) => id);
  const names = new Map(head.map((name, at) => /** @type {[string, number]} */ ([name.trim(), at])));
  const asked = [...names.keys()].filter((name) => nameKey(name) && !ABOUT.includes(nameKey(name)));
  const isOurs = about.has("worksheet") || named.length > 0;
  // What is of something else is refused without a look at all of it.
  const { columns, mistakes } = assign(isOurs ? asked : [], own, TOLD);
  return {
    columns: columns.map((column) => ({ ...column, place: names.get(column.name) ?? -1 })),
    about,
    isOurs,
    // Where no worksheet is known, no column can name a field.
    mistakes: [...tellOfStrange(strange, worksheets[0]?.id ?? ""), ...(own.length ? mistakes : [])],
    /** @param {string} id */
    ownerOf: (id) => owners.get(id),
  };
}

/**
 * Say which cells name no worksheet.
 * @param {[string, number][]} strange each with its row
 * @param {string} known
 */
function tellOfStrange(strange, known) {
  return strange.slice(0, TOLD).map(([name, row]) => ({
    what: gettext("in row %(row)s, `worksheet` says `%(name)s`, which is the id of no worksheet.", { row, name: brief(name) }),
    remedy: gettext("Write the id of a worksheet, such as `%(name)s`.", { name: known }),
  }));
}
