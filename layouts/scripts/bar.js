// The bar, beside the worksheet or at the foot of the window -> room for it, wherever the keyboard
// goes; a list of sections that opens and closes; and a key that leads to its buttons.

import { requirePart } from "./page.js";

/**
 * Start what the bar does. The style sheet decides where it stands.
 * @param {HTMLElement} bar
 * @param {HTMLFormElement} form
 */
export function startBar(bar, form) {
  const sections = /** @type {HTMLDetailsElement} */ (requirePart("sections"));
  makeRoomFor(bar, sections, form);
  openAndClose(bar, sections);
  leadToButtons(bar, form);
}

/** @param {HTMLElement} bar */
function isBeside(bar) {
  return getComputedStyle(bar).getPropertyValue("--place") === "side";
}

/**
 * Keep the bar from covering what the keyboard reaches. The style sheet leaves room for it as soon
 * as it knows how high the bar is. Beside the worksheet it covers nothing, and its list is open.
 * @param {HTMLElement} bar
 * @param {HTMLDetailsElement} sections
 * @param {HTMLFormElement} form
 */
function makeRoomFor(bar, sections, form) {
  let wasOpen = false;
  new ResizeObserver(() => {
    const isOpen = isBeside(bar);
    if (isOpen || wasOpen) sections.open = isOpen;
    wasOpen = isOpen;
    const height = isOpen ? 0 : bar.offsetHeight;
    document.documentElement.style.setProperty("--bar", `${height}px`);
  }).observe(bar);
  // Browsers are content when they show a part of it: the caret's line, the circle without its card.
  // Below a mouse or a finger nothing may move.
  let isByKeyboard = false;
  addEventListener("keydown", () => (isByKeyboard = true), true);
  addEventListener("pointerdown", () => (isByKeyboard = false), true);
  form.addEventListener("focusin", ({ target }) => {
    if (!isByKeyboard || !(target instanceof HTMLElement)) return;
    (target.closest(".choice") ?? target).scrollIntoView({ block: "nearest" });
  });
}

/**
 * Close the list of sections as soon as it has been of use: it lies over the worksheet.
 * @param {HTMLElement} bar
 * @param {HTMLDetailsElement} sections
 */
function openAndClose(bar, sections) {
  const close = () => {
    if (!isBeside(bar)) sections.open = false;
  };
  sections.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("a")) close();
  });
  sections.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !sections.contains(relatedTarget)) close();
  });
  addEventListener("pointerdown", ({ target }) => {
    if (target instanceof Node && !sections.contains(target)) close();
  });
  bar.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !sections.open || isBeside(bar)) return;
    close();
    sections.querySelector("summary")?.focus();
  });
}

/**
 * Lead from any field to the bar's buttons by the key that leads from pane to pane, and back.
 * @param {HTMLElement} bar
 * @param {HTMLFormElement} form
 */
function leadToButtons(bar, form) {
  /** @type {HTMLElement | null} */
  let field = null;
  addEventListener("keydown", (event) => {
    const { activeElement } = document;
    if (event.key !== "F6" || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!event.shiftKey && activeElement instanceof HTMLElement && form.contains(activeElement)) {
      field = activeElement;
      bar.querySelector("button")?.focus();
    } else if (event.shiftKey && bar.contains(activeElement) && field) {
      field.focus();
    } else return;
    event.preventDefault();
  });
}
