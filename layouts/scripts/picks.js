// Groups of radio buttons -> a way to take back what was picked, which radio buttons don't have.

import { element } from "./page.js";
import { gettext } from "./words.js";

/** @typedef {import("./form.js").Field} Field */
/** @typedef {import("./form.js").Form} Form */

/**
 * Give each group a button, which the style sheet shows while something is picked, and let the keys
 * that clear a text clear a pick too.
 * @param {Form} form
 */
export function startPicks(form) {
  for (const field of form.fields.values()) {
    if (field.type !== "choice") continue;
    const [first] = field.controls;
    // translators: Begins with the words of the button that it names, “Clear this answer”.
    const name = gettext("Clear this answer to %(question)s", { question: field.name });
    const attributes = { type: "button", class: "clear-pick", "aria-label": name };
    const button = element("button", attributes, gettext("Clear this answer"));
    button.addEventListener("click", () => takeBack(field));
    first?.closest("fieldset")?.append(button);
  }
  form.element.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (key !== "Delete" && key !== "Backspace") return;
    if (!(target instanceof HTMLInputElement) || target.type !== "radio") return;
    const field = form.fields.get(target.name);
    if (field) takeBack(field);
    event.preventDefault();
  });
}

/** @param {Field} field */
function takeBack(field) {
  const picked = field.controls.find((one) => one instanceof HTMLInputElement && one.checked);
  if (!(picked instanceof HTMLInputElement)) return;
  picked.checked = false;
  for (const name of ["input", "change"]) {
    picked.dispatchEvent(new Event(name, { bubbles: true }));
  }
  // The button goes; where it was pressed, the group is read out as it is now.
  picked.focus();
}
