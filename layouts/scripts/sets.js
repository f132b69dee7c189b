// Sets of answers -> whether they say the same, and one out of two, without losing any.

import { isEmpty } from "./storage.js";

/** @typedef {import("./storage.js").Kept} Kept */

/**
 * All that the browser has of a worksheet; `stashed` are sets that made room for others, the newest
 * last, `damaged` is what could not be read.
 * @typedef {{kept: Kept, stashed: Kept[], damaged: string}} Everything
 */

/**
 * Return what was cleared earlier and what is cleared now as one, so that nothing is lost.
 * @param {Everything | null} earlier
 * @param {Everything} now
 * @returns {Everything}
 */
export function together(earlier, now) {
  if (!earlier) return now;
  const isBlank = isEmpty(now.kept);
  const made = isBlank || isEmpty(earlier.kept) ? [] : [earlier.kept];
  const kept = isBlank ? earlier.kept : now.kept;
  return {
    kept,
    stashed: distinct([...earlier.stashed, ...made, ...now.stashed], kept),
    damaged: [earlier.damaged, now.damaged].filter((text) => text).join("\n"),
  };
}

/**
 * Return sets of answers without those that say the same as a later one, or as the page.
 * @param {Kept[]} sets
 * @param {Kept} page
 */
export function distinct(sets, page) {
  const known = new Set([serialize(page)]);
  const newestFirst = [...sets].reverse().filter((one) => {
    const text = serialize(one);
    const isNew = !known.has(text);
    known.add(text);
    return isNew;
  });
  return newestFirst.reverse();
}

/** @param {Kept} kept */
function serialize({ answers, unmatched = {} }) {
  return JSON.stringify([sortById(answers), sortById(unmatched)]);
}

/**
 * Return whether two sets of answers say the same, in whatever order.
 * @param {Record<string, unknown>} some
 * @param {Record<string, unknown>} others
 */
export function isSame(some, others) {
  return JSON.stringify(sortById(some)) === JSON.stringify(sortById(others));
}

/** @param {Record<string, unknown>} answers */
function sortById(answers) {
  return Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1));
}
