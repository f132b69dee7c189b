// Copies -> tables for spreadsheets (CSV), one row for each copy or for each answer; and back.
//
// `partnertools collect` writes the same rows; the vectors of `formats/vectors/comparing.json` hold
// for both.

import { FileError } from "../file.js";
import { gettext, ngettext } from "../words.js";
import { copyOf, fieldsOf, readCell, textOf } from "./copies.js";

/** @typedef {import("./copies.js").Answer} Answer */
/** @typedef {import("./copies.js").Copy} Copy */
/** @typedef {import("./copies.js").Field} Field */
/** @typedef {import("./copies.js").Toolkit} Toolkit */
/** @typedef {import("./copies.js").Worksheet} Worksheet */
/** @typedef {import("./collecting.js").Found} Found */

const ABOUT = ["file", "worksheet", "version", "language", "round"];
/** What makes a spreadsheet take a text for a formula; the wide ones are of East Asian keyboards. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const NUMBER = /^[+-]?\d+(\.\d+)?$/;
/** What a cell says of a box that is ticked: signs, yes, and what spreadsheets in many languages call true. */
const TICKED = new RegExp(
  "^(?:1|x|✓|✔|☑|☒|✅|yes|y|true|on|ja|j|wahr|oui|vrai|sí|si|verdadero|sì|vero|sim|verdadeiro|waar|tak|prawda" +
    "|ano|áno|pravda|da|да|истина|так|igen|igaz|evet|doğru|sand|sant|kyllä|tosi|ναι)$",
);
/** What nobody sees: joiners, variation selectors, marks of direction. */
const INVISIBLE = /[\p{Cf}\uFE00-\uFE0F]/gu;
/** As `collect` has it: `formats/vectors/limits.json`. */
const MOST_COLUMNS = 2000;
const MOST_ROWS = 20_000;

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
  return [value, text].includes(readCell(field, text)) ? text : `${text}0`;
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
  const [head = [], ...rows] = parseTable(text.replace(/^\uFEFF+/, ""));
  const columns = head.map((cell) => unsafe(cell).trim().toLowerCase());
  const fields = new Map(toolkit.worksheets.flatMap((one) => fieldsOf(one).map(({ id }) => [id, one])));
  const isOurs = columns.some((column) => fields.has(column)) || columns.includes("worksheet");
  if (!isOurs || columns.length > MOST_COLUMNS) {
    throw new FileError(
      gettext("it is neither a filled-in PDF, nor an answer file, nor a table with this toolkit’s fields."),
      gettext("In a table, name each column after a field, as in the tables that this page saves."),
    );
  }
  if (rows.length > MOST_ROWS) {
    throw new FileError(gettext("it has more than %(most)s rows.", { most: MOST_ROWS }), gettext("Split it."));
  }
  /** @type {Found} */
  const found = { copies: [], problems: [] };
  for (const [index, row] of rows.entries()) {
    const cells = new Map(columns.map((column, place) => [column, unsafe(row[place] ?? "")]));
    /** @type {Map<Worksheet, Record<string, Answer>>} */
    const given = new Map();
    for (const worksheet of toolkit.worksheets) {
      const isNamed = cells.get("worksheet") === worksheet.id;
      for (const field of fieldsOf(worksheet)) {
        const { id } = field;
        const cell = cells.get(id) ?? (isNamed ? cells.get(id.slice(worksheet.id.length + 1)) : "");
        if (!cell) continue;
        const answers = given.get(worksheet) ?? {};
        answers[id] = field.type === "check" ? isTicked(cell) : readCell(field, cell);
        given.set(worksheet, answers);
      }
    }
    const own = cells.get("file");
    const file = own ? `${own} (${name})` : gettext("%(file)s (row %(row)s)", { file: name, row: index + 2 });
    for (const [worksheet, answers] of given) {
      const version = /^\d+$/.test(cells.get("version") ?? "") ? Number(cells.get("version")) : null;
      const about = { version, language: cells.get("language") ?? "", round: cells.get("round") ?? "" };
      found.copies.push(copyOf(worksheet, file, about, answers));
    }
  }
  const strange = columns.filter((column) => column && !ABOUT.includes(column) && !fields.has(column));
  if (strange.length) {
    const columns = strange.slice(0, 5).join(", ");
    const more = strange.length - 5;
    const what =
      more > 0
        ? ngettext(
            "it has columns that name no field: %(columns)s and %(count)s more.",
            "it has columns that name no field: %(columns)s and %(count)s more.",
            more,
            { columns },
          )
        : gettext("it has columns that name no field: %(columns)s.", { columns });
    found.problems.push({ file: name, what, remedy: gettext("The other columns were read.") });
  }
  if (!found.copies.length) {
    found.problems.push({ file: name, what: gettext("it has no answers."), remedy: gettext("Fill in a row for each copy.") });
  }
  return found;
}

/**
 * Return whether a cell says that a box is ticked.
 * @param {string} cell
 */
export function isTicked(cell) {
  return TICKED.test(cell.normalize("NFC").replace(INVISIBLE, "").trim().toLowerCase());
}

/**
 * Take a table apart (RFC 4180); commas, semicolons or tabs stand between cells.
 * @param {string} text
 * @returns {string[][]}
 */
export function parseTable(text) {
  const [first = ""] = text.split(/\r?\n/, 1);
  const outside = first.replace(/"(?:[^"]|"")*"/g, "");
  const count = (/** @type {string} */ mark) => outside.split(mark).length;
  const mark = ["\t", ";", ","].reduce((best, one) => (count(one) >= count(best) ? one : best));
  /** @type {string[][]} */
  const rows = [];
  let row = [];
  let at = 0;
  while (at < text.length) {
    let cell = "";
    if (text[at] === '"') {
      for (;;) {
        const end = text.indexOf('"', at + 1);
        if (end < 0) throw new FileError(gettext("a quotation mark in it is never closed."), gettext("Save the table again."));
        cell += text.slice(at + 1, end);
        at = end + 1;
        if (text[at] !== '"') break;
        cell += '"';
      }
    }
    let end = at;
    while (end < text.length && text[end] !== mark && text[end] !== "\n" && text[end] !== "\r") end += 1;
    row.push(cell + text.slice(at, end));
    at = end;
    if (text[at] === mark) {
      at += 1;
      if (at === text.length) row.push("");
      if (at < text.length) continue;
    }
    if (row.some((one) => one.trim())) rows.push(row);
    row = [];
    if (text[at] === "\r") at += 1;
    if (text[at] === "\n") at += 1;
  }
  return rows;
}
