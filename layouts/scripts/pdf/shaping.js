// A paragraph with Arabic or Hebrew letters in it -> its clusters: glyphs with their levels.
//
// As `partnertools/pdf/shaping.py` sets it, which says more of the second face and of how letters
// join. Lengths are in thousandths of the font size.

import { TRAILING, firstStrong, inOrder, levelsOf } from "./bidi.js";

/**
 * What a fill plan says of the second face: `letters` are the way in which they join, the first
 * glyph, and the characters; `marks` the characters, the glyph, the row of anchors, and the place
 * from there; `anchors` the first glyph, the step from mark to mark, and places; `classes` where the
 * bidirectional class changes; `brackets` and `mirrored` are pairs.
 * @typedef {object} ShapingData
 * @property {number[]} widths
 * @property {[string, number, string][]} letters
 * @property {[string, number, number, number, number][]} marks
 * @property {[number, number, number[]][]} anchors
 * @property {[number, string][]} classes
 * @property {string} brackets
 * @property {string} mirrored
 */

/**
 * What a fill plan says of how letters join: how many forms they have, by the way they join, which
 * ways join the letter before, and which the one behind; the characters that join, that keep letters
 * apart, and all that have no glyph.
 * @typedef {object} Joining
 * @property {Record<string, number>} forms
 * @property {string[]} joinBefore
 * @property {string[]} joinBehind
 * @property {string} joiner
 * @property {string} apart
 * @property {string} silent
 */

/** A mark, and its place from the left edge of its cluster. @typedef {{glyph: number, x: number, y: number}} Mark */

/**
 * A character with its marks, as it is drawn. The glyph is -1 where nothing is.
 * @typedef {object} Cluster
 * @property {string} bidiClass
 * @property {number} level
 * @property {number} glyph
 * @property {boolean} isShaped whether the glyph is of the second face
 * @property {number} advance
 * @property {Mark[]} marks
 */

/**
 * A paragraph, or a line of it, with its clusters in the order in which they are read.
 * @typedef {{level: number, clusters: Cluster[]}} Paragraph
 */

/** How the first face sets a character. @typedef {(char: string) => {glyph: number, width: number}} SetChar */

/** Classes that are set from right to left, or turn others. */
const TURNING = ["R", "AL", "AN", "RLE", "RLO", "RLI"];

/** What it takes to set text in the second face. */
export class Shaping {
  /**
   * @param {ShapingData} data
   * @param {Joining} joining
   */
  constructor(data, joining) {
    this.data = data;
    this.joining = joining;
    /** @type {Map<string, {own: string, first: number}>} */
    this.letters = new Map();
    for (const [own, first, characters] of data.letters) {
      [...characters].forEach((char, count) => {
        this.letters.set(char, { own, first: first + count * this.forms(own) });
      });
    }
    this.marks = new Map(data.marks.map(([text, ...mark]) => [text, mark]));
    this.rows = new Map(data.marks.map(([, glyph, row]) => [glyph, row]));
    this.brackets = new Map(twos(data.brackets));
    const mirrored = twos(data.mirrored);
    this.mirrored = new Map([...mirrored, ...mirrored.map(([left, right]) => /** @type {const} */ ([right, left]))]);
  }

  /**
   * Return how many forms letters have that join in a certain way.
   * @param {string} own
   */
  forms(own) {
    return this.joining.forms[own] ?? 1;
  }

  /**
   * Tell whether a letter or a mark is in the second face.
   * @param {string} char
   */
  has(char) {
    return this.letters.has(char) || this.marks.has(char);
  }

  /**
   * Tell whether text is other than a row of glyphs from left to right.
   * @param {string} text
   */
  isNeeded(text) {
    for (const char of text) {
      if (char > "\u007f" && (this.has(char) || TURNING.includes(this.bidiClass(char)))) return true;
    }
    return false;
  }

