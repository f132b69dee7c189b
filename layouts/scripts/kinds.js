// What scripts of single kinds of controls (`fields/<kind>/page.js`) do for a page that has them.
//
// They are joined in before the page's own script, and say here what they have for it.

/** @typedef {import("./form.js").Control} Control */
/** @typedef {import("./form.js").Value} Value */

/**
 * How what is typed is read, for controls that name it in `data-type`.
 * @typedef {object} ValueType
 * @property {(typed: string, control: Control) => Value} read the answer that a text stands for; the text itself where
 *   it stands for none
 * @property {(value: Value, control: Control) => string} write what is typed for an answer
 * @property {(value: unknown) => boolean} takes whether an answer that is no text is one of this type
 * @property {(control: Control) => string} objection what is wrong with what is typed; may be empty
 */

/** @type {((form: HTMLFormElement) => void)[]} */
const starts = [];
/** @type {Map<string, ValueType>} */
const valueTypes = new Map();

/**
 * Have something done when a worksheet's page starts.
 * @param {(form: HTMLFormElement) => void} start
 */
export function onStart(start) {
  starts.push(start);
}

/** @param {HTMLFormElement} form */
export function startKinds(form) {
  for (const start of starts) start(form);
}

/**
 * @param {string} name
 * @param {ValueType} type
 */
export function addValueType(name, type) {
  valueTypes.set(name, type);
}

/**
 * Return how what is typed into a control is read, where it isn't simply text.
 * @param {Control | undefined} control
 */
export function valueTypeOf(control) {
  return valueTypes.get(control?.dataset.type ?? "");
}
