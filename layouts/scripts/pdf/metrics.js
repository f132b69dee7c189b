// What a fill plan says of its typeface -> what it takes to set text in it: glyphs, widths, words.
//
// As `partnertools/pdf/metrics.py` has it; the vectors of `formats/vectors/` hold for both.

import { Shaping } from "./shaping.js";

/** @typedef {import("./shaping.js").Paragraph} Paragraph */

/**
 * What a fill plan says of its typeface. Lengths are in thousandths of the font size; `glyphs` are
 * runs: the glyph of the first character, and the characters. `shaping` is that of the second face,
 * with letters that run from right to left; null where there is none.
 * @typedef {object} Typeface
 * @property {number} ascent
 * @property {number} descent
 * @property {number} capHeight
 * @property {number[]} widths
 * @property {[number, string][]} glyphs
 * @property {import("./shaping.js").ShapingData | null} shaping
 */

/** First and last code points of characters. @typedef {[number, number][]} Runs */

/**
 * What a fill plan says of how text is drawn: the names of the fonts among the resources; the
 * colour, as an operator; the room around text; the smallest size, and the steps down to it; from line to line,
 * as a share of the size. `spaces` part words, `wideSpaces` are drawn as the usual one, `invisible`
 * characters aren't drawn, `accents` stand on the letter before.
 * @typedef {object} Spacing
 * @property {string} font
 * @property {string} shapedFont
 * @property {string} colour
 * @property {number} padding
 * @property {number} smallest
 * @property {number} step
 * @property {number} leading
 * @property {Runs} spaces
 * @property {Runs} wideSpaces
 * @property {Runs} lineEnds
 * @property {Runs} invisible
 * @property {Runs} accents
 */

/** @typedef {Spacing & import("./shaping.js").Joining} Typesetting */

/** What it takes to set text in a typeface. */
export class Metrics {
  /**
   * @param {Typeface} typeface
   * @param {Typesetting} typesetting
   */
  constructor(typeface, typesetting) {
    this.font = typesetting.font;
    this.shapedFont = typesetting.shapedFont;
    this.silent = typesetting.silent;
    // What has no glyph comes between a letter and its accent in vain.
    this.inVain = new RegExp(`[${typesetting.silent}]+(?=${oneOf(typesetting.accents)})`, "gu");
    this.shaping = typeface.shaping && new Shaping(typeface.shaping, typesetting);
    this.colour = typesetting.colour;
    this.padding = typesetting.padding;
    this.smallest = typesetting.smallest;
    this.step = typesetting.step;
    this.leading = typesetting.leading;
    this.spaces = new RegExp(`${oneOf(typesetting.spaces)}+`, "u");
    this.wideSpaces = new RegExp(oneOf(typesetting.wideSpaces), "gu");
    this.lineEnds = new RegExp(`\\r\\n|${oneOf(typesetting.lineEnds)}`, "u");
    this.invisible = new RegExp(`${oneOf(typesetting.invisible)}+`, "gu");
    this.ascent = typeface.ascent;
    this.descent = typeface.descent;
    this.capHeight = typeface.capHeight;
    /** @type {Map<string, {code: string, width: number}>} */
    this.glyphs = new Map();
    for (const [first, characters] of typeface.glyphs) {
      let glyph = first;
      for (const char of characters) {
        const code = glyph.toString(16).padStart(4, "0");
        this.glyphs.set(char, { code, width: typeface.widths[glyph] ?? 0 });
        glyph++;
      }
    }
    this.unknown = this.glyphs.get("?") ?? { code: "0000", width: 0 };
  }

  /**
   * Return text without the characters that are never drawn.
   * @param {string} text
   */
  stripInvisible(text) {
    return text.replace(this.invisible, "");
  }

  /**
   * Return text without what is never drawn, and tells nothing of how to draw the rest. A letter and
   * its accent in two parts, as some keyboards send them, are one.
   * @param {string} text
   */
  drawable(text) {
    const kept = this.shaping?.isNeeded(text)
      ? [...text]
          .map((char) => (this.silent.includes(char) ? char : this.stripInvisible(char)))
          .join("")
          .replace(this.inVain, "")
      : this.stripInvisible(text);
    return kept.normalize("NFC").replace(this.wideSpaces, " ");
  }

  /**
   * Tell whether a character can be drawn.
   * @param {string} char
   */
  has(char) {
    return this.glyphs.has(char) || Boolean(this.shaping?.has(char));
  }

  /**
   * Return the paragraphs of a text; null where all of it runs from left to right. With `isRtl`, one
   * without letters runs from right to left.
   * @param {string} value
   * @param {boolean} isLong
   * @param {boolean} isRtl
   * @returns {Paragraph[] | null}
   */
  turning(value, isLong, isRtl) {
    const { shaping } = this;
    if (!shaping || !(isRtl || shaping.isNeeded(value))) return null;
    const texts = isLong ? this.paragraphs(value) : [this.words(value).join(" ")];
    return texts.map((text) => shaping.paragraph(text.replaceAll("\t", " "), this.set, isRtl));
  }

  /**
   * Return how the first face sets a character.
   * @param {string} char
   */
  set = (char) => {
    const { code, width } = this.glyphs.get(char) ?? this.unknown;
    return { glyph: Number.parseInt(code, 16), width };
  };

  /**
   * Return a width that text is no narrower than, whichever forms its letters take.
   * @param {string} text
   */
  leastWidth(text) {
    const { shaping } = this;
    if (!shaping?.isNeeded(text)) return this.width(text);
    let width = 0;
    for (const char of text) width += shaping.leastWidth(char, this.set);
    return width;
  }

  /**
   * Return the words of a text, however they are set apart.
   * @param {string} text
   */
  words(text) {
    return text.split(this.spaces).filter((word) => word);
  }

  /**
   * Return the paragraphs of a text, each without its end.
   * @param {string} text
   */
  paragraphs(text) {
    const found = text.split(this.lineEnds);
    // The end of the last line begins no new one.
    if (found.length > 1 && !found.at(-1)) found.pop();
    return found;
  }

  /**
   * Return text as glyph numbers in hexadecimal; unknown characters as a question mark.
   * @param {string} text
   */
  encode(text) {
    const codes = [];
    for (const char of text) codes.push((this.glyphs.get(char) ?? this.unknown).code);
    return codes.join("");
  }

  /**
   * Return how wide text is, in thousandths of the font size.
   * @param {string} text
   */
  width(text) {
    let width = 0;
    for (const char of text) width += (this.glyphs.get(char) ?? this.unknown).width;
    return width;
  }
}

/**
 * Return a class of characters as a part of a regular expression.
 * @param {Runs} runs
 */
function oneOf(runs) {
  const parts = runs.map((run) => run.map((code) => `\\u{${code.toString(16)}}`).join("-"));
  return `[${parts.join("")}]`;
}
