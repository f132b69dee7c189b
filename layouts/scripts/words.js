// A message in English -> the same in the language of the page: words, numbers, lists, what sorts first.
//
// When a script is joined for another language, its messages' translations come with it, and are
// given to `speak`. What has none is said in English.

/** Values for the places of a message, `%(name)s`. @typedef {Record<string, string | number>} Values */

/** Translations by message, or by context and message; those that count have a form for each plural. */
/** @type {Record<string, string[]>} */
let catalog = {};
/** Return which form a number takes. @type {(n: number) => number} */
let plural = (n) => Number(n !== 1);

/** What stands between a context and its message, as in compiled catalogues of gettext. */
const BETWEEN = "\x04";

/** The language of the page; tests load modules where there is none. @type {string} */
const PAGE = globalThis.document?.documentElement.lang || "en";
/** The same for dates, numbers and lists: what the browser doesn't know, it would write as in its own language. */
export const LANGUAGE = Intl.NumberFormat.supportedLocalesOf(PAGE).length ? PAGE : "en";

/**
 * Take up translations, and which of their forms a number takes.
 * @param {Record<string, string[]>} translations
 * @param {(n: number) => number | boolean} rule
 */
export function speak(translations, rule) {
  catalog = translations;
  plural = (n) => Number(rule(n));
}

/**
 * Return a message with values in its places. Places without a value stay, for `weave` to fill.
 * @param {string} text
 * @param {Values} [values]
 */
export function gettext(text, values) {
  return filled(found(text)?.[0] ?? text, values);
}

/**
 * Return a message that says the same English words elsewhere in another sense.
 * @param {string} context
 * @param {string} text
 * @param {Values} [values]
 */
export function pgettext(context, text, values) {
  return filled(found(context + BETWEEN + text)?.[0] ?? text, values);
}

/**
 * Return the form of a message that a number takes; it stands where `%(count)s` is.
 * @param {string} one
 * @param {string} many
 * @param {number} count
 * @param {Values} [values]
 */
export function ngettext(one, many, count, values) {
  return filled(found(one)?.[plural(count)] ?? (count === 1 ? one : many), { count, ...values });
}

/** @param {string} key */
function found(key) {
  return Object.hasOwn(catalog, key) ? catalog[key] : undefined;
}

/**
 * @param {string} text
 * @param {Values} [values]
 */
function filled(text, values = {}) {
  return text.replace(/%\((\w+)\)s/g, (place, name) => {
    const value = Object.hasOwn(values, name) ? (values[name] ?? place) : place;
    return typeof value === "number" ? inDigits(value) : value;
  });
}

const NUMBERS = new Intl.NumberFormat(LANGUAGE, { numberingSystem: "latn" });

/**
 * Return a number as the language writes it, in the digits that people type into fields.
 * @param {number} value
 */
export function inDigits(value) {
  return NUMBERS.format(value);
}

/**
 * Return a message with text and elements in its places: an element stands where the language has it.
 * @param {string} text
 * @param {Record<string, Node | string | (Node | string)[]>} values
 */
export function weave(text, values) {
  return text.split(/%\((\w+)\)s/).flatMap((part, i) => (i % 2 ? (values[part] ?? part) : part || []));
}

/**
 * Return items as a list, one beside the other.
 * @template {Node | string} Item
 * @param {(Item | Item[])[]} items
 * @returns {(Item | string)[]}
 */
export function listed(items) {
  const list = new Intl.ListFormat(LANGUAGE, { type: "unit", style: "short" });
  const parts = list.formatToParts(items.map((_, i) => String(i)));
  return parts.flatMap(({ type, value }) => (type === "element" ? (items[Number(value)] ?? []) : value));
}

/**
 * Return what is said of one thing, with commas between: no “and”, which lists have in many languages.
 * @template {Node | string} Item
 * @param {Item[]} items
 * @returns {(Item | string)[]}
 */
export function apposed(items) {
  const [, between] = new Intl.ListFormat(LANGUAGE, { type: "unit", style: "short" }).formatToParts(["1", "2", "3"]);
  const comma = between?.value.replace(/\p{L}/gu, "") ?? "";
  return items.flatMap((item, i) => (i ? [comma, item] : [item]));
}

/**
 * Return a sentence with a capital where it begins.
 * @param {string} text
 */
export function capitalized(text) {
  const [first = ""] = text;
  return first.toLocaleUpperCase(LANGUAGE) + text.slice(first.length);
}
