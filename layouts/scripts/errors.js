// What is wrong with answers -> messages at their fields, which go when it is mended.

import { element, linkTo, say } from "./page.js";
import { gettext, weave } from "./words.js";

/** @typedef {{control: HTMLElement, message: string, name: string}} FieldError */

/**
 * Show at their fields what is wrong, as the GOV.UK Design System does: a message at each field,
 * part of its description. Those of the last time go.
 * @param {FieldError[]} errors
 */
export function showErrors(errors) {
  for (const control of document.querySelectorAll("[aria-invalid=true]")) remove(control);
  for (const error of errors) showError(error);
}

/**
 * Show at its field what is wrong; those at other fields stay.
 * @param {FieldError} error
 */
export function showError({ control, message }) {
  const id = `${control.id}_error`;
  const hidden = element("span", { class: "visually-hidden" }, gettext("Error:"), " ");
  const text = element("p", { class: "error-message", id }, hidden, said(message));
  control.before(text);
  describe(control, id, true);
  control.setAttribute("aria-invalid", "true");
}

/**
 * Return a list of errors with links to their fields.
 * @param {FieldError[]} errors
 */
export function listErrors(errors) {
  const items = errors.map(({ control, message, name }) => {
    // translators: As in “Number of pupils: Write a whole number”, on lists of problems and in names of fields.
    const item = weave(gettext("%(name)s: %(value)s"), { name: linkTo(control, name), value: said(message) });
    return element("li", { "data-error": control.id }, ...item);
  });
  return element("ul", {}, ...items);
}

/**
 * Say anew what is wrong at a field; an empty message, that nothing is any more. Return whether
 * anything is left in the list of errors.
 * @param {HTMLElement} control
 * @param {string} message
 */
export function renewError(control, message) {
  const item = document.querySelector(`[data-error="${control.id}"]`);
  if (!message) {
    remove(control);
    item?.remove();
  } else {
    for (const place of [document.getElementById(`${control.id}_error`), item]) {
      const told = place?.querySelector("[data-said]");
      if (told instanceof HTMLElement) say(told, message);
    }
  }
  return document.querySelector("[data-error]") !== null;
}

/** @param {string} message */
function said(message) {
  return element("span", { "data-said": "" }, message);
}

/** @param {Element} control */
function remove(control) {
  const id = `${control.id}_error`;
  describe(control, id, false);
  control.removeAttribute("aria-invalid");
  document.getElementById(id)?.remove();
}

/**
 * @param {Element} control
 * @param {string} id
 * @param {boolean} isDescribed
 */
function describe(control, id, isDescribed) {
  const others = (control.getAttribute("aria-describedby") ?? "").split(" ");
  const ids = others.filter((one) => one && one !== id).concat(isDescribed ? [id] : []);
  if (ids.length) control.setAttribute("aria-describedby", ids.join(" "));
  else control.removeAttribute("aria-describedby");
}
