// A paragraph and its bidirectional classes -> levels, and the order in which a line is drawn.
//
// The Unicode Bidirectional Algorithm (UAX #9), with the names of its rules, as
// `partnertools/pdf/bidi.py` has it. An even level runs from left to right, an odd one from right to
// left.

const MOST_LEVELS = 125;
/** How many brackets may be open at once (BD16). */
const MOST_BRACKETS = 63;
const ISOLATES = ["LRI", "RLI", "FSI"];
/**
 * Which level explicit formatting asks for, an even or an odd one, and which class it forces.
 * @type {Map<string, [number, string]>}
 */
const EMBEDDINGS = new Map([
  ["LRE", [0, ""]],
  ["RLE", [1, ""]],
  ["LRO", [0, "L"]],
  ["RLO", [1, "R"]],
]);
/** What has no place of its own on the line (X9). */
const REMOVED = [...EMBEDDINGS.keys(), "PDF", "BN"];
const NEUTRAL = ["B", "S", "WS", "ON", ...ISOLATES, "PDI"];
/** What takes the level of its paragraph at the end of a line (L1). */
export const TRAILING = ["B", "S", "WS", ...ISOLATES, "PDI", ...REMOVED];
/**
 * Numbers count as R beside what has no direction (N0, N1).
 * @type {Record<string, string>}
 */
const STRONG = { L: "L", R: "R", EN: "R", AN: "R" };

/**
 * Return the level that the first letter asks for; null where there is none (P2, P3).
 * @param {string[]} classes
 */
export function firstStrong(classes) {
  let depth = 0;
  for (const one of classes) {
    if (ISOLATES.includes(one)) depth++;
    else if (one === "PDI") depth = Math.max(0, depth - 1);
    else if (!depth && ["L", "R", "AL"].includes(one)) return one === "L" ? 0 : 1;
  }
  return null;
}

/**
 * Return the level of each character of a paragraph, whose own level is `base`.
 * @param {string[]} text
 * @param {string[]} classes
 * @param {Map<string, string>} brackets the closing ones by the opening ones
 * @param {number} base
 */
export function levelsOf(text, classes, brackets, base) {
  const types = [...classes];
  const ends = isolates(classes);
  const given = explicit(types, ends, base);
  const found = [...given];
  for (const sequence of sequences(classes, given, ends)) {
    const level = given[sequence[0] ?? 0] ?? base;
    const [before, after] = around(sequence, classes, given, base);
    const start = Math.max(level, before) % 2 ? "R" : "L";
    const end = Math.max(level, after) % 2 ? "R" : "L";
    weak(types, sequence, start);
    resolveBrackets(types, classes, sequence, pairs(text, types, sequence, brackets), start, level);
    neutral(types, sequence, start, end, level);
    for (const place of sequence) {
      const type = types[place];
      if (level % 2) found[place] = level + (type === "R" ? 0 : 1);
      else found[place] = level + (type === "L" ? 0 : type === "R" ? 1 : 2);
    }
  }
  return found;
}

/**
 * Return the place where each isolate ends, by the one where it begins (BD9).
 * @param {string[]} classes
 */
function isolates(classes) {
  /** @type {Map<number, number>} */
  const ends = new Map();
  /** @type {number[]} */
  const begun = [];
  classes.forEach((one, place) => {
    if (ISOLATES.includes(one)) begun.push(place);
    else if (one === "PDI") {
      const begin = begun.pop();
      if (begin !== undefined) ends.set(begin, place);
    }
  });
  return ends;
}

/**
 * Return the levels that formatting characters ask for, and force classes (X1 to X8).
 * @param {string[]} types
 * @param {Map<number, number>} ends
 * @param {number} base
 */
