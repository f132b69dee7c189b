// A field's box and text -> the content of its appearance stream (ISO 32000-1, 12.5.5).
//
// As `partnertools/pdf/forms/appearances.py` draws text, to the byte; the vectors of
// `formats/vectors/` hold for both. Lengths are in points, with the origin in a widget's lower left
// corner. Strings come out in ASCII.

import { shows, widthOf, wrapParagraphs } from "./shaping.js";

/** @typedef {import("./metrics.js").Metrics} Metrics */
/** @typedef {import("./shaping.js").Paragraph} Paragraph */

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
 * @param {string} value
 * @param {number} width
 * @param {number} size
 * @returns {Generator<string>}
 */
function* wrap(metrics, value, width, size) {
  const most = (width * 1000) / size;
  const space = metrics.width(" ");
  for (const paragraph of metrics.paragraphs(value)) {
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
