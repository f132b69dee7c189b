// Columns of a table -> the fields that they mean.
//
// A column is named after a field: by its id, by its id without the worksheet, which means it in all of them,
// or by the last parts of its id. `partnertools.answers.columns` has the same rules; the vectors of
// `formats/vectors/comparing.json` hold for both.

import { gettext, ngettext } from "../words.js";
import { nameKey } from "./cells.js";

/** @typedef {{what: string, remedy: string}} Mistake */
/**
 * @typedef {object} Column
 * @property {string} name
 * @property {string[]} fields the ids of the fields that it means
 * @property {boolean} isOne whether it names a single field by its whole id
 */

/** A message names at most so many fields. */
const MEANT = 3;
/** So much of a name must be the same for it to be taken for one with a typing mistake. */
const ALIKE = 0.6;
/** So much of a name is looked at. */
const LONGEST = 200;

class FieldNames {
  /** @param {Iterable<string>} ids */
  constructor(ids) {
    /** @type {Map<string, string>} */
    this.ids = new Map();
    /** @type {Map<string, string[]>} */
    this.everywhere = new Map();
    /** @type {Map<string, Set<string>>} */
    this.endings = new Map();
    for (const id of ids) {
      this.ids.set(nameKey(id), id);
      const rest = id.slice(id.indexOf(".") + 1) || id;
      this.everywhere.set(rest, [...(this.everywhere.get(rest) ?? []), id]);
      const parts = rest.split(".");
      for (const start of parts.keys()) {
        const ending = nameKey(parts.slice(start).join("."));
        this.endings.set(ending, (this.endings.get(ending) ?? new Set()).add(rest));
      }
    }
  }

  /** Return the ids without a worksheet that a column may mean: the shortest, at best one. @param {string} name */
  find(name) {
    const fitting = [...(this.endings.get(nameKey(name)) ?? [])];
    const depth = (/** @type {string} */ rest) => rest.split(".").length;
    const shortest = Math.min(...fitting.map(depth));
    return fitting.filter((rest) => depth(rest) === shortest).sort();
  }

  /** Return the shortest name of an id without a worksheet. @param {string} rest */
  short(rest) {
    const parts = rest.split(".");
    const endings = parts.map((_, place) => parts.slice(-place - 1).join("."));
    return endings.find((ending) => this.find(ending).join() === rest) ?? rest;
  }

  /** Return the name of a field that somebody probably meant; empty where there is none. @param {string} name */
  nearest(name) {
    const meant = nameKey(name).slice(0, LONGEST);
    const known = [...[...this.everywhere.keys()].map((rest) => this.short(rest)), ...this.ids.values()];
    let [best, most] = ["", ALIKE];
    for (const one of known) {
      const alike = likeness(meant, nameKey(one));
      if (alike > most) [best, most] = [one, alike];
    }
    return best;
  }
}

/**
 * Return how much two names are alike, from 0 to 1: twice what they have in common in the same order, of
 * their length.
 * @param {string} one
 * @param {string} other
 */
function likeness(one, other) {
  const length = one.length + other.length;
  if (2 * Math.min(one.length, other.length) <= ALIKE * length) return 0;
  /** @type {number[]} */
  let common = new Array(other.length + 1).fill(0);
  for (const char of one.split("")) {
    const above = common;
    common = [0];
    for (let place = 1; place <= other.length; place += 1) {
      const longest = Math.max(above[place] ?? 0, common[place - 1] ?? 0);
      common[place] = other[place - 1] === char ? (above[place - 1] ?? 0) + 1 : longest;
    }
  }
  return (2 * (common[other.length] ?? 0)) / length;
}

/**
 * Return the columns that mean fields, and what is wrong with the others; at most `told` of the unknown ones
 * are named.
 * @param {string[]} names
 * @param {Iterable<string>} ids
 * @param {number} told
 * @returns {{columns: Column[], mistakes: Mistake[]}}
 */
export function assign(names, ids, told) {
  const fields = new FieldNames(ids);
  /** @type {Column[]} */
  const columns = [];
  /** @type {Mistake[]} */
  const mistakes = [];
  /** @type {string[]} */
  const unknown = [];
  /** @type {Map<string, string>} */
  const taken = new Map();
  for (const name of names) {
    const one = fields.ids.get(nameKey(name));
    const found = one ? [] : fields.find(name);
    const [rest = ""] = found;
    const key = one ? `id ${one}` : rest;
    const other = taken.get(key);
    if (found.length > 1) mistakes.push(several(name, found));
    else if (!one && !rest) unknown.push(name);
    else if (other !== undefined) {
      mistakes.push({
        what: gettext("the columns `%(one)s` and `%(other)s` fill the same field.", { one: other, other: name }),
        remedy: gettext("Remove `%(column)s`, which was left out.", { column: name }),
      });
    } else {
      taken.set(key, name);
      columns.push({ name, fields: one ? [one] : (fields.everywhere.get(rest) ?? []), isOne: Boolean(one) });
    }
  }
  for (const name of unknown.slice(0, told)) {
    const near = fields.nearest(name);
    mistakes.push({
      what: gettext("the column `%(name)s` names no field.", { name }),
      remedy: near ? gettext("Did you mean `%(name)s`?", { name: near }) : gettext("The other columns were read."),
    });
  }
  const more = unknown.length - told;
  if (more > 0) {
    const what = ngettext("%(count)s more column names no field.", "%(count)s more columns name no field.", more);
    mistakes.push({ what, remedy: gettext("Remove what is not needed.") });
  }
  // What is meant for one worksheet comes after what is meant for all, and so prevails.
  columns.sort((one, other) => Number(one.isOne) - Number(other.isOne));
  return { columns, mistakes };
}

/** @param {string} name @param {string[]} found */
function several(name, found) {
  const quoted = found.slice(0, MEANT).map((rest) => `\u0060${rest}\u0060`);
  const fields = [...quoted, ...(found.length > MEANT ? ["…"] : [])].join(", ");
  const what = ngettext(
    "the column `%(name)s` may be one of %(count)s field: %(fields)s.",
    "the column `%(name)s` may be one of %(count)s fields: %(fields)s.",
    found.length,
    { name, fields },
  );
  return { what, remedy: gettext("Name the column after one of them in full.") };
}
