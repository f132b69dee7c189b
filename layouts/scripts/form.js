// The controls of a worksheet's page -> its fields, and their answers by id; and back.

import { valueTypeOf } from "./kinds.js";
import { gettext } from "./words.js";

/** @typedef {string | number | boolean} Value */
/** @typedef {Record<string, Value>} Answers */
/** @typedef {HTMLInputElement | HTMLTextAreaElement} Control */

/**
 * One answer. `controls` are several for a choice; `name` is what tells it from all others.
 * @typedef {object} Field
 * @property {string} id
 * @property {"text" | "choice" | "check"} type
 * @property {string} name
 * @property {Control[]} controls
 * @property {Value} initial what it says before anyone has answered
 */

export class Form {
  /** @param {HTMLFormElement} element */
  constructor(element) {
    this.element = element;
    this.tool = element.dataset.tool ?? "";
    this.version = Number(element.dataset.version);
    this.language = document.documentElement.lang;
    /** @type {Map<string, Field>} */
    this.fields = new Map();
    for (const control of element.elements) {
      if (isControl(control) && control.name && !control.readOnly) this.#add(control);
    }
  }

  /** @param {Control} control */
  #add(control) {
    const known = this.fields.get(control.name);
    if (known) {
      known.controls.push(control);
      return;
    }
    const type = typeOf(control);
    const initial = type === "text" ? control.defaultValue : type === "choice" ? "" : false;
    const field = { id: control.name, type, name: nameOf(control), controls: [control], initial };
    this.fields.set(control.name, field);
  }

  /**
   * Return what a field says: text, or what it stands for; the id of the picked choice or ""; whether
   * the box is ticked.
   * @param {Field} field
   * @returns {Value}
   */
  value(field) {
    const [first] = field.controls;
    if (field.type === "text") {
      const typed = first?.value ?? "";
      return first ? (valueTypeOf(first)?.read(typed, first) ?? typed) : typed;
    }
    const checked = field.controls.find((control) => isChecked(control));
    return field.type === "check" ? checked !== undefined : (checked?.value ?? "");
  }

  /**
   * Return whether a field can take a value; a choice that it doesn't have, it can't.
   * @param {Field} field
   * @param {unknown} value
   * @returns {value is Value}
   */
  takes(field, value) {
    if (field.type === "check") return typeof value === "boolean";
    if (typeof value !== "string") return valueTypeOf(field.controls[0])?.takes(value) ?? false;
    if (field.type === "text" || !value) return true;
    return field.controls.some((control) => control.value === value);
  }

  /**
   * Let a field say a value which it takes.
   * @param {Field} field
   * @param {Value} value
   */
  set(field, value) {
    if (this.value(field) === value) return;
    for (const control of field.controls) {
      if (field.type === "text") control.value = valueTypeOf(control)?.write(value, control) ?? String(value);
      else if (control instanceof HTMLInputElement) {
        control.checked = field.type === "check" ? value === true : control.value === value;
      }
    }
  }

  /**
   * Return the answers that were given, in the order of the page.
   * @returns {Answers}
   */
  answers() {
    /** @type {Answers} */
    const given = {};
    for (const field of this.fields.values()) {
      const value = this.value(field);
      if (value !== field.initial) given[field.id] = value;
    }
    return given;
  }

  /**
   * Let the page say these answers and no others. Return those that have no place here.
   * @param {Record<string, unknown>} answers
   */
  show(answers) {
    for (const field of this.fields.values()) {
      const value = Object.hasOwn(answers, field.id) ? answers[field.id] : field.initial;
      this.set(field, this.takes(field, value) ? value : field.initial);
    }
    return this.misplaced(answers);
  }

  /**
   * Return the answers that have no place on this page.
   * @param {Record<string, unknown>} answers
   * @returns {Record<string, unknown>}
   */
  misplaced(answers) {
    const entries = Object.entries(answers).filter(([id, value]) => {
      const field = this.fields.get(id);
      return !(field && this.takes(field, value));
    });
    return Object.fromEntries(entries);
  }

  /**
   * Return the answers of a file that say something; a PDF has all its blank fields too.
   * @param {Record<string, unknown>} answers
   */
  meant(answers) {
    const entries = Object.entries(answers).filter(([id, value]) => {
      const initial = this.fields.get(id)?.initial;
      return initial === undefined ? value !== "" && value !== false : value !== initial;
    });
    return Object.fromEntries(entries);
  }

  /**
   * Return whether an id is that of a field whose words are a part of the worksheet.
   * @param {string} id
   */
  isReadOnly(id) {
    const control = this.element.elements.namedItem(id);
    return isControl(control) && control.readOnly;
  }
}

/**
 * @param {unknown} element
 * @returns {element is Control}
 */
function isControl(element) {
  return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
}

/** @param {Control} control */
function isChecked(control) {
  return control instanceof HTMLInputElement && control.checked;
}

/**
 * @param {Control} control
 * @returns {Field["type"]}
 */
function typeOf(control) {
  if (control.type === "radio") return "choice";
  return control.type === "checkbox" ? "check" : "text";
}

/** @param {Control} control */
function nameOf(control) {
  const own = control.getAttribute("aria-label") ?? words(control.labels?.[0]);
  const legend = words(control.closest("fieldset")?.querySelector("legend"));
  if (control.type === "radio") return legend;
  return legend ? gettext("%(name)s: %(value)s", { name: legend, value: own }) : own;
}

/**
 * Return an element's text without the signs that are there for the eye alone.
 * @param {Element | null | undefined} element
 */
function words(element) {
  if (!element) return "";
  const copy = /** @type {Element} */ (element.cloneNode(true));
  for (const sign of copy.querySelectorAll("[aria-hidden=true], .required")) sign.remove();
  return (copy.textContent ?? "").replace(/\s+/g, " ").trim();
}
