// A field with text to copy -> the clipboard.

import { gettext } from "./words.js";

/**
 * Copy what stands in a field; where that can't be done, select it and say how it is copied by hand.
 * @param {HTMLTextAreaElement} field
 * @param {HTMLElement} place for what is said
 * @param {string} selected what is said then
 */
export async function copyFrom(field, place, selected) {
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Without https, or without leave, a page copies in the old way.
    field.select();
    if (!document.execCommand("copy")) {
      place.textContent = selected;
      return;
    }
  }
  place.textContent = gettext("Copied.");
}
