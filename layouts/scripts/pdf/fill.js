// A PDF, its fill plan and values -> a filled PDF, by an incremental update (ISO 32000-1, 7.5.6).
//
// As `partnertools/pdf/forms/fill.py` fills it, to the byte; the vectors of `formats/vectors/` hold for
// both. The original bytes stay as they are, and with them tags, fonts and conformance; what is added
// are the fields with their values, and the appearance streams that every viewer draws.

import { writeNumber } from "../../fields/number/values.js";
import { fittingSize, fixed, textAppearance } from "./appearances.js";
import { md5 } from "./md5.js";
import { Metrics } from "./metrics.js";
import { bytes, joinUpdate } from "./update.js";

/** @typedef {import("./plan.js").Entries} Entries */
/** @typedef {import("./plan.js").FillPlan} FillPlan */
/** @typedef {import("./plan.js").FormField} FormField */
/** @typedef {import("./plan.js").Widget} Widget */

/**
 * Text, a number, the id of a choice, or whether a box is ticked.
 * @typedef {string | number | boolean} Value
 */

/**
 * What stands in the way of a value.
 * @typedef {{id: string, kind: "too-long"}
 *   | {id: string, kind: "undrawable", characters: string[]}} Problem
 */

/** Keys of the document's information, as `partnertools/pdf/acroform.py` has them. */
const LABEL_KEYS = /** @type {const} */ ([
  ["round", "/PartnertoolsRound"],
  ["for", "/PartnertoolsFor"],
]);
/** Which round answers belong to, and who has asked for them. @typedef {{round?: string, for?: string}} Labels */

/** A text has no room in its field, not even in the smallest size; `message` is the field's id. */
export class DoesNotFitError extends Error {}

/** The PDF is not the one that the plan was made from. */
export class StalePlanError extends Error {}

/**
 * Return the PDF with values. An empty text clears a text field or a choice.
 *
 * Throws `StalePlanError` where the plan is not that of the PDF, `RangeError` for a field or a
 * choice that the form doesn't have, and `DoesNotFitError` where a text is too long for its box:
 * unless `isCut`, then its box cuts it off. Its value stays whole.
 * @param {Uint8Array} pdf
 * @param {FillPlan} plan
 * @param {Record<string, Value>} values
 * @param {boolean} isCut
 * @param {Labels} labels
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function fillPdf(pdf, plan, values, isCut = false, labels = {}) {
  if (pdf.length !== plan.bytes || md5(pdf) !== plan.md5) {
    throw new StalePlanError("the fill plan belongs to another PDF");
  }
  const added = bytes(update(plan, pdf.length, values, isCut, labels));
  const copy = new Uint8Array(pdf.length + added.length);
  copy.set(pdf);
  copy.set(added, pdf.length);
  return copy;
}

/**
 * Return what stands in the way of texts. Fields that the form doesn't have are passed over.
 * @param {FillPlan} plan
 * @param {Record<string, Value>} values
 */
export function problems(plan, values) {
  const metrics = new Metrics(plan.metrics, plan.typesetting);
  /** @type {Problem[]} */
  const found = [];
  for (const [id, value] of Object.entries(values)) {
    const field = Object.hasOwn(plan.fields, id) ? plan.fields[id] : undefined;
    if (!field || !isText(field) || typeof value === "boolean") continue;
    const written = textOf(field, value);
    const characters = undrawable(metrics, written);
    if (characters.length) found.push({ id, kind: "undrawable", characters });
    const text = lines(written);
    const fits = field.widgets.every((widget) => {
      return drawn(plan, metrics, text, widget, field, false) !== null;
    });
    if (!fits) found.push({ id, kind: "too-long" });
  }
  return found;
}

/**
 * Return the characters that the typeface lacks, in order.
 * @param {Metrics} metrics
 * @param {string} text
 */
function undrawable(metrics, text) {
  const drawn = metrics.stripInvisible(text).normalize("NFC");
  const characters = new Set(metrics.words(drawn).join(""));
  return [...characters]
    .filter((char) => !metrics.has(char))
    .sort((one, other) => (one.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0));
}

/**
 * Return what is to be added to the file, which has `offset` bytes, to fill it.
 * @param {FillPlan} plan
 * @param {number} offset
 * @param {Record<string, Value>} values
 * @param {boolean} isCut
 * @param {Labels} labels
 */
function update(plan, offset, values, isCut, labels) {
  const metrics = new Metrics(plan.metrics, plan.typesetting);
  // The beginnings of objects, up to the entries that change.
  /** @type {Map<number, string>} */
  const heads = new Map();
  /** @type {Map<number, string>} */
  const changed = new Map();
  /** @type {string[]} */
  const streams = [];
  /** @type {Map<string, string>} */
  const shown = new Map();
  for (const [id, value] of Object.entries(values)) {
    const field = Object.hasOwn(plan.fields, id) ? plan.fields[id] : undefined;
    if (!field) throw new RangeError(`the form has no field ${id}`);
    prepare(field, heads);
    let own;
    if (isText(field)) {
      const text = lines(textOf(field, value));
      for (const widget of field.widgets) {
        // Widgets with equal text and equal boxes share one appearance stream.
        const look = `${field.type} ${isRtl(field)} ${widget.width} ${widget.height} ${text}`;
        let entries = shown.get(look);
        if (entries === undefined) {
          const stream = plan.size + streams.length;
          const appearance = drawn(plan, metrics, text, widget, field, isCut);
          if (appearance === null) throw new DoesNotFitError(id);
          streams.push(`${stream}${appearance}`);
          entries = `/AP << /N ${stream} 0 R >> `;
          shown.set(look, entries);
        }
        changed.set(widget.number, entries);
      }
      own = string(text);
    } else {
      own = buttons(field, value, changed);
    }
    // A field may be the same object as its only widget.
    changed.set(field.number, (changed.get(field.number) ?? "") + own);
  }
  const { info, infoEntries } = plan;
  const told = LABEL_KEYS.flatMap(([name, key]) => {
    return labels[name] ? [`${key} ${hexadecimal(labels[name])} `] : [];
  });
  if (info && infoEntries && told.length) {
    heads.set(info, head(info, infoEntries, LABEL_KEYS.map(([, key]) => key)));
    changed.set(info, told.join(""));
  }
  return joinUpdate(plan, offset, heads, changed, streams);
}

