// What is typed as a number -> the number, or what is wrong with it.

import { addValueType } from "../../scripts/kinds.js";
import { LANGUAGE, gettext, ngettext } from "../../scripts/words.js";
import { MOST_DECIMALS, isAmong, readNumber, writeNumber } from "./values.js";

/** @typedef {import("./values.js").Numbers} Numbers */

/** As the hint has them: years have no thousands. */
const NUMBERS = new Intl.NumberFormat(LANGUAGE, {
  numberingSystem: "latn",
  maximumFractionDigits: MOST_DECIMALS,
  useGrouping: "min2",
});

addValueType("number", {
  read: (typed, control) => readTyped(typed, numbersOf(control)) ?? typed,
  write: (value, control) => {
    return typeof value === "number" ? writeNumber(value, numbersOf(control).point) : String(value);
  },
  takes: (value) => typeof value === "number" && Number.isFinite(value),
  objection(control) {
    if (!control.value.trim()) return "";
    const numbers = numbersOf(control);
    const value = readTyped(control.value, numbers);
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

/**
 * @param {string} typed
 * @param {Numbers} numbers
 */
function readTyped(typed, { unit, point }) {
  return readNumber(typed, unit, point);
}

/** Return what to write; numbers are written as in the hint, and as they are read. @param {Numbers} numbers */
function remedyFor({ minimum, maximum, decimals, point }) {
  const [smallest, largest] = [minimum, maximum].map((bound) => {
    return bound === undefined ? undefined : sayNumber(bound, point);
  });
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
 * Return a number as the language writes it, where it is read as the same one.
 * @param {number} number
 * @param {string} [point]
 */
function sayNumber(number, point) {
  const said = NUMBERS.format(number);
  return readNumber(said, "", point) === number ? said : writeNumber(number, point);
}