function explicit(types, ends, base) {
  /** @type {number[]} */
  const found = [];
  const stack = [{ level: base, forced: "", isIsolate: false }];
  // Those that were nested too deep.
  let lostIsolates = 0;
  let lostEmbeddings = 0;
  types.forEach((one, place) => {
    if (one === "PDI" && lostIsolates) lostIsolates--;
    else if (one === "PDI" && stack.some(({ isIsolate }) => isIsolate)) {
      lostEmbeddings = 0;
      while (!stack.pop()?.isIsolate);
    }
    const { level, forced, isIsolate } = stack.at(-1) ?? { level: base, forced: "", isIsolate: false };
    found.push(level);
    if (forced && !REMOVED.includes(one)) types[place] = forced;
    const begins = ISOLATES.includes(one);
    if (begins || EMBEDDINGS.has(one)) {
      const [asked, override] = EMBEDDINGS.get(one) ?? [one === "RLI" ? 1 : 0, ""];
      const inside = one === "FSI" ? types.slice(place + 1, ends.get(place)) : [];
      const odd = firstStrong(inside) ?? asked;
      const above = level % 2 === odd ? level + 2 : level + 1;
      if (above <= MOST_LEVELS && !lostIsolates && !lostEmbeddings) {
        stack.push({ level: above, forced: override, isIsolate: begins });
      } else if (begins) lostIsolates++;
      else if (!lostIsolates) lostEmbeddings++;
    } else if (one === "PDF" && !lostIsolates) {
      if (lostEmbeddings) lostEmbeddings--;
      else if (stack.length > 1 && !isIsolate) stack.pop();
    }
  });
  return found;
}

/**
 * Return the isolating run sequences, as places (BD13, X10).
 * @param {string[]} classes
 * @param {number[]} given
 * @param {Map<number, number>} ends
 */
function sequences(classes, given, ends) {
  /** @type {number[][]} */
  const runs = [];
  classes.forEach((one, place) => {
    if (REMOVED.includes(one)) return;
    const run = runs.at(-1);
    if (run && given[run[0] ?? 0] === given[place]) run.push(place);
    else runs.push([place]);
  });
  /** @type {number[][]} */
  const found = [];
  // What follows an isolate goes on with what the isolate stands in.
  /** @type {Map<number, number[]>} */
  const interrupted = new Map();
  for (const run of runs) {
    let sequence = interrupted.get(run[0] ?? 0);
    if (!sequence) {
      sequence = [];
      found.push(sequence);
    }
    sequence.push(...run);
    const end = ends.get(run.at(-1) ?? 0);
    if (end !== undefined) interrupted.set(end, sequence);
  }
  return found;
}

/**
 * Return the levels before and after a sequence (X10).
 * @param {number[]} sequence
 * @param {string[]} classes
 * @param {number[]} given
 * @param {number} base
 * @returns {[number, number]}
 */
function around(sequence, classes, given, base) {
  const first = sequence[0] ?? 0;
  const last = sequence.at(-1) ?? 0;
  let before = first - 1;
  while (before >= 0 && REMOVED.includes(classes[before] ?? "")) before--;
  let after = ISOLATES.includes(classes[last] ?? "") ? classes.length : last + 1;
  while (after < classes.length && REMOVED.includes(classes[after] ?? "")) after++;
  return [given[before] ?? base, given[after] ?? base];
}

/**
 * Resolve marks and numbers (W1 to W7).
 * @param {string[]} types
 * @param {number[]} sequence
 * @param {string} start
 */
function weak(types, sequence, start) {
  let before = start;
  for (const place of sequence) {
    if (types[place] === "NSM") {
      types[place] = before === "PDI" || ISOLATES.includes(before) ? "ON" : before;
    }
    before = types[place] ?? "";
  }
  let strong = start;
  for (const place of sequence) {
    const type = types[place] ?? "";
    if (["L", "R", "AL"].includes(type)) strong = type;
    else if (type === "EN" && strong === "AL") types[place] = "AN";
  }
  for (const place of sequence) {
    if (types[place] === "AL") types[place] = "R";
  }
  for (let index = 1; index < sequence.length - 1; index++) {
    const [left, place, right] = sequence.slice(index - 1, index + 2);
    const type = types[left ?? 0] ?? "";
    if (place === undefined || type !== types[right ?? 0]) continue;
    if (["EN ES", "EN CS", "AN CS"].includes(`${type} ${types[place]}`)) types[place] = type;
  }
  for (const places of [sequence, [...sequence].reverse()]) {
    before = "";
    for (const place of places) {
      if (types[place] === "ET" && before === "EN") types[place] = "EN";
      before = types[place] ?? "";
    }
  }
  strong = start;
  for (const place of sequence) {
    const type = types[place] ?? "";
    if (["ES", "ET", "CS"].includes(type)) types[place] = "ON";
    else if (["L", "R"].includes(type)) strong = type;
    else if (type === "EN" && strong === "L") types[place] = "L";
  }
}

