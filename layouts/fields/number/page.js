// What is typed as a number -> the number, or what is wrong with it.

import { addValueType } from "../../scripts/kinds.js";
import { gettext, ngettext } from "../../scripts/words.js";

/**
 * Which numbers there can be: their JSON Schema, with the most decimals and the unit.
 * @typedef {{minimum?: number, maximum?: number, decimals?: number, unit?: string}} Numbers
 */

const MOST_DIGITS = 15;
const MOST_DECIMALS = 6;
/** As people write it in English: 1,250 or 1 250, with a point before the decimals. */
const NUMBER = /^([-+−]?) ?([0-9]{1,3}(?:[, '’][0-9]{3})+|[0-9]*)(?:\.([0-9]*))?$/;

addValueType("number", {
  read: (typed, control) => readNumber(typed, numbersOf(control).unit) ?? typed,
  takes: (value) => typeof value === "number" && Number.isFinite(value),
  objection(control) {
    if (!control.value.trim()) return "";
    const numbers = numbersOf(control);
    const value = readNumber(control.value, numbers.unit);
    if (value !== null && isAmong(value, numbers)) return "";
    return remedyFor(numbers);
  },
});

/**
 * @param {import("../../scripts/form.js").Control} control
 * @returns {Numbers}
 */
function numbersOf(control) {
  return JSON.parse(control.dataset.value ?? "{}");
}

/** Return what to write; numbers are written as in the hint, and as they are read. @param {Numbers} numbers */
function remedyFor({ minimum, maximum, decimals }) {
  const [smallest, largest] = [minimum?.toString(), maximum?.toString()];
  if (smallest !== undefined && largest !== undefined) {
    const values = { smallest, largest };
    if (!decimals) return gettext("Write a whole number from %(smallest)s to %(largest)s.", values);
    return ngettext(
      "Write a number from %(smallest)s to %(largest)s, with up to %(count)s decimal.",
      "Write a number from %(smallest)s to %(largest)s, with up to %(count)s decimals.",
      decimals,
      values,
    );
  }
  if (smallest !== undefined) {
    if (!decimals) return gettext("Write a whole number, %(smallest)s or more.", { smallest });
    return ngettext(
      "Write a number, %(smallest)s or more, with up to %(count)s decimal.",
      "Write a number, %(smallest)s or more, with up to %(count)s decimals.",
      decimals,
      { smallest },
    );
  }
  if (largest !== undefined) {
    if (!decimals) return gettext("Write a whole number, %(largest)s or less.", { largest });
    return ngettext(
      "Write a number, %(largest)s or less, with up to %(count)s decimal.",
      "Write a number, %(largest)s or less, with up to %(count)s decimals.",
      decimals,
      { largest },
    );
  }
  if (!decimals) return gettext("Write a whole number.");
  return ngettext(
    "Write a number, with up to %(count)s decimal.",
    "Write a number, with up to %(count)s decimals.",
    decimals,
  );
}

/**
 * @param {number} value
 * @param {Numbers} numbers
 */
function isAmong(value, { minimum = -Infinity, maximum = Infinity, decimals = 0 }) {
  return value >= minimum && value <= maximum && Number(value.toFixed(decimals)) === value;
}

/**
 * Read a number as people write it, with or without its unit; null where it is none. As
 * `read_number` in `partnertools/model/values.py` does.
 * @param {string} text
 * @param {string} [unit]
 */
export function readNumber(text, unit = "") {
  let words = text.replace(/\p{DI}/gu, "").replace(/\s+/g, " ").trim();
  const small = words.toLowerCase();
  if (unit && small.endsWith(unit.toLowerCase())) words = words.slice(0, -unit.length).trimEnd();
  else if (unit && small.startsWith(unit.toLowerCase())) words = words.slice(unit.length).trimStart();
  const match = NUMBER.exec(words);
  if (!match) return null;
  const whole = (match[2] ?? "").replace(/[^0-9]/g, "");
  const decimals = (match[3] ?? "").replace(/0+$/, "");
  const isShort =
    (whole.replace(/^0+/, "") + decimals).length <= MOST_DIGITS && decimals.length <= MOST_DECIMALS;
  if (!isShort || !(whole + (match[3] ?? ""))) return null;
  const value = Number(`${whole || 0}.${decimals || 0}`);
  return value && ["-", "−"].includes(match[1] ?? "") ? -value : value;
}