/** @param {FormField} field */
function isText(field) {
  return field.type === "text" || field.type === "long-text";
}

/** @param {FormField} field @param {Value} value */
function textOf({ point }, value) {
  return typeof value === "number" ? writeNumber(value, point) : String(value);
}

/**
 * Tell whether one writes in a field from right to left (ISO 32000-1, table 222).
 * @param {FormField} field
 */
function isRtl(field) {
  return field.entries["/Q"] === "2";
}

/**
 * Put into `heads` what stays the same of a field's objects.
 * @param {FormField} field
 * @param {Map<number, string>} heads
 */
function prepare(field, heads) {
  const replaced = ["/V", isText(field) ? "/AP" : "/AS"];
  heads.set(field.number, head(field.number, field.entries, replaced));
  for (const { number, entries } of field.widgets) {
    heads.set(number, head(number, entries ?? field.entries, replaced));
  }
}

/**
 * @param {number} number
 * @param {Entries} entries
 * @param {string[]} replaced
 */
function head(number, entries, replaced) {
  const kept = Object.entries(entries).filter(([key]) => !replaced.includes(key));
  return `${number} 0 obj\n<< ${kept.map(([key, value]) => `${key} ${value} `).join("")}`;
}

/**
 * Set the state of a field's buttons, and return the field's own entry.
 * @param {FormField} field
 * @param {Value} value
 * @param {Map<number, string>} changed
 */
function buttons(field, value, changed) {
  let state = "Off";
  if (value) {
    const wanted = field.type === "check" ? field.widgets[0]?.state : value;
    const widget = field.widgets.find((one) => one.state === wanted);
    if (!widget) throw new RangeError(`the field has no choice ${value}`);
    state = widget.state;
  }
  for (const widget of field.widgets) {
    changed.set(widget.number, `/AS /${state === widget.state ? state : "Off"} `);
  }
  return `/V /${state} `;
}

/**
 * Return the appearance stream of a text in a box, without its number; null where it has no room.
 * @param {FillPlan} plan
 * @param {Metrics} metrics
 * @param {string} text
 * @param {Widget} widget
 * @param {FormField} field
 * @param {boolean} isCut
 */
function drawn(plan, metrics, text, { width, height }, field, isCut) {
  const value = metrics.drawable(text);
  const isLong = field.type === "long-text";
  let size = null;
  if (!isLong || mayFit(metrics, value, width, height)) {
    size = fittingSize(metrics, width, height, value, isLong, plan.fontSize, isRtl(field));
  }
  if (size === null && !isCut) return null;
  const content = textAppearance(
    metrics,
    width,
    height,
    value,
    isLong,
    size ?? metrics.smallest,
    size === null,
    isRtl(field),
  );
  let fonts = `/${metrics.font} ${plan.font} 0 R`;
  if (content.includes(`/${metrics.shapedFont} `)) {
    fonts += ` /${metrics.shapedFont} ${plan.shapedFont} 0 R`;
  }
  return (
    ` 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 ${fixed(width)} ${fixed(height)}]` +
    ` /Resources << /Font << ${fonts} >> >>` +
    ` /Length ${content.length} >>\nstream\n${content}\nendstream\nendobj\n`
  );
}

/** @param {string} text */
function lines(text) {
  // Half of a character that takes two halves is none, and no PDF string.
  return text.replace(/\p{Surrogate}/gu, "\ufffd").replace(/\r\n?/g, "\n");
}

/**
 * Tell at once of a text that it is far too long; to wrap it first would take long.
 * @param {Metrics} metrics
 * @param {string} text
 * @param {number} width
 * @param {number} height
 */
function mayFit(metrics, text, width, height) {
  // As `fittingSize` has it, solved for the number of lines.
  const room = ((height - 2 * metrics.padding) * 1000) / metrics.smallest;
  const most = 1 + (room - metrics.ascent + metrics.descent) / (metrics.leading * 1000);
  const line = ((width - 2 * metrics.padding) * 1000) / metrics.smallest;
  return text.split("\n").length - 1 < most && metrics.leastWidth(metrics.words(text).join("")) <= most * line;
}

/**
 * Return the value of a text field in PDF syntax (ISO 32000-1, 7.9.2.2).
 * @param {string} text
 */
function string(text) {
  return `/V ${hexadecimal(text)} `;
}

/** @param {string} text */
function hexadecimal(text) {
  const units = text.split("").map((unit) => unit.charCodeAt(0).toString(16).padStart(4, "0"));
  return `<feff${units.join("")}>`;
}
