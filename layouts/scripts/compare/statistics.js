// What people have picked -> how far apart they are: counts, the level in the middle, and nothing
// that would need levels to be numbers.

/** @typedef {{id: string, label: string, offScale?: boolean}} Option */

/**
 * What a group has picked among options.
 * @typedef {object} Tally
 * @property {Option[]} levels the options on the scale
 * @property {number[]} counts how many have picked each of them
 * @property {Option[]} beside the options off the scale
 * @property {number[]} countsBeside
 * @property {number} given answers on the scale
 * @property {number} silent copies without an answer
 * @property {number} unknown answers that today's worksheet does not offer
 * @property {number} apart levels between the lowest answer and the highest
 * @property {number[]} median the level in the middle; two where it lies between two levels
 * @property {number} consensus from 0 to 1: to sort by, not to show
 */

/**
 * @param {Option[]} options
 * @param {string[]} picked by each copy; an empty text where it has no answer
 * @returns {Tally}
 */
export function tally(options, picked) {
  const levels = options.filter((option) => !option.offScale);
  const beside = options.filter((option) => option.offScale);
  /** @param {Option} option */
  const count = ({ id }) => picked.filter((one) => one === id).length;
  const counts = levels.map(count);
  const countsBeside = beside.map(count);
  const silent = picked.filter((one) => one === "").length;
  const given = sum(counts);
  const chosen = counts.flatMap((many, level) => Array(many).fill(level));
  const [lowest = 0] = chosen;
  return {
    levels,
    counts,
    beside,
    countsBeside,
    given,
    silent,
    unknown: picked.length - silent - given - sum(countsBeside),
    apart: (chosen.at(-1) ?? 0) - lowest,
    median: medianOf(chosen),
    consensus: consensusOf(counts),
  };
}

/**
 * @param {number[]} chosen in order
 */
function medianOf(chosen) {
  const high = chosen[chosen.length >> 1];
  const low = chosen[(chosen.length - 1) >> 1];
  if (high === undefined || low === undefined) return [];
  return low === high ? [low] : [low, high];
}

/**
 * Return the consensus of a distribution over levels (Tastle and Wierman, 2007): 1 where all have
 * picked the same level, 0 where half have picked the lowest and half the highest.
 * @param {number[]} counts
 */
export function consensusOf(counts) {
  const given = sum(counts);
  const width = counts.length - 1;
  if (!given || !width) return 1;
  const middle = sum(counts.map((count, level) => count * level)) / given;
  const share = (/** @type {number} */ count, /** @type {number} */ level) =>
    count ? (count / given) * Math.log2(1 - Math.abs(level - middle) / width) : 0;
  return 1 + sum(counts.map(share));
}

/**
 * Compare two tallies: the wider gap first, and of equal ones that with less consensus.
 * @param {Tally} one
 * @param {Tally} other
 */
export function byGap(one, other) {
  // Sums of fractions that are equal on paper may differ in their last digits.
  const nearer = Math.round((one.consensus - other.consensus) * 1e9);
  return other.apart - one.apart || nearer;
}

/**
 * Return whether a group has picked more than one of the options.
 * @param {Tally} counted
 */
export function isSplit({ counts }) {
  return counts.filter(Boolean).length > 1;
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((all, one) => all + one, 0);
}
