// A field's box and text -> the content of its appearance stream (ISO 32000-1, 12.5.5).
//
// As `partnertools/pdf/forms/appearances.py` draws text, to the byte; the vectors of
// `formats/vectors/` hold for both. Lengths are in points, with the origin in a widget's lower left
// corner. Strings come out in ASCII.

import { Shaping, shows, widthOf, wrapParagraphs } from "./shaping.js";

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
    const texts = isLong ? paragraphs(this, value) : [this.words(value).join(" ")];
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

/**
 * Return the size at which text fits its box, as near to `largest` as can be; null where it doesn't
 * fit in the smallest size either.
 * @param {Metrics} metrics
 * @param {number} width
 * @param {number} height
 * @param {string} value
 * @param {boolean} isLong
 * @param {number} largest
 * @param {boolean} isRtl
 */
export function fittingSize(metrics, width, height, value, isLong, largest, isRtl) {
  const turning = metrics.turning(value, isLong, isRtl);
  let wide = 0;
  if (!isLong) {
    wide = turning?.[0]
      ? widthOf(turning[0].clusters)
      : metrics.width(metrics.words(value).join(" "));
  }
  for (let size = largest; size >= metrics.smallest; size -= metrics.step) {
    const room = width - 2 * metrics.padding;
    const fits = isLong
      ? isDeepEnough(metrics, height, turning ? wrapTurning(metrics, turning, room, size) : wrap(metrics, value, room, size), size)
      : (wide * size) / 1000 <= width - 2 * metrics.padding;
    if (fits) return size;
  }
  return null;
}

/**
 * @param {Metrics} metrics
 * @param {number} height
 * @param {Iterable<unknown>} lines
 * @param {number} size
 */
function isDeepEnough(metrics, height, lines, size) {
  let count = 0;
  for (const _ of lines) {
    count++;
    const deep = metrics.ascent - metrics.descent + (count - 1) * metrics.leading * 1000;
    if (!((deep * size) / 1000 <= height - 2 * metrics.padding)) return false;
  }
  return true;
}

/**
 * @param {Metrics} metrics
 * @param {Paragraph[]} paragraphs
 * @param {number} room
 * @param {number} size
 */
function wrapTurning(metrics, paragraphs, room, size) {
  return wrapParagraphs(paragraphs, metrics.set(" ").glyph, (room * 1000) / size);
}

/**
 * Return the appearance of a text field. With `isCut`, what can't be seen for lack of room is left
 * out; the box cuts off the rest.
 * @param {Metrics} metrics
 * @param {number} width
 * @param {number} height
 * @param {string} value
 * @param {boolean} isLong
 * @param {number} size
 * @param {boolean} isCut
 * @param {boolean} isRtl
 */
export function textAppearance(metrics, width, height, value, isLong, size, isCut, isRtl) {
  if (!value) return "/Tx BMC EMC";
  const first = isLong
    ? height - metrics.padding - (size * metrics.ascent) / 1000
    : (height - (size * metrics.capHeight) / 1000) / 2;
  const room = width - 2 * metrics.padding;
  const turning = metrics.turning(value, isLong, isRtl);
  // What can be seen: so many lines, or so much of one.
  let seen = Infinity;
  if (isCut) {
    seen = isLong
      ? (height - metrics.padding - 1) / (size * metrics.leading)
      : ((width - metrics.padding - 1) * 1000) / size;
  }
  let shown;
  if (turning) {
    const lines = isLong
      ? beginning(wrapTurning(metrics, turning, room, size), seen)
      : turning.map((line) => beginningOfTurning(line, seen));
    shown = turned(metrics, lines, width, first, size);
  } else {
    const line = isLong ? "" : metrics.words(value).join(" ");
    const lines = isLong
      ? beginning(wrap(metrics, value, room, size), seen)
      : [isCut ? beginningOfLine(metrics, line, seen) : line];
    shown = [
      `${numbers(metrics.padding, first)} Td`,
      ...lines.map((one) => `<${metrics.encode(one)}> Tj T*`),
    ];
  }
  return [
    "/Tx BMC",
    `q ${numbers(1, 1, width - 2, height - 2)} re W n`,
    `BT ${defaultAppearance(metrics, size)} ${numbers(size * metrics.leading)} TL`,
    ...shown,
    "ET Q",
    "EMC",
  ].join("\n");
}

