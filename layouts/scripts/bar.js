// The bar at the foot of the window, whatever stands in it -> room for it, wherever the keyboard goes.

/**
 * Keep the bar from covering what the keyboard reaches. The style sheet leaves room for it as soon
 * as it knows how high the bar is.
 * @param {HTMLElement} bar
 * @param {HTMLFormElement} form
 */
export function makeRoomFor(bar, form) {
  new ResizeObserver(() => {
    document.documentElement.style.setProperty("--bar", `${bar.offsetHeight}px`);
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