  /**
   * Return the bidirectional class of a character; an unknown one is taken for a letter.
   * @param {string} char
   */
  bidiClass(char) {
    const code = char.codePointAt(0) ?? 0;
    const { classes } = this.data;
    let low = 0;
    let high = classes.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((classes[middle]?.[0] ?? 0) <= code) low = middle;
      else high = middle;
    }
    return classes[low]?.[1] ?? "L";
  }

  /**
   * Return a width that a character is no narrower than, whichever form it takes.
   * @param {string} char
   * @param {SetChar} setChar
   */
  leastWidth(char, setChar) {
    const letter = this.letters.get(char);
    if (letter) {
      return Math.min(...this.data.widths.slice(letter.first, letter.first + this.forms(letter.own)));
    }
    return this.marks.has(char) || this.joining.silent.includes(char) ? 0 : setChar(char).width;
  }

  /**
   * Return a paragraph. With `isRtl`, one without letters runs from right to left.
   * @param {string} text
   * @param {SetChar} setChar
   * @param {boolean} isRtl
   * @returns {Paragraph}
   */
  paragraph(text, setChar, isRtl) {
    const characters = [...text];
    const classes = characters.map((char) => this.bidiClass(char));
    const base = firstStrong(classes) ?? (isRtl ? 1 : 0);
    const levels = levelsOf(characters, classes, this.brackets, base);
    const forms = this.formsOf(characters);
    /** @type {Cluster[]} */
    const clusters = [];
    for (let place = 0; place < characters.length; place++) {
      let char = characters[place] ?? "";
      const level = levels[place] ?? base;
      const about = { bidiClass: classes[place] ?? "L", level, marks: [] };
      const glyph = forms.get(place);
      if (glyph !== undefined) {
        clusters.push({ ...about, glyph, isShaped: true, advance: this.data.widths[glyph] ?? 0 });
      } else if (this.marks.has(char)) {
        const both = char + (characters[place + 1] ?? "");
        if (both !== char && this.marks.has(both)) {
          char = both;
          place++;
        }
        const [glyph = 0, row = 0, x = 0, y = 0] = this.marks.get(char) ?? [];
        const last = clusters.at(-1);
        const anchor = last && this.anchor(last, row);
        if (anchor) last.marks.push({ glyph, x: anchor.x + x, y: anchor.y + y });
        else {
          // Without a letter, it stands for itself.
          const space = setChar(" ").width;
          const marks = [{ glyph, x: space, y: 0 }];
          clusters.push({ ...about, glyph: -1, isShaped: true, advance: 2 * space, marks });
        }
      } else if (!this.joining.silent.includes(char)) {
        const { glyph, width } = setChar(level % 2 ? (this.mirrored.get(char) ?? char) : char);
        clusters.push({ ...about, glyph, isShaped: false, advance: width });
      }
    }
    return { level: base, clusters };
  }

  /**
   * Return where the next mark of a row stands; null where it can't stand on the glyph.
   * @param {Cluster} cluster
   * @param {number} row
   */
  anchor(cluster, row) {
    const [first, step, places] = this.data.anchors[row] ?? [0, 0, []];
    const at = 2 * (cluster.glyph - first);
    const x = places[at];
    const y = places[at + 1];
    if (!cluster.isShaped || x === undefined || y === undefined) return null;
    const below = cluster.marks.filter(({ glyph }) => this.rows.get(glyph) === row).length;
    return { x, y: y + step * below };
  }

  /**
   * Return the glyphs of letters, by their places.
   * @param {string[]} characters
   */
  formsOf(characters) {
    const { joinBefore, joinBehind, joiner, apart, silent } = this.joining;
    /** @type {Map<number, number>} */
    const found = new Map();
    // Of the letter before: its place, its first glyph, how it joins, and whether it is joined to
    // the one before it.
    let last = { place: -1, first: -1, own: "none", isJoined: false };
    characters.forEach((char, place) => {
      const letter = this.letters.get(char) ?? { own: char === joiner ? "joiner" : "none", first: -1 };
      const { own, first } = letter;
      const isPassedOver = silent.includes(char) && char !== joiner && !apart.includes(char);
      if (this.marks.has(char) || isPassedOver) return;
      const joins = joinBehind.includes(last.own) && joinBefore.includes(own);
      const isPair = joins && last.own === "lam" && own === "alef";
      if (joins && found.has(last.place) && this.forms(last.own) > 2) {
        found.set(last.place, last.first + 2 + Number(last.isJoined) + 2 * Number(isPair));
      }
      if (first >= 0) {
        let form = joins && this.forms(own) > 1 ? 1 : 0;
        if (isPair) form = 2 + Number(last.isJoined);
        else if (own === "heh" && !joins && ["before", "alef"].includes(last.own)) form = 4;
        found.set(place, first + form);
      }
      last = { place, first, own, isJoined: joins };
    });
    return found;
  }
}