/**
 * Return what shows lines, each at the side where it begins.
 * @param {Metrics} metrics
 * @param {Paragraph[]} lines
 * @param {number} width
 * @param {number} first
 * @param {number} size
 */
function turned(metrics, lines, width, first, size) {
  /** @type {string[]} */
  const parts = [];
  let font = metrics.font;
  let rise = 0;
  lines.forEach((line, row) => {
    const wide = widthOf(line.clusters);
    const left = line.level % 2 ? width - metrics.padding - (wide * size) / 1000 : metrics.padding;
    parts.push(`1 0 0 1 ${numbers(left, first - row * size * metrics.leading)} Tm`);
    let shown = "";
    let at = 0;
    for (const show of shows(line)) {
      const own = show.isShaped ? metrics.shapedFont : metrics.font;
      if (own !== font || show.y !== rise) {
        if (shown) parts.push(`[${shown}>] TJ`);
        if (own !== font) parts.push(`/${own} ${Number(size.toPrecision(6))} Tf`);
        if (show.y !== rise) parts.push(`${numbers((show.y * size) / 1000)} Ts`);
        font = own;
        rise = show.y;
        shown = "";
      }
      if (show.x !== at) shown += `${shown ? ">" : ""}${at - show.x}<`;
      else if (!shown) shown = "<";
      shown += show.glyph.toString(16).padStart(4, "0");
      at = show.x + show.width;
    }
    if (shown) parts.push(`[${shown}>] TJ`);
  });
  return parts;
}

/**
 * @param {Paragraph} line
 * @param {number} most
 */
function beginningOfTurning({ level, clusters }, most) {
  const taken = [];
  let width = 0;
  for (const cluster of clusters) {
    if (width > most) break;
    taken.push(cluster);
    width += cluster.advance;
  }
  return { level, clusters: taken };
}

/**
 * @template Line
 * @param {Iterable<Line>} lines
 * @param {number} most
 */
function beginning(lines, most) {
  const taken = [];
  for (const line of lines) {
    taken.push(line);
    if (taken.length >= most) break;
  }
  return taken;
}

/**
 * @param {Metrics} metrics
 * @param {string} line
 * @param {number} most
 */
function beginningOfLine(metrics, line, most) {
  let taken = "";
  let width = 0;
  for (const char of line) {
    if (width > most) break;
    taken += char;
    width += metrics.width(char);
  }
  return taken;
}

/**
 * @param {Metrics} metrics
 * @param {string} text
 */
function paragraphs(metrics, text) {
  const found = text.split(metrics.lineEnds);
  // The end of the last line begins no new one.
  if (found.length > 1 && !found.at(-1)) found.pop();
  return found;
}

/**
 * @param {Metrics} metrics
 * @param {string} value
 * @param {number} width
 * @param {number} size
 * @returns {Generator<string>}
 */
function* wrap(metrics, value, width, size) {
  const most = (width * 1000) / size;
  const space = metrics.width(" ");
  for (const paragraph of paragraphs(metrics, value)) {
    let line = "";
    let taken = 0;
    for (const word of paragraph.replaceAll("\t", " ").split(" ")) {
      const more = metrics.width(word) + (line ? space : 0);
      if (taken + more <= most) {
        line = line ? `${line} ${word}` : word;
        taken += more;
        continue;
      }
      if (line) yield line;
      line = "";
      taken = 0;
      for (const char of word) {
        const wide = metrics.width(char);
        if (line && taken + wide > most) {
          yield line;
          line = "";
          taken = 0;
        }
        line += char;
        taken += wide;
      }
    }
    yield line;
  }
}

/**
 * @param {Metrics} metrics
 * @param {number} size
 */
function defaultAppearance(metrics, size) {
  return `/${metrics.font} ${Number(size.toPrecision(6))} Tf ${metrics.colour}`;
}

/** @param {number[]} values */
function numbers(...values) {
  return values.map((value) => fixed(value).replace(/\.?0+$/, "")).join(" ");
}

/**
 * Return a number with three decimals. Where two are equally near, the even one is it, as in
 * Python; `toFixed` takes the larger one.
 * @param {number} value
 */
export function fixed(value) {
  // Only odd sixteenths are exactly between two: a thousandth is no sum of halves of halves.
  if (Math.abs((value * 16) % 2) !== 1) return value.toFixed(3);
  const below = Math.floor(value * 1000);
  return ((below % 2 === 0 ? below : below + 1) / 1000).toFixed(3);
}
