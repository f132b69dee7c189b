// What it takes to fill a PDF: its fill plan, as the build publishes it beside the file.
//
// Its JSON Schema, `formats/fill-plan.schema.json`, tells more.

/** @typedef {import("./metrics.js").Typeface} Typeface */
/** @typedef {import("./metrics.js").Typesetting} Typesetting */

/**
 * A dictionary of the file: keys with their slash, values in PDF syntax.
 * @typedef {Record<string, string>} Entries
 */

/**
 * A place where a field is shown; `state` is the name of a button's state when it is on. Without
 * `entries`, it is the same object as its field.
 * @typedef {object} Widget
 * @property {number} number
 * @property {Entries} [entries]
 * @property {number} width
 * @property {number} height
 * @property {string} state
 */

/**
 * A field to fill.
 * @typedef {object} FormField
 * @property {"text" | "long-text" | "choice" | "check"} type
 * @property {number} number
 * @property {Entries} entries
 * @property {Widget[]} widgets
 * @property {string} [point] what stands before the decimals of a number, where it isn't a point
 */

/**
 * What it takes to fill a file. `root`, `info`, `font` and `shapedFont` are numbers of objects, `size` is the
 * first number that is free, and `lastXref` where the cross-references begin.
 * @typedef {object} FillPlan
 * @property {number} format
 * @property {number} bytes
 * @property {string} md5
 * @property {number} root
 * @property {number} info
 * @property {Entries} [infoEntries] older plans lack it
 * @property {string} identifier
 * @property {number} size
 * @property {number} lastXref
 * @property {boolean} hasXrefTable
 * @property {number} font
 * @property {number} shapedFont 0 where there is none
 * @property {number} fontSize
 * @property {Typeface} metrics
 * @property {Record<string, string>} forms
 * @property {Typesetting} typesetting
 * @property {Record<string, FormField>} fields
 */

/** The format of plans that is known here. */
export const FORMAT = 3;