/**
 * Return the brackets that belong together, as indices of the sequence (BD16).
 * @param {string[]} text
 * @param {string[]} types
 * @param {number[]} sequence
 * @param {Map<string, string>} brackets
 */
function pairs(text, types, sequence, brackets) {
  /** @type {[number, number][]} */
  const found = [];
  /** @type {[string, number][]} */
  const opened = [];
  const closing = [...brackets.values()];
  for (const [index, place] of sequence.entries()) {
    const char = text[place] ?? "";
    if (types[place] !== "ON") continue;
    const closed = brackets.get(char);
    if (closed) {
      if (opened.length === MOST_BRACKETS) return [];
      opened.push([closed, index]);
    } else if (closing.includes(char)) {
      const depth = opened.findLastIndex(([one]) => one === char);
      if (depth >= 0) {
        found.push([opened[depth]?.[1] ?? 0, index]);
        opened.length = depth;
      }
    }
  }
  return found.sort(([one], [other]) => one - other);
}

/**
 * Resolve brackets by what stands in them, and before them (N0).
 * @param {string[]} types
 * @param {string[]} classes
 * @param {number[]} sequence
 * @param {[number, number][]} found the brackets that belong together
 * @param {string} start
 * @param {number} level
 */
function resolveBrackets(types, classes, sequence, found, start, level) {
  const own = level % 2 ? "R" : "L";
  /** @param {number} place */
  const strong = (place) => STRONG[types[place] ?? ""];
  for (const [opening, closing] of found) {
    const inside = sequence.slice(opening + 1, closing).map(strong).filter((one) => one);
    if (!inside.length) continue;
    let direction = own;
    if (!inside.includes(own)) {
      direction = sequence.slice(0, opening).map(strong).findLast((one) => one) ?? start;
    }
    for (const index of [opening, closing]) {
      types[sequence[index] ?? 0] = direction;
      // Marks on a bracket go with it.
      for (const place of sequence.slice(index + 1)) {
        if (classes[place] !== "NSM") break;
        types[place] = direction;
      }
    }
  }
}

/**
 * Resolve what has no direction by what stands around it (N1, N2).
 * @param {string[]} types
 * @param {number[]} sequence
 * @param {string} start
 * @param {string} end
 * @param {number} level
 */
function neutral(types, sequence, start, end, level) {
  const own = level % 2 ? "R" : "L";
  let before = start;
  /** @type {number[]} */
  let waiting = [];
  for (const place of sequence) {
    const type = types[place] ?? "";
    if (NEUTRAL.includes(type)) {
      waiting.push(place);
      continue;
    }
    const after = STRONG[type] ?? own;
    for (const one of waiting) types[one] = before === after ? before : own;
    waiting = [];
    before = after;
  }
  for (const one of waiting) types[one] = before === end ? before : own;
}

/**
 * Return the indices of a line's characters, from left to right (L2).
 * @param {number[]} levels
 */
export function inOrder(levels) {
  const order = levels.map((_, index) => index);
  const highest = levels.reduce((one, other) => Math.max(one, other), 0);
  for (let level = highest; level > 0; level--) {
    let begin = 0;
    while (begin < order.length) {
      let end = begin;
      while (end < order.length && (levels[order[end] ?? 0] ?? 0) >= level) end++;
      order.splice(begin, end - begin, ...order.slice(begin, end).reverse());
      begin = end + 1;
    }
  }
  return order;
}
