// A field's box and text -> the content of its appearance stream (ISO 32000-1, 12.5.5).
//
// As `partnertools/pdf/forms/appearances.py` draws text, to the byte. Lengths are in points, with the
// origin in a widget's lower left corner. Strings come out in ASCII.

export const FONT = "Text";
export const SMALLEST = 6;
export const LEADING = 1.25;
export const PADDING = 3;
const COLOUR = "0 0 0 rg";

// Python's idea of a space and of a line's end; that of JavaScript is another.
const SPACES = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;
const LINE_ENDS = /\r\n|[\n-\r\x1c-\x1e\x85\u2028\u2029]/u;

/**
 * What a fill plan says of its typeface. Lengths are in thousandths of the font size; `glyphs` are
 * runs: the glyph of the first character, and the characters. `invisible` are runs as well: first
 * and last code points of characters that are never drawn.
 * @typedef {object} Typeface
 * @property {number} ascent
 * @property {number} descent
 * @property {number} capHeight
 * @property {number[]} widths
 * @property {[number, string][]} glyphs
 * @property {[number, number][]} invisible
 */

/** What it takes to set text in a typeface. */
export class Metrics {
  /** @param {Typeface} typeface */
  constructor(typeface) {
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
    const runs = typeface.invisible.map((run) => {
      return run.map((code) => `\\u{${code.toString(16)}}`).join("-");
    });
    this.invisible = new RegExp(`[${runs.join("")}]+`, "gu");
  }

  /**
   * Return text without the characters that are never drawn.
   * @param {string} text
   */
  stripInvisible(text) {
    return text.replace(this.invisible, "");
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
 * Return the size at which text fits its box, as near to `largest` as can be; null where it doesn't
 * fit at `SMALLEST` either.
 * @param {Metrics} metrics
 * @param {number} width
 * @param {number} height
 * @param {string} value
 * @param {boolean} isLong
 * @param {number} largest
 */
export function fittingSize(metrics, width, height, value, isLong, largest) {
  const wide = isLong ? 0 : metrics.width(words(value).join(" "));
  for (let size = largest; size >= SMALLEST; size -= 0.5) {
    const fits = isLong
      ? isDeepEnough(metrics, width, height, value, size)
      : (wide * size) / 1000 <= width - 2 * PADDING;
    if (fits) return size;
  }
  return null;
}

/**
 * @param {Metrics} metrics
 * @param {number} width
 * @param {number} height
 * @param {string} value
 * @param {number} size
 */
function isDeepEnough(metrics, width, height, value, size) {
  let count = 0;
  for (const _ of wrap(metrics, value, width - 2 * PADDING, size)) {
    count++;
    const deep = metrics.ascent - metrics.descent + (count - 1) * LEADING * 1000;
    if (!((deep * size) / 1000 <= height - 2 * PADDING)) return false;
  }
  return true;
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
 */
export function textAppearance(metrics, width, height, value, isLong, size, isCut) {
  if (!value) return "/Tx BMC EMC";
  let lines;
  let first;
  if (isLong) {
    const seen = isCut ? (height - PADDING - 1) / (size * LEADING) : Infinity;
    lines = beginning(wrap(metrics, value, width - 2 * PADDING, size), seen);
    first = height - PADDING - (size * metrics.ascent) / 1000;
  } else {
    const line = words(value).join(" ");
    const seen = ((width - PADDING - 1) * 1000) / size;
    lines = [isCut ? beginningOfLine(metrics, line, seen) : line];
    first = (height - (size * metrics.capHeight) / 1000) / 2;
  }
  return [
    "/Tx BMC",
    `q ${numbers(1, 1, width - 2, height - 2)} re W n`,
    `BT ${defaultAppearance(size)} ${numbers(size * LEADING)} TL`,
    `${numbers(PADDING, first)} Td`,
    ...lines.map((line) => `<${metrics.encode(line)}> Tj T*`),
    "ET Q",
    "EMC",
  ].join("\n");
}

/**
 * @param {Iterable<string>} lines
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
 * Return the words of a text, however they are set apart.
 * @param {string} text
 */
export function words(text) {
  return text.split(SPACES).filter((word) => word);
}

/** @param {string} text */
function paragraphs(text) {
  const found = text.split(LINE_ENDS);
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
  for (const paragraph of paragraphs(value)) {
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

/** @param {number} size */
function defaultAppearance(size) {
  return `/${FONT} ${Number(size.toPrecision(6))} Tf ${COLOUR}`;
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
