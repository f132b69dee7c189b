// A field with text to copy -> the clipboard.

/**
 * Copy what stands in a field; where that can't be done, select it and say how it is copied by hand.
 * @param {HTMLTextAreaElement} field
 * @param {HTMLElement} place for what is said
 * @param {string} what the text is: “code”
 */
export async function copyFrom(field, place, what) {
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Without https, or without leave, a page copies in the old way.
    field.select();
    if (!document.execCommand("copy")) {
      place.textContent = `The ${what} is selected. Press Ctrl+C (or Command+C) to copy it.`;
      return;
    }
  }
  place.textContent = "Copied.";
}