/**
 * @param {string} pairs
 * @returns {[string, string][]}
 */
function twos(pairs) {
  return (pairs.match(/../gu) ?? []).map((pair) => [pair.charAt(0), pair.charAt(1)]);
}

/**
 * Return how wide clusters are.
 * @param {Cluster[]} clusters
 */
export function widthOf(clusters) {
  return clusters.reduce((width, { advance }) => width + advance, 0);
}

/**
 * Break paragraphs into lines no wider than `most`, where `appearances.js` would.
 * @param {Paragraph[]} paragraphs
 * @param {number} space the glyph of a space
 * @param {number} most
 * @returns {Generator<Paragraph>}
 */
export function* wrapParagraphs(paragraphs, space, most) {
  for (const { level, clusters } of paragraphs) {
    /** @type {Cluster[]} */
    let line = [];
    let taken = 0;
    for (const { gap, word } of words(clusters, space)) {
      const more = widthOf(word) + (line.length ? widthOf(gap) : 0);
      if (taken + more <= most) {
        line = line.length ? [...line, ...gap, ...word] : word;
        taken += more;
        continue;
      }
      if (line.length) yield { level, clusters: line };
      line = [];
      taken = 0;
      for (const cluster of word) {
        if (line.length && taken + cluster.advance > most) {
          yield { level, clusters: line };
          line = [];
          taken = 0;
        }
        line.push(cluster);
        taken += cluster.advance;
      }
    }
    yield { level, clusters: line };
  }
}

/**
 * Return words, each with the space before it; between two spaces there is an empty one.
 * @param {Cluster[]} clusters
 * @param {number} space
 */
function words(clusters, space) {
  /** @type {{gap: Cluster[], word: Cluster[]}} */
  let last = { gap: [], word: [] };
  const found = [last];
  for (const cluster of clusters) {
    if (cluster.glyph === space && !cluster.isShaped) {
      last = { gap: [cluster], word: [] };
      found.push(last);
    } else last.word.push(cluster);
  }
  return found;
}

/**
 * Return the glyphs of a line in the order in which they are read, marks behind their letters, each
 * with its place from the line's beginning.
 * @param {Paragraph} line
 */
export function shows({ level, clusters }) {
  const levels = clusters.map((cluster) => cluster.level);
  for (let place = clusters.length - 1; place >= 0; place--) {
    if (!TRAILING.includes(clusters[place]?.bidiClass ?? "L")) break;
    levels[place] = level;
  }
  /** @type {Map<number, number>} */
  const lefts = new Map();
  let left = 0;
  for (const place of inOrder(levels)) {
    lefts.set(place, left);
    left += clusters[place]?.advance ?? 0;
  }
  return clusters.flatMap(({ glyph, isShaped, advance: width, marks }, place) => {
    const x = lefts.get(place) ?? 0;
    const own = glyph < 0 ? [] : [{ isShaped, glyph, x, y: 0, width }];
    const above = marks.map((mark) => {
      return { isShaped: true, glyph: mark.glyph, x: x + mark.x, y: mark.y, width: 0 };
    });
    return [...own, ...above];
  });
}
