// Cells of a table -> what they say of fields.
//
// `partnertools` reads cells by the same rules, of tables that come back and of those that fill in packets
// (`partnertools.model.values`); the vectors of `formats/vectors/comparing.json` hold for both.

import { numberInCell } from "../../fields/number/values.js";

/** @typedef {import("./copies.js").Answer} Answer */
/** @typedef {import("./copies.js").Field} Field */

/** What a cell says of a box that is ticked: signs, yes, and what spreadsheets in many languages call true. What may
 *  mean either isn't among it, such as ✗. */
const TICKED = new RegExp(
  "^(?:1|x|✓|✔|☑|☒|✅|yes|y|true|on|ja|j|wahr|oui|vrai|sí|si|verdadero|sì|vero|sim|verdadeiro|waar|tak|prawda" +
    "|ano|áno|pravda|da|да|истина|так|igen|igaz|evet|doğru|sand|sant|kyllä|tosi|ναι)$",
);
/** The same of one that is not. */
const UNTICKED = new RegExp(
  "^(?:0|☐|no|n|false|off|nein|falsch|non|faux|falso|não|nee|onwaar|nie|fałsz|ne|nepravda|нет|ложь" +
    "|ні|nem|hamis|hayır|hayir|yanlış|yanliş|nej|falsk|usant|nei|ei|epätosi|όχι)$",
);
/** What nobody sees: joiners, variation selectors, marks of direction. */
const INVISIBLE = /[\p{Cf}\uFE00-\uFE0F]/gu;

/** A message quotes so many characters. */
const QUOTED = 40;

/**
 * Return what the cell of a table says of a field; what the field doesn't take stays a text.
 * @param {Field} field
 * @param {string} cell
 * @returns {Answer}
 */
export function readCell(field, cell) {
  if (field.type === "check") return readTick(cell) === true;
  if (field.type === "number") return numberInCell(cell, field) ?? cell;
  return optionIn(cell, field.options ?? []) ?? cell;
}

/**
 * Return the id of the option that a cell names, by its id or by its label.
 * @param {string} cell
 * @param {{id: string, label: string}[]} options
 */
function optionIn(cell, options) {
  const meant = labelKey(cell);
  const found = options.find(({ id }) => labelKey(id) === meant) ?? options.find(({ label }) => labelKey(label) === meant);
  return found?.id;
}

/** Return what labels are compared by; people type the apostrophe of their keyboard. @param {string} label */
function labelKey(label) {
  return nameKey(label.normalize("NFC")).replaceAll("’", "'");
}

/** Return what names are compared by: no capitals, hyphens for spaces, nothing invisible. @param {string} name */
export function nameKey(name) {
  return name.replace(/\p{DI}/gu, "").trim().toLowerCase().replace(/\s+/gu, "-");
}

/**
 * Return whether a cell says that a box is ticked; null where it says neither yes nor no.
 * @param {string} cell
 */
export function readTick(cell) {
  const word = cell.normalize("NFC").replace(INVISIBLE, "").trim().toLowerCase();
  if (TICKED.test(word)) return true;
  return UNTICKED.test(word) ? false : null;
}

/** Return what a message quotes of a cell. @param {string} cell */
export function brief(cell) {
  const line = cell.replace(/\s+/g, " ").trim().replace(/\p{C}/gu, codeOf);
  const characters = [...line];
  return characters.length <= QUOTED ? line : `${characters.slice(0, QUOTED - 1).join("")}…`;
}

/** @param {string} char */
function codeOf(char) {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
