// What a facilitator types -> the link to a worksheet that says who asks, for which round, and where
// the answers go.

import { copyFrom } from "../copying.js";
import { renewError, showError } from "../errors.js";
import { findPart, requirePart } from "../page.js";
import { requestOf, writeRequest } from "../request.js";
import { gettext } from "../words.js";

export function prepareLinks() {
  const form = findPart("ask");
  if (!(form instanceof HTMLFormElement)) return;
  const link = /** @type {HTMLTextAreaElement} */ (requirePart("link"));
  // A folder on somebody's device is no address to hand out.
  const site = location.protocol === "file:" ? (form.dataset.site ?? "") : new URL("..", location.href).href;
  const update = () => {
    const typed = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));
    const request = requestOf(typed);
    link.value = new URL(`tools/${typed["worksheet"]}/index.html`, site).href + writeRequest(request);
    requirePart("copied").textContent = "";
    requirePart("try").setAttribute("href", link.value);
  };
  form.addEventListener("input", ({ target }) => {
    update();
    if (target instanceof HTMLInputElement && !mistakeIn(target)) renewError(target, "");
  });
  // Not `change`: a browser that fills in a field by itself may not say so.
  form.addEventListener("focusout", ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    renewError(target, "");
    const message = mistakeIn(target);
    if (message) showError({ control: target, message, name: "" });
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  document.querySelector('[data-action="copy-link"]')?.addEventListener("click", () => {
    const selected = gettext("The link is selected. Press Ctrl+C (or Command+C) to copy it.");
    void copyFrom(link, requirePart("copied"), selected);
  });
  update();
}

/**
 * Return what is wrong with a value that a link can't carry, or "".
 * @param {HTMLInputElement} input
 */
function mistakeIn({ name, value }) {
  if (!value.trim() || name in requestOf({ [name]: value.trim() })) return "";
  return name === "to"
    ? gettext("The link leaves this out. Write one address, such as ana@example.org.")
    : gettext("The link leaves this out. Write at most 80 letters, and no special characters.");
}
