// Numbers as people write them, in a language and with a unit -> numbers, and back.
//
// As `partnertools/model/numbers.py` does it; the vectors of `formats/vectors/numbers.json` hold for both.

/**
 * Which numbers there can be: their JSON Schema, with the most decimals, the unit, and what people put
 * before the decimals where it isn't a point.
 * @typedef {{minimum?: number, maximum?: number, decimals?: number, unit?: string, point?: string}} Numbers
 */

const MOST_DIGITS = 15;
export const MOST_DECIMALS = 6;
/** As people write it in English: 1,250 or 1 250, with a point before the decimals. */
const NUMBER = /^([-+−]?) ?([0-9]{1,3}(?:[, '’][0-9]{3})+|[0-9]*)(?:\.([0-9]*))?$/;
/** With a comma there: 1.250 or 1 250; 0.125 is no number of thousands. */
const WITH_COMMA = /^([-+−]?) ?(?!0\.)([0-9]{1,3}(?:[. '’][0-9]{3})+|[0-9]*)(?:,([0-9]*))?$/;
/** What is none with a comma, and has one point: no thousands, and decimals behind it. */
const WITH_POINT = /^([-+−]?) ?([0-9]*)\.([0-9]*)$/;
/** As programs write it. */
const PLAIN = /^[-+]?[0-9]+(?:\.[0-9]+)?$/;

/**
 * Read a number as people write it, with or without its unit; null where it is none.
 * @param {string} text
 * @param {string} [unit]
 * @param {string} [point]
 */
export function readNumber(text, unit = "", point = ".") {
  let words = text.replace(/\p{DI}/gu, "").replace(/\s+/g, " ").trim();
  const small = words.toLowerCase();
  if (unit && small.endsWith(unit.toLowerCase())) words = words.slice(0, -unit.length).trimEnd();
  else if (unit && small.startsWith(unit.toLowerCase())) words = words.slice(unit.length).trimStart();
  const match = (point === "," ? WITH_COMMA : NUMBER).exec(words) ?? WITH_POINT.exec(words);
  if (!match) return null;
  const whole = (match[2] ?? "").replace(/[^0-9]/g, "");
  const decimals = (match[3] ?? "").replace(/(?<!0)0+$/, "");
  const isShort =
    (whole.replace(/^0+/, "") + decimals).length <= MOST_DIGITS && decimals.length <= MOST_DECIMALS;
  if (!isShort || !(whole + (match[3] ?? ""))) return null;
  const value = Number(`${whole || 0}.${decimals || 0}`);
  return value && ["-", "−"].includes(match[1] ?? "") ? -value : value;
}

/**
 * Return the number that a cell of a table stands for, whether or not there can be such a one; null for
 * none. It is read as programs write it, or else as people do: the first of both that can be counts.
 * @param {string} cell
 * @param {Numbers} numbers
 */
export function numberInCell(cell, numbers) {
  const told = cell.trim();
  const plain = PLAIN.test(told) ? readNumber(told) : null;
  const usual = readNumber(cell, numbers.unit, numbers.point);
  return [plain, usual].find((number) => number !== null && isAmong(number, numbers)) ?? plain ?? usual;
}

/**
 * Return what the text of a field of a PDF stands for: a number, or else the text itself.
 * @param {string} text
 * @param {string} formValue what the field says of its numbers
 */
export function readField(text, formValue) {
  let numbers;
  try {
    numbers = JSON.parse(formValue);
  } catch {
    return text;
  }
  const unit = typeof numbers?.unit === "string" ? numbers.unit : "";
  return readNumber(text, unit, numbers?.point) ?? text;
}

/**
 * Return a number as it is written, so that it is read as the same one.
 * @param {number} number
 * @param {string} [point]
 */
export function writeNumber(number, point = ".") {
  return String(number).replace(".", point);
}

/**
 * @param {number} value
 * @param {Numbers} numbers
 */
export function isAmong(value, { minimum = -Infinity, maximum = Infinity, decimals = 0 }) {
  return value >= minimum && value <= maximum && Number(value.toFixed(decimals)) === value;
}
